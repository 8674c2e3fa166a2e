//! Connectors: the lines between a card and its children.
//!
//! [`Layout::connector`] is the whole line from a parent to one child. The connectors of all children overlap on the
//! bar and the trunk. [`Layout::shared_line`] and [`Layout::own_line`] divide them into disjoint pieces; the shared
//! part belongs to the first child.

use emath::{Pos2, pos2, vec2};

use super::{Attachment, Layout, Placement, Tree, bent, gap, indented};

/// Maximum offset between the middles of a parent and an only child that are joined by one straight line.
const STRAIGHT_TOLERANCE: f32 = 0.5;
/// Depth of the bar above staff, relative to the distance between the head and its staff.
const STAFF_BAR: f32 = 0.65;
/// Radius of bends, in points.
pub const BEND: f32 = 4.0;

impl Layout {
    /// Line from the parent of a card to the card.
    #[must_use]
    pub fn connector(&self, node: usize) -> Option<Vec<Pos2>> {
        let parent = self.tree.parent(node)?;
        let card = self.placement.cards[node];
        let start = self.placement.cards[parent].center_bottom();
        let bar = self.bar_depth(parent);
        let side = card.left_center();
        Some(self.map_points(match self.placement.attachments[node] {
            Attachment::Nested(trunk) | Attachment::Hung(trunk) => {
                vec![pos2(trunk, start.y), pos2(trunk, side.y), side]
            }
            Attachment::Trunk(trunk) => {
                vec![start, pos2(start.x, bar), pos2(trunk, bar), pos2(trunk, side.y), side]
            }
            Attachment::StaffBefore | Attachment::StaffAfter => {
                let side = self.staff_side(node);
                vec![start, pos2(start.x, side.y), side]
            }
            Attachment::StaffBar => {
                let (end, bar) = (card.center_top(), self.staff_bar(parent));
                vec![start, pos2(start.x, bar), pos2(end.x, bar), end]
            }
            Attachment::Bar if self.is_straight(node) => vec![start, pos2(start.x, card.min.y)],
            Attachment::Bar => {
                let end = card.center_top();
                vec![start, pos2(start.x, bar), pos2(end.x, bar), end]
            }
        }))
    }

    /// Point on the edge of a card where the connectors to its children start, or would start.
    #[must_use]
    pub fn outlet(&self, node: usize) -> Pos2 {
        let card = self.placement.cards[node];
        let attachment = |node: usize| self.placement.attachments[node];
        let breadth = match (self.tree.children(node).next().map(attachment), attachment(node)) {
            (Some(Attachment::Nested(trunk) | Attachment::Hung(trunk)), _) => trunk,
            (Some(_), _) | (None, Attachment::Bar) => card.center().x,
            (None, _) => card.min.x + indented::INDENT / 2.0,
        };
        self.map_point(pos2(breadth, card.max.y))
    }

    /// Part of the connectors that all siblings share, for a first child: the line down from the parent, and the bar up
    /// to the bends at its ends. Empty for other cards.
    #[must_use]
    pub fn shared_line(&self, node: usize) -> Vec<Vec<Pos2>> {
        let parent = self.tree.parent(node).filter(|&parent| parent + 1 == node);
        let Some(parent) = parent.filter(|_| !self.is_straight(node)) else { return Vec::new() };
        let top = self.placement.cards[parent].center_bottom();
        let Some(bar) = self.bar(parent) else {
            let end = self.last_staff(parent).map(|(end, bend)| pos2(top.x, end.y - bend));
            return end.map(|end| self.map_points([top, end])).into_iter().collect();
        };
        let joint = pos2(top.x, bar.depth);
        let (start, end) = (bar.start + bar.bends[0], bar.end - bar.bends[1]);
        let lines = if bar.end <= bar.start {
            vec![vec![top, joint]]
        } else if bar.stem_bend < 0.0 {
            vec![vec![top, joint, pos2(end, bar.depth)]]
        } else if bar.stem_bend > 0.0 {
            vec![vec![top, joint, pos2(start, bar.depth)]]
        } else {
            vec![vec![top, joint], vec![pos2(start, bar.depth), pos2(end, bar.depth)]]
        };
        lines.into_iter().map(|line| self.map_points(bent(&line, BEND))).collect()
    }

    /// Strokes of a card's connector that are not shared with earlier siblings: the last card on a trunk has a bend,
    /// the others branch off straight.
    #[must_use]
    pub fn own_line(&self, node: usize) -> Vec<Vec<Pos2>> {
        let Some(parent) = self.tree.parent(node) else { return Vec::new() };
        let above = self.placement.cards[parent];
        let lines = match self.placement.attachments[node] {
            Attachment::Bar => {
                let card = self.placement.cards[node];
                if self.is_straight(node) {
                    let start = above.center_bottom();
                    vec![vec![start, pos2(start.x, card.min.y)]]
                } else {
                    let mut line = self.line_from_bar(parent, card.center().x);
                    line.push(card.center_top());
                    vec![line]
                }
            }
            Attachment::Trunk(trunk) => {
                let start = self.line_from_bar(parent, trunk);
                self.trunk_line(node, trunk, start)
            }
            Attachment::Nested(trunk) | Attachment::Hung(trunk) => {
                self.trunk_line(node, trunk, vec![pos2(trunk, above.max.y)])
            }
            Attachment::StaffBefore | Attachment::StaffAfter => {
                let side = self.staff_side(node);
                let stem = pos2(above.center().x, side.y);
                let end = self.last_staff(parent).filter(|(end, bend)| *end == side && *bend > 0.0);
                let bend = end.filter(|_| self.bars[parent].is_none());
                vec![
                    bend.map(|(_, bend)| stem - vec2(0.0, bend))
                        .into_iter()
                        .chain([stem, side])
                        .collect(),
                ]
            }
            Attachment::StaffBar => self.line_from_staff_bar(node, parent),
        };
        lines.into_iter().map(|line| self.map_points(bent(&line, BEND))).collect()
    }

    /// Line to a card of staff in a row, from the next card towards the stem, or from the stem.
    fn line_from_staff_bar(&self, node: usize, parent: usize) -> Vec<Vec<Pos2>> {
        let middle = |node: usize| self.placement.cards[node].center().x;
        let (stem, breadth) = (middle(parent), middle(node));
        let is_beyond = |other: f32| (other - breadth) * (breadth - stem) > 0.0;
        let is_between = |other: f32| (other - stem) * (breadth - other) > 0.0;
        let others = || self.tree.staff(parent).map(middle);
        let is_near = |a: &f32, b: &f32| (a - breadth).abs().total_cmp(&(b - breadth).abs());
        let start = others().filter(|&it| is_between(it)).min_by(is_near).unwrap_or(stem);
        let bar = self.staff_bar(parent);
        let (start, corner) = (pos2(start, bar), pos2(breadth, bar));
        let end = self.placement.cards[node].center_top();
        if others().any(is_beyond) {
            vec![vec![start, corner], vec![corner, end]]
        } else {
            vec![vec![start, corner, end]]
        }
    }

    /// Depth of the bar above staff in a row.
    fn staff_bar(&self, parent: usize) -> f32 {
        let tops = self.tree.staff(parent).map(|node| self.placement.cards[node].min.y);
        let above = self.placement.cards[parent].max.y;
        // Arrows of lines to the head end above the bar.
        above + (tops.fold(f32::INFINITY, f32::min) - above) * STAFF_BAR
    }

    /// Point at which the line to a staff card ends.
    fn staff_side(&self, node: usize) -> Pos2 {
        let card = self.placement.cards[node];
        match self.placement.attachments[node] {
            Attachment::StaffBefore => card.right_center(),
            _ => card.left_center(),
        }
    }

    /// End of the lowest line to the staff of a card, and the bend from the stem into it if the stem ends there and no
    /// other line does.
    fn last_staff(&self, parent: usize) -> Option<(Pos2, f32)> {
        let staff = self.placement.staff(&self.tree, parent);
        let attachments = &self.placement.attachments[staff.clone()];
        if attachments.first() == Some(&Attachment::StaffBar) {
            return Some((
                pos2(self.placement.cards[parent].center().x, self.staff_bar(parent)),
                0.0,
            ));
        }
        let is_top = |&node: &usize| self.placement.attachments[node].is_of_staff();
        let ends = staff.filter(is_top).map(|node| self.staff_side(node));
        ends.fold(None, |last: Option<(Pos2, f32)>, end| match last {
            Some((last, _)) if is_same(last.y, end.y) => Some((last, 0.0)),
            Some((last, bend)) if last.y > end.y => Some((last, bend)),
            _ => Some((end, BEND)),
        })
    }

    /// Start of a line down from a bar, with the bend if the bar ends there.
    fn line_from_bar(&self, parent: usize, breadth: f32) -> Vec<Pos2> {
        let Some(bar) = self.bar(parent) else {
            return vec![pos2(breadth, self.bar_depth(parent))];
        };
        let corner = pos2(breadth, bar.depth);
        let bend = if bar.bends[0] > 0.0 && is_same(breadth, bar.start) {
            bar.bends[0]
        } else if bar.bends[1] > 0.0 && is_same(breadth, bar.end) {
            -bar.bends[1]
        } else {
            return vec![corner];
        };
        vec![corner + vec2(bend, 0.0), corner]
    }

    /// Whether the connector of a card is one straight line, because it is an only child centred under its parent.
    fn is_straight(&self, node: usize) -> bool {
        let middle = |node: usize| self.placement.cards[node].center().x;
        self.placement.attachments[node] == Attachment::Bar
            && self.tree.is_only_child(node)
            && self
                .tree
                .parent(node)
                .is_some_and(|parent| (middle(parent) - middle(node)).abs() < STRAIGHT_TOLERANCE)
    }

    /// Depth of the bar under a card.
    fn bar_depth(&self, node: usize) -> f32 {
        let default = || self.placement.stem_end(&self.tree, node) + gap::LEVEL / 2.0;
        self.routing.bars.get(node).copied().unwrap_or_else(default)
    }

    /// The bar under a card; `None` without one.
    fn bar(&self, node: usize) -> Option<Bar> {
        let stem = self.placement.cards[node].center().x;
        let (first, last) = self.bars.get(node).copied().flatten()?;
        let (start, end) = (first.min(stem), last.max(stem));
        let bend = BEND.min((end - start) / 2.0);
        let bend_at = |end: f32| if is_same(end, stem) { 0.0 } else { bend };
        let stem_bend = if stem < first - 0.5 {
            -bend
        } else if stem > last + 0.5 {
            bend
        } else {
            0.0
        };
        let bends = [bend_at(start), bend_at(end)];
        Some(Bar { depth: self.bar_depth(node), start, end, bends, stem_bend })
    }

    /// Line along a trunk to a card, from the preceding sibling on the same trunk or from the start of the trunk.
    fn trunk_line(&self, node: usize, trunk: f32, trunk_start: Vec<Pos2>) -> Vec<Vec<Pos2>> {
        let Placement { cards, attachments, .. } = &self.placement;
        let is_on_trunk = |&at: &usize| attachments[at] == attachments[node];
        let above = self.tree.sibling_before(node).filter(is_on_trunk);
        let mut line =
            above.map_or(trunk_start, |above| vec![pos2(trunk, cards[above].center().y)]);
        let end = cards[node].left_center();
        let corner = pos2(trunk, end.y);
        line.push(corner);
        let below = self.tree.branch_end(node);
        let has_more = self.tree.len() > below
            && self.tree.parent(below) == self.tree.parent(node)
            && is_on_trunk(&below);
        if has_more {
            return vec![line, vec![corner, end]];
        }
        line.push(end);
        vec![line]
    }
}

/// Breadths of the first and the last line down from the bar under each card; `None` without one.
pub(super) fn bars(tree: &Tree, placement: &Placement) -> Vec<Option<(f32, f32)>> {
    let mut bars: Vec<Option<(f32, f32)>> = vec![None; tree.len()];
    for node in 0..tree.len() {
        let breadth = match placement.attachments[node] {
            Attachment::Bar => placement.cards[node].center().x,
            Attachment::Trunk(trunk) => trunk,
            _ => continue,
        };
        if let Some(parent) = tree.parent(node) {
            let (start, end) = bars[parent].unwrap_or((breadth, breadth));
            bars[parent] = Some((breadth.min(start), breadth.max(end)));
        }
    }
    bars
}

/// The bar under a card, in neutral axes.
struct Bar {
    depth: f32,
    start: f32,
    end: f32,
    /// Length at each end of the bar that belongs to the bend into the line down from there.
    bends: [f32; 2],
    /// The bend from the parent's line into the bar, if that line is at an end of the bar: negative at the start.
    stem_bend: f32,
}

fn is_same(a: f32, b: f32) -> bool {
    (a - b).abs() < STRAIGHT_TOLERANCE
}
