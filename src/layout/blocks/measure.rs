//! Heights of cards and of lists for one width of modules.

use emath::Vec2;

use super::Gaps;
use crate::layout::{Tree, Wish};

/// Minimum width of a card whose width the layout chooses, in points.
const MIN_CARD: f32 = 76.0;
/// Maximum width of a fixed-size card in a single module, in points.
const MAX_CARD: f32 = 240.0;
/// Penalty for hyphenated words, as an enlargement of the sheet, if at least a twelfth of the cards have one.
const MAX_MALUS: f32 = 0.67;
const MALUS_SLOPE: f32 = 12.0;
/// Penalty per line of a name beyond three, as an enlargement of the sheet.
const LINE_MALUS: f32 = 0.04;
/// Penalty for a hyphenated word, as additional height in points.
const BROKEN_WORD: f32 = 60.0;

/// Height of a card for each width that the layout may give it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardFit {
    /// Minimum widths for the heights of the card, with these heights, from narrow and high to wide and low. Empty for
    /// a fixed-size card.
    pub steps: Vec<(f32, f32)>,
    /// Minimum width at which no word is hyphenated.
    pub unbroken: f32,
    /// Minimum widths at which the name has at most three, four and five lines.
    pub name_lines: [f32; 3],
}

impl CardFit {
    /// Makes the card at least as high as another one at each width.
    pub fn make_room_for(&mut self, other: &Self) {
        let widths = self.steps.iter().chain(&other.steps).map(|&(width, _)| width);
        let mut widths: Vec<f32> = widths.collect();
        widths.sort_by(f32::total_cmp);
        widths.dedup();
        let height = |width| self.height(width).max(other.height(width));
        let steps = widths.into_iter().map(|width| (width, height(width))).collect();
        let name_lines = [0, 1, 2].map(|at| self.name_lines[at].max(other.name_lines[at]));
        *self = Self { steps, unbroken: self.unbroken.max(other.unbroken), name_lines };
    }

    /// Height at a width; 0 without steps.
    pub(in crate::layout) fn height(&self, place: f32) -> f32 {
        let step = self.steps.partition_point(|&(width, _)| width <= place).max(1);
        self.steps.get(step - 1).map_or(0.0, |&(_, height)| height)
    }
}

/// Cards of a tree.
#[derive(Clone, Copy)]
pub(super) struct Cards<'a> {
    pub(super) tree: &'a Tree,
    pub(super) sizes: &'a [Vec2],
    pub(super) fits: &'a [CardFit],
    pub(super) wishes: &'a [Wish],
    pub(super) gaps: Gaps,
}

impl Cards<'_> {
    /// Requested arrangement of the children of a card.
    pub(super) fn wish(&self, node: usize) -> Wish {
        self.wishes.get(node).copied().unwrap_or_default()
    }

    /// Number of additional indents of staff, compared with its siblings.
    pub(super) fn further_indent(&self, node: usize) -> usize {
        usize::from(self.tree.is_staff(node))
    }

    /// Width of a card in a space of some width.
    pub(super) fn width(&self, node: usize, place: f32) -> f32 {
        if self.keeps_size(node) { self.sizes[node].x } else { place }
    }

    /// Height of a card in a space of some width.
    pub(super) fn height(&self, node: usize, place: f32) -> f32 {
        if self.keeps_size(node) { self.sizes[node].y } else { self.fits[node].height(place) }
    }

    /// Height of a card, including the penalty for hyphenated words.
    fn cost(&self, node: usize, place: f32) -> f32 {
        let is_broken = place < self.fits[node].unbroken;
        self.height(node, place) + if is_broken { BROKEN_WORD } else { 0.0 }
    }

    /// Number of modules, at an indent, of a fixed-size card that is wider than one module.
    pub(super) fn boxed(&self, node: usize, modules: Modules, indent: usize) -> Option<usize> {
        let width = self.sizes[node].x;
        if !self.keeps_size(node) || width <= modules.card(1, 0) {
            return None;
        }
        let gap = modules.gaps.column;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1")]
        let count =
            ((modules.indents(indent) + width + gap) / (modules.width + gap)).ceil() as usize;
        Some(count)
    }

    /// Whether a fixed-size card is wider than any module.
    pub(super) fn outgrows_modules(&self, node: usize) -> bool {
        self.keeps_size(node) && self.sizes[node].x > MAX_CARD
    }

    /// Whether a card keeps its size.
    pub(super) fn keeps_size(&self, node: usize) -> bool {
        self.fits[node].steps.is_empty()
    }

    /// Smallest module width that fits every card at any indent.
    pub(super) fn narrowest_module(&self, levels: &[u32]) -> f32 {
        let width = |node: usize| {
            let card = match self.sizes[node].x {
                // A wider card spans several modules.
                width if self.keeps_size(node) && width <= MAX_CARD => width,
                _ => MIN_CARD,
            };
            #[expect(clippy::cast_precision_loss, reason = "few levels")]
            let indent = levels[node] as f32 * self.gaps.indent;
            card + indent
        };
        (0..levels.len()).map(width).fold(0.0, f32::max)
    }
}

/// Widths and distances of the modules of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Modules {
    pub(super) width: f32,
    pub(super) gaps: Gaps,
}

impl Modules {
    pub(super) const fn new(width: f32, gaps: Gaps) -> Self {
        Self { width, gaps }
    }

    /// Width of a block of `count` modules.
    #[expect(clippy::cast_precision_loss, reason = "few modules")]
    pub(super) fn block(self, count: usize) -> f32 {
        count as f32 * (self.width + self.gaps.column) - self.gaps.column
    }

    /// Width of `count` levels of indents.
    #[expect(clippy::cast_precision_loss, reason = "few levels")]
    pub(super) fn indents(self, count: usize) -> f32 {
        count as f32 * self.gaps.indent
    }

    /// Width of a card in a block, at an indent.
    pub(super) fn card(self, count: usize, indent: usize) -> f32 {
        self.block(count) - self.indents(indent)
    }
}

/// Heights of cards and of branches as lists, for one module width.
pub(super) struct Measure<'a> {
    pub(super) cards: &'a Cards<'a>,
    pub(super) modules: Modules,
    /// Height of each branch as a list, for each indent.
    lists: Vec<f32>,
    /// Whether the branch of a card contains a card whose children should be side by side.
    spreads: Vec<bool>,
    /// Whether the branch of a card contains a card that is wider than a module.
    overflows: Vec<bool>,
    /// Number of indents.
    indents: usize,
    /// Factor by which hyphenated words enlarge the sheet.
    pub(super) malus: f32,
}

impl<'a> Measure<'a> {
    pub(super) fn new(
        cards: &'a Cards<'a>,
        modules: Modules,
        levels: &[u32],
        indents: usize,
    ) -> Self {
        let tree = cards.tree;
        let mut lists = vec![0.0; tree.len() * indents];
        for node in (0..tree.len()).rev() {
            let steps = 1 + cards.further_indent(node);
            for indent in 0..indents {
                let at = node * indents + indent;
                lists[at] += cards.cost(node, modules.card(1, indent));
                if let (Some(parent), Some(above)) = (tree.parent(node), indent.checked_sub(steps))
                {
                    lists[parent * indents + above] += modules.gaps.row + lists[at];
                }
            }
        }
        let mut spreads = vec![false; tree.len()];
        let mut overflows = vec![false; tree.len()];
        for node in (0..tree.len()).rev() {
            let is_wide = matches!(cards.wish(node), Wish::Row | Wish::Columns);
            spreads[node] |= is_wide && tree.children(node).nth(1).is_some();
            overflows[node] |= cards.boxed(node, modules, 0).is_some();
            spreads[node] |= overflows[node];
            if let Some(parent) = tree.parent(node).filter(|_| spreads[node]) {
                spreads[parent] = true;
                overflows[parent] |= overflows[node];
            }
        }
        let is_broken = |&(node, &level): &(usize, &u32)| {
            let indent = (level as usize).saturating_sub(1);
            modules.card(1, indent) < cards.fits[node].unbroken
        };
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = levels.iter().enumerate().filter(is_broken).count() as f32 / tree.len() as f32;
        let further_lines = |(node, &level): (usize, &u32)| {
            let width = modules.card(1, (level as usize).saturating_sub(1));
            cards.fits[node].name_lines.iter().filter(|&&needed| width < needed).count()
        };
        let further = levels.iter().enumerate().map(further_lines).max().unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "at most three")]
        let lines = 1.0 + LINE_MALUS * further as f32;
        let malus = lines * (1.0 + MAX_MALUS * (share * MALUS_SLOPE).min(1.0));
        Self { cards, modules, lists, spreads, overflows, indents, malus }
    }

    /// Whether a branch does not fit in one module.
    pub(super) fn overflows(&self, node: usize) -> bool {
        self.overflows[node]
    }

    /// Whether a branch cannot be a list.
    pub(super) fn spreads(&self, node: usize) -> bool {
        self.spreads[node]
    }

    /// Width of a block of `count` modules in a row under the bus; a fixed-size card does not need whole modules.
    pub(super) fn in_row(&self, node: usize, count: usize) -> f32 {
        if self.cards.keeps_size(node) && self.cards.tree.is_leaf(node) {
            self.cards.sizes[node].x
        } else {
            self.modules.block(count)
        }
    }

    /// Height of a branch as a list, at the indent of its siblings that are not staff.
    pub(super) fn list(&self, node: usize, indent: usize) -> f32 {
        let indent = indent + self.cards.further_indent(node);
        self.lists[node * self.indents + indent.min(self.indents - 1)]
    }

    /// Height of a card above a block, including the penalty for hyphenated words.
    pub(super) fn head(&self, node: usize, count: usize, indent: usize) -> f32 {
        self.cards.cost(node, self.modules.card(count, indent))
    }

    /// Estimated depth of a sheet for the branch of a card.
    pub(super) fn sheet_depth(&self, top: usize, aspect: f32) -> f32 {
        let area = self.list(top, 0) * self.modules.block(1);
        (area / aspect).sqrt()
    }
}
