//! Title page and contents.

use emath::pos2;

use super::Book;
use super::flow::{Block, NumberStyle, PageNumber, Row, Target, WHOLE};
use super::setter::{Setter, TypeStyle, area, part};
use crate::model::{Statement, Word};
use crate::scene::structure::{Element, Said};
use crate::scene::theme::Color;
use crate::scene::{Role, SceneItem};

/// Lines of the title page.
const TITLE: TypeStyle = TypeStyle::regular(30.0, 38.0).medium();
const SECOND_TITLE: TypeStyle = TypeStyle::regular(17.0, 23.0);
const KIND: TypeStyle = TypeStyle::regular(13.0, 18.0);
const FACTS: TypeStyle = TypeStyle::regular(9.8, 13.8);
/// Space above the title.
const ABOVE: f32 = 170.0;
/// Headings of divisions, and the same in a second language.
const HEADING: TypeStyle = TypeStyle::regular(19.0, 26.0).medium();
const SECOND_HEADING: TypeStyle = TypeStyle::regular(12.0, 26.0);
/// Line of the contents, indentation per level, deepest indented level, and space for numbers.
const TEXT: TypeStyle = TypeStyle::regular(8.8, 12.4);
const INDENT: f32 = 12.0;
const MAX_INDENTED: u32 = 8;
const NUMBERS: f32 = 34.0;

impl<'a> Book<'a> {
    /// Adds the title page: title, kind of document, effective date and sources.
    pub(super) fn title_page(&mut self) {
        self.flow.start_page();
        let setter = &self.setter;
        let chart = setter.chart;
        let element = self.flow.open(WHOLE, Element::Section);
        let (title, whole) = chart.titles(self.request.root);
        let heading = {
            let words = setter.first().languages.spoken(title).words;
            self.flow.open(element, Element::Heading(1, words.into()))
        };
        let mut blocks =
            vec![Block { rows: vec![Row { height: ABOVE, ..Row::default() }], ..Block::default() }];
        let mut add = |flow: &mut super::Flow<'a>, said: &Said<'a>, in_heading, look: Look| {
            let to = if in_heading { heading } else { flow.open(element, Element::Paragraph) };
            let (style, color, before) = look;
            let height = style.leading;
            let row = |line: &std::sync::Arc<_>| Row {
                height,
                parts: vec![part(
                    to,
                    setter.tag(said.language),
                    vec![Setter::text(line, 0.0, height, color)],
                )],
                artifacts: Vec::new(),
            };
            let lines = setter.even_lines(said, style, setter.width);
            let rows = lines.iter().map(row).collect();
            blocks.push(Block { before, rows, is_whole: true, ..Block::default() });
        };
        let theme = &setter.theme;
        for (column, said) in setter.texts(title).iter().enumerate() {
            let Some(said) = said else { continue };
            let look = if column == 0 {
                (TITLE, theme.text, 0.0)
            } else {
                (SECOND_TITLE, theme.muted, 4.0)
            };
            add(&mut self.flow, said, true, look);
        }
        if let Some(whole) = whole {
            for said in setter.texts(whole).iter().flatten() {
                add(&mut self.flow, said, false, (KIND, theme.muted, 4.0));
            }
        }
        for said in
            setter.messages(|it| it.messages.get(self.name_key()).to_owned()).iter().flatten()
        {
            add(&mut self.flow, said, false, (KIND, theme.text, 16.0));
        }
        let small = |before| (FACTS, theme.muted, before);
        let mut before = 26.0;
        if let Some(sheets) = self.sheets {
            let tag = setter.first().tag;
            for words in std::iter::once(&sheets.period).chain(&sheets.summary) {
                let said = Said { words: words.as_str().into(), language: tag };
                add(&mut self.flow, &said, false, small(std::mem::replace(&mut before, 4.0)));
            }
            before = 12.0;
        }
        for said in setter
            .messages(|tongue| {
                let day = chart.effective();
                day.map_or_else(String::new, |day| {
                    setter.word(tongue, Word::Effective).replace("{0}", day)
                })
            })
            .iter()
            .flatten()
            .filter(|said| !said.words.is_empty())
        {
            add(&mut self.flow, said, false, small(std::mem::take(&mut before)));
        }
        for source in chart.sources() {
            let texts = setter.texts_with(&source.title, |_, title| {
                let facts = [source.symbol.as_deref(), Some(title), source.date.as_deref()];
                let facts = facts.into_iter().flatten().filter(|it| !it.is_empty());
                facts.collect::<Vec<_>>().join(" · ")
            });
            for said in texts.iter().flatten() {
                add(&mut self.flow, said, false, small(std::mem::take(&mut before)));
            }
        }
        let (units, functions) = (self.units.len(), chart.total_function_count());
        let counts = setter.messages(|tongue| {
            let mut counts = vec![tongue.messages.count("status.units", units)];
            if self.request.root.is_none() && functions > 0 {
                counts.push(tongue.messages.count("handbook.functions", functions));
            }
            counts.join(" · ")
        });
        for said in counts.iter().flatten() {
            add(&mut self.flow, said, false, small(std::mem::take(&mut before)));
        }
        // The rule between the title and the facts.
        let rule = Setter::bar(area(0.0, -12.0, 64.0, 3.0), self.root_color());
        if let Some(first) = blocks.get_mut(1).and_then(|block| block.rows.first_mut()) {
            first.artifacts.push(rule);
        }
        self.flow.put(blocks);
    }

    fn root_color(&self) -> Color {
        let setter = &self.setter;
        let unit = self.units.first().map(|&unit| setter.chart.unit(unit).kind.get());
        unit.map_or(setter.theme.accent, |kind| setter.kind_colors[kind])
    }

    /// Heading of a division.
    pub(super) fn part_heading(
        &mut self,
        section: super::ElementId,
        said: &[Option<Said<'a>>],
        target: Target,
    ) -> Block<'a> {
        let setter = &self.setter;
        let words = said.iter().flatten().map(|it| it.words.to_string()).collect::<Vec<_>>();
        let element = self.flow.open(section, Element::Heading(2, words.join(" ").into()));
        let mut x = 0.0;
        let mut parts = Vec::new();
        for (column, said) in said.iter().enumerate() {
            let Some(said) = said else { continue };
            let color = if column == 0 { setter.theme.text } else { setter.theme.muted };
            let style = if column == 0 { HEADING } else { SECOND_HEADING };
            let run = setter.run(&said.words, style);
            let origin = pos2(x, HEADING.baseline());
            x += run.width() + 12.0;
            let item = SceneItem::Text { role: Role::Reference, origin, color, run };
            parts.push(part(element, setter.tag(said.language), vec![item]));
        }
        let rows = vec![Row { height: HEADING.leading + 8.0, parts, artifacts: Vec::new() }];
        Block { before: 0.0, rows, is_whole: true, keeps_with_next: true, starts: Some(target) }
    }

    /// Adds the contents: units in the order of the tree, then the other divisions, with their pages.
    pub(super) fn contents(&mut self) {
        let said = self.setter.messages(|it| it.messages.get("handbook.contents").to_owned());
        let name = self.setter.labelled("handbook.contents").words.into_owned();
        let target = self.start_division(name);
        let section = self.flow.open(WHOLE, Element::Section);
        let mut blocks = vec![self.part_heading(section, &said, target)];
        let list = self.flow.open(section, Element::Contents);
        let chart = self.setter.chart;
        let top = self.request.root.map_or(0, |root| chart.unit(root).depth);
        for at in 0..self.units.len() {
            let unit = self.units[at];
            let level = chart.unit(unit).depth - top;
            let texts = self.setter.texts(&chart.unit(unit).name);
            blocks.push(self.contents_entry(list, &texts, level, Target::Unit(unit)));
        }
        for (key, target) in self.parts_to_come() {
            let texts = self.setter.messages(|it| it.messages.get(key).to_owned());
            blocks.push(self.contents_entry(list, &texts, 0, target));
        }
        self.flow.put(blocks);
    }

    /// A line of the contents: the name, also in a second language if there is room, and the page.
    fn contents_entry(
        &mut self,
        list: super::ElementId,
        texts: &[Option<Said<'a>>],
        level: u32,
        target: Target,
    ) -> Block<'a> {
        let setter = &self.setter;
        let item = self.flow.open(list, Element::ContentsEntry);
        let link = self.flow.open(item, Element::Link);
        #[expect(clippy::cast_precision_loss, reason = "a few levels")]
        let left = level.min(MAX_INDENTED) as f32 * INDENT;
        let room = setter.width - left - NUMBERS;
        let style = if level == 0 { TEXT.medium() } else { TEXT };
        let mut rows: Vec<Row<'a>> = Vec::new();
        let mut end = 0.0;
        for (column, said) in texts.iter().enumerate() {
            let Some(said) = said else { continue };
            let (style, color) =
                if column == 0 { (style, setter.theme.text) } else { (TEXT, setter.theme.muted) };
            let lines = setter.lines(said, style, room, 0.0);
            let is_beside = lines.len() == 1
                && lines[0].width() + end + 10.0 <= left + room
                && !rows.is_empty();
            for line in &lines {
                let x = if is_beside { end + 10.0 } else { left };
                if !is_beside {
                    rows.push(Row { height: TEXT.leading, ..Row::default() });
                }
                let items = vec![Setter::text(line, x, TEXT.leading, color)];
                end = x + line.width();
                if let Some(row) = rows.last_mut() {
                    let mut it = part(link, setter.tag(said.language), items);
                    it.link = Some(target);
                    row.parts.push(it);
                }
            }
        }
        if let Some(row) = rows.last_mut() {
            let y = TEXT.baseline();
            let mut it = part(link, "", Vec::new());
            it.number = Some(PageNumber {
                target,
                origin: pos2(setter.width, y),
                is_at_right: true,
                style: NumberStyle::Bare,
                color: setter.theme.text,
            });
            row.parts.push(it);
            let ends = (end + 5.0, setter.width - NUMBERS + 8.0);
            if ends.0 < ends.1 {
                row.artifacts.push(SceneItem::Line {
                    role: Role::Reference,
                    points: vec![pos2(ends.0, y), pos2(ends.1, y)],
                    width: 0.4,
                    color: setter.theme.line,
                    dash: Some((0.6, 2.4)),
                });
            }
        }
        let before = if level == 0 { 5.0 } else { 0.0 };
        Block { before, rows, is_whole: true, ..Block::default() }
    }

    /// Adds provisions and notes about the whole organization, as a separate division.
    pub(super) fn general(&mut self, all: impl Iterator<Item = &'a Statement>) {
        let said = self.setter.messages(|it| it.messages.get("handbook.general").to_owned());
        let name = self.setter.labelled("handbook.general").words.into_owned();
        let is_full = self.flow.filled() > super::MAX_FILLED;
        let target = if is_full { self.start_division(name) } else { self.add_division(name) };
        let section = self.flow.open(WHOLE, Element::Section);
        let heading = Block { before: 30.0, ..self.part_heading(section, &said, target) };
        let blocks = self.statements_of(section, all);
        self.flow.put(std::iter::once(heading).chain(blocks).collect());
    }
}

/// Style, colour, and space before it of a line of the title page.
type Look = (TypeStyle, Color, f32);
