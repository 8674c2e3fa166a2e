//! Two editions as outlines side by side, with bands between matching units.

use std::ops::Range;
use std::sync::Arc;

use emath::{Rect, Vec2, pos2, vec2};

use super::marks::{self, Sign, Standing};
use super::text::{Shaper, TextRun, Weight};
use super::theme::{Color, Theme, size};
use super::{Role, Scene, SceneItem, SceneRequest, Subject};
use crate::model::{Kind, KindIndex, UnitIndex};

/// Row height, and gap between the blocks below the units of the second level, in points.
const ROW: f32 = 17.0;
const BLOCK_GAP: f32 = 7.0;
/// Indentation per level.
const INDENT: f32 = 14.0;
/// Width of the bar in the colour of a kind, and of the gaps on both sides.
const BAR: f32 = 5.0;
const BAR_GAP: f32 = 6.0;
/// Width of the bands.
const BANDS: f32 = 260.0;
/// Length over which the band of a new or abolished unit fades, and the number of steps.
const FADE: f32 = 84.0;
const FADE_STEPS: u16 = 28;
/// Gap between a name and the text of a change.
const WORD_GAP: f32 = 20.0;
const SIGN: f32 = 9.0;
const SIGN_GAP: f32 = 5.0;
/// Padding inside a row.
const PADDING: f32 = 8.0;
const MAX_WORDS: f32 = 240.0;
const MARGIN: f32 = 28.0;
/// Number of segments of a curve.
const CURVE_STEPS: u8 = 24;
/// Opacities from 0 to 255: 55, 62 and 34 percent.
const UNCHANGED: u8 = 140;
const MARKED: u8 = 158;
const CARRIED: u8 = 87;

/// A row of an outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The unit.
    pub unit: UnitIndex,
    /// Its name, followed by its number if it represents several.
    pub name: String,
    /// Its level, 0 at the top.
    pub level: u32,
    /// Its kind.
    pub kind: KindIndex,
    /// Change of the unit.
    pub sign: Option<Sign>,
    /// Alternative descriptions of the change, longest first.
    pub words: Vec<String>,
}

/// An edition as an outline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// Its date, otherwise the name of its file.
    pub heading: String,
    /// Its number of units, as text.
    pub count: String,
    /// The units in preorder.
    pub rows: Vec<Row>,
    /// The kinds of the edition.
    pub kinds: Vec<Kind>,
}

/// A pair of matching units, by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Row of the old edition.
    pub old: usize,
    /// Row of the new edition.
    pub new: usize,
    /// Emphasis: unchanged, carried or marked.
    pub standing: Standing,
    /// The change; `None` if there is none.
    pub sign: Option<Sign>,
    /// Index of this pair among those of its old and of its new row, and their numbers.
    pub shares: [(u8, u8); 2],
}

/// Contents of a side-by-side comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideBySide {
    /// Name of the organization.
    pub title: String,
    /// The old edition and the new one.
    pub outlines: [Outline; 2],
    /// Pairs of rows, in the order of the old rows.
    pub pairs: Vec<Pair>,
    /// Symbols of the legend with their texts.
    pub legend: Vec<(Sign, String)>,
    /// Text of the legend for unchanged units.
    pub unchanged: String,
}

/// The scene of two editions. Its units are those of the new edition.
#[must_use]
pub fn side_by_side(content: &SideBySide, request: &SceneRequest) -> Scene {
    let mut composer = Composer::new(content, request);
    composer.bands();
    for side in [Side::Old, Side::New] {
        composer.outline(side);
    }
    if request.legend {
        composer.legend();
    }
    composer.heading(request.heading);
    let mut scene = composer.scene;
    let groups = scene.groups.iter().map(|group| group.bounds);
    scene.bounds = groups.reduce(Rect::union).unwrap_or(Rect::ZERO).expand(MARGIN);
    scene
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

impl Side {
    const fn at(self) -> usize {
        match self {
            Self::Old => 0,
            Self::New => 1,
        }
    }
}

/// Lines of a row: its name, and the description of its change.
struct Lines {
    name: Arc<TextRun>,
    words: Option<Arc<TextRun>>,
}

struct Composer<'a> {
    content: &'a SideBySide,
    shaper: Shaper,
    theme: Theme,
    lines: [Vec<Lines>; 2],
    /// Top of each row.
    tops: [Vec<f32>; 2],
    /// Width of the names on each side.
    widths: [f32; 2],
    scene: Scene,
}

impl<'a> Composer<'a> {
    fn new(content: &'a SideBySide, request: &SceneRequest) -> Self {
        let theme = request.theme();
        let shaper = Shaper::new(request.fonts.clone());
        let lines = content.outlines.each_ref().map(|outline| {
            let rows = outline.rows.iter();
            rows.map(|row| lines(row, &shaper)).collect::<Vec<_>>()
        });
        let widths = [0, 1].map(|side| {
            let rows = content.outlines[side].rows.iter().zip(&lines[side]);
            rows.map(|(row, lines)| row_width(row, lines)).fold(240.0, f32::max)
        });
        let (fonts, ground) = (request.fonts.clone(), theme.ground);
        let scene = Scene { fonts, bounds: Rect::ZERO, ground, items: vec![], groups: vec![] };
        let tops = content.outlines.each_ref().map(|outline| tops(&outline.rows));
        Self { content, shaper, theme, lines, tops, widths, scene }
    }

    /// Left edge of a side's names. That of the old ones is the origin.
    fn left(&self, side: Side) -> f32 {
        match side {
            Side::Old => 0.0,
            Side::New => self.bar_left(Side::New) + BAR + BAR_GAP,
        }
    }

    fn bar_left(&self, side: Side) -> f32 {
        let old = self.widths[0] + BAR_GAP;
        match side {
            Side::Old => old,
            Side::New => old + BAR + 2.0 * BAR_GAP + BANDS,
        }
    }

    /// Left and right edges of the bands.
    fn span(&self) -> [f32; 2] {
        let left = self.bar_left(Side::Old) + BAR + BAR_GAP;
        [left, left + BANDS]
    }

    fn bottom(&self) -> f32 {
        let ends = self.tops.iter().filter_map(|tops| tops.last());
        ends.fold(0.0, |end: f32, &top| end.max(top + ROW))
    }

    fn outline(&mut self, side: Side) {
        let at = side.at();
        let outline = &self.content.outlines[at];
        let colors = self.theme.kinds(&outline.kinds);
        let (left, width) = (self.left(side), self.widths[at]);
        for (place, row) in outline.rows.iter().enumerate() {
            let top = self.tops[at][place];
            let lines = &self.lines[at][place];
            let mut items = Vec::new();
            let color = row.sign.map(|sign| self.theme.mark(sign));
            if let (Some(color), true) = (color, lines.words.is_some()) {
                let rect = Rect::from_min_size(pos2(left, top), vec2(width, ROW));
                let fill = self.theme.ground.tinted(color, 10);
                let (role, border) = (Role::Mark, None);
                items.push(SceneItem::Box { role, rect, radius: 3.0, fill, border });
            }
            let start = pos2(left + PADDING + indent(row.level), top);
            let is_gone = row.sign == Some(Sign::Gone);
            let ink = if is_gone { self.theme.muted } else { self.theme.text };
            let name = SceneItem::in_row(Role::Name, &lines.name, start, ROW, ink);
            let struck = is_gone.then(|| marks::strike(&name)).flatten();
            items.push(name);
            items.extend(struck);
            if let (Some(sign), Some(color), Some(words)) = (row.sign, color, &lines.words) {
                let start = pos2(left + width - PADDING - words.width(), top);
                let middle = pos2(start.x - SIGN_GAP - SIGN / 2.0, top + ROW / 2.0);
                items.push(SceneItem::in_row(Role::Mark, words, start, ROW, color));
                items.extend(marks::sign_items(sign, Role::Mark, middle, color));
            }
            let bar = pos2(self.bar_left(side), top + 0.75);
            let rect = Rect::from_min_size(bar, vec2(BAR, ROW - 1.5));
            let fill = colors.get(row.kind.get()).copied().unwrap_or(self.theme.muted);
            let (role, border) = (Role::Band, None);
            items.push(SceneItem::Box { role, rect, radius: 1.5, fill, border });
            let subject = match side {
                Side::Old => Subject::Levels,
                Side::New => Subject::Unit(row.unit),
            };
            self.scene.add(subject, items);
        }
    }

    /// Adds the bands, starting with those of unchanged units.
    fn bands(&mut self) {
        let mut items = Vec::new();
        for stretch in self.stretches() {
            let [old, new] = [(0, stretch.old), (1, stretch.new)].map(|(side, rows)| {
                let tops = &self.tops[side];
                (tops[rows.start] + 0.75, tops[rows.end - 1] + ROW - 0.75)
            });
            items.push(self.band(old, new, self.theme.band().with_opacity(UNCHANGED)));
        }
        for side in [Side::Old, Side::New] {
            items.extend(self.fading(side));
        }
        for wanted in [Sign::Changed, Sign::Renamed, Sign::Moved] {
            let pairs = self.content.pairs.iter().filter(|pair| pair.sign == Some(wanted));
            let (carried, marked): (Vec<&Pair>, Vec<&Pair>) =
                pairs.partition(|pair| pair.standing == Standing::Carried);
            items.extend(carried.into_iter().chain(marked).map(|pair| self.pair(pair, wanted)));
        }
        self.scene.add(Subject::Legend, items);
    }

    fn pair(&self, pair: &Pair, sign: Sign) -> SceneItem {
        let inset = if sign == Sign::Moved { 0.75 } else { 2.5 };
        let edges = |side: usize, row: usize| {
            let (part, parts) = pair.shares[side];
            let height = (ROW - 2.0 * inset) / f32::from(parts.max(1));
            let top = self.tops[side][row] + inset + height * f32::from(part);
            (top, top + height)
        };
        let opacity = if pair.standing == Standing::Carried { CARRIED } else { MARKED };
        let fill = self.theme.mark(sign).with_opacity(opacity);
        self.band(edges(0, pair.old), edges(1, pair.new), fill)
    }

    /// Runs of unchanged adjacent units within one block of both editions.
    fn stretches(&self) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let starts_block = |side: usize, row: usize| {
            let tops = &self.tops[side];
            row == 0 || tops[row] - tops[row - 1] > ROW + 0.5
        };
        for pair in self.content.pairs.iter().filter(|pair| pair.sign.is_none()) {
            if let Some(last) = found.last_mut()
                && last.old.end == pair.old
                && last.new.end == pair.new
                && !starts_block(0, pair.old)
                && !starts_block(1, pair.new)
            {
                last.old.end += 1;
                last.new.end += 1;
            } else {
                let (old, new) = (pair.old..pair.old + 1, pair.new..pair.new + 1);
                found.push(Stretch { old, new });
            }
        }
        found
    }

    /// The fading bands of new and abolished units.
    fn fading(&self, side: Side) -> Vec<SceneItem> {
        let mut items = Vec::new();
        let (sign, [left, right]) = match side {
            Side::Old => (Sign::Gone, self.span()),
            Side::New => (Sign::New, self.span()),
        };
        let rows = self.content.outlines[side.at()].rows.iter().enumerate();
        for (place, _) in rows.filter(|(_, row)| row.sign == Some(sign)) {
            let top = self.tops[side.at()][place] + 0.75;
            // Each step covers the fainter ones, so that no seams are visible between them.
            for step in 1..=FADE_STEPS {
                let length = FADE * f32::from(FADE_STEPS + 1 - step) / f32::from(FADE_STEPS);
                let start = if side == Side::Old { left } else { right - length };
                let rect = Rect::from_min_size(pos2(start, top), vec2(length, ROW - 1.5));
                let fill = self.theme.ground.tinted(self.theme.mark(sign), step * 62 / FADE_STEPS);
                let (role, border) = (Role::Mark, None);
                items.push(SceneItem::Box { role, rect, radius: 0.0, fill, border });
            }
        }
        items
    }

    /// A band whose edges are horizontal at both ends.
    fn band(&self, old: (f32, f32), new: (f32, f32), fill: Color) -> SceneItem {
        let [left, right] = self.span();
        let edge = |from: f32, to: f32| {
            (0..=CURVE_STEPS).map(move |step| {
                let part = f32::from(step) / f32::from(CURVE_STEPS);
                let eased = part * part * (3.0 - 2.0 * part);
                pos2(left + (right - left) * part, from + (to - from) * eased)
            })
        };
        let points = edge(old.0, new.0).chain(edge(old.1, new.1).rev()).collect();
        SceneItem::Polygon { role: Role::Mark, points, fill }
    }

    fn heading(&mut self, has_title: bool) {
        let mut items = Vec::new();
        let top = -40.0;
        for side in [Side::Old, Side::New] {
            let outline = &self.content.outlines[side.at()];
            let date = self.shaper.run(&outline.heading, Weight::Medium, size::NAME);
            let count = self.shaper.run(&outline.count, Weight::Regular, size::BODY);
            let start = pos2(self.left(side) + PADDING, top);
            let beside = start + vec2(date.width() + 12.0, 0.0);
            items.push(SceneItem::in_row(Role::Heading, &date, start, 24.0, self.theme.text));
            items.push(SceneItem::in_row(Role::Heading, &count, beside, 24.0, self.theme.muted));
        }
        if has_title {
            let title = self.shaper.run(&self.content.title, Weight::Medium, size::TITLE);
            let start = pos2(PADDING, top - 52.0);
            items.push(SceneItem::in_row(Role::Heading, &title, start, 32.0, self.theme.text));
        }
        self.scene.add(Subject::Heading, items);
    }

    fn legend(&mut self) {
        const LEGEND_SIGN: Vec2 = vec2(24.0, 16.0);
        const ENTRY_GAP: f32 = 24.0;
        let mut items = Vec::new();
        let right = self.left(Side::New) + self.widths[1];
        let mut corner = pos2(PADDING, self.bottom() + 22.0);
        let signs = self.content.legend.iter().map(|(sign, words)| (Some(*sign), words));
        for (sign, words) in signs.chain([(None, &self.content.unchanged)]) {
            if words.is_empty() {
                continue;
            }
            let words = self.shaper.run(words, Weight::Regular, size::SMALL);
            let width = LEGEND_SIGN.x + 7.0 + words.width();
            if corner.x > PADDING && corner.x + width > right {
                corner = pos2(PADDING, corner.y + 22.0);
            }
            let rect = Rect::from_min_size(corner + vec2(0.0, 1.0), LEGEND_SIGN);
            if let Some(sign) = sign {
                items.extend(marks::legend_pill(sign, rect, &self.theme));
            } else {
                let fill = self.theme.band().with_opacity(UNCHANGED);
                let (role, border) = (Role::Legend, None);
                items.push(SceneItem::Box { role, rect, radius: 2.0, fill, border });
            }
            let start = corner + vec2(LEGEND_SIGN.x + 7.0, 0.0);
            items.push(SceneItem::in_row(Role::Legend, &words, start, 18.0, self.theme.muted));
            corner.x += width + ENTRY_GAP;
        }
        self.scene.add(Subject::Legend, items);
    }
}

/// Rows of both editions that are connected by one band.
struct Stretch {
    old: Range<usize>,
    new: Range<usize>,
}

fn indent(level: u32) -> f32 {
    INDENT * f32::from(u16::try_from(level).unwrap_or(u16::MAX))
}

fn lines(row: &Row, shaper: &Shaper) -> Lines {
    let weight = if row.level < 2 { Weight::Medium } else { Weight::Regular };
    let name = shaper.run(&row.name, weight, size::BODY);
    let words = row.words.iter().map(|words| shaper.run(words, Weight::Medium, size::SMALL));
    let words: Vec<_> = words.collect();
    let fitting = words.iter().find(|run| run.width() <= MAX_WORDS).or_else(|| words.last());
    Lines { name, words: fitting.cloned() }
}

fn row_width(row: &Row, lines: &Lines) -> f32 {
    let words = lines.words.as_ref();
    let words = words.map_or(0.0, |run| WORD_GAP + SIGN + SIGN_GAP + run.width());
    2.0 * PADDING + indent(row.level) + lines.name.width() + words
}

/// Tops of the rows of an outline.
fn tops(rows: &[Row]) -> Vec<f32> {
    let mut next = 0.0;
    let top = |row: &Row| {
        let gap = if row.level <= 1 && next > 0.0 { BLOCK_GAP } else { 0.0 };
        let top: f32 = next + gap;
        next = top + ROW;
        top
    };
    rows.iter().map(top).collect()
}
