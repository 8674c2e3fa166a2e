//! Pages of the units: position, head and posts, functions, duties, provisions, lines.

use std::collections::HashSet;
use std::sync::Arc;

use emath::{pos2, vec2};

use super::Book;
use super::flow::{Block, ElementId, Row, Target, WHOLE};
use super::setter::{Entry, Setter, Tail, TypeStyle, area, part};
use crate::model::{
    Citation, Count, FieldType, FieldValue, Party, Person, Post, RelationKind, Statement, Status,
    Text, Unit, UnitIndex, Word,
};
use crate::scene::lines::LineKind;
use crate::scene::structure::{Element, Said};
use crate::scene::text::TextRun;
use crate::scene::{Role, SceneItem, status_key};

/// A unit's name, its name in a second language, and its acronym beside it.
const NAME: TypeStyle = TypeStyle::regular(19.0, 23.5).medium();
const SECOND_NAME: TypeStyle = TypeStyle::regular(11.5, 15.0);
const ACRONYM: TypeStyle = TypeStyle::regular(14.0, 23.5);
/// Space before a unit's name, and width of the bar at its left with the gap after it.
const UNIT_GAP: f32 = 17.0;
const BAR: f32 = 4.0;
const BAR_GAP: f32 = 8.0;
/// Gap between the names in two languages.
const NAME_GAP: f32 = 10.0;
/// Gap between the kind and what is beside it.
const KIND_GAP: f32 = 7.0;
/// Deepest level of headings.
const MAX_HEADING: u16 = 5;

/// A list under construction, with the element of its section.
struct Section<'b, 'a> {
    book: &'b mut Book<'a>,
    element: ElementId,
    level: u16,
    blocks: Vec<Block<'a>>,
}

impl<'a> Book<'a> {
    /// Adds the pages of a unit.
    pub(super) fn unit(&mut self, unit: UnitIndex) {
        let level = self.heading_level(unit);
        if self.is_chapter(unit) {
            self.start_chapter(unit);
        }
        let element = self.flow.open(WHOLE, Element::Section);
        let mut blocks = vec![self.unit_name(element, level, unit)];
        blocks.extend(self.setter.locator(&mut self.flow, element, unit));
        let mut section = Section { book: self, element, level: level + 1, blocks };
        section.facts(unit);
        section.functions(unit);
        section.duties(unit);
        section.relations(unit);
        section.provisions(unit);
        let blocks = section.blocks;
        self.flow.put(blocks);
    }

    /// The level of a unit's heading.
    pub(super) fn heading_level(&self, unit: UnitIndex) -> u16 {
        let depth = self.setter.chart.unit(unit).depth;
        (2 + u16::try_from(depth).unwrap_or(MAX_HEADING)).min(MAX_HEADING)
    }

    /// The name as a heading, with the colour of the kind at its left and the acronym at the right.
    pub(super) fn unit_name(
        &mut self,
        section: ElementId,
        level: u16,
        unit: UnitIndex,
    ) -> Block<'a> {
        let setter = &self.setter;
        let it = setter.chart.unit(unit);
        let (unit_kind, color) = (it.kind, setter.kind_colors[it.kind.get()]);
        let words = setter.name(unit);
        let element = self.flow.open(section, Element::Heading(level, words.into()));
        let acronym = it.acronym.as_ref().map(|acronym| setter.run(acronym, ACRONYM));
        let left = BAR + BAR_GAP;
        let kind =
            setter.label(|it| it.languages.words(&setter.chart.kind(unit_kind).label).into());
        let kind = setter.run(&kind.words, setter.note);
        let acronym_width = acronym.as_ref().map_or(0.0, |run| run.width() + KIND_GAP);
        let aside = acronym_width + kind.width() + 2.0 * KIND_GAP;
        let mut rows: Vec<Row<'a>> = Vec::new();
        let texts = setter.texts(&it.name);
        let mut end = left;
        for (column, said) in texts.iter().enumerate() {
            let Some(said) = said else { continue };
            let (style, ink) = if column == 0 {
                (NAME, setter.theme.text)
            } else {
                (SECOND_NAME, setter.theme.muted)
            };
            let (width, height) = (setter.width - left - aside, style.leading);
            let lines = setter.even_lines(said, style, width);
            // A short name stands beside that in the first language, on its baseline.
            if let (true, [line], [row]) = (column > 0, lines.as_slice(), rows.as_mut_slice())
                && end + NAME_GAP + line.width() <= left + width
            {
                let origin = pos2(end + NAME_GAP, NAME.baseline());
                let (role, run) = (Role::Name, Arc::clone(line));
                let items = vec![SceneItem::Text { role, origin, color: ink, run }];
                row.parts.push(part(element, setter.tag(said.language), items));
                continue;
            }
            for line in lines {
                end = left + line.width();
                let items = vec![Setter::text(&line, left, height, ink)];
                let parts = vec![part(element, setter.tag(said.language), items)];
                rows.push(Row { height, parts, artifacts: Vec::new() });
            }
        }
        let height: f32 = rows.iter().map(|row| row.height).sum();
        if let Some(first) = rows.first_mut() {
            first.artifacts.push(Setter::bar(area(0.0, 1.5, BAR, height - 3.0), color));
            let y = NAME.baseline();
            let x = setter.width - acronym_width - kind.width();
            let text = |run, x, color| {
                let origin = vec2(x, y).to_pos2();
                SceneItem::Text { role: Role::Kind, origin, color, run }
            };
            let mut items = vec![text(kind, x, setter.theme.muted)];
            if let Some(run) = acronym {
                let x = setter.width - run.width();
                items.push(text(run, x, color));
            }
            let aside = self.flow.open(section, Element::Paragraph);
            first.parts.push(part(aside, "", items));
        }
        let starts = Some(Target::Unit(unit));
        Block { before: UNIT_GAP, rows, is_whole: true, keeps_with_next: true, starts }
    }
}

impl<'a> Section<'_, 'a> {
    fn setter(&self) -> &Setter<'a> {
        &self.book.setter
    }

    fn list(&mut self) -> ElementId {
        self.book.flow.open(self.element, Element::LabelledList)
    }

    /// Starts a section under a heading. Returns its list.
    fn open(&mut self, said: &Said<'a>) -> ElementId {
        let (flow, element) = (&mut self.book.flow, self.element);
        let heading = self.book.setter.heading(flow, element, self.level, said);
        self.blocks.push(heading);
        self.list()
    }

    fn push(&mut self, list: ElementId, entry: &Entry<'a>) {
        let block = self.book.setter.entry(&mut self.book.flow, list, entry);
        self.blocks.push(block);
    }

    fn entry(&self, label: Said<'a>, texts: Vec<Option<Said<'a>>>) -> Entry<'a> {
        let (label_color, color) = (self.setter().theme.muted, self.setter().theme.text);
        let (tail, link) = (Tail::None, None);
        Entry { label, label_color, texts, color, style: self.setter().text, tail, link }
    }

    /// Adds kind, position, head, posts and units.
    fn facts(&mut self, index: UnitIndex) {
        let list = self.list();
        let chart = self.setter().chart;
        let unit = chart.unit(index);
        self.kind(list, unit);
        // The superior of the head follows below, and the parents are in the picture.
        let is_said = |parent| {
            let mut superiors = unit.head.iter().flat_map(|head| &head.reports_to);
            superiors.any(|party| party.unit() == Some(parent))
        };
        if let Some(parent) = unit.parent.filter(|&parent| !is_said(parent)) {
            let label = self.setter().label(|tongue| self.setter().word(tongue, Word::BelongsTo));
            self.unit_entry(list, label, &chart.unit(parent).name, parent);
        }
        for name in &unit.also_named {
            let entry =
                self.entry(self.setter().labelled("handbook.also"), self.setter().texts(name));
            self.push(list, &entry);
        }
        self.fields(list, &unit.fields);
        if let Some(head) = &unit.head {
            let label = self.setter().labelled("inspector.head");
            self.post(list, label, head, index);
            self.superiors(list, head);
        }
        let mut label = self.setter().labelled("inspector.posts");
        for post in &unit.posts {
            self.post(list, std::mem::take(&mut label), post, index);
            self.superiors(list, post);
        }
        self.units(list, "inspector.subunits", unit.children.iter().copied());
    }

    /// Adds units of the handbook side by side, with their pages.
    fn units(
        &mut self,
        list: ElementId,
        key: &'static str,
        units: impl Iterator<Item = UnitIndex>,
    ) {
        let chart = self.setter().chart;
        let units: Vec<(&Text, UnitIndex)> = units
            .filter(|&unit| self.book.is_shown(unit))
            .map(|unit| (&chart.unit(unit).name, unit))
            .collect();
        if !units.is_empty() {
            let label = self.setter().labelled(key);
            let block = self.book.setter.units(&mut self.book.flow, list, &label, &units);
            self.blocks.push(block);
        }
    }

    /// Adds the kind with the number of similar units, status, headcount and link; nothing if there is only the kind.
    fn kind(&mut self, list: ElementId, unit: &'a Unit) {
        let is_plain = unit.count == Count::Number(1)
            && (unit.status.is_none() && unit.headcount.is_none() && unit.link.is_none());
        if is_plain {
            return;
        }
        let setter = self.setter();
        let kind = &setter.chart.kind(unit.kind).label;
        let words = |tongue: &super::setter::Tongue<'a>| {
            let mut words = vec![tongue.languages.words(kind).to_owned()];
            words.extend(unit.count.times());
            words.extend(unit.status.map(|it| tongue.messages.get(status_key(it)).to_owned()));
            let headcount = unit.headcount.map(|count| count.to_string());
            words.extend(headcount.map(|count| tongue.messages.fill("facts.headcount", &[&count])));
            words.extend(unit.link.clone());
            words.join(" · ")
        };
        let entry = self.entry(setter.labelled("handbook.kind"), setter.messages(words));
        self.push(list, &entry);
    }

    /// Adds a unit's name with its page.
    fn unit_entry(&mut self, list: ElementId, label: Said<'a>, name: &'a Text, unit: UnitIndex) {
        let mut entry = self.entry(label, self.setter().texts(name));
        if self.book.is_shown(unit) {
            entry.tail = Tail::Page(Target::Unit(unit));
            entry.link = Some(Target::Unit(unit));
        }
        self.push(list, &entry);
    }

    fn fields(&mut self, list: ElementId, fields: &'a [crate::model::FieldEntry]) {
        let chart = self.setter().chart;
        for field in fields {
            let declared = &chart.fields()[field.declaration as usize];
            let texts = match &field.value {
                FieldValue::Text(text) if declared.field_type == FieldType::Link => {
                    let words = self.setter().first().languages.words(text).to_owned();
                    vec![Some(Said { words: words.into(), language: "" })]
                }
                FieldValue::Text(text) => self.setter().texts(text),
                FieldValue::Choice(at) => self.setter().texts(&declared.values[*at as usize].label),
                FieldValue::Number(number) => {
                    let unit = declared.unit.as_deref().map(|unit| format!(" {unit}"));
                    let words = format!("{number}{}", unit.unwrap_or_default());
                    vec![Some(Said { words: words.into(), language: "" })]
                }
            };
            let label = self.setter().label(|it| it.languages.words(&declared.label).to_owned());
            let entry = self.entry(label, texts);
            self.push(list, &entry);
        }
    }

    /// Adds a post: title, rank, number, status, followed by its holders.
    fn post(&mut self, list: ElementId, label: Said<'a>, post: &'a Post, unit: UnitIndex) {
        let setter = self.setter();
        let texts = setter.texts_with(&post.title, |tongue, title| {
            let mut words = vec![title.to_owned()];
            words.extend(post.rank.as_ref().map(|it| tongue.languages.words(it).to_owned()));
            words.extend(post.count.times());
            words.extend(post.status.map(|it| tongue.messages.get(status_key(it)).to_owned()));
            let fte = post.fte.map(|fte| fte.to_string());
            words.extend(fte.map(|fte| tongue.messages.fill("facts.fte", &[&fte])));
            words.join(" · ")
        });
        let style = self.setter().text.medium();
        let mut entry = Entry { style, ..self.entry(label, texts) };
        entry.tail = self.cited(&post.cite);
        self.push(list, &entry);
        let at = self.blocks.len() - 1;
        let place = self.book.post_place(&post.title, unit);
        self.blocks[at].starts = Some(place);
        self.cite(&post.cite, at);
        if post.status != Some(Status::Vacant) {
            for person in &post.holders {
                self.person(list, person);
            }
        }
        self.fields(list, &post.fields);
    }

    fn person(&mut self, list: ElementId, person: &'a Person) {
        let setter = self.setter();
        let texts = setter.texts_with(&person.name, |tongue, name| {
            let mut words = vec![name.to_owned()];
            words.extend(person.acting.then(|| setter.word(tongue, Word::Acting)));
            words.extend(person.share.map(|share| format!("{:.0} %", share.get() * 100.0)));
            let dates = [("facts.since", &person.since), ("facts.until", &person.until)];
            for (key, date) in dates {
                words.extend(date.as_ref().map(|date| tongue.messages.fill(key, &[date.as_str()])));
            }
            words.extend(person.email.clone());
            words.extend(person.phone.clone());
            words.join(" · ")
        });
        let entry = self.entry(Said::default(), texts);
        self.push(list, &entry);
    }

    fn superiors(&mut self, list: ElementId, post: &'a Post) {
        let chart = self.setter().chart;
        let mut label = self.setter().labelled("inspector.reports_to");
        for &party in &post.reports_to {
            let label = std::mem::take(&mut label);
            let title = chart.party_title(party);
            match party {
                Party::Unit(unit) | Party::Post(unit, _) => {
                    self.unit_entry(list, label, title, unit);
                }
                Party::Body(_) => {
                    let texts = self.setter().texts_with(title, |tongue, title| {
                        format!("{title} · {}", self.setter().word(tongue, Word::Outside))
                    });
                    let entry = self.entry(label, texts);
                    self.push(list, &entry);
                }
            }
        }
    }

    fn functions(&mut self, index: UnitIndex) {
        let functions = self.setter().chart.functions(index);
        if !functions.is_empty() {
            let list = self.open(&self.setter().labelled("inspector.functions"));
            for held in functions {
                match held.set.map(|set| self.book.first_holder(set, index)) {
                    Some(first) if first != index => {}
                    _ => self.statement(list, held.statement, self.setter().text),
                }
            }
            self.shared(list, index);
        }
    }

    /// Adds references to earlier units with the same shared functions.
    fn shared(&mut self, list: ElementId, index: UnitIndex) {
        let chart = self.setter().chart;
        for &set in &chart.unit(index).shared_functions {
            let first = self.book.first_holder(set, index);
            if first == index {
                continue;
            }
            let set = &chart.shared_sets()[set.get()];
            let texts = self.setter().messages(|tongue| {
                let name = tongue.languages.words(&chart.unit(first).name);
                tongue.messages.fill("handbook.same_functions", &[name])
            });
            let cite = set.functions.iter().flat_map(|it| &it.cite);
            let (first_cite, last_cite) = (cite.clone().next(), cite.last());
            let label = match (first_cite, last_cite) {
                (Some(a), Some(b)) if a != b => {
                    format!(
                        "{} – {}",
                        self.citations(std::slice::from_ref(a)),
                        self.citations(std::slice::from_ref(b))
                    )
                }
                (Some(a), _) => self.citations(std::slice::from_ref(a)),
                (None, _) => String::new(),
            };
            let label = Said { words: label.into(), language: "" };
            let mut entry = self.entry(label, texts);
            entry.tail = Tail::Page(Target::Unit(first));
            entry.link = Some(Target::Unit(first));
            self.push(list, &entry);
        }
    }

    /// Adds the duties of the head, and of each further post that has any.
    fn duties(&mut self, index: UnitIndex) {
        let unit = self.setter().chart.unit(index);
        if let Some(head) = unit.head.as_ref().filter(|head| !head.duties.is_empty()) {
            let list = self.open(&self.setter().labelled("inspector.duties"));
            for duty in &head.duties {
                self.statement(list, duty, self.setter().text);
            }
        }
        for post in unit.posts.iter().filter(|post| !post.duties.is_empty()) {
            let setter = self.setter();
            let said = setter.label(|tongue| {
                tongue.messages.fill("handbook.duties_of", &[tongue.languages.words(&post.title)])
            });
            let list = self.open(&said);
            for duty in &post.duties {
                self.statement(list, duty, self.setter().text);
            }
        }
    }

    fn provisions(&mut self, index: UnitIndex) {
        let unit = self.setter().chart.unit(index);
        self.statements("inspector.provisions", unit.provisions.iter());
        self.statements("facts.basis", unit.basis.as_deref().into_iter());
        self.statements("facts.notes", unit.notes.iter());
    }

    fn statements(&mut self, key: &'static str, all: impl Iterator<Item = &'a Statement>) {
        let mut list = None;
        for statement in all {
            let list = *list.get_or_insert_with(|| self.open(&self.setter().labelled(key)));
            self.statement(list, statement, self.setter().note);
        }
    }

    /// A sentence, with its citations as the label.
    fn statement(&mut self, list: ElementId, statement: &'a Statement, style: TypeStyle) {
        let label = Said { words: self.citations(&statement.cite).into(), language: "" };
        let entry = Entry { style, ..self.entry(label, self.setter().texts(&statement.text)) };
        self.push(list, &entry);
        self.cite(&statement.cite, self.blocks.len() - 1);
    }

    /// Adds lines to others as sentences by kind, each sentence once, and the units from which lines come.
    fn relations(&mut self, index: UnitIndex) {
        let chart = self.setter().chart;
        let (mut lines, sources) = self.book.relations_of(index);
        lines.sort_by_key(|&at| chart.relations()[at as usize].kind);
        let mut known = HashSet::new();
        let mut list = None;
        let mut before = None;
        for at in lines {
            let relation = &chart.relations()[at as usize];
            let texts = if relation.text.is_empty() {
                let ends = [relation.from, relation.to].map(|party| chart.party_title(party));
                self.setter()
                    .messages(|tongue| ends.map(|title| tongue.languages.words(title)).join(" → "))
            } else {
                self.setter().texts(&relation.text)
            };
            let first = texts.first().and_then(|said| said.as_ref()).map(|it| it.words.to_string());
            if !known.insert((relation.kind, first)) {
                continue;
            }
            let list =
                *list.get_or_insert_with(|| self.open(&self.setter().labelled("handbook.lines")));
            let label = if before == Some(relation.kind) {
                Said::default()
            } else {
                self.kind_of_line(relation.kind)
            };
            before = Some(relation.kind);
            let mut entry = self.entry(label, texts);
            entry.style = self.setter().note;
            entry.label_color = self.setter().theme.line_of(LineKind::Of(relation.kind));
            entry.tail = self.cited(&relation.cite);
            self.push(list, &entry);
            self.cite(&relation.cite, self.blocks.len() - 1);
        }
        if !sources.is_empty() {
            let list = list.unwrap_or_else(|| self.open(&self.setter().labelled("handbook.lines")));
            self.units(list, "handbook.lines_from", sources.into_iter());
        }
    }

    fn kind_of_line(&self, kind: RelationKind) -> Said<'a> {
        self.setter().label(|tongue| self.setter().word(tongue, Word::Relation(kind)))
    }

    fn citations(&self, cite: &[Citation]) -> String {
        self.setter().chart.cited(cite, &str::to_owned)
    }

    fn cited(&self, cite: &[Citation]) -> Tail {
        if cite.is_empty() { Tail::None } else { Tail::Citation(self.citations(cite)) }
    }

    /// Records the position of a paraphrase of a paragraph.
    fn cite(&mut self, cite: &[Citation], block: usize) {
        if cite.is_empty() {
            return;
        }
        let place = *self.blocks[block].starts.get_or_insert_with(|| self.book.next_place());
        self.book.cite(cite, place);
    }
}

/// A running head on one line, truncated if necessary.
pub(super) fn head_line(
    setter: &Setter<'_>,
    words: &str,
    style: TypeStyle,
    width: f32,
) -> Arc<TextRun> {
    let said = Said { words: words.into(), language: setter.first().tag };
    let mut lines = setter.lines(&said, style, width, 0.0);
    if lines.len() < 2 {
        return lines.pop().unwrap_or_else(|| setter.run("", style));
    }
    let fonts = setter.shaper.fonts().font(style.weight);
    let cut = fonts.lines(words, style.size, width, 1).lines;
    setter.run(cut.first().map_or("", String::as_str), style)
}
