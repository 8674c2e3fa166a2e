//! Locator: a unit's position in the chart, as a small picture.
//!
//! There is one row for each level from the top down to the unit, with siblings of the path; the unit's children are on
//! its right.

use std::sync::Arc;

use emath::{Pos2, Rect, pos2, vec2};

use super::flow::{Block, ElementId, Flow, Row};
use super::setter::{Setter, TypeStyle, part};
use crate::model::UnitIndex;
use crate::scene::structure::{Element, Said};
use crate::scene::text::TextRun;
use crate::scene::theme::Color;
use crate::scene::{Role, SceneItem};

/// Line of a name.
const TEXT: TypeStyle = TypeStyle::regular(6.8, 8.4);
const LINE: f32 = TEXT.leading;
/// Maximum number of boxes in a row, and of levels.
const MAX_BOXES: usize = 6;
const MAX_LEVELS: usize = 6;
/// Maximum width of a box; gaps between boxes and between levels.
const MAX_WIDTH: f32 = 168.0;
const GAP: f32 = 8.0;
const LEVEL_GAP: f32 = 7.0;
/// Padding around the name in a box.
const PADDING: f32 = 2.6;
const LINE_WIDTH: f32 = 0.7;
/// Percentage of the kind's colour on the path.
const TINT: u16 = 9;

/// Box of a row.
struct Cell {
    name: Name,
    look: Look,
    lines: Vec<Arc<TextRun>>,
    rect: Rect,
}

enum Name {
    Unit(UnitIndex),
    /// Number of omitted units.
    More(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// On the path.
    Above,
    /// Beside the path.
    Aside,
    /// The unit.
    Here,
    /// Below the unit.
    Below,
}

/// Level of the picture.
struct Level {
    cells: Vec<Cell>,
    /// Index of the box on the path.
    way: usize,
}

impl<'a> Setter<'a> {
    /// The picture of a unit's position; `None` for the only unit.
    pub(super) fn locator(
        &self,
        flow: &mut Flow<'a>,
        section: ElementId,
        unit: UnitIndex,
    ) -> Option<Block<'a>> {
        let it = self.chart.unit(unit);
        if it.parent.is_none() && it.children.is_empty() {
            return None;
        }
        let mut levels = self.levels(unit);
        let mut y = 0.0;
        for level in &mut levels {
            self.place(level, y);
            let bottom = level.cells.iter().map(|cell| cell.rect.max.y).fold(y, f32::max);
            y = bottom + LEVEL_GAP;
        }
        let items = self.items(&levels);
        let said = Said { words: self.place_in_words(unit).into(), language: "" };
        let element = flow.open(section, Element::Figure(said, 0, Rect::ZERO));
        let height = y - LEVEL_GAP + 6.0;
        let rows = vec![Row { height, parts: vec![part(element, "", items)], artifacts: vec![] }];
        Some(Block { before: 5.0, rows, is_whole: true, keeps_with_next: true, starts: None })
    }

    /// The path to a unit, as text.
    fn place_in_words(&self, unit: UnitIndex) -> String {
        let parent = |&unit: &UnitIndex| self.chart.unit(unit).parent;
        let mut way: Vec<&str> = std::iter::successors(Some(unit), parent)
            .take(MAX_LEVELS)
            .map(|unit| self.name(unit))
            .collect();
        way.reverse();
        self.first().messages.fill("handbook.place", &[&way.join(" › ")])
    }

    fn levels(&self, unit: UnitIndex) -> Vec<Level> {
        let parent = |&unit: &UnitIndex| self.chart.unit(unit).parent;
        let mut way: Vec<UnitIndex> =
            std::iter::successors(Some(unit), parent).take(MAX_LEVELS).collect();
        way.reverse();
        // Beside a second language there is less room: the only top is named on each page.
        let is_double = self.tongues.len() > 1;
        if is_double && way.len() > 2 && self.chart.roots() == [way[0]] {
            way.remove(0);
        }
        let mut levels = Vec::with_capacity(way.len());
        for &on_way in &way {
            let (is_here, above) = (on_way == unit, self.chart.unit(on_way).parent);
            let siblings = match above.filter(|_| on_way != way[0] || is_double) {
                Some(above) => self.chart.unit(above).children.as_slice(),
                None => std::slice::from_ref(&on_way),
            };
            let children: &[UnitIndex] =
                if is_here { &self.chart.unit(unit).children } else { &[] };
            levels.push(Self::level(on_way, is_here, siblings, children));
        }
        levels
    }

    /// The boxes of a level. If there are too many, some on each side are replaced by a number.
    fn level(
        on_way: UnitIndex,
        is_here: bool,
        siblings: &[UnitIndex],
        children: &[UnitIndex],
    ) -> Level {
        let cell = |name, look| Cell { name, look, lines: Vec::new(), rect: Rect::ZERO };
        let at = siblings.iter().position(|&it| it == on_way).unwrap_or_default();
        let below = if children.len() > MAX_BOXES - 2 { MAX_BOXES - 3 } else { children.len() };
        let room = MAX_BOXES - 1 - below - usize::from(below < children.len());
        // If its children are on its right, all siblings are on its left.
        let (mut before, mut after): (Vec<UnitIndex>, Vec<UnitIndex>) =
            (siblings[..at].to_vec(), siblings[at + 1..].to_vec());
        if !children.is_empty() {
            before.append(&mut after);
        }
        let (left, right) = shown(before.len(), after.len(), room);
        let mut cells = Vec::new();
        let aside = |unit: &UnitIndex| cell(Name::Unit(*unit), Look::Aside);
        if left < before.len() {
            cells.push(cell(Name::More(before.len() - left), Look::Aside));
        }
        cells.extend(before[before.len() - left..].iter().map(aside));
        let way = cells.len();
        let look = if is_here { Look::Here } else { Look::Above };
        cells.push(cell(Name::Unit(on_way), look));
        cells.extend(after[..right].iter().map(aside));
        if right < after.len() {
            cells.push(cell(Name::More(after.len() - right), Look::Aside));
        }
        cells.extend(children[..below].iter().map(|&it| cell(Name::Unit(it), Look::Below)));
        if below < children.len() {
            cells.push(cell(Name::More(children.len() - below), Look::Below));
        }
        Level { cells, way }
    }

    /// Places the boxes of a level in one row of equal height.
    fn place(&self, level: &mut Level, y: f32) {
        const MORE: f32 = 26.0;
        #[expect(clippy::cast_precision_loss, reason = "a few boxes")]
        let number = |count: usize| count as f32;
        let numbers = level.cells.iter().filter(|cell| matches!(cell.name, Name::More(_))).count();
        let names = level.cells.len() - numbers;
        let gaps = GAP * number(level.cells.len() - 1);
        let room = self.width - gaps - MORE * number(numbers);
        let width = (room / number(names)).min(MAX_WIDTH);
        let mut most = 1;
        for cell in &mut level.cells {
            let words = match cell.name {
                Name::Unit(unit) => self.name(unit).to_owned(),
                Name::More(count) => format!("+{count}"),
            };
            let style = if cell.look == Look::Here { TEXT.medium() } else { TEXT };
            let said = Said { words: words.into(), language: self.first().tag };
            cell.lines = self.even_lines(&said, style, width - 2.0 * PADDING);
            most = most.max(cell.lines.len());
        }
        let height = number(most) * LINE + 2.0 * PADDING - 1.0;
        let whole = width * number(names) + MORE * number(numbers) + gaps;
        let mut x = (self.width - whole) / 2.0;
        for cell in &mut level.cells {
            let width = if matches!(cell.name, Name::More(_)) { MORE } else { width };
            cell.rect = Rect::from_min_size(pos2(x, y), vec2(width, height));
            x += width + GAP;
        }
    }

    fn items(&self, levels: &[Level]) -> Vec<SceneItem> {
        let mut items = Vec::new();
        for pair in levels.windows(2) {
            items.extend(self.connectors(&pair[0], &pair[1]));
        }
        if let Some(last) = levels.last() {
            items.extend(self.to_children(last));
        }
        for cell in levels.iter().flat_map(|level| &level.cells) {
            self.cell(cell, &mut items);
        }
        items
    }

    fn line(&self, points: Vec<Pos2>) -> SceneItem {
        let (role, width, color) = (Role::Connector, LINE_WIDTH, self.theme.line);
        SceneItem::Line { role, points, width, color, dash: None }
    }

    /// Lines from the path to the boxes below it.
    fn connectors(&self, above: &Level, below: &Level) -> Vec<SceneItem> {
        let from = above.cells[above.way].rect;
        let siblings = || below.cells.iter().filter(|cell| cell.look != Look::Below);
        let tops = siblings().map(|cell| cell.rect.center().x);
        let (first, last) = tops.fold((f32::INFINITY, f32::NEG_INFINITY), |(first, last), x| {
            (first.min(x), last.max(x))
        });
        let start = pos2(from.center().x, from.max.y);
        let bus = from.max.y + LEVEL_GAP / 2.0;
        let ends = [start.x.min(first), start.x.max(last)];
        let mut lines = vec![
            self.line(vec![start, pos2(start.x, bus)]),
            self.line(vec![pos2(ends[0], bus), pos2(ends[1], bus)]),
        ];
        lines.extend(siblings().map(|cell| {
            let x = cell.rect.center().x;
            self.line(vec![pos2(x, bus), pos2(x, cell.rect.min.y)])
        }));
        lines
    }

    /// The line through the children, to the right of the unit.
    fn to_children(&self, level: &Level) -> Option<SceneItem> {
        let last = level.cells.iter().rfind(|cell| cell.look == Look::Below)?;
        let from = level.cells[level.way].rect;
        Some(self.line(vec![pos2(from.max.x, from.center().y), last.rect.left_center()]))
    }

    fn cell(&self, cell: &Cell, items: &mut Vec<SceneItem>) {
        let theme = &self.theme;
        let color = match cell.name {
            Name::Unit(unit) => self.kind_colors[self.chart.unit(unit).kind.get()],
            Name::More(_) => theme.muted,
        };
        let (fill, border, ink) = match cell.look {
            Look::Here => (color, color, theme.card),
            Look::Above => (theme.card.tinted(color, TINT), theme.border, theme.text),
            Look::Aside => (theme.card, theme.border, theme.muted),
            Look::Below => (theme.card, theme.border, theme.text),
        };
        let (role, border) = (Role::Body, Some((LINE_WIDTH, border)));
        items.push(SceneItem::Box { role, rect: cell.rect, radius: 2.0, fill, border });
        Self::names(cell, ink, items);
    }

    fn names(cell: &Cell, ink: Color, items: &mut Vec<SceneItem>) {
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height = cell.lines.len() as f32 * LINE;
        let mut y = cell.rect.center().y - height / 2.0;
        for line in &cell.lines {
            let place = pos2(cell.rect.center().x - line.width() / 2.0, y);
            items.push(SceneItem::in_row(Role::Name, line, place, LINE, ink));
            y += LINE;
        }
    }
}

/// Numbers of boxes before and after one, given the available room: what does not fit becomes a number at the end,
/// which takes a box too.
fn shown(before: usize, after: usize, room: usize) -> (usize, usize) {
    let (mut left, mut right) = (before, after);
    let boxes = |left: usize, right: usize| {
        left + right + usize::from(left < before) + usize::from(right < after)
    };
    while boxes(left, right) > room && left + right > 0 {
        if left > right { left -= 1 } else { right -= 1 }
    }
    (left, right)
}
