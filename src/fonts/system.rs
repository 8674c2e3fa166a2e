//! System fonts and their character maps.

use std::collections::HashSet;

use fontdb::{Database, FaceInfo, ID, Stretch, Style};

use crate::scene::text::{CharacterIndex, FontSet, block_of, characters_of, draws};

/// System fonts, plainest first. Their character maps are read in this order, as far as searches require.
pub(super) struct SystemFonts {
    database: Database,
    faces: Vec<ID>,
    /// Number of faces in `characters`.
    read: usize,
    characters: CharacterIndex<ID>,
    /// Faces that were added to a set.
    given: HashSet<ID>,
}

impl SystemFonts {
    pub(super) fn find() -> Self {
        let mut database = Database::new();
        database.load_system_fonts();
        let mut faces: Vec<&FaceInfo> = database.faces().collect();
        faces.sort_by_cached_key(|info| plainness(info));
        let faces = faces.into_iter().map(|info| info.id).collect();
        let characters = CharacterIndex::default();
        Self { database, faces, read: 0, characters, given: HashSet::new() }
    }

    /// Adds fonts for characters of a block to a set, starting with the one that maps most of them.
    pub(super) fn provide(&mut self, block: u32, mut sought: u128, fonts: &mut FontSet) {
        while let Some(face) = self.best(block, sought) {
            sought &= !self.give(face, block, sought, fonts);
        }
    }

    /// The first face that maps all wanted characters of a block, otherwise the first of those that map most of them.
    fn best(&mut self, block: u32, sought: u128) -> Option<ID> {
        if sought == 0 {
            return None;
        }
        loop {
            let mut known = self.characters.block(block).iter();
            if let Some((face, _)) = known.find(|(_, mapped)| mapped & sought == sought) {
                return Some(*face);
            }
            if !self.read_next() {
                break;
            }
        }
        let mut best: Option<(u32, ID)> = None;
        for &(face, mapped) in self.characters.block(block) {
            let count = (mapped & sought).count_ones();
            if count > best.map_or(0, |(most, _)| most) {
                best = Some((count, face));
            }
        }
        best.map(|(_, face)| face)
    }

    /// Reads the character map of the next face; returns `false` after the last face.
    fn read_next(&mut self) -> bool {
        let Some(&face) = self.faces.get(self.read) else { return false };
        self.read += 1;
        let characters = &mut self.characters;
        self.database.with_face_data(face, |data, index| characters.add(face, data, index));
        true
    }

    /// Adds a face to a set if it has outlines for all wanted characters of a block that it maps, and returns these
    /// characters. Otherwise removes the others from the index: colour emoji fonts map characters to bitmaps.
    fn give(&mut self, face: ID, block: u32, sought: u128, fonts: &mut FontSet) -> u128 {
        let mut known = self.characters.block_mut(block).iter_mut();
        let Some((_, mapped)) = known.find(|(known, _)| *known == face) else { return 0 };
        let wanted = *mapped & sought;
        let drawn = self.database.with_face_data(face, |data, index| {
            let drawn = characters_of(block, wanted).filter(|&it| draws(data, index, it));
            let drawn = drawn.fold(0, |bits, character| bits | block_of(character).1);
            if drawn == wanted && self.given.insert(face) {
                fonts.add_fallback(data.to_vec(), index);
            }
            drawn
        });
        let drawn = drawn.unwrap_or_default();
        *mapped &= drawn | !wanted;
        if drawn == wanted { drawn } else { 0 }
    }
}

/// Sort key that puts plain faces first, then sorts by name.
fn plainness(info: &FaceInfo) -> impl Ord {
    let name = info.families.first().map(|(name, _)| name.clone()).unwrap_or_default();
    // Fonts that cover all of Unicode draw characters coarsely, or as boxes.
    let is_coarse = ["LastResort", "Last Resort", "Unifont", "Unicode BMP"]
        .iter()
        .any(|coarse| name.contains(coarse));
    let is_plain = info.style == Style::Normal && !info.monospaced;
    let stretch = info.stretch.to_number().abs_diff(Stretch::Normal.to_number());
    let strength = info.weight.0.abs_diff(400);
    let kind = (is_coarse, !is_plain, strength, stretch, !name.contains("Sans"));
    (kind, name, info.post_script_name.clone(), info.index)
}
