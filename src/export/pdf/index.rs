//! The last pages of an atlas: every unit in the order of the alphabet, and its page.

use emath::{Rect, pos2, vec2};
use pinyin::ToPinyin;

use super::atlas::Atlas;
use super::bookmarks::Places;
use super::painter::{EDGE, Link, Sheet};
use crate::export::Sheets;
use crate::model::{UnitIndex, Word};
use crate::scene::text::{Weight, face};
use crate::scene::{Scene, SceneItem, line_item};

/// In points of the page: a column's width, what is between two, and a line's height.
const COLUMN: f32 = 230.0;
const GAP: f32 = 22.0;
const ROW: f32 = 13.0;
/// Type size of an entry and of the heading.
const TYPE: f32 = 8.5;
const HEADING: f32 = 14.0;

/// The pages of the index, with a link on each entry.
pub(super) fn pages(atlas: &Atlas<'_>, places: &Places) -> Vec<(Scene, Sheet, Vec<Link>)> {
    let mut units: Vec<(String, UnitIndex)> = atlas
        .chart
        .unit_indices()
        .filter(|&unit| places.of(unit).is_some())
        .map(|unit| (sort_key(atlas.name(unit)), unit))
        .collect();
    units.sort();
    let (area, (columns, rows)) = space(atlas.sheets);
    units
        .chunks(columns * rows)
        .map(|units| page(atlas, places, units, area, (columns, rows)))
        .collect()
}

/// The entries that a page holds.
pub(super) fn capacity(sheets: Sheets) -> usize {
    let (_, (columns, rows)) = space(sheets);
    columns * rows
}

/// The space for entries on a page, and its columns and rows.
fn space(sheets: Sheets) -> (Rect, (usize, usize)) {
    #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
    let (width, height) = {
        let (width, height) = sheets.size();
        (width as f32, height as f32)
    };
    #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
    let edge = EDGE as f32 + 12.0;
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
    (area, (columns, rows))
}

fn page(
    atlas: &Atlas<'_>,
    places: &Places,
    units: &[(String, UnitIndex)],
    area: Rect,
    (columns, rows): (usize, usize),
) -> (Scene, Sheet, Vec<Link>) {
    #[expect(clippy::cast_precision_loss, reason = "a few columns and rows")]
    let number = |number: usize| number as f32;
    let column_width = (area.width() + GAP) / number(columns) - GAP;
    let theme = atlas.theme;
    let title = atlas.word(Word::Index);
    let place = pos2(area.min.x, area.min.y - HEADING * 2.0);
    let mut items =
        vec![line_item(title, place, HEADING * 1.5, HEADING, Weight::Medium, theme.text)];
    let mut links = Vec::new();
    for (at, &(_, unit)) in units.iter().enumerate() {
        let Some((page, place)) = places.of(unit) else { continue };
        let corner =
            area.min + vec2(number(at / rows) * (column_width + GAP), number(at % rows) * ROW);
        let line = Rect::from_min_size(corner, vec2(column_width, ROW));
        items.extend(entry(atlas, unit, page, line));
        let words = atlas.name(unit).to_owned();
        links.push(Link { area: line, page, place, words });
    }
    #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
    let bounds = {
        let (width, height) = atlas.sheets.size();
        Rect::from_min_max(pos2(0.0, 0.0), pos2(width as f32, height as f32))
    };
    let scene = Scene { bounds, ground: theme.ground, items, groups: Vec::new() };
    (scene, Sheet::exact(bounds, 1.0), links)
}

/// A name at the left, its page at the right, and a hairline that leads the eye.
fn entry(atlas: &Atlas<'_>, unit: UnitIndex, page: usize, line: Rect) -> Vec<SceneItem> {
    let face = face(Weight::Regular);
    let number = Atlas::number(page);
    let number_width = face.width(&number, TYPE);
    let it = atlas.chart.unit(unit);
    let name = match &it.acronym {
        Some(acronym) => format!("{} ({acronym})", atlas.name(unit)),
        None => atlas.name(unit).to_owned(),
    };
    let name = face.lines(&name, TYPE, line.width() - number_width - 16.0, 1).concat();
    let name_width = face.width(&name, TYPE);
    let (ink, muted) = (atlas.theme.text, atlas.theme.muted);
    let place = pos2(line.max.x - number_width, line.min.y);
    let y = line.min.y + ROW / 2.0 + TYPE * 0.36;
    vec![
        line_item(&name, line.min, ROW, TYPE, Weight::Regular, ink),
        SceneItem::Line {
            points: vec![
                pos2(line.min.x + name_width + 5.0, y),
                pos2((line.max.x - number_width - 5.0).max(line.min.x + name_width + 5.0), y),
            ],
            width: 0.4,
            color: atlas.theme.line,
            dash: Some((0.6, 2.4)),
        },
        line_item(&number, place, ROW, TYPE, Weight::Regular, muted),
    ]
}

/// Names in the order of the alphabet, Chinese ones by their pinyin.
fn sort_key(name: &str) -> String {
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
    fn chinese_names_stand_where_their_sound_belongs() {
        let mut names = ["政策科", "Office", "办公室", "Military", "军事厅"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["办公室", "军事厅", "Military", "Office", "政策科"]);
    }
}
