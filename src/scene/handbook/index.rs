//! Indexes of units, of posts and of paragraphs, with their pages.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use emath::pos2;

use super::Book;
use super::flow::{Block, Columns, ElementId, NumberStyle, PageNumber, Row, Target, WHOLE};
use super::setter::{Entry, Setter, Tail, TypeStyle, part};
use super::sheets::UnitSheet;
use crate::model::{Citation, Statement};
use crate::scene::atlas::sort_key;
use crate::scene::labels::unique_labels;
use crate::scene::structure::{Element, Said};

/// Line of an entry, gap between columns, space for numbers.
const TEXT: TypeStyle = TypeStyle::regular(7.8, 9.6);
const GAP: f32 = 20.0;
const NUMBERS: f32 = 26.0;
/// Indentation of the continuation lines of an entry.
const HANGING: f32 = 8.0;
/// Gap between the page numbers of one paragraph.
const NUMBER_GAP: f32 = 5.0;

/// Paragraph of a source, in the order of the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paragraph(Citation);

impl Paragraph {
    pub(super) fn new(citation: &Citation) -> Self {
        Self(citation.clone())
    }
}

impl Ord for Paragraph {
    fn cmp(&self, other: &Self) -> Ordering {
        let words = |it: &Self| it.0.to_string();
        self.0.source_order(&other.0).then_with(|| words(self).cmp(&words(other)))
    }
}

impl PartialOrd for Paragraph {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Entry of an index: text in a language, and its target.
struct Mention<'a> {
    words: String,
    language: &'a str,
    target: Target,
}

impl<'a> Book<'a> {
    /// The keys of the divisions after the units, with their targets.
    pub(super) fn parts_to_come(&self) -> Vec<(&'static str, Target)> {
        let chart = self.setter.chart;
        if let Some(sheets) = self.sheets {
            let is_abolished = |sheet: &UnitSheet| sheet.unit.is_none();
            let has_abolished = sheets.units.iter().any(is_abolished);
            return has_abolished
                .then_some(("sheet.abolished", Target::Part(1)))
                .into_iter()
                .collect();
        }
        let has_general = self.has_general();
        let posts = |unit: &crate::model::UnitIndex| {
            let unit = chart.unit(*unit);
            unit.head.is_some() || !unit.posts.is_empty()
        };
        let keys = [
            ("handbook.general", has_general),
            ("export.index", true),
            ("handbook.posts", self.units.iter().any(posts)),
            ("handbook.paragraphs", self.units.iter().any(|&unit| cites(chart, unit))),
        ];
        let keys = keys.into_iter().filter(|(_, is_there)| *is_there).map(|(key, _)| key);
        // The contents are the first division.
        keys.enumerate().map(|(at, key)| (key, Target::Part(at + 1))).collect()
    }

    /// Adds sentences as a list in a section.
    pub(super) fn statements_of(
        &mut self,
        section: ElementId,
        all: impl Iterator<Item = &'a Statement>,
    ) -> Vec<Block<'a>> {
        let list = self.flow.open(section, Element::LabelledList);
        let mut blocks = Vec::new();
        for statement in all {
            let label = self.setter.chart.cited(&statement.cite, &str::to_owned);
            let entry = Entry {
                label: Said { words: label.into(), language: "" },
                label_color: self.setter.theme.muted,
                texts: self.setter.texts(&statement.text),
                color: self.setter.theme.text,
                style: self.setter.note,
                tail: Tail::None,
                link: None,
            };
            let place = self.next_place();
            self.cite(&statement.cite, place);
            let block = self.setter.entry(&mut self.flow, list, &entry);
            blocks.push(Block { starts: Some(place), ..block });
        }
        blocks
    }

    pub(super) fn indexes(&mut self) {
        for (key, _) in self.parts_to_come() {
            match key {
                "export.index" => {
                    let mentions = self.units_by_name();
                    self.index(key, 2, mentions);
                }
                "handbook.posts" => {
                    let mentions = self.posts_by_title();
                    self.index(key, 2, mentions);
                }
                "handbook.paragraphs" => self.paragraphs(key),
                _ => {}
            }
        }
    }

    /// Starts an index under a heading. Returns its list and the width of a column.
    fn open_index(&mut self, key: &'static str, columns: u8) -> (ElementId, f32) {
        let said = self.setter.messages(|it| it.messages.get(key).to_owned());
        let name = self.setter.labelled(key).words.into_owned();
        let count = f32::from(columns);
        let width = (self.setter.width - GAP * (count - 1.0)) / count;
        // An index continues in the columns of the preceding one.
        let goes_on = self.flow.columns().count == usize::from(columns);
        let target = if goes_on { self.add_division(name) } else { self.start_division(name) };
        let section = self.flow.open(WHOLE, Element::Section);
        let heading = self.part_heading(section, &said, target);
        let before = if goes_on { 18.0 } else { 0.0 };
        self.flow.put(vec![Block { before, keeps_with_next: false, ..heading }]);
        if !goes_on {
            self.flow.set_columns(Columns { count: columns.into(), width, gap: GAP });
        }
        (self.flow.open(section, Element::List), width)
    }

    fn units_by_name(&self) -> Vec<Mention<'a>> {
        let chart = self.setter.chart;
        let mut mentions = Vec::new();
        for (column, tongue) in self.setter.tongues.iter().enumerate() {
            let has = |unit: &&crate::model::UnitIndex| {
                column == 0 || chart.unit(**unit).name.exactly(tongue.tag).is_some()
            };
            let units: Vec<_> = self.units.iter().filter(has).copied().collect();
            let name = |unit| tongue.languages.spoken(&chart.unit(unit).name).words;
            let labels = unique_labels(chart, &units, name);
            for (unit, label) in units.into_iter().zip(labels) {
                let it = chart.unit(unit);
                let words = match &it.acronym {
                    Some(acronym) => format!("{label} ({acronym})"),
                    None => label,
                };
                let language = tongue.languages.spoken(&it.name).language;
                mentions.push(Mention { words, language, target: Target::Unit(unit) });
            }
        }
        mentions
    }

    fn posts_by_title(&self) -> Vec<Mention<'a>> {
        let chart = self.setter.chart;
        let mut mentions = Vec::new();
        for (column, tongue) in self.setter.tongues.iter().enumerate() {
            for &(title, unit, target) in &self.posts {
                if column > 0 && title.exactly(tongue.tag).is_none() {
                    continue;
                }
                let spoken = tongue.languages.spoken(title);
                let unit = tongue.languages.spoken(&chart.unit(unit).name).words;
                let words = format!("{} · {unit}", spoken.words);
                mentions.push(Mention { words, language: spoken.language, target });
            }
        }
        mentions
    }

    /// Adds an index in alphabetical order.
    fn index(&mut self, key: &'static str, columns: u8, mentions: Vec<Mention<'a>>) {
        let (list, width) = self.open_index(key, columns);
        let mut mentions: Vec<(String, Mention<'a>)> =
            mentions.into_iter().map(|it| (sort_key(&it.words), it)).collect();
        mentions.sort_by(|(one, a), (other, b)| one.cmp(other).then(a.words.cmp(&b.words)));
        let blocks = mentions.into_iter().map(|(_, mention)| self.mention(list, mention, width));
        let blocks = blocks.collect();
        self.flow.put(blocks);
    }

    fn mention(&mut self, list: ElementId, mention: Mention<'a>, width: f32) -> Block<'a> {
        let setter = &self.setter;
        let item = self.flow.open(list, Element::Item);
        let body = self.flow.open(item, Element::Body);
        let link = self.flow.open(body, Element::Link);
        let said = Said { words: mention.words.into(), language: mention.language };
        let lines = setter.lines(&said, TEXT, width - NUMBERS - HANGING, 0.0);
        let end = lines.len().saturating_sub(1);
        let row = |(at, line): (usize, &std::sync::Arc<_>)| {
            let x = if at == 0 { 0.0 } else { HANGING };
            let items = vec![Setter::text(line, x, TEXT.leading, setter.theme.text)];
            let mut it = part(link, setter.tag(mention.language), items);
            it.link = Some(mention.target);
            it.number = (at == end).then_some(PageNumber {
                target: mention.target,
                origin: pos2(width, TEXT.baseline()),
                is_at_right: true,
                style: NumberStyle::Bare,
                color: setter.theme.muted,
            });
            Row { height: TEXT.leading, parts: vec![it], artifacts: Vec::new() }
        };
        let rows = lines.iter().enumerate().map(row).collect();
        Block { before: 1.2, rows, is_whole: true, ..Block::default() }
    }

    /// Adds paragraphs with the pages of their paraphrases.
    fn paragraphs(&mut self, key: &'static str) {
        const COLUMNS: u8 = 4;
        let (list, width) = self.open_index(key, COLUMNS);
        let cited = std::mem::take(&mut self.cited);
        let blocks = cited.into_iter().map(|(Paragraph(citation), places)| {
            let mut pages: BTreeMap<usize, Target> = BTreeMap::new();
            for place in places {
                if let Some((page, _)) = self.flow.place(place) {
                    pages.entry(page).or_insert(place);
                }
            }
            let words = self.setter.chart.cited(std::slice::from_ref(&citation), &str::to_owned);
            self.paragraph(list, &words, &pages, width)
        });
        let blocks = blocks.collect();
        self.flow.put(blocks);
    }

    fn paragraph(
        &mut self,
        list: ElementId,
        words: &str,
        pages: &BTreeMap<usize, Target>,
        width: f32,
    ) -> Block<'a> {
        let setter = &self.setter;
        let (label, body) = self.flow.open_item(list);
        let run = setter.run(words, TEXT);
        let items = vec![Setter::text(&run, 0.0, TEXT.leading, setter.theme.text)];
        let first = Row {
            height: TEXT.leading,
            parts: vec![part(label, "", items)],
            artifacts: Vec::new(),
        };
        let mut rows = vec![first];
        // Numbers are placed from the left; each full row is then right-aligned.
        let least = run.width() + 2.0 * NUMBER_GAP;
        let (mut x, mut left) = (0.0, least);
        let mut of_row: Vec<(std::sync::Arc<_>, f32, Target)> = Vec::new();
        let mut finished: Vec<Vec<(std::sync::Arc<_>, f32, Target)>> = Vec::new();
        for (&page, &target) in pages {
            let number = setter.run(&(page + 1).to_string(), TEXT);
            if x + number.width() > width - left && !of_row.is_empty() {
                finished.push(std::mem::take(&mut of_row));
                (x, left) = (0.0, HANGING);
            }
            let at = x;
            x += number.width() + NUMBER_GAP;
            of_row.push((number, at, target));
        }
        finished.push(of_row);
        for (at, numbers) in finished.into_iter().enumerate() {
            if at > 0 {
                rows.push(Row { height: TEXT.leading, ..Row::default() });
            }
            let end = numbers.last().map_or(0.0, |(run, x, _)| x + run.width());
            for (run, x, target) in numbers {
                let link = self.flow.open(body, Element::Link);
                let items =
                    vec![Setter::text(&run, width - end + x, TEXT.leading, setter.theme.muted)];
                let mut it = part(link, "", items);
                it.link = Some(target);
                rows[at].parts.push(it);
            }
        }
        Block { before: 0.6, rows, is_whole: true, ..Block::default() }
    }
}

/// Whether a unit cites a paragraph anywhere.
fn cites(chart: &crate::model::Chart, unit: crate::model::UnitIndex) -> bool {
    let it = chart.unit(unit);
    let posts = it.head.iter().chain(&it.posts);
    let own = it.provisions.iter().chain(&it.notes).any(|statement| !statement.cite.is_empty());
    own || chart.functions(unit).iter().any(|held| !held.statement.cite.is_empty())
        || posts.clone().any(|post| !post.cite.is_empty())
        || posts.flat_map(|post| &post.duties).any(|duty| !duty.cite.is_empty())
}
