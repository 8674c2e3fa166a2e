//! Picture of a matrix, in the proportions of a landscape sheet.

mod frame;
mod heads;

use std::ops::Range;
use std::sync::Arc;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use self::heads::lines_height;
use super::super::languages::Languages;
use super::super::lines::LineKind;
use super::super::text::{Lines, Setting, Shaper, Spoken, TextRun, Weight};
use super::super::theme::{Color, Theme};
use super::super::words::word;
use super::super::{Description, Role, Scene, SceneItem, SceneRequest, Subject};
use super::{Matrix, MatrixCell, MatrixEnd, MatrixEntry};
use crate::i18n::Messages;
use crate::model::{Chart, RelationKind, UnitIndex, Word};

/// Width and height of a cell, in points.
const CELL: Vec2 = vec2(21.0, 21.0);
/// Width of a column whose name takes two lines.
const WIDE_COLUMN: f32 = 32.0;
/// Gap between offices.
const GAP: f32 = 6.0;
/// From the edge of a cell to its mark.
const INSET: f32 = 1.6;
const RADIUS: f32 = 2.0;
/// Minimum width of a mark, with the space after it.
const MIN_MARK: f32 = 10.0;
/// Width of the band with an office's acronym.
const BAND: f32 = 60.0;
/// Height of the bar with an office's acronym.
const BAR: f32 = 16.0;
/// Indentation for each level.
const INDENT: f32 = 12.0;
/// Width above which the name of a row takes a second line.
const MAX_NAME: f32 = 400.0;
/// Length above which the name of a column takes a second line.
const MAX_SLANTED: f32 = 290.0;
const MARGIN: f32 = 24.0;
/// Type size of names and of sums.
const NAME: f32 = 12.0;
/// Type size of the only letter in a cell, of one of two, and of one of several.
const LETTERS: [f32; 3] = [12.5, 9.5, 8.0];

/// Mark of a kind in a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixMark {
    /// Its position in the scene.
    pub rect: Rect,
    /// Index of the cell.
    pub cell: usize,
    /// Index of the kind among those of the cell.
    pub kind: usize,
    /// Its items in the scene.
    pub items: Range<usize>,
}

/// Picture of a matrix, with the positions of its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixSheet {
    /// The picture.
    pub scene: Scene,
    /// Marks, in the order of the cells.
    pub marks: Vec<MatrixMark>,
    /// Top and bottom of each row.
    pub rows: Vec<Range<f32>>,
    /// Left and right of each column.
    pub columns: Vec<Range<f32>>,
    /// The area of the cells.
    pub grid: Rect,
    /// Items of the head of each row.
    pub row_heads: Vec<Range<usize>>,
    /// Items of the head of each column.
    pub column_heads: Vec<Range<usize>>,
    /// Items of the sums: of each row, of each column, their head at the left and at the top, that of all.
    pub sums: Range<usize>,
}

/// The picture of a matrix.
#[must_use]
pub fn sheet(chart: &Chart, matrix: &Matrix, request: &SceneRequest) -> MatrixSheet {
    Composer::new(chart, matrix, request).compose()
}

/// Name of a kind of relation from the file, otherwise the built-in one.
#[must_use]
pub fn kind_words<'a>(chart: &'a Chart, language: &'a str, kind: RelationKind) -> &'a str {
    let choices: Vec<&str> = Languages::new(chart, language).choices().collect();
    word(chart, Messages::of(language), &choices, Word::Relation(kind))
}

/// The message with the letter of a kind.
const fn letter_key(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::ReportsTo => "letter.reports_to",
        RelationKind::Deputizes => "letter.deputizes",
        RelationKind::Assists => "letter.assists",
        RelationKind::Advises => "letter.advises",
        RelationKind::DirectAccess => "letter.direct_access",
        RelationKind::Coordinates => "letter.coordinates",
        RelationKind::Supports => "letter.supports",
        RelationKind::Serves => "letter.serves",
        RelationKind::Guides => "letter.guides",
        RelationKind::BelongsTo => "letter.belongs_to",
    }
}

struct Composer<'a> {
    chart: &'a Chart,
    matrix: &'a Matrix,
    request: &'a SceneRequest,
    languages: Languages<'a>,
    messages: &'static Messages,
    theme: Theme,
    kind_colors: Vec<Color>,
    shaper: Shaper,
    row_names: Vec<Lines>,
    column_names: Vec<Lines>,
    rows: Vec<Range<f32>>,
    columns: Vec<Range<f32>>,
    scene: Scene,
}

impl<'a> Composer<'a> {
    fn new(chart: &'a Chart, matrix: &'a Matrix, request: &'a SceneRequest) -> Self {
        let theme = Theme::of(request.mode);
        let (fonts, bounds) = (request.fonts.clone(), Rect::NOTHING);
        let scene = Scene { fonts, bounds, ground: theme.card, items: vec![], groups: vec![] };
        let mut it = Self {
            chart,
            matrix,
            request,
            languages: Languages::new(chart, &request.language),
            messages: Messages::of(&request.language),
            theme,
            kind_colors: theme.kinds(chart.kinds()),
            shaper: Shaper::new(request.fonts.clone()),
            row_names: Vec::new(),
            column_names: Vec::new(),
            rows: Vec::new(),
            columns: Vec::new(),
            scene,
        };
        it.place();
        it
    }

    /// Sets the names and places rows and columns. The corner of the grid is the origin.
    fn place(&mut self) {
        let matrix = self.matrix;
        self.row_names = matrix.rows.iter().map(|row| self.name(row, MAX_NAME)).collect();
        self.column_names = matrix.columns.iter().map(|column| self.slanted(column)).collect();
        let mut end = 0.0;
        for (at, row) in matrix.rows.iter().enumerate() {
            let top = end + gap_before(&matrix.rows, at);
            let height = CELL.y.max(lines_height(&self.row_names[at]) + 6.0);
            end = top + height;
            self.rows.push(top..end);
            debug_assert!(row.total > 0, "rows without relations are left out");
        }
        end = 0.0;
        for at in 0..matrix.columns.len() {
            let left = end + gap_before(&matrix.columns, at);
            let is_wide = self.column_names[at].lines.len() > 1;
            let least = if is_wide { WIDE_COLUMN } else { CELL.x };
            let cells = matrix.cells.iter().filter(|cell| cell.column == at);
            let kinds = cells.map(|cell| cell.kinds.len()).max().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "at most ten kinds")]
            let marks = kinds as f32 * MIN_MARK + 2.0 * INSET;
            end = left + least.max(marks);
            self.columns.push(left..end);
        }
    }

    fn compose(mut self) -> MatrixSheet {
        let end = |ranges: &[Range<f32>]| ranges.last().map_or(0.0, |last| last.end);
        let grid = Rect::from_min_max(Pos2::ZERO, pos2(end(&self.columns), end(&self.rows)));
        self.ground();
        let row_heads = (0..self.rows.len()).map(|at| self.added(|it| it.row_head(at))).collect();
        self.bands();
        let columns = 0..self.columns.len();
        let column_heads = columns.map(|at| self.added(|it| it.column_head(at))).collect();
        self.bars();
        let marks = self.marks();
        let sums = self.added(|it| it.sums(grid));
        self.legend(grid);
        if self.request.heading {
            self.heading();
        }
        let groups = self.scene.groups.iter().map(|group| group.bounds);
        self.scene.bounds = groups.fold(grid, Rect::union).expand(MARGIN);
        let Self { scene, rows, columns, .. } = self;
        MatrixSheet { scene, marks, rows, columns, grid, row_heads, column_heads, sums }
    }

    /// The items that a step adds.
    fn added(&mut self, step: impl FnOnce(&mut Self)) -> Range<usize> {
        let start = self.scene.items.len();
        step(self);
        start..self.scene.items.len()
    }

    fn name(&self, entry: &MatrixEntry, width: f32) -> Lines {
        let is_office = matches!(entry.end, MatrixEnd::Unit(unit) if entry.office == Some(unit));
        let weight = if is_office { Weight::Medium } else { Weight::Regular };
        let words = Spoken { words: &entry.label, language: &self.request.language };
        Setting::new(weight, NAME, width).lines(&self.shaper, words)
    }

    /// The name of a column on at most two lines.
    fn slanted(&self, entry: &MatrixEntry) -> Lines {
        let mut width = MAX_SLANTED;
        loop {
            let lines = self.name(entry, width);
            if lines.lines.len() <= 2 || width > 20.0 * MAX_SLANTED {
                return lines;
            }
            width *= 1.2;
        }
    }

    fn run(&self, words: &str, weight: Weight, size: f32) -> Arc<TextRun> {
        self.shaper.run(words, weight, size)
    }

    fn office_color(&self, office: Option<UnitIndex>) -> Color {
        let kind = office.map(|office| self.chart.unit(office).kind);
        kind.map_or(self.theme.muted, |kind| self.kind_colors[kind.get()])
    }

    fn text(role: Role, run: &Arc<TextRun>, place: Pos2, height: f32, color: Color) -> SceneItem {
        SceneItem::in_row(role, run, place, height, color)
    }

    /// Draws the grid without marks: blocks by office, with rules between rows and columns.
    fn ground(&mut self) {
        let (rows, columns) = (stretches(&self.matrix.rows), stretches(&self.matrix.columns));
        let role = Role::Body;
        let mut items = Vec::new();
        for row in &rows {
            for column in &columns {
                let rect = Rect::from_min_max(
                    pos2(self.columns[column.start].start, self.rows[row.start].start),
                    pos2(self.columns[column.end - 1].end, self.rows[row.end - 1].end),
                );
                let office = self.matrix.rows[row.start].office;
                let is_own = office.is_some() && office == self.matrix.columns[column.start].office;
                let tint = if is_own { 9 } else { 0 };
                let fill = self.theme.ground.tinted(self.office_color(office), tint);
                items.push(SceneItem::Box { role, rect, radius: 0.0, fill, border: None });
                let line = |points: [Pos2; 2]| {
                    let (points, color) = (points.to_vec(), self.theme.card);
                    SceneItem::Line { role, points, width: 1.0, color, dash: None }
                };
                for at in row.start + 1..row.end {
                    let y = self.rows[at].start;
                    items.push(line([pos2(rect.min.x, y), pos2(rect.max.x, y)]));
                }
                for at in column.start + 1..column.end {
                    let x = self.columns[at].start;
                    items.push(line([pos2(x, rect.min.y), pos2(x, rect.max.y)]));
                }
            }
        }
        for (row, entry) in self.matrix.rows.iter().enumerate() {
            let same = self.matrix.columns.iter().position(|column| column.end == entry.end);
            let Some(column) = same.filter(|&at| self.matrix.cell(row, at).is_none()) else {
                continue;
            };
            let middle = self.cell_rect(row, column).center();
            let points = vec![middle + vec2(-7.0, 5.0), middle + vec2(7.0, -5.0)];
            let color = self.theme.line;
            items.push(SceneItem::Line { role, points, width: 0.8, color, dash: None });
        }
        self.scene.add(Subject::Legend, items);
    }

    fn cell_rect(&self, row: usize, column: usize) -> Rect {
        let (x, y) = (&self.columns[column], &self.rows[row]);
        Rect::from_min_max(pos2(x.start, y.start), pos2(x.end, y.end))
    }

    fn marks(&mut self) -> Vec<MatrixMark> {
        let mut marks = Vec::new();
        for (at, cell) in self.matrix.cells.iter().enumerate() {
            let place = self.cell_rect(cell.row, cell.column).shrink(INSET);
            #[expect(clippy::cast_precision_loss, reason = "at most ten kinds")]
            let part = (place.width() + 1.0) / cell.kinds.len() as f32;
            let mut left = place.min.x;
            for (kind, (it, relations)) in cell.kinds.iter().enumerate() {
                let rect =
                    Rect::from_min_size(pos2(left, place.min.y), vec2(part - 1.0, place.height()));
                left += part;
                let beside = cell.kinds.len() - 1;
                let items = self.mark(*it, relations.len(), rect, beside);
                let items = self.added(|it| it.scene.add(Subject::Relation(relations[0]), items));
                if self.request.descriptions {
                    self.describe_mark(cell, *it, relations);
                }
                marks.push(MatrixMark { rect, cell: at, kind, items });
            }
        }
        marks
    }

    fn describe_mark(&mut self, cell: &MatrixCell, kind: RelationKind, relations: &[u32]) {
        let (from, to) = (&self.matrix.rows[cell.row], &self.matrix.columns[cell.column]);
        let id = |entry: &MatrixEntry| match entry.end {
            MatrixEnd::Unit(unit) => self.chart.unit(unit).id.clone(),
            MatrixEnd::Body(body) => self.chart.body(body).id.clone(),
        };
        let description = Description::Relation {
            kind: kind.word(),
            from: id(from),
            unit: matches!(from.end, MatrixEnd::Unit(_)).then(|| id(from)),
            to: id(to),
            sentence: sentences(self.chart, &self.request.language, relations).join("\n"),
            language: self.request.language.clone(),
        };
        if let Some(group) = self.scene.groups.last_mut() {
            group.description = Some(Box::new(description));
        }
    }

    /// The mark of a kind. The most frequent kind is a light tint, so that the rare ones stand out.
    fn mark(&self, kind: RelationKind, count: usize, rect: Rect, beside: usize) -> Vec<SceneItem> {
        let color = self.theme.line_of(LineKind::Of(kind));
        let is_most = self.matrix.kinds.len() > 1
            && self.matrix.kinds.last().is_some_and(|(most, _)| *most == kind);
        let (fill, ink) = if is_most {
            (self.theme.card.tinted(color, 20), self.theme.text)
        } else {
            (color, self.theme.card)
        };
        let role = Role::Relation;
        let mut items = vec![SceneItem::Box { role, rect, radius: RADIUS, fill, border: None }];
        let size = LETTERS[beside.min(LETTERS.len() - 1)];
        let words = self.messages.get(letter_key(kind));
        let letter = self.run(words, Weight::Medium, size.min(rect.width() - 1.0));
        let number = (count > 1).then(|| self.run(&count.to_string(), Weight::Medium, size * 0.66));
        let width = letter.width() + number.as_ref().map_or(0.0, |run| run.width() + 1.0);
        let place = pos2(rect.center().x - width / 2.0, rect.min.y);
        items.push(Self::text(role, &letter, place, rect.height(), ink));
        if let Some(number) = number {
            let place = place + vec2(letter.width() + 1.0, -size * 0.25);
            items.push(Self::text(role, &number, place, rect.height(), ink));
        }
        items
    }
}

/// Texts of relations: their sentences, otherwise the names of their ends.
#[must_use]
pub fn sentences(chart: &Chart, language: &str, relations: &[u32]) -> Vec<String> {
    let languages = Languages::new(chart, language);
    let sentence = |&index: &u32| match Description::of(chart, languages, Subject::Relation(index))
    {
        Some(Description::Relation { sentence, .. }) => sentence,
        _ => String::new(),
    };
    relations.iter().map(sentence).collect()
}

fn gap_before(entries: &[MatrixEntry], at: usize) -> f32 {
    let is_first = at > 0 && entries[at].office != entries[at - 1].office;
    if is_first { GAP } else { 0.0 }
}

/// Ranges of entries that belong to one office.
fn stretches(entries: &[MatrixEntry]) -> Vec<Range<usize>> {
    let mut start = 0;
    let chunks = entries.chunk_by(|one, other| one.office == other.office);
    let range = |chunk: &[MatrixEntry]| {
        let from = start;
        start += chunk.len();
        from..start
    };
    chunks.map(range).collect()
}
