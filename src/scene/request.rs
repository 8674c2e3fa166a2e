//! Options of a scene.

use std::collections::HashSet;
use std::sync::Arc;

use emath::{Vec2, vec2};

use super::coloring::ColorBy;
use super::content::CardContent;
use super::emphasis::UnitFilter;
use super::lines::RelationFilter;
use super::marks::Marks;
use super::text::FontSet;
use super::theme::{Theme, ThemeMode};
use crate::layout::{Direction, LayoutStyle, Medium};
use crate::model::UnitIndex;

/// Margin around the scene, in points.
const MARGIN: f32 = 24.0;
/// Typical height of the legend, in points.
const LEGEND: f32 = 44.0;
/// The same on paper, where it usually has one row.
const LEGEND_ON_PAPER: f32 = 26.0;
/// Height that bodies above the root and lines below it usually take, in points.
const BODIES: f32 = 56.0;
const LINES: f32 = 20.0;

/// All inputs of a scene other than the chart. Equal requests produce equal scenes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SceneRequest {
    /// The fonts for text.
    pub fonts: FontSet,
    /// Tag of the language to show; texts without it fall back to the file's first language, then to any.
    pub language: String,
    /// Light or dark.
    pub mode: ThemeMode,
    /// Arrangement of children.
    pub style: LayoutStyle,
    /// Direction from parents to children.
    pub direction: Direction,
    /// Aspect ratio, width divided by height, for which columns are chosen.
    pub aspect: f32,
    /// Width and height of the printable area, in points of the paper, of the sheet for which the chart is arranged;
    /// `None` for screens.
    pub paper: Option<Vec2>,
    /// The kinds of lines to show in addition to the tree.
    pub relations: RelationFilter,
    /// Property that determines the colours of cards.
    pub color_by: ColorBy,
    /// Contents of the cards.
    pub card: CardContent,
    /// Filter that emphasizes units; `None` for no filter.
    pub filter: Option<UnitFilter>,
    /// Top of the branch to show; the whole chart if `None`.
    pub root: Option<UnitIndex>,
    /// Number of levels to show below the top; all if `None`.
    pub depth: Option<u32>,
    /// Units whose children are hidden.
    pub collapsed: HashSet<UnitIndex>,
    /// Units whose children were hidden when the arrangement was chosen, which stays as branches fold and
    /// unfold; `None` to choose it for what is shown.
    pub arranged: Option<HashSet<UnitIndex>>,
    /// Whether to show title, sources and date above the chart.
    pub heading: bool,
    /// Whether to show a legend of kinds, lines and symbols below the chart.
    pub legend: bool,
    /// Marks of changes since another edition.
    pub marks: Option<Arc<Marks>>,
    /// Whether to describe groups with ids and names, for SVG and PDF.
    pub descriptions: bool,
}

impl Default for SceneRequest {
    /// Shows the whole chart, in the proportions of a landscape sheet.
    fn default() -> Self {
        Self {
            fonts: FontSet::default(),
            language: String::new(),
            mode: ThemeMode::default(),
            style: LayoutStyle::default(),
            direction: Direction::default(),
            aspect: std::f32::consts::SQRT_2,
            paper: None,
            relations: RelationFilter::default(),
            color_by: ColorBy::default(),
            card: CardContent::default(),
            filter: None,
            root: None,
            depth: None,
            collapsed: HashSet::new(),
            arranged: None,
            heading: false,
            legend: false,
            marks: None,
            descriptions: false,
        }
    }
}

impl SceneRequest {
    /// Marks changes, which then determine colours and emphasis.
    pub fn mark(&mut self, marks: &Arc<Marks>) {
        self.marks = Some(Arc::clone(marks));
        (self.color_by, self.filter) = (ColorBy::default(), None);
    }

    /// Medium for which the chart is typeset.
    pub(super) const fn medium(&self) -> Medium {
        if self.paper.is_some() { Medium::Paper } else { Medium::Screen }
    }

    /// Ratio of width to height of the sheet.
    pub(super) fn sheet_aspect(&self) -> f32 {
        self.paper.map_or(self.aspect, |paper| paper.x / paper.y)
    }

    /// Margin around the scene, in points; small on paper, which has its own margins.
    pub(super) const fn margin(&self) -> f32 {
        match self.medium() {
            Medium::Screen => MARGIN,
            Medium::Paper => 1.0,
        }
    }

    /// Space on the sheet for elements other than cards, in points: margins, legend and bodies. The heading is beside
    /// the root if there is room.
    pub(super) fn around(&self, has_bodies: bool, has_lines: bool) -> Vec2 {
        let margin = 2.0 * self.margin();
        let legend = match self.medium() {
            _ if !self.legend => 0.0,
            Medium::Screen => LEGEND,
            Medium::Paper => LEGEND_ON_PAPER,
        };
        let bodies = if has_bodies { BODIES } else { 0.0 };
        let lines = if has_lines { LINES } else { 0.0 };
        vec2(margin, margin + legend + bodies + lines)
    }

    pub(super) fn theme(&self) -> Theme {
        let theme = Theme::of(self.mode);
        if self.paper.is_some() { theme.on_paper() } else { theme }
    }
}
