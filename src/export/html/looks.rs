//! Colours and emphasis of units as classes of the page.

use std::fmt::Write as _;

use super::labels::hex;
use super::markup::{Attribute, Escaped};
use crate::model::{Chart, UnitIndex};
use crate::scene::looks::{ColorPair, UnitLooks};
use crate::scene::theme::Color;
use crate::scene::{Emphasis, SceneRequest};

/// Looks of the units of a page.
pub(super) struct Looks {
    looks: UnitLooks,
    /// The colours that have a class.
    colors: Vec<ColorPair>,
}

impl Looks {
    pub(super) fn new(chart: &Chart, request: &SceneRequest, units: &[UnitIndex]) -> Self {
        let looks = UnitLooks::new(chart, request);
        let mut colors: Vec<ColorPair> = Vec::new();
        for color in units.iter().filter_map(|&unit| looks.color(unit)) {
            if !colors.contains(&color) {
                colors.push(color);
            }
        }
        Self { looks, colors }
    }

    /// Classes of a unit, each with a space before it.
    pub(super) fn classes(&self, unit: UnitIndex) -> String {
        let mut classes = String::new();
        if let Some(color) = self.looks.color(unit) {
            classes.push_str(&self.class(color));
            if self.looks.tints(unit) {
                classes.push_str(" tint");
            }
        }
        classes.push_str(match self.looks.emphasis(unit) {
            Emphasis::Match => "",
            Emphasis::Way => " lead",
            Emphasis::Rest => " rest",
        });
        classes
    }

    fn class(&self, color: ColorPair) -> String {
        let at = self.colors.iter().position(|known| *known == color);
        at.map(|at| format!(" q{at}")).unwrap_or_default()
    }

    /// The rules of the classes.
    pub(super) fn style(&self) -> String {
        let mut style = String::new();
        for (at, [light, dark]) in self.colors.iter().enumerate() {
            let (light, dark) = (hex(*light), hex(*dark));
            // Formatting into a string cannot fail.
            let _ = writeln!(style, ".q{at} {{ --k: light-dark({light}, {dark}); }}");
        }
        style
    }

    /// Meanings of the colours as a list; empty where they are those of kinds.
    pub(super) fn legend(&self, units: &[UnitIndex]) -> String {
        let (title, meanings) = self.looks.legend(units);
        if meanings.is_empty() {
            return String::new();
        }
        let label =
            if title.is_empty() { String::new() } else { format!("<li>{}</li>", Escaped(&title)) };
        let meaning = |(meaning, dark): &(_, Option<Color>)| {
            let meaning: &crate::scene::ColorMeaning = meaning;
            let color = meaning.color.zip(*dark).map(|(light, dark)| self.class([light, dark]));
            let (language, words) = (Attribute(&meaning.language), Escaped(&meaning.words));
            let sample = format!("<i class=\"sample{}\"></i>", color.unwrap_or_default());
            format!("<li lang={language}>{sample}{words}</li>")
        };
        let meanings: String = meanings.iter().map(meaning).collect();
        format!("<ul class=legend role=list>{label}{meanings}</ul>")
    }

    /// True if a unit is left out.
    pub(super) fn hides(&self, unit: UnitIndex) -> bool {
        self.looks.hides(unit)
    }
}
