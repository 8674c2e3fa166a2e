//! Typesetting of the handbook: entries with a label, in one language or in two side by side.

use std::borrow::Cow;
use std::sync::Arc;

use emath::{Rect, pos2, vec2};

use super::flow::{Block, ElementId, Flow, NumberStyle, PageNumber, Part, Row, Target};
use crate::i18n::Messages;
use crate::model::{Chart, Text, UnitIndex, Word};
use crate::scene::languages::Languages;
use crate::scene::structure::{Element, Said};
use crate::scene::text::{Setting, Shaper, Spoken, TextRun, Weight};
use crate::scene::theme::{Color, Theme};
use crate::scene::words::word;
use crate::scene::{Role, SceneItem};

/// Width of the label column, and of the gap next to it, in points: with one language, and with two.
const LABEL: [f32; 2] = [62.0, 48.0];
const LABEL_GAP: [f32; 2] = [12.0, 9.0];
/// Width of the gap between two languages.
const LANGUAGE_GAP: f32 = 13.0;
/// Main text and secondary text, with one language and with two.
const TEXT: [Look; 2] = [Look::new(8.8, 11.4), Look::new(7.8, 10.0)];
const NOTE: [Look; 2] = [Look::new(7.6, 9.3), Look::new(7.1, 9.1)];
/// Type size of labels.
const LABEL_TEXT: [f32; 2] = [8.0, 7.2];
/// Space between entries.
const ENTRY_GAP: f32 = 1.9;
/// Type size of a section heading, and its row height.
const SECTION: f32 = 10.2;
const SECTION_ROW: f32 = 17.5;
/// Gap before a page number or a citation.
const TAIL_GAP: f32 = 4.0;
/// Gap between units that are side by side.
const UNITS_GAP: f32 = 12.0;

/// Type size and line height.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) size: f32,
    pub(super) leading: f32,
}

impl Look {
    const fn new(size: f32, leading: f32) -> Self {
        Self { size, leading }
    }
}

/// Language of the book, with its column.
pub(super) struct Tongue<'a> {
    pub(super) tag: &'a str,
    pub(super) languages: Languages<'a>,
    pub(super) messages: &'static Messages,
    /// Left edge and width of the column.
    x: f32,
    pub(super) width: f32,
}

/// State shared by all parts of a book.
pub(super) struct Setter<'a> {
    pub(super) chart: &'a Chart,
    pub(super) shaper: Shaper,
    pub(super) theme: Theme,
    pub(super) kind_colors: Vec<Color>,
    /// One or two languages.
    pub(super) tongues: Vec<Tongue<'a>>,
    /// Width of the page inside its margins, and of the label column.
    pub(super) width: f32,
    label: f32,
    label_size: f32,
    pub(super) text: Look,
    pub(super) note: Look,
    /// The largest page number for which space is reserved.
    pub(super) widest_number: usize,
}

/// Entry of a list: a label, and text in each language.
pub(super) struct Entry<'a> {
    pub(super) label: Said<'a>,
    pub(super) label_color: Color,
    pub(super) texts: Vec<Option<Said<'a>>>,
    pub(super) color: Color,
    pub(super) weight: Weight,
    pub(super) look: Look,
    pub(super) tail: Tail,
    /// The target of the text.
    pub(super) link: Option<Target>,
}

/// Text after the last line.
pub(super) enum Tail {
    None,
    /// Citation at the right edge.
    Citation(String),
    /// The page of a target.
    Page(Target),
}

impl<'a> Setter<'a> {
    pub(super) fn new(
        chart: &'a Chart,
        shaper: Shaper,
        theme: Theme,
        tags: &[&'a str],
        width: f32,
    ) -> Self {
        let kind = usize::from(tags.len() > 1);
        let left = LABEL[kind] + LABEL_GAP[kind];
        let room = width - left;
        let mut x = left;
        let tongue = |(&tag, width): (&&'a str, f32)| {
            let (languages, messages) = (Languages::new(chart, tag), Messages::of(tag));
            let tongue = Tongue { tag, languages, messages, x, width };
            x += width + LANGUAGE_GAP;
            tongue
        };
        let tongues = tags.iter().zip(columns(chart, tags, room)).map(tongue).collect();
        let kind_colors = theme.kinds(chart.kinds());
        // A handbook has a few pages per unit.
        let widest_number = if chart.units().len() > 300 { 9999 } else { 999 };
        Self {
            chart,
            shaper,
            theme,
            kind_colors,
            tongues,
            width,
            label: LABEL[kind],
            label_size: LABEL_TEXT[kind],
            text: TEXT[kind],
            note: NOTE[kind],
            widest_number,
        }
    }

    /// The first language.
    pub(super) fn first(&self) -> &Tongue<'a> {
        &self.tongues[0]
    }

    /// Tag of a language; empty for that of the document.
    pub(super) fn tag(&self, tag: &'a str) -> &'a str {
        if tag == self.first().tag { "" } else { tag }
    }

    /// A text in the languages of the handbook: in the second one only if it differs from the first.
    pub(super) fn texts(&self, text: &'a Text) -> Vec<Option<Said<'a>>> {
        let spoken = self.first().languages.spoken(text);
        let first = Said { words: spoken.words.into(), language: spoken.language };
        let mut texts = vec![Some(first)];
        for tongue in &self.tongues[1..] {
            let words = text.exactly(tongue.tag).filter(|words| *words != spoken.words);
            texts.push(words.map(|words| Said { words: words.into(), language: tongue.tag }));
        }
        texts
    }

    /// A message in the languages of the handbook.
    pub(super) fn messages(&self, words: impl Fn(&Tongue<'a>) -> String) -> Vec<Option<Said<'a>>> {
        let said = |tongue: &Tongue<'a>| {
            Some(Said { words: words(tongue).into(), language: tongue.messages.tag() })
        };
        self.tongues.iter().map(said).collect()
    }

    /// The same on one line.
    pub(super) fn label(&self, words: impl Fn(&Tongue<'a>) -> String) -> Said<'a> {
        let mut all: Vec<String> = self.tongues.iter().map(words).collect();
        all.dedup();
        Said { words: all.join(" ").into(), language: self.first().messages.tag() }
    }

    /// A label by the key of its message.
    pub(super) fn labelled(&self, key: &'static str) -> Said<'a> {
        self.label(|tongue| tongue.messages.get(key).to_owned())
    }

    /// A text of sheets.
    pub(super) fn word(&self, tongue: &Tongue<'a>, it: Word) -> String {
        let choices: Vec<&str> = tongue.languages.choices().collect();
        word(self.chart, tongue.messages, &choices, it).to_owned()
    }

    /// A unit's name in the first language.
    pub(super) fn name(&self, unit: UnitIndex) -> &'a str {
        self.first().languages.spoken(&self.chart.unit(unit).name).words
    }

    pub(super) fn run(&self, words: &str, weight: Weight, size: f32) -> Arc<TextRun> {
        self.shaper.run(words, weight, size)
    }

    /// Running text in lines.
    pub(super) fn lines(
        &self,
        said: &Said<'_>,
        style: (Weight, f32),
        width: f32,
        tail: f32,
    ) -> Vec<Arc<TextRun>> {
        setting(style, width).paragraph(&self.shaper, spoken(said), tail).lines
    }

    /// Names on lines of about equal width.
    pub(super) fn even_lines(
        &self,
        said: &Said<'_>,
        style: (Weight, f32),
        width: f32,
    ) -> Vec<Arc<TextRun>> {
        setting(style, width).lines(&self.shaper, spoken(said)).lines
    }

    /// Text on the baseline of a row.
    pub(super) fn text(run: &Arc<TextRun>, x: f32, height: f32, color: Color) -> SceneItem {
        SceneItem::in_row(Role::Name, run, pos2(x, 0.0), height, color)
    }

    /// Width of the text with a page number.
    fn number_width(&self) -> f32 {
        let words = self.page_words(self.widest_number);
        self.run(&words, Weight::Regular, self.text.size).width()
    }

    /// "(page 7)" in the first language.
    pub(super) fn page_words(&self, number: usize) -> String {
        self.first().messages.fill("handbook.on_page", &[&number.to_string()])
    }

    /// Adds an entry as a list item.
    pub(super) fn entry(
        &self,
        flow: &mut Flow<'a>,
        list: ElementId,
        entry: &Entry<'a>,
    ) -> Block<'a> {
        let Look { size, leading } = entry.look;
        let item = flow.open(list, Element::Item);
        let label = self.lines(&entry.label, (Weight::Regular, self.label_size), self.label, 0.0);
        let label_element = flow.open(item, Element::Label(None));
        let body = flow.open(item, Element::Body);
        let citation = match &entry.tail {
            Tail::Citation(words) => Some(self.run(words, Weight::Regular, self.label_size)),
            Tail::None | Tail::Page(_) => None,
        };
        let tail = match &entry.tail {
            Tail::None => 0.0,
            Tail::Citation(_) => citation.as_ref().map_or(0.0, |run| run.width() + 3.0 * TAIL_GAP),
            Tail::Page(_) => self.number_width() + TAIL_GAP,
        };
        let mut rows: Vec<Row<'a>> = Vec::new();
        let language = self.tag(entry.label.language);
        for (at, line) in label.iter().enumerate() {
            let items =
                vec![Self::text(line, self.label - line.width(), leading, entry.label_color)];
            row_at(&mut rows, at, leading).parts.push(part(label_element, language, items));
        }
        for (column, (said, tongue)) in entry.texts.iter().zip(&self.tongues).enumerate() {
            let Some(said) = said else { continue };
            let tail = if column == 0 { tail } else { 0.0 };
            let lines = self.lines(said, (entry.weight, size), tongue.width, tail);
            let paragraph =
                if self.tongues.len() > 1 { flow.open(body, Element::Paragraph) } else { body };
            let element =
                if entry.link.is_some() { flow.open(paragraph, Element::Link) } else { paragraph };
            let end = lines.len().saturating_sub(1);
            for (at, line) in lines.iter().enumerate() {
                let items = vec![Self::text(line, tongue.x, leading, entry.color)];
                let mut it = part(element, self.tag(said.language), items);
                it.link = entry.link;
                if at == end && column == 0 {
                    self.add_tail(&mut it, entry, citation.as_ref(), (tongue, line));
                }
                row_at(&mut rows, at, leading).parts.push(it);
            }
        }
        Block { before: ENTRY_GAP, rows, ..Block::default() }
    }

    /// Adds units side by side as a list item, each with its page, on as many lines as necessary.
    pub(super) fn units(
        &self,
        flow: &mut Flow<'a>,
        list: ElementId,
        label: &Said<'a>,
        units: &[(&'a Text, UnitIndex)],
    ) -> Block<'a> {
        let Look { size, leading } = self.text;
        let item = flow.open(list, Element::Item);
        let label_element = flow.open(item, Element::Label(None));
        let body = flow.open(item, Element::Body);
        let mut rows: Vec<Row<'a>> = Vec::new();
        for (at, line) in self
            .lines(label, (Weight::Regular, self.label_size), self.label, 0.0)
            .iter()
            .enumerate()
        {
            let items =
                vec![Self::text(line, self.label - line.width(), leading, self.theme.muted)];
            row_at(&mut rows, at, leading).parts.push(part(
                label_element,
                self.tag(label.language),
                items,
            ));
        }
        let number_width = self.run(&self.widest_number.to_string(), Weight::Regular, size).width();
        for (column, tongue) in self.tongues.iter().enumerate() {
            let number_room = if column == 0 { number_width + TAIL_GAP } else { 0.0 };
            let (mut x, mut at) = (0.0, 0);
            for &(name, unit) in units {
                let spoken = tongue.languages.spoken(name);
                let said = Said { words: spoken.words.into(), language: spoken.language };
                let look = (Weight::Regular, size);
                let lines = self.lines(&said, look, tongue.width - number_room, 0.0);
                let width = lines.iter().map(|line| line.width()).fold(0.0, f32::max);
                if x > 0.0 && x + width + number_room > tongue.width {
                    (x, at) = (0.0, at + 1);
                }
                let link = flow.open(body, Element::Link);
                let end = lines.len().saturating_sub(1);
                for (further, line) in lines.iter().enumerate() {
                    let items = vec![Self::text(line, tongue.x + x, leading, self.theme.text)];
                    let mut it = part(link, self.tag(spoken.language), items);
                    it.link = Some(Target::Unit(unit));
                    if further == end && column == 0 {
                        let x = tongue.x + x + line.width() + TAIL_GAP;
                        let (target, style) = (Target::Unit(unit), NumberStyle::Bare);
                        let number = PageNumber { target, x, is_at_right: false, style };
                        let color = self.theme.accent;
                        it.number = Some((number, baseline(leading, size), color));
                    }
                    row_at(&mut rows, at + further, leading).parts.push(it);
                }
                at += end;
                x += lines.last().map_or(0.0, |line| line.width()) + number_room + UNITS_GAP;
            }
        }
        Block { before: ENTRY_GAP, rows, ..Block::default() }
    }

    fn add_tail(
        &self,
        part: &mut Part<'a>,
        entry: &Entry<'a>,
        citation: Option<&Arc<TextRun>>,
        (tongue, line): (&Tongue<'a>, &TextRun),
    ) {
        let Look { size, leading } = entry.look;
        if let Some(run) = citation {
            let x = tongue.x + tongue.width - run.width();
            part.items.push(Self::text(run, x, leading, self.theme.muted));
        }
        if let Tail::Page(target) = &entry.tail {
            let x = tongue.x + line.width() + TAIL_GAP;
            let number =
                PageNumber { target: *target, x, is_at_right: false, style: NumberStyle::Words };
            part.number = Some((number, baseline(leading, size), self.theme.accent));
        }
    }

    /// Heading of a section below a rule.
    pub(super) fn heading(
        &self,
        flow: &mut Flow<'a>,
        section: ElementId,
        level: u16,
        said: &Said<'a>,
    ) -> Block<'a> {
        let words: Cow<'a, str> = said.words.clone();
        let element = flow.open(section, Element::Heading(level, words));
        let lines = self.lines(said, (Weight::Medium, SECTION), self.width, 0.0);
        let mut rows: Vec<Row<'a>> = lines
            .iter()
            .map(|line| Row {
                height: SECTION_ROW - 5.0,
                parts: vec![part(
                    element,
                    self.tag(said.language),
                    vec![Self::text(line, 0.0, SECTION_ROW - 5.0, self.theme.text)],
                )],
                artifacts: Vec::new(),
            })
            .collect();
        let rule = SceneItem::Line {
            role: Role::Reference,
            points: vec![pos2(0.0, 0.0), pos2(self.width, 0.0)],
            width: 0.8,
            color: self.theme.text,
            dash: None,
        };
        rows.insert(0, Row { height: 4.0, parts: Vec::new(), artifacts: vec![rule] });
        Block { before: 6.5, rows, is_whole: true, keeps_with_next: true, starts: None }
    }

    /// Rule, or bar, in one colour.
    pub(super) fn bar(rect: Rect, fill: Color) -> SceneItem {
        SceneItem::Box { role: Role::Band, rect, radius: 1.0, fill, border: None }
    }
}

/// Widths of the language columns, proportional to the space that their functions take.
fn columns(chart: &Chart, tags: &[&str], room: f32) -> Vec<f32> {
    const LEAST: f32 = 0.36;
    let [first, second] = tags else { return vec![room] };
    let length = |tag: &str| {
        let statements = chart.units().iter().flat_map(|unit| unit.functions.iter());
        let words = statements.filter_map(|statement| statement.text.exactly(tag));
        let ems = words.flat_map(str::chars).map(|it| if it.is_ascii() { 0.5 } else { 1.0 });
        ems.sum::<f32>().max(1.0)
    };
    let (one, other) = (length(first), length(second));
    let room = room - LANGUAGE_GAP;
    let width = room * (one / (one + other)).clamp(LEAST, 1.0 - LEAST);
    vec![width, room - width]
}

/// The setting for text on lines up to `width`.
fn setting((weight, size): (Weight, f32), width: f32) -> Setting {
    let max_width = width.max(size * 2.0);
    Setting { weight, size, min_width: 0.0, preferred_width: width, max_width }
}

fn spoken<'a>(said: &'a Said<'_>) -> Spoken<'a> {
    Spoken { words: &said.words, language: said.language }
}

/// The row at an index of an entry.
fn row_at<'r, 'a>(rows: &'r mut Vec<Row<'a>>, at: usize, height: f32) -> &'r mut Row<'a> {
    while rows.len() <= at {
        rows.push(Row { height, ..Row::default() });
    }
    &mut rows[at]
}

pub(super) fn part(element: ElementId, language: &str, items: Vec<SceneItem>) -> Part<'_> {
    Part { element, language, items, number: None, link: None }
}

/// From the top of a row to the baseline of its text.
pub(super) fn baseline(height: f32, size: f32) -> f32 {
    height / 2.0 + size * 0.36
}

/// A rectangle from the corner of a row.
pub(super) fn area(x: f32, y: f32, width: f32, height: f32) -> Rect {
    Rect::from_min_size(pos2(x, y), vec2(width, height))
}
