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
const LABEL: [f32; 2] = [62.0, 50.0];
const LABEL_GAP: [f32; 2] = [12.0, 6.0];
/// Width of the gap between two languages.
const LANGUAGE_GAP: f32 = 11.0;
/// Main text and secondary text, with one language and with two.
const TEXT: [TypeStyle; 2] = [TypeStyle::regular(8.8, 11.4), TypeStyle::regular(7.6, 9.3)];
const NOTE: [TypeStyle; 2] = [TypeStyle::regular(7.6, 9.3), TypeStyle::regular(7.0, 8.4)];
/// Labels, whose lines are those of the text beside them.
const LABEL_TEXT: [TypeStyle; 2] = [TypeStyle::regular(8.0, 11.4), TypeStyle::regular(7.0, 9.3)];
/// Space between entries, and above the heading of a section.
const ENTRY_GAP: [f32; 2] = [1.9, 1.1];
const SECTION_GAP: [f32; 2] = [6.5, 4.0];
/// Heading of a section.
const SECTION: TypeStyle = TypeStyle::regular(10.2, 12.5).medium();
/// Gap before a page number or a citation.
const TAIL_GAP: f32 = 4.0;
/// Gap between units that are side by side.
const UNITS_GAP: f32 = 12.0;

/// Weight and size of type, and height of a line, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeStyle {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) leading: f32,
}

impl TypeStyle {
    pub(super) const fn regular(size: f32, leading: f32) -> Self {
        Self { weight: Weight::Regular, size, leading }
    }

    pub(super) const fn medium(self) -> Self {
        Self { weight: Weight::Medium, ..self }
    }

    /// From the top of a line to its baseline.
    pub(super) fn baseline(self) -> f32 {
        self.leading / 2.0 + self.size * 0.36
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
    label_style: TypeStyle,
    entry_gap: f32,
    section_gap: f32,
    pub(super) text: TypeStyle,
    pub(super) note: TypeStyle,
    /// Room for a page number of this book.
    pub(super) widest_number: usize,
}

/// Entry of a list: a label, and text in each language.
pub(super) struct Entry<'a> {
    pub(super) label: Said<'a>,
    pub(super) label_color: Color,
    pub(super) texts: Vec<Option<Said<'a>>>,
    pub(super) color: Color,
    pub(super) style: TypeStyle,
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
            label_style: LABEL_TEXT[kind],
            entry_gap: ENTRY_GAP[kind],
            section_gap: SECTION_GAP[kind],
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

    /// A text with more words around it, in the languages of the book.
    pub(super) fn texts_with(
        &self,
        text: &'a Text,
        words: impl Fn(&Tongue<'a>, &str) -> String,
    ) -> Vec<Option<Said<'a>>> {
        let with = |(said, tongue): (Option<Said<'a>>, &Tongue<'a>)| {
            said.map(|it| Said { words: words(tongue, &it.words).into(), ..it })
        };
        self.texts(text).into_iter().zip(&self.tongues).map(with).collect()
    }

    /// A message in the languages of the book.
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

    pub(super) fn run(&self, words: &str, style: TypeStyle) -> Arc<TextRun> {
        self.shaper.run(words, style.weight, style.size)
    }

    /// Running text in lines.
    pub(super) fn lines(
        &self,
        said: &Said<'_>,
        style: TypeStyle,
        width: f32,
        tail: f32,
    ) -> Vec<Arc<TextRun>> {
        setting(style, width).paragraph(&self.shaper, spoken(said), tail).lines
    }

    /// Names on lines of about equal width.
    pub(super) fn even_lines(
        &self,
        said: &Said<'_>,
        style: TypeStyle,
        width: f32,
    ) -> Vec<Arc<TextRun>> {
        setting(style, width).lines(&self.shaper, spoken(said)).lines
    }

    /// Text in a row of some height.
    pub(super) fn text(run: &Arc<TextRun>, x: f32, height: f32, color: Color) -> SceneItem {
        SceneItem::in_row(Role::Name, run, pos2(x, 0.0), height, color)
    }

    /// Width of the text with a page number.
    fn number_width(&self) -> f32 {
        let words = self.page_words(self.widest_number);
        self.run(&words, self.text).width()
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
        let leading = entry.style.leading;
        let (label, body) = flow.open_item(list);
        let citation = match &entry.tail {
            Tail::Citation(words) => Some(self.run(words, self.label_style)),
            Tail::None | Tail::Page(_) => None,
        };
        let tail = match &entry.tail {
            Tail::None => 0.0,
            Tail::Citation(_) => citation.as_ref().map_or(0.0, |run| run.width() + 3.0 * TAIL_GAP),
            Tail::Page(_) => self.number_width() + TAIL_GAP,
        };
        let mut rows = self.label_rows(&entry.label, label, leading, entry.label_color);
        for (column, (said, tongue)) in entry.texts.iter().zip(&self.tongues).enumerate() {
            let Some(said) = said else { continue };
            let tail = if column == 0 { tail } else { 0.0 };
            let lines = self.lines(said, entry.style, tongue.width, tail);
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
        Block { before: self.entry_gap, rows, ..Block::default() }
    }

    /// The label of an entry in rows of some height, at the right of its column.
    fn label_rows(
        &self,
        said: &Said<'a>,
        element: ElementId,
        leading: f32,
        color: Color,
    ) -> Vec<Row<'a>> {
        let row = |line: &Arc<TextRun>| {
            let items = vec![Self::text(line, self.label - line.width(), leading, color)];
            let parts = vec![part(element, self.tag(said.language), items)];
            Row { height: leading, parts, artifacts: Vec::new() }
        };
        self.lines(said, self.label_style, self.label, 0.0).iter().map(row).collect()
    }

    /// Adds units side by side as a list item, each with its page, on as many lines as necessary.
    pub(super) fn units(
        &self,
        flow: &mut Flow<'a>,
        list: ElementId,
        label: &Said<'a>,
        units: &[(&'a Text, UnitIndex)],
    ) -> Block<'a> {
        let leading = self.text.leading;
        let (label_element, body) = flow.open_item(list);
        let mut rows = self.label_rows(label, label_element, leading, self.theme.muted);
        let number_width = self.run(&self.widest_number.to_string(), self.text).width();
        for (column, tongue) in self.tongues.iter().enumerate() {
            let number_room = if column == 0 { number_width + TAIL_GAP } else { 0.0 };
            let (mut x, mut at) = (0.0, 0);
            for &(name, unit) in units {
                let spoken = tongue.languages.spoken(name);
                let said = Said { words: spoken.words.into(), language: spoken.language };
                let lines = self.lines(&said, self.text, tongue.width - number_room, 0.0);
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
                        it.number = Some(PageNumber {
                            target: Target::Unit(unit),
                            origin: pos2(x, self.text.baseline()),
                            is_at_right: false,
                            style: NumberStyle::Bare,
                            color: self.theme.accent,
                        });
                    }
                    row_at(&mut rows, at + further, leading).parts.push(it);
                }
                at += end;
                x += lines.last().map_or(0.0, |line| line.width()) + number_room + UNITS_GAP;
            }
        }
        Block { before: self.entry_gap, rows, ..Block::default() }
    }

    fn add_tail(
        &self,
        part: &mut Part<'a>,
        entry: &Entry<'a>,
        citation: Option<&Arc<TextRun>>,
        (tongue, line): (&Tongue<'a>, &TextRun),
    ) {
        if let Some(run) = citation {
            let x = tongue.x + tongue.width - run.width();
            part.items.push(Self::text(run, x, entry.style.leading, self.theme.muted));
        }
        if let Tail::Page(target) = entry.tail {
            let x = tongue.x + line.width() + TAIL_GAP;
            part.number = Some(PageNumber {
                target,
                origin: pos2(x, entry.style.baseline()),
                is_at_right: false,
                style: NumberStyle::Words,
                color: self.theme.accent,
            });
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
        let lines = self.lines(said, SECTION, self.width, 0.0);
        let row = |line| {
            let items = vec![Self::text(line, 0.0, SECTION.leading, self.theme.text)];
            let parts = vec![part(element, self.tag(said.language), items)];
            Row { height: SECTION.leading, parts, artifacts: Vec::new() }
        };
        let mut rows: Vec<Row<'a>> = lines.iter().map(row).collect();
        let rule = SceneItem::Line {
            role: Role::Reference,
            points: vec![pos2(0.0, 0.0), pos2(self.width, 0.0)],
            width: 0.8,
            color: self.theme.text,
            dash: None,
        };
        rows.insert(0, Row { height: 4.0, parts: Vec::new(), artifacts: vec![rule] });
        Block {
            before: self.section_gap,
            rows,
            is_whole: true,
            keeps_with_next: true,
            starts: None,
        }
    }

    /// Rule, or bar, in one colour.
    pub(super) fn bar(rect: Rect, fill: Color) -> SceneItem {
        SceneItem::Box { role: Role::Band, rect, radius: 1.0, fill, border: None }
    }
}

/// Widths of the language columns, proportional to the space that their functions take.
fn columns(chart: &Chart, tags: &[&str], room: f32) -> Vec<f32> {
    const LEAST: f32 = 0.32;
    /// Ems of a letter or space of Latin text, with what stays empty at the ends of its lines.
    const LATIN: f32 = 0.515;
    let [first, second] = tags else { return vec![room] };
    let length = |tag: &str| {
        let statements = chart.units().iter().flat_map(|unit| unit.functions.iter());
        let words = statements.filter_map(|statement| statement.text.exactly(tag));
        let ems = words.flat_map(str::chars).map(|it| if it.is_ascii() { LATIN } else { 1.0 });
        ems.sum::<f32>().max(1.0)
    };
    let (one, other) = (length(first), length(second));
    let room = room - LANGUAGE_GAP;
    let width = room * (one / (one + other)).clamp(LEAST, 1.0 - LEAST);
    vec![width, room - width]
}

/// The setting of text in lines no wider than `width`.
fn setting(style: TypeStyle, width: f32) -> Setting {
    let TypeStyle { weight, size, .. } = style;
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

/// A rectangle from the corner of a row.
pub(super) fn area(x: f32, y: f32, width: f32, height: f32) -> Rect {
    Rect::from_min_size(pos2(x, y), vec2(width, height))
}
