//! Design tokens: colours and type sizes. No other file defines colours.

use super::lines::LineKind;
use super::marks::Sign;
use crate::model::{Kind, RelationKind};

/// A colour: red, green, blue, opacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color(pub [u8; 4]);

impl Color {
    const fn hex(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self([red, green, blue, 255])
    }

    /// Mixes a percentage of another colour into this one.
    #[must_use]
    pub(super) fn tinted(self, other: Self, percent: u16) -> Self {
        let mix = |own: u8, other: u8| {
            let sum = u16::from(own) * (100 - percent) + u16::from(other) * percent;
            u8::try_from((sum + 50) / 100).unwrap_or(own)
        };
        let (Self(own), Self(other)) = (self, other);
        Self([mix(own[0], other[0]), mix(own[1], other[1]), mix(own[2], other[2]), own[3]])
    }

    /// The colour with another opacity, from 0 to 255.
    #[must_use]
    pub const fn with_opacity(self, opacity: u8) -> Self {
        Self([self.0[0], self.0[1], self.0[2], opacity])
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeMode {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// The colours of one mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Light or dark.
    pub mode: ThemeMode,
    /// Background of the chart.
    pub ground: Color,
    /// Background of panels.
    pub panel: Color,
    /// Background of cards, fields and pop-ups.
    pub card: Color,
    /// Hairlines.
    pub border: Color,
    /// Running text.
    pub text: Color,
    /// Secondary text.
    pub muted: Color,
    /// Connectors of the tree.
    pub line: Color,
    /// Links, selection, dual accountability.
    pub accent: Color,
    /// Background of selected elements.
    pub accent_faint: Color,
    /// Background of hovered elements.
    pub hover: Color,
    /// Errors.
    pub error: Color,
    /// Warnings.
    pub warning: Color,
}

/// Type sizes in points.
pub mod size {
    /// Titles.
    pub const TITLE: f32 = 20.0;
    /// Names of units.
    pub const NAME: f32 = 15.0;
    /// Running text.
    pub const BODY: f32 = 13.0;
    /// Secondary text.
    pub const SMALL: f32 = 11.5;
    /// The same on paper, where the smallest text determines legibility.
    pub const SMALL_ON_PAPER: f32 = 12.5;
}

/// Backdrop of modals.
pub const SHADE: Color = Color([0, 0, 0, 90]);

/// Shadow of pop-ups.
pub const SHADOW: Color = Color([0, 0, 0, 40]);

const LIGHT: Theme = Theme {
    mode: ThemeMode::Light,
    ground: Color::hex(0x00f5_f6f8),
    panel: Color::hex(0x00ff_ffff),
    card: Color::hex(0x00ff_ffff),
    border: Color::hex(0x00d5_d9e0),
    text: Color::hex(0x001c_2430),
    muted: Color::hex(0x0056_6270),
    line: Color::hex(0x0083_8f9d),
    accent: Color::hex(0x0016_66c0),
    accent_faint: Color::hex(0x00e8_f1fb),
    hover: Color::hex(0x00ee_f1f5),
    error: Color::hex(0x00b3_2318),
    warning: Color::hex(0x008a_5a00),
};

const DARK: Theme = Theme {
    mode: ThemeMode::Dark,
    ground: Color::hex(0x0014_181e),
    panel: Color::hex(0x001b_2028),
    card: Color::hex(0x0022_2832),
    border: Color::hex(0x0039_4250),
    text: Color::hex(0x00e8_ecf2),
    muted: Color::hex(0x00aa_b6c4),
    line: Color::hex(0x0060_6d7e),
    accent: Color::hex(0x006d_b3f8),
    accent_faint: Color::hex(0x0021_344a),
    hover: Color::hex(0x002a_313c),
    error: Color::hex(0x00ff_8a80),
    warning: Color::hex(0x00e0_b05c),
};

/// Kind, colour on light, colour on dark.
const KINDS: &[(&str, u32, u32)] = &[
    ("department", 0x1f_4e79, 0x7f_b2e5),
    ("office", 0x0f_6b6b, 0x63_c5c0),
    ("division", 0x5b_4a9e, 0xb3_a6f2),
    ("service", 0x8a_5a00, 0xe0_b05c),
    ("section", 0x2f_6b2f, 0x8f_ce8f),
    ("unit", 0xa0_3d5c, 0xf0_9ab5),
    ("team", 0x56_6270, 0xaa_b6c4),
    ("centre", 0x0b_6aa2, 0x74_c0f0),
    ("branch", 0x6b_4f2a, 0xd3_b58a),
    ("bureau", 0x7a_3e12, 0xea_a878),
    ("group", 0x4b_5f1e, 0xb5_cb7a),
    ("board", 0x7b_2d72, 0xe0_9ad8),
    ("capacity", 0x9a_3412, 0xf5_a582),
    ("mission", 0x1d_5fa8, 0x8a_bcf5),
    ("post", 0x5a_6472, 0xa6_b2c0),
];

/// Colours of kinds without one, on light and on dark: as distinct from each other and from the built-in ones as
/// legibility allows.
const PALETTE: [(u32, u32); 12] = [
    (0xb8_0f_79, 0xed_76_b3),
    (0x4f_0e_8a, 0xb5_8b_f9),
    (0x61_72_09, 0x9b_b0_54),
    (0x0c_44_53, 0x9f_d4_e6),
    (0xba_2d_1f, 0xf8_79_66),
    (0x23_79_61, 0x66_b7_9c),
    (0x88_5c_54, 0xc8_97_8f),
    (0x3b_23_40, 0xf0_d2_f7),
    (0x2d_46_08, 0xca_eb_ab),
    (0x8f_4d_89, 0xf7_ae_f0),
    (0x58_32_24, 0xee_be_ae),
    (0x5c_42_62, 0xc9_ab_d0),
];

/// Colours of unordered values, on light and on dark. They can be distinguished with any kind of colour vision, even on
/// tinted cards.
pub(super) const CATEGORIES: [(u32, u32); 8] = [
    (0xac_3005, 0xdb_603e),
    (0x6a_7efe, 0x6f_a8ff),
    (0x87_8f46, 0xb2_f377),
    (0x4e_1f51, 0xfd_ccf8),
    (0x95_42ba, 0x95_68b7),
    (0x2d_1997, 0x7b_77f9),
    (0xc6_69af, 0xc0_7d99),
    (0x7a_0d08, 0xf8_9f74),
];

/// Colours of ordered values, from weak to strong, on light and on dark.
pub(super) const RAMP: [(u32, u32); 6] = [
    (0x18_96ad, 0x80_71c8),
    (0x08_789e, 0x7b_90e6),
    (0x08_5a8e, 0x71_b1fe),
    (0x00_388c, 0x82_cffd),
    (0x1c_1471, 0xa3_e9fe),
    (0x19_0143, 0xdb_fdfe),
];

/// Red, green and blue in linear light, from 0 to 1.
fn linear(color: Color) -> [f64; 3] {
    [0, 1, 2].map(|at| {
        let value = f64::from(color.0[at]) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

/// Relative luminance according to WCAG 2.2.
fn luminance(color: Color) -> f64 {
    let [red, green, blue] = linear(color);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Contrast ratio according to WCAG 2.2, from 1 to 21.
pub(crate) fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Percentage of its colour in a tinted card.
pub(super) const CARD_TINT: u16 = 12;

impl Theme {
    /// The theme of a mode.
    #[must_use]
    pub const fn of(mode: ThemeMode) -> Self {
        match mode {
            ThemeMode::Light => LIGHT,
            ThemeMode::Dark => DARK,
        }
    }

    /// The theme on white paper; a dark one stays dark.
    #[must_use]
    pub(super) const fn on_paper(self) -> Self {
        match self.mode {
            ThemeMode::Light => Self {
                ground: Color::hex(0x00ff_ffff),
                line: Color::hex(0x007d_8998),
                border: Color::hex(0x00b4_bcc7),
                ..self
            },
            ThemeMode::Dark => self,
        }
    }

    /// The colour of each kind: the file's, otherwise the built-in one, otherwise the next one of a palette.
    #[must_use]
    pub fn kinds(&self, kinds: &[Kind]) -> Vec<Color> {
        let mut palette = PALETTE.iter().cycle();
        let color = |kind: &Kind| {
            if let Some([red, green, blue]) = kind.color {
                return Color([red, green, blue, 255]);
            }
            let built_in = KINDS.iter().find(|(id, ..)| *id == kind.id);
            let colors = built_in.map(|&(_, light, dark)| (light, dark));
            let colors = colors.or_else(|| palette.next().copied());
            colors.map_or(self.muted, |(light, dark)| self.either(light, dark))
        };
        kinds.iter().map(color).collect()
    }

    /// A colour of the file, moved towards that of text as far as a contrast of 3:1 with its tinted card requires.
    #[must_use]
    pub(super) fn readable(&self, color: Color) -> Color {
        let is_seen = |color: &Color| contrast(*color, self.card.tinted(*color, CARD_TINT)) >= 3.0;
        let nearer = (0..=10).map(|part| color.tinted(self.text, part * 10));
        nearer.into_iter().find(is_seen).unwrap_or(self.text)
    }

    /// The colour of an unordered value, by its index; colours repeat after the last.
    #[must_use]
    pub(super) const fn category(&self, at: usize) -> Color {
        let (light, dark) = CATEGORIES[at % CATEGORIES.len()];
        self.either(light, dark)
    }

    /// The colour of one of several ordered steps; the last is the strongest.
    #[must_use]
    pub(super) fn step(&self, at: usize, steps: usize) -> Color {
        let last = RAMP.len() - 1;
        let place = if steps > 1 { at * last / (steps - 1) } else { last / 2 };
        let (light, dark) = RAMP[place.min(last)];
        self.either(light, dark)
    }

    /// The colour of lines of a kind.
    #[must_use]
    pub const fn line_of(&self, kind: LineKind) -> Color {
        let LineKind::Of(kind) = kind else { return self.accent };
        match kind {
            RelationKind::ReportsTo => self.accent,
            RelationKind::Deputizes => self.either(0x6a_3fb5, 0xc4_adff),
            RelationKind::Assists => self.either(0x2f_6b2f, 0x8f_ce8f),
            RelationKind::Advises => self.either(0x0f_6b6b, 0x63_c5c0),
            RelationKind::DirectAccess => self.either(0xb0_2a5b, 0xf5_8fb0),
            RelationKind::Coordinates => self.muted,
            RelationKind::Supports => self.either(0x8a_5a00, 0xe0_c05c),
            RelationKind::Serves => self.either(0xa8_3a10, 0xf5_a582),
            RelationKind::Guides => self.either(0x8a_2d82, 0xe6_9ae0),
            RelationKind::BelongsTo => self.either(0x5a_6270, 0xaa_b4c2),
        }
    }

    /// The colour of a change.
    #[must_use]
    pub const fn mark(&self, sign: Sign) -> Color {
        match sign {
            Sign::New => self.either(0x2f_6b2f, 0x8f_ce8f),
            Sign::Gone => self.error,
            Sign::Moved => self.accent,
            Sign::Renamed | Sign::Changed => self.either(0x8a_5a00, 0xe0_b05c),
        }
    }

    /// The colour of bands between unchanged units.
    #[must_use]
    pub const fn band(&self) -> Color {
        self.either(0xc9_d0d9, 0x4a_5565)
    }

    /// The colour of text on the colour of a change.
    #[must_use]
    pub const fn on_mark(&self) -> Color {
        match self.mode {
            ThemeMode::Light => self.card,
            ThemeMode::Dark => self.ground,
        }
    }

    /// Selects a colour by mode.
    const fn either(&self, light: u32, dark: u32) -> Color {
        Color::hex(match self.mode {
            ThemeMode::Light => light,
            ThemeMode::Dark => dark,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::Text;

    /// The built-in colours of kinds.
    pub(crate) fn kind_colors(theme: &Theme) -> Vec<Color> {
        let built_in = KINDS.iter().map(|&(_, light, dark)| (light, dark));
        built_in.chain(PALETTE).map(|(light, dark)| theme.either(light, dark)).collect()
    }

    #[test]
    fn text_and_lines_have_enough_contrast() {
        for theme in [LIGHT, DARK] {
            for ground in [theme.ground, theme.panel, theme.card, theme.accent_faint, theme.hover] {
                let lines = LineKind::all().map(|kind| theme.line_of(kind));
                let texts = [theme.text, theme.muted, theme.accent, theme.error, theme.warning];
                for text in texts.into_iter().chain(kind_colors(&theme)).chain(lines) {
                    let found = contrast(text, ground);
                    assert!(found >= 4.5, "{text:?} on {ground:?}: {found:.2}");
                }
            }
        }
    }

    /// Converts a linear-light colour to Oklab, where equal distances look equally large (B. Ottosson, 2020).
    fn oklab([red, green, blue]: [f64; 3]) -> [f64; 3] {
        let cone = |r: f64, g: f64, b: f64| (r * red + g * green + b * blue).cbrt();
        let long = cone(0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9);
        let medium = cone(0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6);
        let short = cone(0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5);
        let axis = |l: f64, m: f64, s: f64| l * long + m * medium + s * short;
        [
            axis(0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8),
            axis(1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9),
            axis(0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0),
        ]
    }

    /// Colour vision matrices in linear light: full vision, and without one of the three kinds of cones (G. M. Machado,
    /// M. M. Oliveira, L. A. F. Fernandes, 2009, severity 1).
    const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
        ("full", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    /// A colour as perceived, in Oklab.
    fn seen(color: Color, vision: &[[f64; 3]; 3]) -> [f64; 3] {
        let light = linear(color);
        oklab(vision.map(|row| (0..3).map(|at| row[at] * light[at]).sum::<f64>().clamp(0.0, 1.0)))
    }

    fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
        (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f64>().sqrt()
    }

    /// The colours of values, and the minimum distance between any two of them.
    fn palettes(theme: &Theme) -> [(Vec<Color>, f64); 2] {
        let categories = (0..CATEGORIES.len()).map(|at| theme.category(at));
        let ramp = (0..RAMP.len()).map(|at| theme.step(at, RAMP.len()));
        [(categories.chain([theme.muted]).collect(), 0.09), (ramp.collect(), 0.06)]
    }

    #[test]
    fn value_colours_differ_for_all_colour_vision() {
        for theme in [LIGHT, DARK] {
            for (colors, least) in palettes(&theme) {
                for (name, vision) in &VISIONS {
                    for (at, &one) in colors.iter().enumerate() {
                        for &other in &colors[..at] {
                            let apart = distance(seen(one, vision), seen(other, vision));
                            assert!(apart >= least, "{name}: {one:?} and {other:?}: {apart:.3}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn values_have_contrast_on_tinted_cards() {
        for theme in [LIGHT, DARK, LIGHT.on_paper()] {
            for color in palettes(&theme).into_iter().flat_map(|(colors, _)| colors) {
                let card = theme.card.tinted(color, CARD_TINT);
                let found = contrast(color, card);
                assert!(found >= 3.0, "{color:?} on its tint: {found:.2}");
                for text in [theme.text, theme.muted] {
                    let found = contrast(text, card);
                    assert!(found >= 4.5, "{text:?} on {card:?}: {found:.2}");
                }
            }
        }
    }

    #[test]
    fn custom_colours_are_visible_on_cards() {
        let (navy, cream) = (Color::hex(0x0012_3456), Color::hex(0x00ff_f8e0));
        assert_eq!(LIGHT.readable(navy), navy);
        assert_eq!(DARK.readable(cream), cream);
        for (theme, color) in [(DARK, navy), (LIGHT, cream)] {
            let seen = theme.readable(color);
            let found = contrast(seen, theme.card.tinted(seen, CARD_TINT));
            assert!((3.0..4.5).contains(&found), "{seen:?}: {found:.2}");
        }
    }

    #[test]
    fn steps_spread_over_the_ramp() {
        let places = |steps| (0..steps).map(|at| LIGHT.step(at, steps)).collect::<Vec<_>>();
        let ramp = |places: &[usize]| -> Vec<Color> {
            places.iter().map(|&at| LIGHT.either(RAMP[at].0, RAMP[at].1)).collect()
        };
        assert_eq!(places(1), ramp(&[2]));
        assert_eq!(places(2), ramp(&[0, 5]));
        assert_eq!(places(3), ramp(&[0, 2, 5]));
        assert_eq!(places(6), ramp(&[0, 1, 2, 3, 4, 5]));
    }

    #[test]
    fn generated_kind_colours_are_distinct() {
        let kind = |id: &str, color| Kind { id: id.into(), label: Text::plain(id), color };
        for theme in [LIGHT, DARK] {
            let own = (0..PALETTE.len()).map(|at| kind(&format!("own-{at}"), None));
            let kinds: Vec<Kind> = KINDS.iter().map(|(id, ..)| kind(id, None)).chain(own).collect();
            let colors = theme.kinds(&kinds);
            for (at, &one) in colors.iter().enumerate().skip(KINDS.len()) {
                for (other, &color) in colors[..at].iter().enumerate() {
                    let apart = distance(oklab(linear(one)), oklab(linear(color)));
                    // The difference between two greys that can be distinguished at a glance is about 0.05.
                    let least = if other < KINDS.len() { 0.05 } else { 0.08 };
                    assert!(apart > least, "{one:?} and {color:?}: {apart:.3}");
                }
            }
        }
        let asked = kind("own", Some([1, 2, 3]));
        assert_eq!(LIGHT.kinds(&[asked]), [Color([1, 2, 3, 255])]);
    }
}
