//! Reporting lines: posts that answer to themselves, and cycles of posts that answer to each other.

use super::Validator;
use crate::diagnostic::{Argument, Code};
use crate::message;
use crate::model::tree::{Path, Step};
use crate::model::{Party, Unit, UnitIndex};

impl Validator<'_> {
    /// Warns about heads and posts that answer, directly or indirectly, to themselves.
    ///
    /// A [depth-first search](https://en.wikipedia.org/wiki/Depth-first_search) from post to superior; each back edge
    /// closes a cycle.
    pub(super) fn reporting(&mut self, units: &[Unit]) {
        let lines = Lines::new(units);
        let mut states = vec![State::Unseen; lines.ids.len()];
        let (mut way, mut names): (Vec<(usize, usize)>, Vec<&str>) = (Vec::new(), Vec::new());
        for start in 0..lines.ids.len() {
            if matches!(states[start], State::Unseen) {
                states[start] = State::OnTheWay(0);
                way.push((start, lines.starts[start]));
                names.push(lines.ids[start]);
            }
            while let Some((at, next)) = way.last_mut() {
                let (at, nth) = (*at, *next);
                *next += 1;
                let Some(&superior) = lines.superiors[..lines.starts[at + 1]].get(nth) else {
                    states[at] = State::Done;
                    way.pop();
                    names.pop();
                    continue;
                };
                match states[superior] {
                    State::Unseen => {
                        states[superior] = State::OnTheWay(way.len());
                        way.push((superior, lines.starts[superior]));
                        names.push(lines.ids[superior]);
                    }
                    State::OnTheWay(_) if superior == at => {
                        let message = message!("{0} reports to itself", lines.ids[at]);
                        let hint = message!("name another unit, post or body, or remove it");
                        self.problem(Code::AnswersToItself, &lines.path(self, at), message, hint);
                    }
                    State::OnTheWay(from) => {
                        let ring = Argument::list(&names[from..], " → ");
                        let message = message!(
                            "these report to each other: {0} → {1}",
                            ring,
                            lines.ids[superior]
                        );
                        let hint = message!("remove one of them from a reports_to");
                        self.problem(Code::ReportingRing, &lines.path(self, at), message, hint);
                    }
                    State::Done => {}
                }
            }
        }
    }
}

/// State of the search for a post.
#[derive(Clone, Copy)]
enum State {
    Unseen,
    /// On the current path, at this distance in posts from its start.
    OnTheWay(usize),
    Done,
}

/// The posts of a chart, the heads first, each with its superiors.
struct Lines<'a> {
    /// The id of each post; for a head, that of its unit.
    ids: Vec<&'a str>,
    /// The superiors of all posts, concatenated; if none is stated, the head of the parent unit or of the post's own
    /// unit.
    superiors: Vec<usize>,
    /// Start of the superiors of each post, followed by the end of the last one.
    starts: Vec<usize>,
    heads: usize,
}

impl<'a> Lines<'a> {
    fn new(units: &'a [Unit]) -> Self {
        let mut ids: Vec<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
        // The number of the first further post of each unit.
        let mut first_posts = Vec::with_capacity(units.len());
        for unit in units {
            first_posts.push(ids.len());
            ids.extend(unit.posts.iter().map(|post| post.id.as_deref().unwrap_or_default()));
        }
        // Paths end at outside bodies.
        let number = |party: &Party| match *party {
            Party::Unit(unit) => Some(unit.get()),
            Party::Post(unit, place) => Some(first_posts[unit.get()] + place as usize),
            Party::Body(_) => None,
        };
        let mut superiors = Vec::with_capacity(ids.len());
        let mut starts = Vec::with_capacity(ids.len() + 1);
        for unit in units {
            starts.push(superiors.len());
            match &unit.head {
                Some(head) if !head.reports_to.is_empty() => {
                    superiors.extend(head.reports_to.iter().filter_map(number));
                }
                _ => superiors.extend(unit.parent.map(UnitIndex::get)),
            }
        }
        for (at, unit) in units.iter().enumerate() {
            for post in &unit.posts {
                starts.push(superiors.len());
                match &post.reports_to[..] {
                    [] => superiors.push(at),
                    stated => superiors.extend(stated.iter().filter_map(number)),
                }
            }
        }
        starts.push(superiors.len());
        Self { ids, superiors, starts, heads: units.len() }
    }

    /// Path of the superiors of a post in the file.
    fn path(&self, validator: &Validator<'_>, post: usize) -> Path {
        let mut path = validator.path_of(self.ids[post]);
        path.pop();
        if post < self.heads {
            path.push(Step::from("head"));
        }
        path.push(Step::from("reports_to"));
        path
    }
}
