//! Nodes of a layout: cards and the chips below them, in preorder. A card with chips has no cards below it, so its
//! chips directly follow it.

use emath::Vec2;

use super::relations::{HiddenEnd, number};
use crate::layout::{CardFit, LayoutNode, Wish};

/// Indices of cards and chips among the nodes of a layout.
#[derive(Clone, Debug, Default)]
pub(super) struct Nodes {
    /// The node of each card, in order.
    cards: Vec<u32>,
    /// The node of each chip, in order.
    chips: Vec<u32>,
}

impl Nodes {
    /// The nodes of a number of cards with their chips, which are in the order of the cards.
    pub(super) fn new(cards: usize, hidden: &[HiddenEnd]) -> Self {
        let mut nodes = Self::default();
        let mut chips = hidden.iter().peekable();
        let mut next = 0..u32::MAX;
        for card in 0..cards {
            nodes.cards.extend(next.next());
            while chips.next_if(|chip| chip.card == card).is_some() {
                nodes.chips.extend(next.next());
            }
        }
        nodes
    }

    /// The node of a card, by its index among the cards.
    pub(super) fn card(&self, card: usize) -> usize {
        self.cards[card] as usize
    }

    /// Numbers of all nodes: those of the cards, and none for chips.
    pub(super) fn of_cards(&self, cards: impl Iterator<Item = Option<u32>>) -> Vec<Option<u32>> {
        let mut numbers = vec![None; self.cards.len() + self.chips.len()];
        for (&node, number) in self.cards.iter().zip(cards) {
            numbers[node as usize] = number;
        }
        numbers
    }

    /// Fits of all nodes: those of the cards, and empty ones for chips, which have a fixed size.
    pub(super) fn fits(&self, cards: impl Iterator<Item = CardFit>) -> Vec<CardFit> {
        let mut fits = vec![CardFit::default(); self.cards.len() + self.chips.len()];
        for (&node, fit) in self.cards.iter().zip(cards) {
            fits[node as usize] = fit;
        }
        fits
    }

    /// Wishes of all nodes; empty if no card has one.
    pub(super) fn wishes(&self, cards: impl Iterator<Item = Wish>) -> Vec<Wish> {
        let mut wishes = vec![Wish::Any; self.cards.len() + self.chips.len()];
        for (&node, wish) in self.cards.iter().zip(cards) {
            wishes[node as usize] = wish;
        }
        if wishes.iter().all(|wish| *wish == Wish::Any) { Vec::new() } else { wishes }
    }

    /// The nodes of those cards whose flag is set.
    pub(super) fn of(&self, is_wanted: impl Iterator<Item = bool>) -> Vec<u32> {
        let wanted = self.cards.iter().zip(is_wanted).filter(|(_, is_wanted)| *is_wanted);
        wanted.map(|(&node, _)| node).collect()
    }

    /// The node of a chip, by its index among the chips.
    pub(super) fn chip(&self, chip: usize) -> usize {
        self.chips[chip] as usize
    }

    /// The card of a node; for a chip, the card above it.
    pub(super) fn card_of(&self, node: usize) -> usize {
        self.cards.partition_point(|&card| card as usize <= node).saturating_sub(1)
    }

    /// The nodes of the layout, from those of the cards and the sizes of the chips.
    pub(super) fn list(
        &self,
        cards: &[LayoutNode],
        hidden: &[HiddenEnd],
        sizes: impl Iterator<Item = Vec2>,
    ) -> Vec<LayoutNode> {
        let mut list = Vec::with_capacity(cards.len() + hidden.len());
        let mut chips = hidden.iter().zip(sizes).peekable();
        for (at, card) in cards.iter().enumerate() {
            let parent = card.parent.map(|parent| self.cards[parent as usize]);
            list.push(LayoutNode { parent, size: card.size });
            while let Some((_, size)) = chips.next_if(|(chip, _)| chip.card == at) {
                list.push(LayoutNode { parent: number(self.card(at)), size });
            }
        }
        list
    }
}
