//! Index of an atlas: all units in alphabetical order with their pages.

use std::sync::Arc;

use emath::{Pos2, Rect, pos2, vec2};
use pinyin::ToPinyin;

use super::{AtlasLink, AtlasPage, AtlasPageKind, Drawer, Places, SheetSize};
use crate::model::{UnitIndex, Word};
use crate::scene::labels::unique_labels;
use crate::scene::text::{Setting, Spoken, TextRun, Weight};
use crate::scene::{Role, Scene, SceneItem};

/// Width of a column, gap between columns, and height of a row, in points of the page.
const COLUMN: f32 = 230.0;
const GAP: f32 = 22.0;
const ROW: f32 = 13.0;
/// Type size of an entry and of the heading.
const TYPE: f32 = 8.5;
const HEADING: f32 = 14.0;
/// Width of a page number with the gap before it.
const NUMBER: f32 = 40.0;

const ENTRY: Setting = Setting {
    weight: Weight::Regular,
    size: TYPE,
    min_width: COLUMN,
    preferred_width: COLUMN,
    max_width: COLUMN,
};

/// A row: a line of an entry. The last line has the page number.
struct Row {
    unit: UnitIndex,
    line: Arc<TextRun>,
    is_last: bool,
}

/// The pages of the index, with a link on each entry.
pub(super) fn pages(drawer: &Drawer<'_>, places: &Places) -> Vec<AtlasPage> {
    let has_place = |unit: &UnitIndex| places.contains_key(unit);
    let units = drawer.chart.unit_indices().filter(has_place).collect();
    let space = Space::of(drawer.sheet);
    rows(drawer, units, &space)
        .chunks(space.columns * space.rows)
        .map(|rows| page(drawer, places, rows, &space))
        .collect()
}

/// Number of pages of the index of some units.
pub(super) fn page_count(drawer: &Drawer<'_>, units: Vec<UnitIndex>) -> usize {
    let space = Space::of(drawer.sheet);
    rows(drawer, units, &space).len().div_ceil(space.columns * space.rows)
}

/// The space for entries on a page.
struct Space {
    area: Rect,
    columns: usize,
    rows: usize,
    column_width: f32,
}

impl Space {
    fn of(sheet: SheetSize) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
        let (width, height, edge) =
            (sheet.width as f32, sheet.height as f32, sheet.margin as f32 + 12.0);
        let area = Rect::from_min_max(
            pos2(edge, edge + HEADING * 2.0),
            pos2(width - edge, (height - edge).max(edge + HEADING * 2.0 + ROW)),
        );
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few columns and rows"
        )]
        let (columns, rows) = (
            (((area.width() + GAP) / (COLUMN + GAP)) as usize).max(1),
            ((area.height() / ROW) as usize).max(1),
        );
        #[expect(clippy::cast_precision_loss, reason = "a few columns")]
        let column_width = (area.width() + GAP) / columns as f32 - GAP;
        Self { area, columns, rows, column_width }
    }
}

/// The rows of some units, in alphabetical order.
fn rows(drawer: &Drawer<'_>, units: Vec<UnitIndex>, space: &Space) -> Vec<Row> {
    let labels = unique_labels(drawer.chart, &units, |unit| drawer.name(unit));
    let mut entries: Vec<(String, String, UnitIndex)> = units
        .into_iter()
        .zip(labels)
        .map(|(unit, label)| (sort_key(&label), label, unit))
        .collect();
    entries.sort();
    let width = space.column_width - NUMBER;
    let setting = Setting { preferred_width: width, max_width: width, ..ENTRY };
    let mut rows = Vec::with_capacity(entries.len());
    for (_, label, unit) in entries {
        let label = match &drawer.chart.unit(unit).acronym {
            Some(acronym) => format!("{label} ({acronym})"),
            None => label,
        };
        let spoken = Spoken { words: &label, language: &drawer.request.language };
        let lines = setting.lines(&drawer.shaper, spoken).lines;
        let last = lines.len().saturating_sub(1);
        let row = |(at, line)| Row { unit, line, is_last: at == last };
        rows.extend(lines.into_iter().enumerate().map(row));
    }
    rows
}

fn page(drawer: &Drawer<'_>, places: &Places, entries: &[Row], space: &Space) -> AtlasPage {
    #[expect(clippy::cast_precision_loss, reason = "a few columns and rows")]
    let number = |number: usize| number as f32;
    let Space { area, column_width, .. } = *space;
    let theme = drawer.theme;
    let title = drawer.word(Word::Index);
    let place = pos2(area.min.x, area.min.y - HEADING * 2.0);
    let title = drawer.shaper.run(title, Weight::Medium, HEADING);
    let title = SceneItem::in_row(Role::Reference, &title, place, HEADING * 1.5, theme.text);
    let mut items = vec![title];
    let mut links = Vec::new();
    for (at, row) in entries.iter().enumerate() {
        let Some(&(page, place)) = places.get(&row.unit) else { continue };
        let corner = area.min
            + vec2(number(at / space.rows) * (column_width + GAP), number(at % space.rows) * ROW);
        let area = Rect::from_min_size(corner, vec2(column_width, ROW));
        items.push(SceneItem::in_row(Role::Reference, &row.line, area.min, ROW, theme.text));
        if row.is_last {
            items.extend(leader(drawer, &row.line, page, area));
        }
        let words = drawer.name(row.unit).to_owned();
        links.push(AtlasLink { area, page, place: Some(place), words, unit: None });
    }
    #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
    let size = vec2(drawer.sheet.width as f32, drawer.sheet.height as f32);
    let bounds = Rect::from_min_size(Pos2::ZERO, size);
    let fonts = drawer.request.fonts.clone();
    let scene = Scene { fonts, bounds, ground: theme.ground, items, groups: Vec::new() };
    AtlasPage { kind: AtlasPageKind::Index, scene, links, functions: Vec::new() }
}

/// The page number at the right end of a row, and dot leaders.
fn leader(drawer: &Drawer<'_>, line: &TextRun, page: usize, row: Rect) -> [SceneItem; 2] {
    let (role, theme) = (Role::Reference, &drawer.theme);
    let number = drawer.shaper.run(&Drawer::number(page), Weight::Regular, TYPE);
    let start = row.min.x + line.width() + 5.0;
    let place = pos2(row.max.x - number.width(), row.min.y);
    let y = row.min.y + ROW / 2.0 + TYPE * 0.36;
    [
        SceneItem::Line {
            role,
            points: vec![pos2(start, y), pos2((place.x - 5.0).max(start), y)],
            width: 0.4,
            color: theme.line,
            dash: Some((0.6, 2.4)),
        },
        SceneItem::in_row(role, &number, place, ROW, theme.muted),
    ]
}

/// Sort key of a name, with pinyin for Chinese characters.
pub(crate) fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 2);
    for character in name.chars() {
        match character.to_pinyin() {
            Some(syllable) => {
                key.push_str(syllable.plain());
                key.push(' ');
            }
            None => key.extend(character.to_lowercase()),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_chinese_names_by_pinyin() {
        let mut names = ["政策科", "Office", "办公室", "Military", "军事厅"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["办公室", "军事厅", "Military", "Office", "政策科"]);
    }
}
