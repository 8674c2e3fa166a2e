//! Paper sizes.

use emath::{Vec2, vec2};

use crate::scene::atlas::SheetSize;

/// Unprintable margin of paper, in points.
const MARGIN: f64 = 24.0;

/// Paper size and orientation of a document's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSetup {
    /// The size.
    pub paper: Paper,
    /// Whether the long side is horizontal.
    pub landscape: bool,
}

impl PageSetup {
    /// The paper with its margins.
    #[must_use]
    pub fn sheet(self) -> SheetSize {
        let (width, height) = self.paper.millimetres();
        let points = |millimetres: u16| f64::from(millimetres) / 25.4 * 72.0;
        let (width, height) = (points(width), points(height));
        let is_broad = self.landscape || self.paper == Paper::Slide;
        let (width, height) = if is_broad { (height, width) } else { (width, height) };
        SheetSize { width, height, margin: MARGIN }
    }

    /// Width and height of the printable area in points.
    #[must_use]
    pub fn printable(self) -> Vec2 {
        let (width, height) = self.sheet().room();
        #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
        let side = |length: f64| length as f32;
        vec2(side(width), side(height))
    }
}

/// A paper size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// ISO 216, 841 x 1189 mm.
    A0,
    /// ISO 216, 594 x 841 mm.
    A1,
    /// ISO 216, 420 x 594 mm.
    A2,
    /// ISO 216, 297 x 420 mm.
    A3,
    /// ISO 216, 210 x 297 mm.
    A4,
    /// North American, 8.5 x 11 in.
    Letter,
    /// North American, 11 x 17 in.
    Tabloid,
    /// A 16:9 slide, 13.33 x 7.5 in; always landscape.
    Slide,
}

impl Paper {
    /// All sizes with their names on the command line.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("a0", Self::A0),
        ("a1", Self::A1),
        ("a2", Self::A2),
        ("a3", Self::A3),
        ("a4", Self::A4),
        ("letter", Self::Letter),
        ("tabloid", Self::Tabloid),
        ("slide", Self::Slide),
    ];

    const fn millimetres(self) -> (u16, u16) {
        match self {
            Self::A0 => (841, 1189),
            Self::A1 => (594, 841),
            Self::A2 => (420, 594),
            Self::A3 => (297, 420),
            Self::A4 => (210, 297),
            Self::Letter => (216, 279),
            Self::Tabloid => (279, 432),
            Self::Slide => (191, 339),
        }
    }
}
