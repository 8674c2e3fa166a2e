//! Invisible characters.

/// Whether a character has no glyph and only affects the shaping of its neighbours.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xad | 0x34f
                | 0x61c
                | 0x115f..=0x1160
                | 0x17b4..=0x17b5
                | 0x180b..=0x180f
                | 0x200b..=0x200f
                | 0x2028..=0x202e
                | 0x2060..=0x206f
                | 0x3164
                | 0xfe00..=0xfe0f
                | 0xfeff
                | 0xffa0
                | 0xfff0..=0xfff8
                | 0xe_0000..=0xe_0fff
        )
}

#[cfg(test)]
mod tests {
    use super::is_invisible;

    #[test]
    fn recognizes_invisible_characters() {
        for hidden in
            "\u{34f}\u{115f}\u{17b4}\u{200c}\u{200d}\u{3164}\u{fe0f}\u{ffa0}\u{e0100}".chars()
        {
            assert!(is_invisible(hidden), "U+{:04X}", u32::from(hidden));
        }
        for seen in "a-é\u{301}汉ม\u{e33}".chars() {
            assert!(!is_invisible(seen), "U+{:04X}", u32::from(seen));
        }
    }
}
