//! Index of fonts by the characters that they map: a bit set for each block of 128 characters.

use std::collections::{BTreeMap, HashMap};

use harfrust::FontRef;
use skrifa::MetadataProvider as _;

/// Number of a character's block, and its bit.
#[must_use]
pub fn block_of(character: char) -> (u32, u128) {
    let number = u32::from(character);
    (number >> 7, 1 << (number & 127))
}

/// The characters of a block whose bits are set.
pub fn characters_of(block: u32, bits: u128) -> impl Iterator<Item = char> {
    let set = (0..128).filter(move |bit| bits & (1 << bit) != 0);
    set.filter_map(move |bit| char::from_u32((block << 7) + bit))
}

/// Index of fonts by the characters that they map. `T` identifies a font.
#[derive(Clone)]
pub struct CharacterIndex<T> {
    blocks: HashMap<u32, Vec<(T, u128)>>,
}

impl<T> Default for CharacterIndex<T> {
    fn default() -> Self {
        Self { blocks: HashMap::new() }
    }
}

impl<T: Copy> CharacterIndex<T> {
    /// Adds a font by its character map (`cmap`); `index` is its index in a collection, otherwise 0.
    pub fn add(&mut self, font: T, data: &[u8], index: u32) {
        let Ok(found) = FontRef::from_index(data, index) else { return };
        let mut blocks: BTreeMap<u32, u128> = BTreeMap::new();
        for (number, _) in found.charmap().mappings() {
            if let Some((block, bit)) = char::from_u32(number).map(block_of) {
                *blocks.entry(block).or_default() |= bit;
            }
        }
        for (block, bits) in blocks {
            self.blocks.entry(block).or_default().push((font, bits));
        }
    }

    /// The fonts that map characters of a block, in order of addition, with the set of these characters.
    #[must_use]
    pub fn block(&self, block: u32) -> &[(T, u128)] {
        self.blocks.get(&block).map_or(&[], Vec::as_slice)
    }

    /// Mutable version of [`Self::block`].
    pub fn block_mut(&mut self, block: u32) -> &mut [(T, u128)] {
        self.blocks.get_mut(&block).map_or(&mut [], Vec::as_mut_slice)
    }

    /// The first font that maps a character.
    #[must_use]
    pub fn first(&self, character: char) -> Option<T> {
        let (block, bit) = block_of(character);
        self.block(block).iter().find(|(_, bits)| bits & bit != 0).map(|(font, _)| *font)
    }
}
