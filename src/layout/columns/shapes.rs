//! The shapes that one branch can be set in, from those of its children.

use emath::{Vec2, vec2};

use crate::layout::gap;
use crate::layout::indented::INDENT;

/// Children further apart than this among their siblings do not share a column.
const MAX_IN_COLUMN: usize = 32;

/// A shape that a branch can be set in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) size: Vec2,
    /// The depth that its children's columns were allowed, the card included.
    pub(super) room: f32,
    /// Whether its children stand under each other, set in below its card, and not in columns.
    pub(super) is_nested: bool,
}

/// The children up to some place in columns: the least breadth of all, and the last column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Division {
    pub(super) sum: f32,
    from: usize,
    breadth: f32,
}

/// A child as far as the shapes of its parent go.
pub(super) struct Child<'a> {
    pub(super) outline: Vec2,
    pub(super) shapes: &'a [Shape],
}

impl Child<'_> {
    /// The lowest shape within a breadth, or the narrowest, and the breadth from which on there is
    /// a lower one. `None` for a list.
    pub(super) fn shape(&self, breadth: f32) -> (Option<Shape>, f32) {
        let fits = self.shapes.partition_point(|shape| shape.size.x <= breadth).max(1);
        let broader = self.shapes.get(fits).map_or(f32::INFINITY, |shape| shape.size.x);
        (self.shapes.get(fits - 1).copied(), broader)
    }

    pub(super) fn size(&self, breadth: f32) -> Vec2 {
        self.shape(breadth).0.map_or(self.outline, |shape| shape.size)
    }

    fn least_depth(&self) -> f32 {
        self.shapes.last().map_or(self.outline.y, |shape| shape.size.y)
    }
}

/// Kept from one division to the next, so that nothing is allocated anew.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) divisions: Vec<Division>,
    large: Vec<usize>,
}

/// A branch with its children under each other, set in below its card.
pub(super) fn nested(card: Vec2, children: &[Child<'_>], room: f32) -> Option<Shape> {
    let (breadth, depth) = nested_column(card, children, room)?;
    let size = vec2(card.x.max(INDENT + breadth), card.y + gap::STACK + depth);
    Some(Shape { size, room, is_nested: true })
}

pub(super) fn nested_column(card: Vec2, children: &[Child<'_>], room: f32) -> Option<(f32, f32)> {
    let mut large = Vec::new();
    let mut lists = vec2(0.0, -gap::STACK);
    for (at, child) in children.iter().enumerate() {
        if child.shapes.is_empty() {
            lists = vec2(lists.x.max(child.outline.x), lists.y + gap::STACK + child.outline.y);
        } else {
            large.push(at);
        }
    }
    under_each_other(children, lists, &large, room - card.y - gap::STACK)
}

/// A branch with its children in columns under a bar.
pub(super) fn columned(
    card: Vec2,
    children: &[Child<'_>],
    room: f32,
    scratch: &mut Scratch,
) -> Option<Shape> {
    divide(card, children, room, scratch);
    let breadth = scratch.divisions.last()?.sum;
    if breadth.is_infinite() {
        return None;
    }
    let depth = columns(&scratch.divisions).map(|(column, breadth)| {
        let depths = children[column].iter().map(|child| gap::STACK + child.size(breadth).y);
        depths.sum::<f32>() - gap::STACK
    });
    let depth = card.y + gap::LEVEL + depth.fold(0.0, f32::max);
    Some(Shape { size: vec2(card.x.max(breadth), depth), room, is_nested: false })
}

/// The least breadth at which lists and large branches under each other take no more than `room`,
/// and their depth then. `lists` is the size of the lists alone, `large` says which are large.
pub(super) fn under_each_other(
    children: &[Child<'_>],
    lists: Vec2,
    large: &[usize],
    room: f32,
) -> Option<(f32, f32)> {
    let narrowest = |&at: &usize| children[at].shapes[0].size.x;
    let mut breadth = large.iter().map(narrowest).fold(lists.x, f32::max);
    loop {
        let mut depth = lists.y;
        let mut broader = f32::INFINITY;
        for &at in large {
            let (shape, next) = children[at].shape(breadth);
            depth += gap::STACK + shape.map_or(0.0, |shape| shape.size.y);
            broader = broader.min(next);
        }
        if depth <= room {
            return Some((breadth, depth));
        }
        if broader.is_infinite() {
            return None;
        }
        breadth = broader;
    }
}

/// Divides children into the columns that take least breadth and are no deeper than `room` with
/// the card above them.
pub(super) fn divide(card: Vec2, children: &[Child<'_>], room: f32, scratch: &mut Scratch) {
    let room = room - card.y - gap::LEVEL;
    let Scratch { divisions, large } = scratch;
    divisions.clear();
    divisions.push(Division { sum: 0.0, from: 0, breadth: 0.0 });
    for to in 1..=children.len() {
        let mut best = Division { sum: f32::INFINITY, from: 0, breadth: 0.0 };
        let mut lists = vec2(0.0, -gap::STACK);
        let mut least_depth = -gap::STACK;
        large.clear();
        for from in (to.saturating_sub(MAX_IN_COLUMN)..to).rev() {
            let child = &children[from];
            least_depth += gap::STACK + child.least_depth();
            if least_depth > room {
                break;
            }
            if child.shapes.is_empty() {
                lists = vec2(lists.x.max(child.outline.x), lists.y + gap::STACK + child.outline.y);
            } else {
                large.push(from);
            }
            if divisions[from].sum + gap::GUTTER + lists.x >= best.sum {
                continue;
            }
            if let Some((breadth, _)) = under_each_other(children, lists, large, room) {
                let sum = divisions[from].sum + gap::GUTTER + breadth;
                if sum < best.sum {
                    best = Division { sum, from, breadth };
                }
            }
        }
        divisions.push(best);
    }
}

/// The columns of a division, the last one first, each with its breadth.
pub(super) fn columns(
    divisions: &[Division],
) -> impl Iterator<Item = (std::ops::Range<usize>, f32)> {
    let mut to = divisions.len() - 1;
    std::iter::from_fn(move || {
        let last = divisions[to];
        (to > 0).then(|| {
            let column = last.from..to;
            to = last.from;
            (column, last.breadth)
        })
    })
}
