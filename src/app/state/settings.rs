//! Settings and other persistent data.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::i18n::Messages;
use crate::import::Mapping;
use crate::layout::{Direction, LayoutStyle};
use crate::model::Chart;
use crate::scene::{CardContent, CardPart, ColorBy, LineKind, RelationFilter, Rest};

/// The maximum number of remembered files.
const MAX_FILES: usize = 12;
/// The maximum number of remembered branches of a file.
const MAX_BRANCHES: usize = 2000;
/// The maximum total length of the remembered ids of a file, in bytes.
const MAX_ID_BYTES: usize = 64 << 10;
/// The maximum length of a remembered filter, in bytes.
const MAX_QUERY_BYTES: usize = 2000;
/// The maximum number of remembered texts of a file.
const MAX_TEXTS: usize = 100;
/// The maximum number of remembered mappings of tables, and of the columns of one.
const MAX_MAPPINGS: usize = 30;
const MAX_COLUMNS: usize = 200;
/// The valid sizes of windows and panels, in points: no screen is larger.
const WINDOW_SIDES: RangeInclusive<f32> = 200.0..=16_384.0;
const PANEL_WIDTHS: RangeInclusive<f32> = 50.0..=4_096.0;
/// The maximum camera coordinate, in points: no chart is larger.
const MAX_PLACE: f64 = 1e8;

/// Light, dark, or the system's theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

/// Settings and other persistent data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the user's")]
pub(crate) struct Settings {
    /// The language of the interface, and of the content if the file supports it.
    pub(crate) language: String,
    pub(crate) appearance: Appearance,
    /// The command of the external editor, with `{file}`, `{line}` and `{column}`; empty for the system's.
    pub(crate) editor: String,
    pub(crate) window: WindowSize,
    pub(crate) shows_outline: bool,
    pub(crate) shows_inspector: bool,
    pub(crate) shows_problems: bool,
    pub(crate) shows_minimap: bool,
    /// In points.
    pub(crate) outline_width: f32,
    /// In points.
    pub(crate) inspector_width: f32,
    /// The last open file; `None` for the bundled sample.
    pub(crate) last_file: Option<PathBuf>,
    /// Recent files, most recent first.
    pub(crate) files: Vec<Remembered>,
    /// Mappings of imported tables, most recent first.
    pub(crate) mappings: Vec<Mapping>,
}

/// The size of the window, in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WindowSize {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) is_maximized: bool,
}

/// The remembered view of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Remembered {
    pub(crate) path: PathBuf,
    /// The id of the selected unit.
    pub(crate) selected: Option<String>,
    pub(crate) branches: Branches,
    /// The camera; `None` for the whole chart.
    pub(crate) camera: Option<Look>,
    #[serde(with = "Style")]
    pub(crate) layout: LayoutStyle,
    #[serde(with = "Growth")]
    pub(crate) direction: Direction,
    pub(crate) lines: Lines,
    /// Whether persons are hidden.
    pub(crate) without_persons: bool,
    #[serde(with = "Meaning")]
    pub(crate) color_by: ColorBy,
    pub(crate) card: Parts,
    /// Whether posts have cards.
    pub(crate) has_posts: bool,
    /// The query of the filter.
    pub(crate) filter: String,
    #[serde(with = "Others")]
    pub(crate) rest: Rest,
    /// The texts attached to sources, by the sources' ids.
    pub(crate) texts: Vec<(String, PathBuf)>,
}

/// [`LayoutStyle`] as stored.
#[derive(Serialize, Deserialize)]
#[serde(remote = "LayoutStyle")]
enum Style {
    Tidy,
    Stacked,
    Indented,
    Ranks,
}

/// [`Direction`] as stored.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Direction")]
enum Growth {
    Down,
    Right,
}

/// [`ColorBy`] as stored.
#[derive(Serialize, Deserialize)]
#[serde(remote = "ColorBy")]
enum Meaning {
    Kind,
    Status,
    Level,
    Branch,
    Field(String),
}

/// [`Rest`] as stored.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Rest")]
enum Others {
    Dimmed,
    Hidden,
}

/// The parts of cards: common ones by name, fields by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parts {
    common: Vec<String>,
    fields: Vec<String>,
}

impl Parts {
    pub(crate) fn of(content: &CardContent) -> Self {
        let common = CardPart::COMMON.iter().filter(|(_, part)| content.has(part));
        let fields = content.parts().filter_map(|part| match part {
            CardPart::Field(id) => Some(id.clone()),
            _ => None,
        });
        Self {
            common: common.map(|(word, _)| (*word).to_owned()).collect(),
            fields: fields.collect(),
        }
    }

    /// The parts, unless their names exceed the limit.
    fn bounded(self) -> Self {
        let bytes: usize = self.common.iter().chain(&self.fields).map(String::len).sum();
        if bytes <= MAX_ID_BYTES { self } else { Self::default() }
    }

    /// The content; unknown names are ignored.
    pub(crate) fn content(&self) -> CardContent {
        let has = |word: &str| self.common.iter().any(|known| known == word);
        let common = CardPart::COMMON.iter().filter(|(word, _)| has(word));
        let common = common.map(|(_, part)| part.clone());
        common.chain(self.fields.iter().cloned().map(CardPart::Field)).collect()
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self::of(&CardContent::default())
    }
}

/// The shown kinds of relations, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lines(Vec<String>);

impl Lines {
    pub(crate) fn of(filter: &RelationFilter) -> Self {
        Self(filter.kinds().map(|kind| kind.word().to_owned()).collect())
    }

    /// The filter; unknown names are ignored.
    pub(crate) fn filter(&self) -> RelationFilter {
        let has = |kind: &LineKind| self.0.iter().any(|known| known == kind.word());
        LineKind::all().filter(has).collect()
    }
}

impl Default for Lines {
    fn default() -> Self {
        Self::of(&RelationFilter::default())
    }
}

/// A camera: a point of the scene, and the zoom in screen points per scene point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Look {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) zoom: f64,
}

/// The expanded branches of a chart, as the shorter of two lists of ids.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Branches {
    /// The initial state.
    #[default]
    AsAtFirst,
    /// All except these units.
    AllBut(Vec<String>),
    /// Only these units.
    Only(Vec<String>),
}

impl Default for WindowSize {
    fn default() -> Self {
        Self { width: 1280.0, height: 800.0, is_maximized: false }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: "zh".into(),
            appearance: Appearance::System,
            editor: String::new(),
            window: WindowSize::default(),
            shows_outline: true,
            shows_inspector: true,
            shows_problems: false,
            shows_minimap: true,
            outline_width: 260.0,
            inspector_width: 340.0,
            last_file: None,
            files: Vec::new(),
            mappings: Vec::new(),
        }
    }
}

impl Settings {
    /// Whether the outline is visible: if there is room for only one side panel, the inspector takes precedence.
    pub(crate) const fn outline_is_seen(&self, has_room: bool) -> bool {
        self.shows_outline && (has_room || !self.shows_inspector)
    }

    /// The settings of a first start, for the system's language.
    pub(crate) fn in_language(tag: &str) -> Self {
        Self { language: Messages::of(tag).tag().into(), ..Self::default() }
    }

    /// The remembered view of a file.
    pub(crate) fn remembered(&self, path: &Path) -> Option<&Remembered> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Remembers the view of a file, as the most recent. A path that is not Unicode cannot be
    /// stored.
    pub(crate) fn remember(&mut self, file: Remembered) {
        self.files.retain(|known| known.path != file.path);
        if file.path.to_str().is_some() {
            self.files.insert(0, file.bounded());
        }
        self.files.truncate(MAX_FILES);
    }

    /// Remembers a column mapping, for the next table with the same header.
    pub(crate) fn remember_mapping(&mut self, mapping: Mapping) {
        self.mappings.retain(|known| !known.columns.keys().eq(mapping.columns.keys()));
        if mapping.columns.len() <= MAX_COLUMNS {
            self.mappings.insert(0, mapping);
        }
        self.mappings.truncate(MAX_MAPPINGS);
    }

    /// Records the open file.
    pub(crate) fn open(&mut self, path: Option<&Path>) {
        self.last_file = path.filter(|path| path.to_str().is_some()).map(Path::to_owned);
    }

    /// The settings with invalid values replaced by defaults, because the file may have been edited.
    pub(crate) fn validated(self) -> Self {
        let first = Self::default();
        let or = |value: f32, range: &RangeInclusive<f32>, first: f32| {
            if range.contains(&value) { value } else { first }
        };
        let window = WindowSize {
            width: or(self.window.width, &WINDOW_SIDES, first.window.width),
            height: or(self.window.height, &WINDOW_SIDES, first.window.height),
            is_maximized: self.window.is_maximized,
        };
        let files = self.files.into_iter().take(MAX_FILES).map(Remembered::bounded);
        Self {
            window,
            outline_width: or(self.outline_width, &PANEL_WIDTHS, first.outline_width),
            inspector_width: or(self.inspector_width, &PANEL_WIDTHS, first.inspector_width),
            files: files.collect(),
            ..self
        }
    }

    /// Removes a file from the list.
    pub(crate) fn forget(&mut self, path: &Path) {
        self.files.retain(|known| known.path != path);
    }
}

impl Remembered {
    /// The view without parts that exceed the limits.
    fn bounded(self) -> Self {
        let bytes = match &self.branches {
            Branches::AsAtFirst => 0,
            Branches::AllBut(ids) | Branches::Only(ids) => ids.iter().map(String::len).sum(),
        };
        let is_place = |at: f64| at.abs() <= MAX_PLACE;
        Self {
            selected: self.selected.filter(|id| id.len() <= MAX_ID_BYTES),
            branches: if bytes <= MAX_ID_BYTES { self.branches } else { Branches::AsAtFirst },
            camera: self.camera.filter(|look| is_place(look.x) && is_place(look.y)),
            color_by: match self.color_by {
                ColorBy::Field(id) if id.len() > MAX_QUERY_BYTES => ColorBy::default(),
                other => other,
            },
            card: self.card.bounded(),
            filter: if self.filter.len() <= MAX_QUERY_BYTES { self.filter } else { String::new() },
            texts: self.texts.into_iter().take(MAX_TEXTS).collect(),
            ..self
        }
    }
}

impl Branches {
    /// The branches of a chart, given its collapsed units.
    pub(crate) fn of(chart: &Chart, collapsed: &HashSet<String>) -> Self {
        let parents = chart.units().iter().filter(|unit| !unit.children.is_empty());
        let (closed, open): (Vec<_>, Vec<_>) =
            parents.map(|unit| unit.id.clone()).partition(|id| collapsed.contains(id));
        match (closed.len(), open.len()) {
            (few, many) if few <= many && few <= MAX_BRANCHES => Self::AllBut(closed),
            (_, few) if few <= MAX_BRANCHES => Self::Only(open),
            _ => Self::AsAtFirst,
        }
    }

    /// The collapsed units of a chart; `None` for the initial state.
    pub(crate) fn collapsed(&self, chart: &Chart) -> Option<HashSet<String>> {
        let parents = || chart.units().iter().filter(|unit| !unit.children.is_empty());
        match self {
            Self::AsAtFirst => None,
            Self::AllBut(closed) => Some(closed.iter().cloned().collect()),
            Self::Only(open) => {
                let open: HashSet<&String> = open.iter().collect();
                Some(
                    parents()
                        .map(|unit| &unit.id)
                        .filter(|id| !open.contains(id))
                        .cloned()
                        .collect(),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_values_become_defaults() {
        let text = "(window: (width: inf, height: -3, is_maximized: true), outline_width: NaN, \
                    inspector_width: 1e30, files: [(path: \"/a.ron\", camera: Some((x: inf, y: 0, zoom: 1)))])";
        let settings = ron::from_str::<Settings>(text).expect("it is RON").validated();
        assert_eq!(settings.window, WindowSize { is_maximized: true, ..WindowSize::default() });
        assert_eq!((settings.outline_width, settings.inspector_width), (260.0, 340.0));
        assert_eq!(settings.files[0].camera, None);
        let usual = Settings { outline_width: 300.0, ..Settings::default() };
        assert_eq!(usual.clone().validated(), usual);
    }

    #[test]
    fn limits_remembered_state_per_chart() {
        let mut settings = Settings::default();
        for at in 0..50 {
            let long = || "x".repeat(1 << 20);
            settings.remember(Remembered {
                path: format!("/{at}.ron").into(),
                selected: Some(long()),
                branches: Branches::Only(vec![long()]),
                texts: vec![("charter".into(), "/charter.txt".into()); 1000],
                ..Remembered::default()
            });
        }
        let text = ron::to_string(&settings).expect("it is RON");
        assert!(text.len() < 100_000, "{} bytes", text.len());
    }
    use crate::model::SAMPLE;
    use crate::source::SourceText;

    #[test]
    fn restores_branches_from_the_shorter_list() {
        let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
        let parents = chart.units().iter().filter(|unit| !unit.children.is_empty());
        let all: HashSet<String> = parents.map(|unit| unit.id.clone()).collect();
        let one: HashSet<String> = ["oma".to_owned()].into();
        let most: HashSet<String> = all.iter().filter(|id| *id != "dpko").cloned().collect();
        assert_eq!(Branches::of(&chart, &one), Branches::AllBut(vec!["oma".into()]));
        assert_eq!(Branches::of(&chart, &most), Branches::Only(vec!["dpko".into()]));
        for collapsed in [one, most, all, HashSet::new()] {
            let branches = Branches::of(&chart, &collapsed);
            assert_eq!(branches.collapsed(&chart), Some(collapsed));
        }
    }
}
