//! Staff: cards beside the stem of their head, above the row of its other children.
//!
//! The first half of the staff is before the stem, the second half after it, each card with its branch as a list below
//! it. Two are joined to the stem by straight lines. More than two are in a row under a bar if there is room, otherwise
//! in pairs.

use emath::{Rect, Vec2, pos2, vec2};

use super::blocks::Gaps;
use super::boxes::BoxedCard;
use super::indented::INDENT;
use super::placement::Attachment;
use super::{Aim, Medium, Tree, gap};

/// Distance of staff from the edges of the head, in points; lines to the head pass in between.
const ASIDE: f32 = gap::SIBLING;
/// Additional distance of staff in a row from the head, in points.
const ROW_ABOVE: f32 = 5.0;
/// Width of the columns of staff, in points, where the layout chooses it: the maximum, and the minimum on screen and on
/// paper.
const MAX_COLUMN: f32 = 300.0;
const MIN_COLUMN: f32 = 224.0;
const MIN_COLUMN_ON_PAPER: f32 = 196.0;

/// Estimated part of a sheet that cards cover.
const COVERED: f32 = 0.4;

/// Estimated breadth of a sheet for some cards.
pub(super) fn sheet_breadth(sizes: &[Vec2], aim: &Aim<'_>) -> f32 {
    let area: f32 = sizes.iter().map(|size| size.x * size.y).sum();
    (area / COVERED * aim.aspect).sqrt()
}

/// Distances in lists of staff, in points.
#[derive(Clone, Copy)]
struct Spacing {
    /// Between a head and its staff.
    above: f32,
    row: f32,
    indent: f32,
    trunk: f32,
}

impl Spacing {
    const fn of(aim: &Aim<'_>) -> Self {
        if aim.fits.is_empty() {
            let (above, row) = (gap::LEVEL / 2.0, gap::STACK);
            return Self { above, row, indent: INDENT, trunk: INDENT / 2.0 };
        }
        let gaps = Gaps::of(aim.medium);
        Self { above: gaps.level / 2.0, row: gaps.row, indent: gaps.indent, trunk: gaps.trunk }
    }
}

/// Branches of the staff of a head, as lists that start at the origin.
pub(super) struct StaffLists {
    spacing: Spacing,
    lists: Vec<List>,
}

struct List {
    size: Vec2,
    cards: Vec<BoxedCard>,
}

impl List {
    /// The cards of the list at a corner, with an attachment for the topmost one.
    fn placed(self, corner: Vec2, top: Attachment) -> impl Iterator<Item = BoxedCard> {
        self.cards.into_iter().map(move |(node, rect, attachment)| {
            let attachment = match attachment {
                Attachment::StaffBefore => top,
                nested => nested.moved(corner.x),
            };
            (node, rect.translate(corner), attachment)
        })
    }
}

impl StaffLists {
    pub(super) fn new(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>, head: usize) -> Self {
        let spacing = Spacing::of(aim);
        let tops: Vec<usize> = tree.staff(head).collect();
        let end = tree.staff_end(head);
        let mut indents = vec![0.0; end - head];
        for node in head + 1..end {
            if let Some(parent) = tree.parent(node).filter(|&parent| parent > head) {
                let steps = if tree.is_staff(node) { 2.0 } else { 1.0 };
                indents[node - head] = indents[parent - head] + steps * spacing.indent;
            }
        }
        let column = (head + 1..end)
            .filter_map(|node| Some(aim.fits.get(node)?.unbroken + indents[node - head]))
            .fold(least_column(aim.medium), f32::max)
            .min(MAX_COLUMN);
        let size = |node: usize| match aim.fits.get(node).filter(|fit| !fit.steps.is_empty()) {
            Some(fit) => {
                let width = column - indents[node - head];
                vec2(width, fit.height(width).ceil())
            }
            None => sizes[node],
        };
        let is_free = |&&node: &&usize| aim.fits.get(node).is_some_and(|it| !it.steps.is_empty());
        let highest = tops.iter().filter(is_free).map(|&top| size(top).y).fold(0.0, f32::max);
        let list = |&top: &usize| {
            let mut list = List { size: Vec2::ZERO, cards: Vec::new() };
            let mut next = 0.0;
            for node in top..tree.branch_end(top) {
                let mut size = size(node);
                if node == top && is_free(&&node) {
                    size.y = highest;
                }
                let indent = indents[node - head];
                let rect = Rect::from_min_size(pos2(indent, next), size);
                let parent = tree.parent(node).filter(|_| node > top);
                let attachment = parent.map_or(Attachment::StaffBefore, |parent| {
                    Attachment::Nested(indents[parent - head] + spacing.trunk)
                });
                list.cards.push((node, rect, attachment));
                list.size = list.size.max(rect.max.to_vec2());
                next = rect.max.y + spacing.row;
            }
            list
        };
        Self { spacing, lists: tops.iter().map(list).collect() }
    }

    /// Size of a box with a head and these lists, and the cards of the lists, relative to the middle of the head's upper
    /// edge. More than two lists are in one row if it is no broader than `room`, otherwise in pairs.
    pub(super) fn around(self, head: Vec2, room: f32) -> (Vec2, Vec<BoxedCard>) {
        if self.lists.is_empty() {
            return (head, Vec::new());
        }
        let is_row = self.lists.len() > 2 && 2.0 * self.row_reach(head) <= room;
        if is_row { self.in_row(head) } else { self.in_pairs(head) }
    }

    /// Distance from the stem to the end of the longer half of a row.
    fn row_reach(&self, head: Vec2) -> f32 {
        let (before, after) = self.lists.split_at(self.lists.len().div_ceil(2));
        let breadth = |lists: &[List]| lists.iter().map(|list| list.size.x + ASIDE).sum::<f32>();
        head.x / 2.0 + breadth(before).max(breadth(after))
    }

    fn in_row(self, head: Vec2) -> (Vec2, Vec<BoxedCard>) {
        let reach = self.row_reach(head);
        let Self { spacing, mut lists } = self;
        let top = head.y + spacing.above + ROW_ABOVE;
        let after = lists.split_off(lists.len().div_ceil(2));
        let before: f32 = lists.iter().map(|list| list.size.x + ASIDE).sum();
        let starts = [-head.x / 2.0 - before, head.x / 2.0 + ASIDE];
        let mut end = head.y;
        let mut cards = Vec::new();
        for (lists, mut left) in [lists, after].into_iter().zip(starts) {
            for list in lists {
                let size = list.size;
                end = end.max(top + size.y);
                cards.extend(list.placed(vec2(left, top), Attachment::StaffBar));
                left += size.x + ASIDE;
            }
        }
        (vec2(2.0 * reach, end), cards)
    }

    fn in_pairs(self, head: Vec2) -> (Vec2, Vec<BoxedCard>) {
        let Self { spacing, mut lists } = self;
        let inner = head.x / 2.0 + ASIDE;
        let widest = lists.iter().map(|list| list.size.x).fold(0.0, f32::max);
        let after = lists.split_off(lists.len().div_ceil(2));
        let (mut cards, mut cards_after) = (Vec::new(), Vec::new());
        let mut after = after.into_iter();
        let mut next = head.y + spacing.above;
        let mut end = head.y;
        for before in lists {
            let corner = vec2(-inner - before.size.x, next);
            end = next + before.size.y;
            cards.extend(before.placed(corner, Attachment::StaffBefore));
            if let Some(after) = after.next() {
                end = end.max(next + after.size.y);
                cards_after.extend(after.placed(vec2(inner, next), Attachment::StaffAfter));
            }
            next = end + spacing.row;
        }
        cards.append(&mut cards_after);
        (vec2(2.0 * (inner + widest), end), cards)
    }
}

const fn least_column(medium: Medium) -> f32 {
    match medium {
        Medium::Screen => MIN_COLUMN,
        Medium::Paper => MIN_COLUMN_ON_PAPER,
    }
}
