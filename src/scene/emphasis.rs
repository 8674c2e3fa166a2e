//! Emphasis of units by a filter: matches, the paths to them, and the rest.

use std::collections::HashSet;
use std::sync::Arc;

use super::theme::{Color, Theme};
use super::{Role, SceneItem};
use crate::model::{Chart, UnitIndex};

/// Percentage of the background colour in cards on the path to a match, and in those that do not match.
const WAY_PALE: u16 = 30;
const REST_PALE: u16 = 62;
/// The same in names that do not match, which stay legible.
const NAME_PALE: u16 = 48;

/// The units that a view searches for, and the treatment of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitFilter {
    /// The units that match.
    pub matching: Arc<HashSet<UnitIndex>>,
    /// Treatment of units that neither match nor lead to a match.
    pub rest: Rest,
    /// The query, shown in the heading.
    pub query: String,
}

/// Treatment of units that neither match nor lead to a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rest {
    /// They are dimmed.
    #[default]
    Dimmed,
    /// They are hidden.
    Hidden,
}

/// Emphasis of a unit, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Emphasis {
    Match,
    /// Leads to a match.
    Way,
    Rest,
}

/// Emphasis of each unit of a chart.
#[derive(Debug)]
pub(super) struct Emphases {
    /// Empty without a filter.
    of_unit: Vec<Emphasis>,
    rest: Rest,
}

impl Emphases {
    pub(super) fn new(chart: &Chart, filter: Option<&UnitFilter>) -> Self {
        let Some(filter) = filter else {
            return Self { of_unit: Vec::new(), rest: Rest::Dimmed };
        };
        let units = chart.units().len();
        let mut of_unit = vec![Emphasis::Rest; units];
        for &unit in filter.matching.iter().filter(|unit| unit.get() < units) {
            of_unit[unit.get()] = Emphasis::Match;
            let above =
                std::iter::successors(chart.unit(unit).parent, |&above| chart.unit(above).parent);
            for above in above {
                match of_unit[above.get()] {
                    Emphasis::Rest => of_unit[above.get()] = Emphasis::Way,
                    // The path from there to the top is already marked, or will be.
                    Emphasis::Way => break,
                    Emphasis::Match => {}
                }
            }
        }
        Self { of_unit, rest: filter.rest }
    }

    pub(super) fn of(&self, unit: UnitIndex) -> Emphasis {
        self.of_unit.get(unit.get()).copied().unwrap_or(Emphasis::Match)
    }

    /// The emphasis of a line between units: that of the more important end.
    pub(super) fn of_line(&self, ends: [Option<UnitIndex>; 2]) -> Emphasis {
        let ends = ends.into_iter().flatten().map(|unit| self.of(unit));
        ends.min().unwrap_or(Emphasis::Match)
    }

    /// Whether a unit is hidden.
    pub(super) fn hides(&self, unit: UnitIndex) -> bool {
        self.rest == Rest::Hidden && self.of(unit) == Emphasis::Rest
    }
}

impl Emphasis {
    const fn pale(self) -> u16 {
        match self {
            Self::Match => 0,
            Self::Way => WAY_PALE,
            Self::Rest => REST_PALE,
        }
    }

    /// Adapts a colour of a unit to its emphasis.
    pub(super) fn color(self, color: Color, theme: &Theme) -> Color {
        color.tinted(theme.ground, self.pale())
    }

    /// Adapts the colours of a card or line.
    pub(super) fn apply(self, items: &mut [SceneItem], theme: &Theme) {
        if self == Self::Match {
            return;
        }
        for item in items {
            let most = if item.role() == Role::Name { NAME_PALE } else { REST_PALE };
            item.recolor(|color| color.tinted(theme.ground, self.pale().min(most)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::theme::ThemeMode;
    use crate::scene::theme::contrast;

    #[test]
    fn dimmed_names_stay_readable() {
        for theme in [Theme::of(ThemeMode::Light), Theme::of(ThemeMode::Dark)] {
            let name = theme.text.tinted(theme.ground, NAME_PALE);
            let card = Emphasis::Rest.color(theme.card, &theme);
            for behind in [card, theme.ground] {
                let found = contrast(name, behind);
                assert!(found >= 3.0, "{:?}: {found:.2}", theme.mode);
            }
        }
    }
}
