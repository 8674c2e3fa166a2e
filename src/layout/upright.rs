//! Upright branches: dense tidy trees of narrow cards, whose levels have common lines in all upright branches of a
//! chart.

use emath::{Rect, Vec2, pos2, vec2};

use super::blocks::Gaps;
use super::boxes::BoxedCard;
use super::placement::Attachment;
use super::tidy::{self, TreeBox};
use super::{Aim, Tree, Wish};

/// Distance between adjacent upright cards, in points: half of their text size.
const SIBLING: f32 = 7.5;

/// Upright branches of a tree.
pub(super) struct UprightRows {
    /// Upright branches with the cards above them, in order.
    rows: Vec<(usize, UprightRow)>,
    /// Level of each card.
    levels: Vec<usize>,
    /// Depth of the heads of each level.
    heads: Vec<f32>,
}

/// Upright branch below a head, excluding the head's staff.
#[derive(Clone)]
pub(super) struct UprightRow {
    /// Between the head and the row, in points.
    pub(super) above: f32,
    pub(super) size: Vec2,
    /// Cards, relative to the middle of the upper edge.
    pub(super) cards: Vec<BoxedCard>,
}

impl UprightRows {
    pub(super) fn new(tree: &Tree, sizes: &[Vec2], aim: &Aim<'_>) -> Self {
        let mut rows = Self { rows: Vec::new(), levels: Vec::new(), heads: Vec::new() };
        if !aim.wishes.contains(&Wish::Upright) {
            return rows;
        }
        let wants = |node: usize| {
            aim.wishes.get(node) == Some(&Wish::Upright)
                && tree.staff_end(node) < tree.branch_end(node)
        };
        rows.levels = tree.levels();
        let (mut heads, mut end) = (Vec::new(), 0);
        // Depth of the upright cards of each level.
        let mut depths: Vec<f32> = Vec::new();
        for (node, size) in sizes.iter().enumerate() {
            let level = rows.levels[node];
            depths.resize(depths.len().max(level + 1), 0.0);
            if node < end {
                depths[level] = depths[level].max(size.y);
            } else if wants(node) {
                heads.push(node);
                end = tree.branch_end(node);
            }
        }
        rows.heads = vec![0.0; depths.len()];
        for head in heads {
            let Some(row) = rows.row(tree, sizes, (head, &depths), Gaps::of(aim.medium).level)
            else {
                continue;
            };
            let fit = aim.fits.get(head).filter(|fit| !fit.steps.is_empty());
            let breadth = row.size.x.max(sizes[head].x);
            let depth = fit.map_or(sizes[head].y, |fit| fit.height(breadth)).ceil();
            let level = rows.levels[head];
            rows.heads[level] = rows.heads[level].max(depth);
            rows.rows.push((head, row));
        }
        rows
    }

    /// Cards above the branches, in order.
    pub(super) fn heads(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|(head, _)| *head)
    }

    /// Depth of a head: that of the deepest head of its level.
    pub(super) fn depth(&self, head: usize) -> f32 {
        self.heads[self.levels[head]]
    }

    /// The branch below a card, if it is upright.
    pub(super) fn below(&self, node: usize) -> Option<&UprightRow> {
        let at = self.rows.binary_search_by_key(&node, |(head, _)| *head).ok()?;
        Some(&self.rows[at].1)
    }

    /// The branch below a head; `depths` are those of the cards of each level, `gap` is the distance between levels.
    fn row(
        &self,
        tree: &Tree,
        sizes: &[Vec2],
        (head, depths): (usize, &[f32]),
        gap: f32,
    ) -> Option<UprightRow> {
        let (first, end) = (tree.staff_end(head), tree.branch_end(head));
        // Depth at which each level below the head starts.
        let top = self.levels[head] + 1;
        let mut starts = vec![0.0];
        for &depth in &depths[top..] {
            starts.push(starts[starts.len() - 1] + depth + gap);
        }
        let parent = |node: usize| {
            let parent = tree.parent(node)?.checked_sub(first)?;
            u32::try_from(parent).ok()
        };
        let branch = Tree::new((first..end).map(parent).collect());
        let level = |node: usize| self.levels[node] - top;
        let boxes: Vec<TreeBox> = (first..end)
            .map(|node| TreeBox {
                breadth: sizes[node].x,
                end: starts[level(node) + 1] - gap / 2.0,
            })
            .collect();
        let lefts = tidy::starts(&branch, &boxes, SIBLING);
        let mut rects: Vec<Rect> = (first..end)
            .zip(&lefts)
            .map(|(node, &left)| {
                let size = vec2(sizes[node].x, depths[self.levels[node]]);
                Rect::from_min_size(pos2(left, starts[level(node)]), size)
            })
            .collect();
        let bounds = rects.iter().copied().reduce(Rect::union)?;
        for rect in &mut rects {
            *rect = rect.translate(vec2(-bounds.center().x, 0.0));
        }
        let cards = (first..end).zip(rects).map(|(node, rect)| (node, rect, Attachment::Bar));
        Some(UprightRow { above: gap, size: bounds.size(), cards: cards.collect() })
    }
}
