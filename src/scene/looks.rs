//! Colour and emphasis of units for formats that draw cards themselves, in both themes.

use super::coloring::{ColorMeaning, Coloring};
use super::emphasis::{Emphases, Emphasis};
use super::request::SceneRequest;
use super::theme::{Color, ThemeMode};
use crate::model::{Chart, UnitIndex};

/// A colour in the light and in the dark theme.
pub(crate) type ColorPair = [Color; 2];

/// Colour and emphasis of all units of a chart.
pub(crate) struct UnitLooks {
    colorings: [Coloring; 2],
    emphases: Emphases,
}

impl UnitLooks {
    pub(crate) fn new(chart: &Chart, request: &SceneRequest) -> Self {
        let coloring = |mode| Coloring::new(chart, &SceneRequest { mode, ..request.clone() });
        Self {
            colorings: [ThemeMode::Light, ThemeMode::Dark].map(coloring),
            emphases: Emphases::new(chart, request.filter.as_ref()),
        }
    }

    /// The colour of a unit's card; none where it is that of the kind.
    pub(crate) fn color(&self, unit: UnitIndex) -> Option<ColorPair> {
        let [light, dark] = &self.colorings;
        (!light.is_by_kind()).then(|| [light.color(unit), dark.color(unit)])
    }

    /// True if the whole card is tinted in its colour.
    pub(crate) fn tints(&self, unit: UnitIndex) -> bool {
        self.colorings[0].tints(unit)
    }

    /// Title and meanings of the colours of some units; nothing where they are those of kinds.
    pub(crate) fn legend(
        &self,
        units: &[UnitIndex],
    ) -> (String, Vec<(ColorMeaning, Option<Color>)>) {
        let [light, dark] = &self.colorings;
        if light.is_by_kind() {
            return Default::default();
        }
        let [light, dark] = [light.legend(units), dark.legend(units)];
        let dark = dark.meanings.into_iter().map(|meaning| meaning.color);
        (light.title, light.meanings.into_iter().zip(dark).collect())
    }

    /// Emphasis of a unit by the filter.
    pub(crate) fn emphasis(&self, unit: UnitIndex) -> Emphasis {
        self.emphases.of(unit)
    }

    /// True if a unit is left out.
    pub(crate) fn hides(&self, unit: UnitIndex) -> bool {
        self.emphases.hides(unit)
    }
}
