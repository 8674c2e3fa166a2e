//! Staff: cards beside the stem of the card above them, over the row of the others.
//!
//! For the algorithms a head with its staff is one box; [`Staffed::unboxed`] takes the boxes apart
//! again. The first half of the staff stands before the stem, the second half after it, each card
//! with its branch as a list below it.

use emath::{Rect, Vec2, pos2, vec2};

use super::blocks::Gaps;
use super::indented::INDENT;
use super::placement::Attachment;
use super::{Aim, CardFit, LayoutStyle, Medium, Placement, Tree, Wish, gap};

/// Distance of staff from the edges of the head, in points; lines to the head pass between.
const ASIDE: f32 = gap::SIBLING;
/// Width of the columns of staff where the layout chooses it, in points: at most, and at least on
/// screen and on paper.
const MAX_COLUMN: f32 = 300.0;
const MIN_COLUMN: f32 = 224.0;
const MIN_COLUMN_ON_PAPER: f32 = 196.0;

/// Heads in boxes with their staff, and all other cards, for an arrangement of boxes.
pub(super) struct Staffed {
    pub(super) tree: Tree,
    /// Breadth and depth of boxes, and of cards without a box.
    pub(super) sizes: Vec<Vec2>,
    /// Breadth and depth of cards.
    pub(super) cards: Vec<Vec2>,
    fits: Vec<CardFit>,
    shared_fits: Vec<CardFit>,
    wishes: Vec<Wish>,
    /// The node of each card in the whole tree.
    nodes: Vec<usize>,
    boxes: Vec<StaffBox>,
    count: usize,
}

/// Staff of a head.
struct StaffBox {
    /// Index of the head among the boxes and cards.
    head: usize,
    /// Nodes of the staff, from the middle of the head's upper edge.
    cards: Vec<(usize, Rect, Attachment)>,
}

impl Staffed {
    /// Boxes for the staff of heads that have a stem; `None` without any.
    pub(super) fn new(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>) -> Option<Self> {
        let heads = heads(tree, aim.style);
        if heads.is_empty() {
            return None;
        }
        let ranks = (aim.style == LayoutStyle::Ranks).then(|| rank_depths(tree, sizes));
        let mut nodes = Vec::new();
        let (mut sizes_of_boxes, mut cards, mut boxes) = (Vec::new(), Vec::new(), Vec::new());
        let mut next_head = heads.into_iter().peekable();
        let mut node = 0;
        while node < tree.len() {
            let mut card = sizes[node];
            if let Some(depth) = ranks.as_ref().map(|depths| depths[node]) {
                card.y = depth;
            }
            let (mut size, mut next) = (card, node + 1);
            if next_head.next_if_eq(&node).is_some() {
                let staff = StaffLists::new(tree, sizes, aim, node);
                let cards;
                (size, cards) = staff.around(card);
                boxes.push(StaffBox { head: nodes.len(), cards });
                next = tree.staff_end(node);
            }
            nodes.push(node);
            sizes_of_boxes.push(size);
            cards.push(card);
            node = next;
        }
        let parent = |&node: &usize| {
            let place = nodes.binary_search(&tree.parent(node)?).ok()?;
            u32::try_from(place).ok()
        };
        let staff = (0..).zip(&nodes).filter(|&(_, &node)| tree.is_staff(node));
        let staff: Vec<u32> = staff.map(|(at, _)| at).collect();
        Some(Self {
            tree: Tree::new(nodes.iter().map(parent).collect()).with_staff(&staff),
            sizes: sizes_of_boxes,
            cards,
            fits: kept(&nodes, aim.fits),
            shared_fits: kept(&nodes, aim.shared_fits),
            wishes: kept(&nodes, aim.wishes),
            boxes,
            count: tree.len(),
            nodes,
        })
    }

    /// The aim of an arrangement of boxes.
    pub(super) fn aim<'a>(&'a self, aim: &Aim<'a>) -> Aim<'a> {
        let Self { fits, shared_fits, wishes, .. } = self;
        Aim { fits, shared_fits, wishes, ..*aim }
    }

    /// Cards of the whole tree where their boxes were placed.
    pub(super) fn unboxed(&self, boxed: &Placement) -> Placement {
        let mut placement = Placement::empty(self.count);
        for (at, &node) in self.nodes.iter().enumerate() {
            placement.cards[node] = boxed.cards[at];
            placement.attachments[node] = boxed.attachments[at];
        }
        if !boxed.stems.is_empty() {
            placement.stems = vec![0.0; self.count];
            for (&node, &stem) in self.nodes.iter().zip(&boxed.stems) {
                placement.stems[node] = stem;
            }
        }
        placement.heads = boxed.heads.iter().map(|&at| self.nodes[at]).collect();
        placement.spine = boxed.spine.iter().map(|&at| self.nodes[at]).collect();
        for StaffBox { head, cards } in &self.boxes {
            let top = boxed.cards[*head].center_top();
            let size = self.cards[*head];
            let corner = pos2(top.x - size.x / 2.0, top.y);
            placement.cards[self.nodes[*head]] = Rect::from_min_size(corner, size);
            for &(node, rect, attachment) in cards {
                placement.cards[node] = rect.translate(top.to_vec2());
                placement.attachments[node] = attachment.moved(top.x);
            }
        }
        placement
    }
}

/// Heads with staff and a stem, in order.
fn heads(tree: &Tree, style: LayoutStyle) -> Vec<usize> {
    let mut heads = Vec::new();
    match style {
        LayoutStyle::Tidy | LayoutStyle::Ranks => {
            let mut node = 0;
            while node < tree.len() {
                if tree.has_staff(node) {
                    heads.push(node);
                }
                // What is below staff is a list.
                node = tree.staff_end(node);
            }
        }
        // In blocks only the cards over the bus have a stem.
        LayoutStyle::Stacked => {
            for root in tree.roots() {
                let mut next = Some(root);
                while let Some(node) = next {
                    if tree.has_staff(node) {
                        heads.push(node);
                    }
                    let mut line = tree.children(node).filter(|&child| !tree.is_staff(child));
                    next = line.next().filter(|_| line.next().is_none());
                }
            }
        }
        LayoutStyle::Indented => {}
    }
    heads
}

/// Depth of the cards of each card's rank, without staff.
fn rank_depths(tree: &Tree, sizes: &[Vec2]) -> Vec<f32> {
    let mut levels: Vec<usize> = Vec::with_capacity(tree.len());
    let mut depths: Vec<f32> = Vec::new();
    let mut staff_end = 0;
    for (node, size) in sizes.iter().enumerate() {
        let level = tree.parent(node).map_or(0, |parent| levels[parent] + 1);
        levels.push(level);
        depths.resize(depths.len().max(level + 1), 0.0);
        if tree.is_staff(node) {
            staff_end = staff_end.max(tree.branch_end(node));
        }
        if node >= staff_end {
            depths[level] = depths[level].max(size.y);
        }
    }
    levels.into_iter().map(|level| depths[level]).collect()
}

fn kept<T: Clone>(nodes: &[usize], list: &[T]) -> Vec<T> {
    nodes.iter().filter_map(|&node| list.get(node).cloned()).collect()
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
struct StaffLists {
    spacing: Spacing,
    lists: Vec<List>,
}

struct List {
    size: Vec2,
    cards: Vec<(usize, Rect, Attachment)>,
}

impl StaffLists {
    fn new(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>, head: usize) -> Self {
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

    /// Size of a box with a head and these lists in pairs, and the cards of the lists, from the
    /// middle of the head's upper edge.
    fn around(self, head: Vec2) -> (Vec2, Vec<(usize, Rect, Attachment)>) {
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
            cards.extend(before.cards.into_iter().map(|(node, rect, attachment)| {
                (node, rect.translate(corner), attachment.moved(corner.x))
            }));
            if let Some(after) = after.next() {
                let corner = vec2(inner, next);
                end = end.max(next + after.size.y);
                cards_after.extend(after.cards.into_iter().map(|(node, rect, attachment)| {
                    let attachment = match attachment {
                        Attachment::StaffBefore => Attachment::StaffAfter,
                        nested => nested.moved(corner.x),
                    };
                    (node, rect.translate(corner), attachment)
                }));
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
