//! Functions of the units of a sheet, and duties of their heads, in columns below the cards.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use emath::{Pos2, vec2};

use crate::i18n::Messages;
use crate::model::{Chart, Post, SetIndex, Statement, UnitIndex};
use crate::scene::labels::unique_labels;
use crate::scene::languages::Languages;
use crate::scene::text::{Setting, Shaper, Spoken, TextRun, Weight};
use crate::scene::theme::Theme;
use crate::scene::{Role, SceneItem, SceneRequest};

/// Type sizes in points of the sheet, the largest first. All sheets have the same.
const SIZES: [f32; 6] = [9.0, 8.6, 8.2, 7.8, 7.4, MIN_SIZE];
/// Functions that need smaller type are left to the handbook.
const MIN_SIZE: f32 = 7.0;
/// Height of a line, for a type size of 1.
const LEADING: f32 = 1.28;
/// Type size of a heading.
const HEADING: f32 = 1.15;
/// Space above a statement, above a section, and between the rule of a section and its heading.
const STATEMENT_GAP: f32 = 0.3;
const SECTION_GAP: f32 = 1.1;
const RULE_GAP: f32 = 0.35;
/// Width of a rule, in points of the sheet.
const RULE: f32 = 0.9;
/// Minimum width of a column, and gap between columns, in points of the sheet.
const MIN_COLUMN: f32 = 168.0;
const COLUMN_GAP: f32 = 16.0;
/// Widest column of citations, as a part of the column of text.
const MAX_LABEL: f32 = 0.3;
/// Gap between a citation and its text, for a type size of 1.
const LABEL_GAP: f32 = 0.8;

/// Units whose functions are on a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct OnSheet {
    pub(super) units: Vec<UnitIndex>,
    pub(super) duties: Duties,
}

/// Duties of heads on a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Duties {
    #[default]
    Shown,
    LeftOut,
}

/// Source of functions on a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Own(UnitIndex),
    Shared(SetIndex),
    Duties(UnitIndex),
}

/// Section under a heading.
struct Section {
    heading: String,
    part: Part,
}

/// Line of text with what stands beside it, in points of the sheet.
#[derive(Clone, Debug)]
struct Line {
    kind: LineKind,
    run: Arc<TextRun>,
    /// Citation at the left.
    label: Option<Arc<TextRun>>,
    before: f32,
    height: f32,
    /// True if it stays in the column of the next line.
    keeps: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineKind {
    Heading,
    /// First line of a statement.
    First,
    Further,
}

/// Places of functions among the items of a scene, as they are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct SectionItems {
    /// The heading and its words.
    pub(crate) heading: Range<usize>,
    pub(crate) words: String,
    /// Citation and text of each statement.
    pub(crate) statements: Vec<[Range<usize>; 2]>,
}

/// Setting of functions on the sheets of an atlas.
pub(crate) struct Functions<'a> {
    chart: &'a Chart,
    languages: Languages<'a>,
    language: &'a str,
    messages: &'static Messages,
    shaper: Shaper,
    columns: usize,
    /// Width of a column, in points of the sheet.
    width: f32,
    /// Widest citation at a type size of 1.
    label: f32,
    /// Lines in the smallest type.
    smallest: RefCell<HashMap<Part, Vec<Line>>>,
}

impl<'a> Functions<'a> {
    /// The functions for sheets of a usable width, in points.
    pub(super) fn new(chart: &'a Chart, request: &'a SceneRequest, room: f32) -> Self {
        let shaper = Shaper::new(request.fonts.clone());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few columns"
        )]
        let columns = (((room + COLUMN_GAP) / (MIN_COLUMN + COLUMN_GAP)) as usize).max(1);
        #[expect(clippy::cast_precision_loss, reason = "a few columns")]
        let width = (room + COLUMN_GAP) / columns as f32 - COLUMN_GAP;
        let statements = chart.unit_indices().flat_map(|unit| statements_of(chart, unit));
        let labels = statements.map(|statement| chart.cited(&statement.cite, &str::to_owned));
        let longest = labels.max_by_key(|label| label.chars().count()).unwrap_or_default();
        let label = shaper.run(&longest, Weight::Regular, 1.0).width();
        Self {
            chart,
            languages: Languages::new(chart, &request.language),
            language: &request.language,
            messages: Messages::of(&request.language),
            shaper,
            columns,
            width,
            label,
            smallest: RefCell::default(),
        }
    }

    /// Height that functions take at least, in points of the sheet.
    pub(super) fn height(&self, on_sheet: &OnSheet) -> f32 {
        let lines = self.smallest_lines(on_sheet);
        fill(&lines, self.columns).map_or(0.0, |(height, _)| height)
    }

    /// The largest type at which the functions of each sheet fit in its height, in points.
    pub(super) fn size<'u>(
        &self,
        sheets: &(impl Iterator<Item = (&'u OnSheet, f32)> + Clone),
    ) -> f32 {
        let fits = |size: &&f32| {
            sheets.clone().all(|(on_sheet, height)| {
                let lines = self.lines(on_sheet, **size);
                fill(&lines, self.columns).is_none_or(|(needed, _)| needed <= height)
            })
        };
        SIZES.iter().find(fits).copied().unwrap_or(MIN_SIZE)
    }

    /// Adds the functions of a sheet to its scene, which is drawn at a scale, from a corner on.
    pub(super) fn draw(
        &self,
        on_sheet: &OnSheet,
        (size, scale): (f32, f32),
        corner: Pos2,
        theme: &Theme,
        items: &mut Vec<SceneItem>,
    ) -> Vec<SectionItems> {
        let point = 1.0 / scale;
        let lines = self.lines(on_sheet, size);
        let Some((_, columns)) = fill(&lines, self.columns) else { return Vec::new() };
        let label_width = self.label_width(size);
        let mut sections: Vec<SectionItems> = Vec::new();
        let mut left = 0.0;
        for column in columns {
            let mut y = 0.0;
            for (at, line) in column.clone().zip(&lines[column.clone()]) {
                if at > column.start {
                    y += line.before;
                }
                let place = |x: f32| corner + vec2(left + x, y) * point;
                let text = |run: &Arc<TextRun>, x: f32, color| {
                    let run = Arc::new(run.scaled(point));
                    SceneItem::in_row(Role::Reference, &run, place(x), line.height * point, color)
                };
                let start = items.len();
                match line.kind {
                    LineKind::Heading => {
                        let is_first = at == 0 || lines[at - 1].kind != LineKind::Heading;
                        if is_first {
                            let points = vec![place(0.0), place(self.width)];
                            let (role, width) = (Role::Reference, RULE * point);
                            let color = theme.text;
                            let dash = None;
                            items.push(SceneItem::Line { role, points, width, color, dash });
                            sections.push(SectionItems {
                                heading: items.len()..items.len(),
                                ..SectionItems::default()
                            });
                        }
                        items.push(text(&line.run, 0.0, theme.text));
                        if let Some(section) = sections.last_mut() {
                            section.heading.end = items.len();
                            section.words.push_str(line.run.text());
                            section.words.push(' ');
                        }
                    }
                    LineKind::First => {
                        items.extend(line.label.iter().map(|run| text(run, 0.0, theme.muted)));
                        let body = items.len();
                        items.push(text(&line.run, label_width, theme.text));
                        if let Some(section) = sections.last_mut() {
                            section.statements.push([start..body, body..items.len()]);
                        }
                    }
                    LineKind::Further => {
                        items.push(text(&line.run, label_width, theme.text));
                        let section = sections.last_mut();
                        if let Some([_, body]) = section.and_then(|it| it.statements.last_mut()) {
                            body.end = items.len();
                        }
                    }
                }
                y += line.height;
            }
            left += self.width + COLUMN_GAP;
        }
        sections
    }

    /// Width of the column of citations.
    fn label_width(&self, size: f32) -> f32 {
        if self.label <= 0.0 {
            return 0.0;
        }
        ((self.label + LABEL_GAP) * size).min(self.width * MAX_LABEL)
    }

    fn smallest_lines(&self, on_sheet: &OnSheet) -> Vec<Line> {
        let mut known = self.smallest.borrow_mut();
        let mut lines = Vec::new();
        for section in self.sections(on_sheet) {
            lines.extend(self.heading(&section.heading, MIN_SIZE));
            let body = known.entry(section.part);
            lines.extend_from_slice(body.or_insert_with(|| self.body(section.part, MIN_SIZE)));
        }
        lines
    }

    fn lines(&self, on_sheet: &OnSheet, size: f32) -> Vec<Line> {
        let section = |section: Section| {
            let mut lines = self.heading(&section.heading, size);
            lines.extend(self.body(section.part, size));
            lines
        };
        self.sections(on_sheet).into_iter().flat_map(section).collect()
    }

    /// Sections of a sheet: what several hold alike stands once, under all their names.
    fn sections(&self, OnSheet { units, duties }: &OnSheet) -> Vec<Section> {
        let chart = self.chart;
        let name = |unit: UnitIndex| self.languages.words(&chart.unit(unit).name);
        let labels = unique_labels(chart, units, name);
        let mut sections = Vec::new();
        let mut known = Vec::new();
        for (&unit, label) in units.iter().zip(labels) {
            let it = chart.unit(unit);
            let has_duties = |head: &&Post| *duties == Duties::Shown && !head.duties.is_empty();
            if let Some(head) = it.head.as_ref().filter(has_duties) {
                let title = self.languages.words(&head.title);
                let heading = self.messages.fill("handbook.duties_of", &[title]);
                sections.push(Section { heading, part: Part::Duties(unit) });
            }
            if !it.functions.is_empty() {
                sections.push(Section { heading: label, part: Part::Own(unit) });
            }
            for &set in &it.shared_functions {
                if known.contains(&set) {
                    continue;
                }
                known.push(set);
                let holds = |unit: &&UnitIndex| chart.unit(**unit).shared_functions.contains(&set);
                let mut names: Vec<&str> =
                    units.iter().filter(holds).map(|&unit| name(unit)).collect();
                names.dedup();
                sections.push(Section { heading: names.join(" · "), part: Part::Shared(set) });
            }
        }
        sections
    }

    fn heading(&self, words: &str, size: f32) -> Vec<Line> {
        let setting = Setting::new(Weight::Medium, size * HEADING, self.width);
        let spoken = Spoken { words, language: self.language };
        let lines = setting.paragraph(&self.shaper, spoken, 0.0).lines;
        let height = size * HEADING * LEADING;
        let line = |(at, run): (usize, Arc<TextRun>)| Line {
            kind: LineKind::Heading,
            run,
            label: None,
            before: if at == 0 { size * SECTION_GAP } else { 0.0 },
            height: if at == 0 { height + 2.0 * size * RULE_GAP } else { height },
            keeps: true,
        };
        lines.into_iter().enumerate().map(line).collect()
    }

    fn body(&self, part: Part, size: f32) -> Vec<Line> {
        let chart = self.chart;
        let statements: &[Statement] = match part {
            Part::Own(unit) => &chart.unit(unit).functions,
            Part::Shared(set) => &chart.shared_sets()[set.get()].functions,
            Part::Duties(unit) => {
                chart.unit(unit).head.as_ref().map_or(&[], |head| head.duties.as_slice())
            }
        };
        statements.iter().flat_map(|statement| self.statement(statement, size)).collect()
    }

    /// Lines of a statement: the first two and the last two stay together.
    fn statement(&self, statement: &Statement, size: f32) -> Vec<Line> {
        let label_width = self.label_width(size);
        let setting = Setting::new(Weight::Regular, size, self.width - label_width);
        let spoken = self.languages.spoken(&statement.text);
        let lines = setting.paragraph(&self.shaper, spoken, 0.0).lines;
        let label = self.chart.cited(&statement.cite, &str::to_owned);
        let label = (!label.is_empty()).then(|| self.fitting(&label, size, label_width));
        let count = lines.len();
        let line = |(at, run): (usize, Arc<TextRun>)| Line {
            kind: if at == 0 { LineKind::First } else { LineKind::Further },
            run,
            label: label.clone().filter(|_| at == 0),
            before: if at == 0 { size * STATEMENT_GAP } else { 0.0 },
            height: size * LEADING,
            keeps: at + 1 < count && (at == 0 || at + 2 == count),
        };
        lines.into_iter().enumerate().map(line).collect()
    }

    /// A citation in the column of citations, smaller where it would not fit.
    fn fitting(&self, words: &str, size: f32, width: f32) -> Arc<TextRun> {
        let size = size * 0.94;
        let run = self.shaper.run(words, Weight::Regular, size);
        let room = width - LABEL_GAP * 0.5 * size;
        if run.width() <= room {
            return run;
        }
        self.shaper.run(words, Weight::Regular, size * (room / run.width()).max(0.7))
    }
}

fn statements_of(chart: &Chart, unit: UnitIndex) -> impl Iterator<Item = &Statement> {
    let duties = chart.unit(unit).head.iter().flat_map(|head| &head.duties);
    chart.functions(unit).into_iter().map(|held| held.statement).chain(duties)
}

/// The least height at which lines fit in so many columns, and the lines of each column; none without lines.
fn fill(lines: &[Line], columns: usize) -> Option<(f32, Vec<Range<usize>>)> {
    const STEPS: usize = 12;
    if lines.is_empty() {
        return None;
    }
    let total: f32 = lines.iter().map(|line| line.before + line.height).sum();
    #[expect(clippy::cast_precision_loss, reason = "a few columns")]
    let (mut low, mut high) = (total / columns as f32 * 0.9, total);
    let mut best = columns_of(lines, high);
    for _ in 0..STEPS {
        let height = f32::midpoint(low, high);
        let found = columns_of(lines, height);
        if found.len() <= columns {
            (high, best) = (height, found);
        } else {
            low = height;
        }
    }
    Some((high, best))
}

/// Lines of each column of a height; what stays together may be higher.
fn columns_of(lines: &[Line], height: f32) -> Vec<Range<usize>> {
    let mut columns: Vec<Range<usize>> = Vec::new();
    let (mut y, mut at) = (f32::INFINITY, 0);
    while at < lines.len() {
        let kept = lines[at..].iter().take_while(|line| line.keeps).count();
        let end = (at + kept + 1).min(lines.len());
        let block: f32 = lines[at..end].iter().map(|line| line.before + line.height).sum();
        if y + block > height + 0.01 {
            columns.push(at..at);
            y = -lines[at].before;
        }
        y += block;
        if let Some(column) = columns.last_mut() {
            column.end = end;
        }
        at = end;
    }
    columns
}
