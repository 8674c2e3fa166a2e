//! Moving cards apart along the row, so that lanes have room beside them.
//!
//! A sweep along the row adds up how far cards are shifted. Lanes raise the shift of all that comes
//! after them to that of what they stand beside, and their room on top. The shift never falls, so
//! no card comes nearer to another, and what is inserted is shared with spaces above and below.

use emath::{Rect, vec2};

use super::rails::{Rails, Zone};
use super::spaces::Spaces;
use crate::layout::{Attachment, LayoutNode, gap};

/// Against a sum of distances that comes out a little short.
const SLACK: f32 = 0.1;

/// What happens to the shift at a place of the sweep, in the order in which it does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// The lanes left of a card end.
    Left(u32),
    /// A card starts.
    Card(u32),
    /// The lanes right of a card start.
    Right(u32),
    /// The lanes right of a column start: the last column first, since that is the inner one.
    Shaft(std::cmp::Reverse<u32>),
    /// What stands left of a card has ended.
    Before(u32),
}

/// Makes room beside cards and columns. Gives the right edge of each column.
pub(super) fn make_room(
    cards: &mut [Rect],
    attachments: &mut [Attachment],
    nodes: &[LayoutNode],
    spaces: &Spaces,
    rails: &Rails,
    room: impl Fn(Zone) -> f32,
) -> Vec<f32> {
    let edges = column_edges(cards, spaces);
    let mut moved_edges = vec![f32::NEG_INFINITY; edges.len()];
    let mut shifts = vec![0.0_f32; cards.len()];
    let mut before = vec![0.0_f32; cards.len()];
    let mut shift = 0.0_f32;
    for (_, event) in events(cards, &edges, nodes, spaces, rails) {
        match event {
            Event::Before(card) => before[card as usize] = shift,
            Event::Left(card) => {
                shift = shift.max(before[card as usize] + room(Zone::Left(card)));
            }
            Event::Right(card) => {
                shift = shift.max(shifts[card as usize] + room(Zone::Right(card)));
            }
            Event::Card(card) => {
                shifts[card as usize] = shift;
                if let Some(column) = spaces.within(card) {
                    let edge = &mut moved_edges[column as usize];
                    *edge = edge.max(cards[card as usize].max.x + shift);
                }
            }
            Event::Shaft(std::cmp::Reverse(column)) => {
                let end = moved_edges[column as usize] + room(Zone::Shaft(column));
                shift = shift.max(end - edges[column as usize]);
                if let Some(outer) = spaces.owner(column).and_then(|owner| spaces.within(owner)) {
                    moved_edges[outer as usize] = moved_edges[outer as usize].max(end);
                }
            }
        }
    }
    for (at, attachments) in attachments.iter_mut().enumerate() {
        let parent = nodes[at].parent.map_or(at, |parent| parent as usize);
        match attachments {
            Attachment::Bar => {}
            Attachment::Trunk(trunk) => *trunk += shifts[at],
            // It hangs on its parent's lower edge.
            Attachment::Nested(trunk) => *trunk += shifts[parent],
        }
    }
    for (card, &shift) in cards.iter_mut().zip(&shifts) {
        *card = card.translate(vec2(shift, 0.0));
    }
    moved_edges
}

/// All that happens along the row, in order.
fn events(
    cards: &[Rect],
    edges: &[f32],
    nodes: &[LayoutNode],
    spaces: &Spaces,
    rails: &Rails,
) -> Vec<(f32, Event)> {
    let lefts = column_lefts(cards, spaces);
    let alone = alone(nodes);
    let mut events = Vec::with_capacity(cards.len() + edges.len());
    // The cards of a column keep together.
    let start = |at: u32| spaces.column(at).map(|column| lefts[column as usize]);
    events.extend(
        (0..).zip(cards).map(|(at, card)| (start(at).unwrap_or(card.min.x), Event::Card(at))),
    );
    let shafts = (0..).zip(edges);
    events.extend(shafts.map(|(at, &edge)| (edge, Event::Shaft(std::cmp::Reverse(at)))));
    for &zone in rails.by_zone.keys() {
        match zone {
            // Left of the first card there is nothing to keep away from.
            Zone::Left(at) if !alone[at as usize] && cards[at as usize].min.x >= gap::SIBLING => {
                let left = cards[at as usize].min.x;
                events.push((left - gap::SIBLING + SLACK, Event::Before(at)));
                events.push((left, Event::Left(at)));
            }
            Zone::Right(at) if !alone[at as usize] => {
                events.push((cards[at as usize].max.x, Event::Right(at)));
            }
            _ => {}
        }
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    events
}

/// Where each column ends at the right, with all that is in it.
fn column_edges(cards: &[Rect], spaces: &Spaces) -> Vec<f32> {
    let mut edges = vec![0.0_f32; spaces.columns()];
    for (at, card) in (0..).zip(cards) {
        if let Some(column) = spaces.within(at) {
            edges[column as usize] = edges[column as usize].max(card.max.x);
        }
    }
    for column in (0..edges.len()).rev() {
        let owner = u32::try_from(column).ok().and_then(|column| spaces.owner(column));
        if let Some(outer) = owner.and_then(|owner| spaces.within(owner)) {
            edges[outer as usize] = edges[outer as usize].max(edges[column]);
        }
    }
    edges
}

/// Where the cards of each column start.
pub(super) fn column_lefts(cards: &[Rect], spaces: &Spaces) -> Vec<f32> {
    let mut lefts = vec![f32::INFINITY; spaces.columns()];
    for (at, card) in (0..).zip(cards) {
        if let Some(column) = spaces.column(at) {
            lefts[column as usize] = lefts[column as usize].min(card.min.x);
        }
    }
    lefts
}

/// Which cards have nothing beside them: neither they nor any card above them have siblings.
fn alone(nodes: &[LayoutNode]) -> Vec<bool> {
    let mut children = vec![0_u32; nodes.len() + 1];
    let place = |parent: Option<u32>| parent.map_or(nodes.len(), |parent| parent as usize);
    for node in nodes {
        children[place(node.parent)] += 1;
    }
    let mut alone = vec![true; nodes.len() + 1];
    for (at, node) in nodes.iter().enumerate() {
        alone[at] = children[place(node.parent)] == 1 && alone[place(node.parent)];
    }
    alone
}
