//! Global routing: the channels of lines.

use std::collections::HashMap;

use emath::Rect;

use super::LineEnd;
use super::beside;
use super::bodies::BodyGrid;
use super::ids::{BodyId, BundleId, CardId, Cards, IdVec};
use super::paths::Channel;
use super::spaces::{Space, Spaces};

/// Search for the channels of lines.
///
/// A line climbs the tree of spaces from both ends to their lowest common ancestor. On the way it passes cards in rows
/// on the left or on the right.
/// passes cards in rows on the left or on the right.
pub(super) struct GlobalRouter<'a> {
    pub(super) spaces: &'a Spaces,
    pub(super) cards: Cards<'a>,
    pub(super) grid: &'a BodyGrid,
    pub(super) bodies: &'a IdVec<BodyId, Rect>,
    /// Side on which a bundle passes a card, determined by its first line.
    pub(super) is_left: HashMap<(BundleId, CardId), bool>,
}

/// Part of a line from one end to the space where both parts meet.
struct Climb {
    /// Channels at the end itself.
    channels: Vec<Channel>,
    /// Spaces from the end up, without the one where the parts meet.
    spaces: Vec<Space>,
    /// Approximate breadth of the end.
    breadth: f32,
}

impl GlobalRouter<'_> {
    /// Channels between two ends, in order; empty for a line without a route.
    pub(super) fn channels(
        &mut self,
        bundle: BundleId,
        from: LineEnd,
        to: LineEnd,
    ) -> Vec<Channel> {
        if let Some((body, card)) = beside::ends(from, to)
            && self.grid.is_beside(body)
        {
            let mut channels = self.channels_beside(bundle, body, card);
            if matches!(from, LineEnd::Body(_)) {
                channels.reverse();
            }
            return channels;
        }
        let Some(meeting) = self.meeting(from, to) else { return Vec::new() };
        let (from, to) = (self.climb(from, meeting), self.climb(to, meeting));
        let (from_arrival, to_arrival) = (self.arrival(&from), self.arrival(&to));
        let mut channels = self.climb_channels(bundle, from, to_arrival);
        channels.push(Channel::Space(meeting));
        channels.extend(self.climb_channels(bundle, to, from_arrival).into_iter().rev());
        channels
    }

    /// Channels from a card to a body beside the root: straight across from the root, otherwise up to the body.
    fn channels_beside(&mut self, bundle: BundleId, body: BodyId, card: CardId) -> Vec<Channel> {
        let root = CardId(0);
        if card == root {
            return vec![Channel::Flank(body)];
        }
        let climb = self.climb(LineEnd::Card(card.0), Space::Under(root));
        // The lanes of columns are on the right.
        self.climb_channels(bundle, climb, f32::INFINITY)
    }

    /// Space where the climbs from two ends meet: the lowest common ancestor, or, if one end is an
    /// ancestor of the other, the space under its card.
    fn meeting(&self, from: LineEnd, to: LineEnd) -> Option<Space> {
        let (a, b) = match (from, to) {
            (LineEnd::Card(a), LineEnd::Card(b)) if a != b => (CardId(a), CardId(b)),
            (LineEnd::Card(_), LineEnd::Card(_)) | (LineEnd::Body(_), LineEnd::Body(_)) => {
                return None;
            }
            (LineEnd::Card(_), LineEnd::Body(_)) | (LineEnd::Body(_), LineEnd::Card(_)) => {
                return Some(Space::Roots);
            }
        };
        let (mut a_space, mut b_space) = (self.spaces.around(a), self.spaces.around(b));
        while a_space != b_space {
            if a_space == Space::Under(b) {
                return Some(a_space);
            }
            if b_space == Space::Under(a) {
                return Some(b_space);
            }
            if self.spaces.depth(a_space) >= self.spaces.depth(b_space) {
                a_space = self.spaces.parent(a_space)?;
            } else {
                b_space = self.spaces.parent(b_space)?;
            }
        }
        Some(a_space)
    }

    fn climb(&self, end: LineEnd, meeting: Space) -> Climb {
        let card = match end {
            LineEnd::Card(card) => CardId(card),
            LineEnd::Body(body) => {
                let body = BodyId(body);
                let breadth = self.bodies[body].center().x;
                return Climb { channels: self.grid.channels(body), spaces: Vec::new(), breadth };
            }
        };
        let breadth = self.cards[card].center().x;
        if meeting == Space::Under(card) {
            return Climb { channels: vec![Channel::Bottom(card)], spaces: Vec::new(), breadth };
        }
        let is_in_row = self.spaces.column(card).is_none();
        let channel = if is_in_row { Channel::Top(card) } else { Channel::Side(card) };
        let spaces = std::iter::successors(Some(self.spaces.around(card)), |&space| {
            self.spaces.parent(space)
        });
        let spaces = spaces.take_while(|&space| space != meeting).collect();
        Climb { channels: vec![channel], spaces, breadth }
    }

    /// Approximate breadth at which a climb arrives where both parts meet.
    fn arrival(&self, climb: &Climb) -> f32 {
        match climb.spaces.last() {
            Some(&Space::Under(card)) => self.cards[card].center().x,
            Some(Space::Roots | Space::Beside(_)) | None => climb.breadth,
        }
    }

    /// Channels of a climb towards `target`, the breadth at which the other part arrives.
    fn climb_channels(&mut self, bundle: BundleId, climb: Climb, mut target: f32) -> Vec<Channel> {
        // From the top down, since each card is passed towards the next segment.
        let mut passed = Vec::new();
        for &space in climb.spaces.iter().rev() {
            if let Some(card) = self.row_card(space) {
                let rect = self.cards[card];
                let is_left =
                    *self.is_left.entry((bundle, card)).or_insert_with(|| target < rect.center().x);
                passed.push(if is_left { Channel::Left(card) } else { Channel::Right(card) });
                target = if is_left { rect.min.x } else { rect.max.x };
            }
        }
        let mut channels = climb.channels;
        for &space in &climb.spaces {
            channels.push(Channel::Space(space));
            if self.row_card(space).is_some() {
                channels.extend(passed.pop());
            }
        }
        channels
    }

    /// Card in a row that a climb passes when it leaves a space.
    fn row_card(&self, space: Space) -> Option<CardId> {
        match space {
            Space::Under(card) => self.spaces.column(card).is_none().then_some(card),
            Space::Roots | Space::Beside(_) => None,
        }
    }
}
