//! Matching of a unit's further posts between two editions.

use crate::model::{Post, Unit};

/// Numbers of a unit's further posts, equal for matching posts: by id, otherwise by title.
pub(super) fn numbers(old: &Unit, new: &Unit) -> (Vec<u32>, Vec<u32>) {
    let mut old_numbers: Vec<u32> = (1_u32..).take(old.posts.len()).collect();
    let mut next = u32::try_from(old.posts.len() + 1).unwrap_or(u32::MAX);
    let mut new_numbers = vec![0; new.posts.len()];
    let mut is_taken = vec![false; old.posts.len()];
    let by_id = |a: &Post, b: &Post| a.id.is_some() && a.id == b.id;
    let by_title = |a: &Post, b: &Post| !a.title.is_empty() && a.title == b.title;
    for is_same in [by_id as fn(&Post, &Post) -> bool, by_title] {
        for (post, number) in new.posts.iter().zip(&mut new_numbers).filter(|(_, it)| **it == 0) {
            let found =
                (0..old.posts.len()).find(|&at| !is_taken[at] && is_same(&old.posts[at], post));
            if let Some(at) = found {
                is_taken[at] = true;
                *number = old_numbers[at];
            }
        }
    }
    for number in new_numbers.iter_mut().filter(|number| **number == 0) {
        *number = next;
        next += 1;
    }
    old_numbers.truncate(old.posts.len());
    (old_numbers, new_numbers)
}

/// Place in the old unit of each further post of the new one; `None` of a new post.
#[must_use]
pub fn pairs(old: &Unit, new: &Unit) -> Vec<Option<usize>> {
    let (old_numbers, new_numbers) = numbers(old, new);
    let place = |number: u32| old_numbers.iter().position(|&it| it == number);
    new_numbers.into_iter().map(place).collect()
}
