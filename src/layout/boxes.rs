//! Boxes: a card with its staff and its upright branch, which do not depend on the style. Layout algorithms treat a box
//! as a card; [`Boxes::unboxed`] expands the boxes afterwards.

use emath::{Rect, Vec2, pos2, vec2};

use super::placement::Attachment;
use super::staff::{StaffLists, sheet_breadth};
use super::upright::UprightRows;
use super::{Aim, CardFit, LayoutStyle, Placement, Tree, Wish};

/// Node of a card in a box, with its position relative to the middle of the upper edge of the box's head.
pub(super) type BoxedCard = (usize, Rect, Attachment);

/// Boxes, and the cards without a box.
pub(super) struct Boxes {
    pub(super) tree: Tree,
    /// Breadth and depth of boxes, and of cards without a box.
    pub(super) sizes: Vec<Vec2>,
    /// Breadth and depth of cards, including heads of boxes.
    pub(super) cards: Vec<Vec2>,
    fits: Vec<CardFit>,
    shared_fits: Vec<CardFit>,
    wishes: Vec<Wish>,
    /// The node of each in the whole tree.
    nodes: Vec<usize>,
    heads: Vec<HeadBox>,
    count: usize,
}

/// A head with the cards around it.
struct HeadBox {
    /// Index among the boxes and cards.
    head: usize,
    cards: Vec<BoxedCard>,
    /// Whether there is an upright row below the head, and whether the head spans it.
    has_row: bool,
    spans: bool,
}

impl Boxes {
    /// Boxes of a tree; `None` if there are none.
    pub(super) fn new(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>) -> Option<Self> {
        let rows = UprightRows::new(tree, sizes, aim);
        let heads = heads(tree, aim.style, &rows);
        if heads.is_empty() {
            return None;
        }
        let room = sheet_breadth(sizes, aim);
        let ranks = (aim.style == LayoutStyle::Ranks).then(|| rank_depths(tree, sizes));
        let mut it = Self {
            tree: Tree::default(),
            sizes: Vec::new(),
            cards: Vec::new(),
            fits: Vec::new(),
            shared_fits: Vec::new(),
            wishes: Vec::new(),
            nodes: Vec::new(),
            heads: Vec::new(),
            count: tree.len(),
        };
        let mut next_head = heads.into_iter().peekable();
        let mut node = 0;
        while node < tree.len() {
            let mut card = sizes[node];
            if let Some(depth) = ranks.as_ref().map(|depths| depths[node]) {
                card.y = depth;
            }
            let (mut size, mut next) = (card, node + 1);
            if next_head.next_if_eq(&node).is_some() {
                let row = rows.below(node);
                let spans = row.is_some() && tree.parent(node).is_some();
                if let Some(row) = row.filter(|_| spans) {
                    card = vec2(row.size.x.max(card.x), rows.depth(node));
                }
                let cards;
                (size, cards) = StaffLists::new(tree, sizes, aim, node).around(card, room);
                let mut around =
                    HeadBox { head: it.nodes.len(), cards, has_row: row.is_some(), spans };
                next = tree.staff_end(node);
                if let Some(row) = row {
                    let below = vec2(0.0, size.y + row.above);
                    let moved = |&(node, rect, attachment): &BoxedCard| {
                        (node, rect.translate(below), attachment)
                    };
                    around.cards.extend(row.cards.iter().map(moved));
                    size = vec2(size.x.max(row.size.x), below.y + row.size.y);
                    next = tree.branch_end(node);
                }
                it.heads.push(around);
            }
            it.nodes.push(node);
            it.sizes.push(size);
            it.cards.push(card);
            node = next;
        }
        it.tree = it.boxed_tree(tree);
        it.fits = it.kept(aim.fits);
        it.shared_fits = it.kept(aim.shared_fits);
        it.wishes = it.kept(aim.wishes);
        // Boxes have a fixed size, except that the top one is centred in any case.
        for around in it.heads.iter().filter(|around| around.spans) {
            for fits in [&mut it.fits, &mut it.shared_fits] {
                if let Some(fit) = fits.get_mut(around.head) {
                    *fit = CardFit::default();
                }
            }
        }
        Some(it)
    }

    /// The tree of boxes and cards without a box.
    fn boxed_tree(&self, tree: &Tree) -> Tree {
        let parent = |&node: &usize| {
            let place = self.nodes.binary_search(&tree.parent(node)?).ok()?;
            u32::try_from(place).ok()
        };
        let staff = (0..).zip(&self.nodes).filter(|&(_, &node)| tree.is_staff(node));
        let staff: Vec<u32> = staff.map(|(at, _)| at).collect();
        Tree::new(self.nodes.iter().map(parent).collect()).with_staff(&staff)
    }

    /// The card of each box.
    pub(super) fn nodes(&self) -> &[usize] {
        &self.nodes
    }

    fn kept<T: Clone>(&self, list: &[T]) -> Vec<T> {
        self.nodes.iter().filter_map(|&node| list.get(node).cloned()).collect()
    }

    /// The aim of an arrangement of boxes.
    pub(super) fn aim<'a>(&'a self, aim: &Aim<'a>) -> Aim<'a> {
        let Self { fits, shared_fits, wishes, .. } = self;
        Aim { fits, shared_fits, wishes, before: None, ..*aim }
    }

    /// The cards of the whole tree at the positions of their boxes.
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
        for HeadBox { head, cards, has_row, spans } in &self.heads {
            let node = self.nodes[*head];
            if let Some(stem) = placement.stems.get_mut(node).filter(|_| *has_row) {
                *stem = 0.0;
            }
            let top = boxed.cards[*head].center_top();
            let size = self.cards[*head];
            let corner = pos2(top.x - size.x / 2.0, top.y);
            placement.cards[node] = Rect::from_min_size(corner, size);
            for &(node, rect, attachment) in cards {
                placement.cards[node] = rect.translate(top.to_vec2());
                placement.attachments[node] = attachment.moved(top.x);
            }
            placement.heads.extend(spans.then_some(node));
        }
        placement.heads.sort_unstable();
        placement.heads.dedup();
        placement
    }
}

/// Heads with an upright branch, and heads with staff and a stem, in order.
fn heads(tree: &Tree, style: LayoutStyle, rows: &UprightRows) -> Vec<usize> {
    let mut heads: Vec<usize> = rows.heads().collect();
    let has_stem: Vec<usize> = match style {
        LayoutStyle::Tidy | LayoutStyle::Ranks => {
            let mut stems = Vec::new();
            let mut node = 0;
            while node < tree.len() {
                stems.push(node);
                // The branches of staff are lists, and upright branches are boxes.
                let is_upright = rows.below(node).is_some();
                node = if is_upright { tree.branch_end(node) } else { tree.staff_end(node) };
            }
            stems
        }
        // In blocks, only the cards above the bus have a stem.
        LayoutStyle::Stacked => tree.roots().flat_map(|root| spine(tree, root)).collect(),
        LayoutStyle::Indented => Vec::new(),
    };
    heads.extend(has_stem.into_iter().filter(|&node| tree.has_staff(node)));
    heads.sort_unstable();
    heads.dedup();
    heads
}

/// A root, followed by the only non-staff child of each card below it.
fn spine(tree: &Tree, root: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(root), |&node| {
        let mut line = tree.children(node).filter(|&child| !tree.is_staff(child));
        line.next().filter(|_| line.next().is_none())
    })
}

/// Depth of the deepest card in the rank of each card, without staff.
fn rank_depths(tree: &Tree, sizes: &[Vec2]) -> Vec<f32> {
    let levels = tree.levels();
    let mut depths: Vec<f32> = Vec::new();
    let mut staff_end = 0;
    for (node, size) in sizes.iter().enumerate() {
        let level = levels[node];
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
