//! The free space of a layout as a tree of spaces.

use crate::layout::{Attachment, LayoutNode};

/// No card, no column.
pub(super) const NONE: u32 = u32::MAX;

/// The spaces of a layout. A space is known by a number: that of the card for the channel under it,
/// then the channel above the roots, then the shafts at the right of columns.
pub(super) struct Spaces {
    cards: u32,
    /// The column that each card stands in, or none for one that stands in a row.
    column: Vec<u32>,
    /// The column around each card, at whatever level.
    within: Vec<u32>,
    /// The card that each column hangs on; none where it holds the roots.
    owners: Vec<u32>,
    /// The space above each channel, then above each shaft.
    up_channel: Vec<u32>,
    depth_channel: Vec<u32>,
    depth_shaft: Vec<u32>,
}

impl Spaces {
    pub(super) fn new(nodes: &[LayoutNode], attachments: &[Attachment]) -> Self {
        let cards = u32::try_from(nodes.len()).unwrap_or(NONE - 1);
        let mut spaces = Self {
            cards,
            column: Vec::with_capacity(nodes.len()),
            within: Vec::with_capacity(nodes.len()),
            owners: Vec::new(),
            up_channel: Vec::with_capacity(nodes.len()),
            depth_channel: Vec::with_capacity(nodes.len()),
            depth_shaft: Vec::new(),
        };
        // The last column under each card, and at the end under none, with its trunk.
        let mut last: Vec<Option<(u32, f32)>> = vec![None; nodes.len() + 1];
        for (node, &attachments) in nodes.iter().zip(attachments) {
            let parent = node.parent.unwrap_or(NONE);
            let around = if parent == NONE { NONE } else { spaces.column[parent as usize] };
            let column = match attachments {
                Attachment::Bar => NONE,
                Attachment::Nested(_) if around != NONE => around,
                Attachment::Nested(trunk) | Attachment::Trunk(trunk) => {
                    let last = &mut last[(parent.min(cards)) as usize];
                    #[expect(clippy::float_cmp, reason = "one trunk's breadth is one number")]
                    let known = last.filter(|(_, known)| *known == trunk);
                    let (column, _) = known.unwrap_or_else(|| (spaces.add_column(parent), trunk));
                    *last = Some((column, trunk));
                    column
                }
            };
            spaces.column.push(column);
            let around = if parent == NONE { NONE } else { spaces.within[parent as usize] };
            spaces.within.push(if column == NONE { around } else { column });
            let up = if column == NONE { parent.min(cards) } else { cards + 1 + column };
            spaces.up_channel.push(up);
            spaces.depth_channel.push(spaces.depth(up) + 1);
        }
        spaces
    }

    fn add_column(&mut self, owner: u32) -> u32 {
        let depth = self.depth(owner.min(self.cards)) + 1;
        self.owners.push(owner);
        self.depth_shaft.push(depth);
        u32::try_from(self.owners.len() - 1).unwrap_or(NONE - 1)
    }

    /// The channel above the roots.
    pub(super) const fn ground(&self) -> u32 {
        self.cards
    }

    /// The column whose shaft a space is.
    pub(super) const fn shaft(&self, space: u32) -> Option<u32> {
        space.checked_sub(self.cards + 1)
    }

    /// The space that a card stands in.
    pub(super) fn around(&self, card: u32) -> u32 {
        self.up_channel[card as usize]
    }

    /// The space above a space; the ground is above all.
    pub(super) fn up(&self, space: u32) -> u32 {
        match self.shaft(space) {
            Some(column) => self.owners[column as usize].min(self.cards),
            None if space == self.cards => self.cards,
            None => self.up_channel[space as usize],
        }
    }

    /// Steps from the ground.
    pub(super) fn depth(&self, space: u32) -> u32 {
        match self.shaft(space) {
            Some(column) => self.depth_shaft[column as usize],
            None if space == self.cards => 0,
            None => self.depth_channel[space as usize],
        }
    }

    pub(super) fn is_in_row(&self, card: u32) -> bool {
        self.column[card as usize] == NONE
    }

    /// The column that a card stands in.
    pub(super) fn column(&self, card: u32) -> Option<u32> {
        Some(self.column[card as usize]).filter(|&column| column != NONE)
    }

    /// The innermost column around a card.
    pub(super) fn within(&self, card: u32) -> Option<u32> {
        Some(self.within[card as usize]).filter(|&column| column != NONE)
    }

    /// The card that each column hangs on.
    pub(super) fn owner(&self, column: u32) -> Option<u32> {
        Some(self.owners[column as usize]).filter(|&owner| owner != NONE)
    }

    pub(super) const fn columns(&self) -> usize {
        self.owners.len()
    }
}
