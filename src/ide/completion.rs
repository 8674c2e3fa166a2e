//! Completion: the words that fit at a byte.

use std::ops::Range;

use super::Document;
use super::schema::{Record, Slot, Space, relation_meaning, word_keys};
use super::walk::{Spot, Walk};
use crate::model::RelationKind;
use crate::search::fold;
use crate::syntax::{Token, TokenKind, string_literal};

/// Maximum number of completions in one answer.
pub const MAX_COMPLETIONS: usize = 200;

/// What a completion stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// The name of a field.
    Field,
    /// A unit.
    Unit,
    /// A post.
    Post,
    /// A body outside.
    Body,
    /// A shared set of functions.
    Set,
    /// A kind, a bare word or a value of a choice.
    Word,
    /// A language.
    Language,
    /// A paragraph of a source.
    Citation,
}

/// Text that may stand at a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is shown as.
    pub label: String,
    /// What it stands for, such as the name behind an id.
    pub detail: String,
    /// More about it.
    pub documentation: String,
    /// Its sort.
    pub kind: CompletionKind,
    /// The text that is inserted.
    pub text: String,
}

/// Completions at a byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// Bytes that each of them replaces.
    pub span: Range<usize>,
    /// The completions, best first.
    pub items: Vec<Completion>,
    /// Whether there are more than [`MAX_COMPLETIONS`].
    pub is_cut: bool,
}

/// What has been typed so far.
struct Typed<'a> {
    words: &'a str,
    /// Bytes that a completion replaces.
    span: Range<usize>,
    /// Whether quotes stand around it.
    is_quoted: bool,
    /// Whether its closing quote is missing.
    is_open: bool,
}

impl Completion {
    fn new(label: &str, detail: &str, kind: CompletionKind) -> Self {
        Self {
            label: label.to_owned(),
            detail: detail.to_owned(),
            documentation: String::new(),
            kind,
            text: label.to_owned(),
        }
    }

    fn documented(mut self, documentation: impl Into<String>) -> Self {
        self.documentation = documentation.into();
        self
    }
}

impl Document {
    /// What may stand at a byte.
    #[must_use]
    pub fn complete(&self, byte: usize) -> Completions {
        let (walk, token) = Walk::to(self.tokens(), byte);
        if token.as_ref().is_some_and(|token| token.kind.is_comment()) {
            return Completions::default();
        }
        let typed = typed(token.as_ref(), byte);
        let spot = walk.spot();
        let mut items = match spot {
            Spot::FieldName(record) if !typed.is_quoted => self.fields(record, byte),
            Spot::FieldName(_) | Spot::Unknown => Vec::new(),
            Spot::Key(record, field) => self.keys(record.slot(field)),
            Spot::KeyedValue(_, _, field) => self.values_of(field),
            Spot::Value(..) => self.values(spot.slot(), byte),
        };
        let is_literal =
            matches!(spot.slot(), Slot::OneOf(_)) || matches!(spot, Spot::FieldName(_));
        let words = fold(typed.words);
        let mut ranked: Vec<(u8, Completion)> =
            items.drain(..).filter_map(|item| Some((rank(&item, &words)?, item))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let is_cut = ranked.len() > MAX_COMPLETIONS;
        let items = ranked.into_iter().take(MAX_COMPLETIONS).map(|(_, mut item)| {
            if !is_literal && !typed.is_quoted {
                item.text = string_literal(&item.text);
            } else if typed.is_open {
                item.text.push('"');
            }
            item
        });
        Completions { span: typed.span, items: items.collect(), is_cut }
    }

    /// The fields of a record that are not there yet, those that must be there first.
    fn fields(&self, record: Record, byte: usize) -> Vec<Completion> {
        let present = self.fields_around(byte);
        let mut fields: Vec<_> =
            record.fields().iter().filter(|field| !present.contains(&field.name)).collect();
        fields.sort_by_key(|field| !field.is_required);
        let completion = |field: &&super::schema::FieldInfo| Completion {
            text: format!("{}: ", field.name),
            ..Completion::new(field.name, field.type_words, CompletionKind::Field)
                .documented(field.meaning)
        };
        fields.iter().map(completion).collect()
    }

    /// The names of the fields in the brackets around a byte, without that at the byte.
    fn fields_around(&self, byte: usize) -> Vec<&str> {
        // The fields of each open bracket, with its first byte.
        let mut open: Vec<(usize, Vec<&str>)> = Vec::new();
        let mut last: Option<Token<'_>> = None;
        for token in self.tokens().filter(|token| !token.kind.is_trivia()) {
            match token.kind {
                TokenKind::Open => open.push((token.span.start, Vec::new())),
                TokenKind::Close => {
                    let closed = open.pop();
                    if let Some((start, names)) = closed
                        && start < byte
                        && byte <= token.span.start
                    {
                        return names;
                    }
                }
                TokenKind::Colon => {
                    let is_name = |name: &Token<'_>| {
                        let is_typed = name.span.start < byte && byte <= name.span.end;
                        name.kind == TokenKind::Word && !is_typed
                    };
                    let name = last.filter(is_name);
                    if let (Some((_, names)), Some(name)) = (open.last_mut(), name) {
                        names.push(name.text);
                    }
                }
                _ => {}
            }
            last = Some(token);
        }
        let around = open.into_iter().rfind(|&(start, _)| start < byte);
        around.map_or(Vec::new(), |(_, names)| names)
    }

    fn keys(&self, slot: Slot) -> Vec<Completion> {
        match slot {
            Slot::Fields => {
                let declared = self.names.definitions().filter(|name| name.space == Space::Field);
                declared.map(|name| self.field_completion(&name.id)).collect()
            }
            Slot::Words => word_keys()
                .map(|(key, said_of)| Completion::new(key, said_of, CompletionKind::Word))
                .collect(),
            Slot::Text => self.languages(),
            _ => Vec::new(),
        }
    }

    fn field_completion(&self, id: &str) -> Completion {
        let declared = self.chart().fields().iter().find(|field| field.id == id);
        let label = declared.map_or("", |field| self.said(&field.label));
        Completion::new(id, label, CompletionKind::Field)
    }

    fn languages(&self) -> Vec<Completion> {
        let languages = self.chart().languages().iter();
        languages.map(|tag| Completion::new(tag, "", CompletionKind::Language)).collect()
    }

    /// The values of a choice.
    fn values_of(&self, field: &str) -> Vec<Completion> {
        let declared = self.chart().fields().iter().find(|declared| declared.id == field);
        let values = declared.into_iter().flat_map(|field| &field.values);
        values
            .map(|value| Completion::new(&value.id, self.said(&value.label), CompletionKind::Word))
            .collect()
    }

    fn values(&self, slot: Slot, byte: usize) -> Vec<Completion> {
        match slot {
            Slot::Unit => self.parties(byte, |record| record == Record::Unit),
            Slot::Party => self.parties(byte, |record| record != Record::SharedSet),
            Slot::Set => self.parties(byte, |record| record == Record::SharedSet),
            Slot::Kind => self.kinds(),
            Slot::OneOf(words) => words
                .iter()
                .map(|word| {
                    let is_line = words == RelationKind::WORDS;
                    let meaning = relation_meaning(word).filter(|_| is_line).unwrap_or_default();
                    Completion::new(word, meaning, CompletionKind::Word)
                })
                .collect(),
            Slot::Language => self.languages(),
            Slot::Citation => self.citations(),
            _ => Vec::new(),
        }
    }

    /// The ids of units, posts, bodies and sets, without the record that is being typed.
    fn parties(&self, byte: usize, is_wanted: impl Fn(Record) -> bool) -> Vec<Completion> {
        let definitions = self.names.definitions().filter(|name| name.space == Space::Party);
        let is_other =
            |record: Record, span: &Range<usize>| record != Record::Unit || !span.contains(&byte);
        definitions
            .filter(|name| is_wanted(name.record))
            .filter(|name| name.introduces.as_ref().is_none_or(|span| is_other(name.record, span)))
            .map(|name| {
                let (kind, detail) = self.described(name.record, &name.id);
                Completion::new(&name.id, &detail, kind)
            })
            .collect()
    }

    /// What an id stands for.
    fn described(&self, record: Record, id: &str) -> (CompletionKind, String) {
        let chart = self.chart();
        match record {
            Record::Post => {
                let title = self.party(id).map(|party| self.said(chart.party_name(party)));
                (CompletionKind::Post, title.unwrap_or_default().to_owned())
            }
            Record::Body => {
                let body = chart.find_body(id).map(|body| self.said(&chart.body(body).name));
                (CompletionKind::Body, body.unwrap_or_default().to_owned())
            }
            Record::SharedSet => {
                let set = chart.shared_sets().iter().find(|set| set.id == id);
                let first = set.and_then(|set| set.functions.first());
                let words = first.map_or("", |first| self.said(&first.text));
                (CompletionKind::Set, words.to_owned())
            }
            _ => {
                let unit = chart.find(id).map(|unit| chart.unit(unit));
                let name = unit.map_or("", |unit| self.said(&unit.name)).to_owned();
                let acronym = unit.and_then(|unit| unit.acronym.as_ref());
                let name = acronym.map_or(name.clone(), |acronym| format!("{name} ({acronym})"));
                (CompletionKind::Unit, name)
            }
        }
    }

    /// Built-in kinds and those of the file.
    fn kinds(&self) -> Vec<Completion> {
        let kinds = self.chart().kinds().iter();
        kinds
            .map(|kind| Completion::new(&kind.id, self.said(&kind.label), CompletionKind::Word))
            .collect()
    }

    /// The paragraphs of the sources whose texts are attached.
    fn citations(&self) -> Vec<Completion> {
        let sources = self.chart().sources();
        let first = sources.first().map(|source| source.id.as_str());
        let mut all = Vec::new();
        for attached in &self.meaning.texts {
            let prefix = if first == Some(attached.source.as_str()) {
                String::new()
            } else {
                format!("{}:", attached.source)
            };
            for (name, span) in attached.paragraphs.paragraphs() {
                let words = attached.text.get(span.clone()).unwrap_or_default().trim();
                let start: String = words.chars().take(MAX_DETAIL_LENGTH).collect();
                let detail = start.split_whitespace().collect::<Vec<_>>().join(" ");
                let label = format!("{prefix}{name}");
                let completion = Completion::new(&label, &detail, CompletionKind::Citation);
                all.push(completion.documented(words));
            }
        }
        all
    }
}

/// Maximum length of the start of a paragraph beside its number, in characters.
const MAX_DETAIL_LENGTH: usize = 80;

fn typed<'a>(token: Option<&Token<'a>>, byte: usize) -> Typed<'a> {
    let nothing = Typed { words: "", span: byte..byte, is_quoted: false, is_open: false };
    match token {
        // A word behind the byte is not what is being typed.
        Some(token) if token.kind == TokenKind::Word && token.span.start < byte => {
            let end = token.span.end;
            let words = &token.text[..byte - token.span.start];
            Typed { words, span: token.span.start..end, ..nothing }
        }
        Some(token) if token.kind == TokenKind::Text && token.text.starts_with('"') => {
            let start = token.span.start + 1;
            if byte < start {
                return nothing;
            }
            let inner = &token.text[1..];
            let is_closed = inner.ends_with('"') && !inner.contains('\n');
            let end = if is_closed { token.span.end - 1 } else { byte };
            if byte > end {
                return nothing;
            }
            let words = &inner[..byte - start];
            Typed { words, span: start..end, is_quoted: true, is_open: !is_closed }
        }
        _ => nothing,
    }
}

/// How well a completion fits what is typed, the less the better; `None` if it does not.
fn rank(item: &Completion, typed: &str) -> Option<u8> {
    if typed.is_empty() {
        return Some(0);
    }
    let (label, detail) = (fold(&item.label), fold(&item.detail));
    if label.starts_with(typed) {
        Some(0)
    } else if detail.starts_with(typed) || detail.contains(&format!(" {typed}")) {
        Some(1)
    } else if label.contains(typed) || detail.contains(typed) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marked;

    const UNITS: &str = r#"
        (id: "agency", kind: "department", name: "Coast Patrol Agency", acronym: "CPA"),
        (id: "north", parent: "agency", kind: "division", name: "North Division"),"#;

    fn labels(marked_text: &str) -> Vec<String> {
        let (document, byte) = marked(marked_text);
        document.complete(byte).items.into_iter().map(|item| item.label).collect()
    }

    /// The text after the first completion is taken.
    fn completed(marked_text: &str) -> String {
        let (document, byte) = marked(marked_text);
        let completions = document.complete(byte);
        let mut text = document.source().text().to_owned();
        text.replace_range(completions.span, &completions.items[0].text);
        text
    }

    #[test]
    fn fields_are_those_of_the_record_that_are_not_there_yet() {
        let text = "(organogram: 1, units: [(id: \"a\", |name: \"A\")])";
        assert_eq!(labels(text)[..3], ["kind", "parent", "acronym"]);
        let missing = "(organogram: 1, units: [(id: \"a\", name: \"A\", par|)])";
        assert_eq!(labels(missing), ["parent"]);
        assert_eq!(
            completed(missing),
            "(organogram: 1, units: [(id: \"a\", name: \"A\", parent: )])"
        );
    }

    #[test]
    fn ids_are_found_by_the_names_that_they_stand_for() {
        let text = |typed: &str| {
            format!("(organogram: 1, units: [{UNITS}\n(id: \"new\", parent: {typed})])")
        };
        assert_eq!(labels(&text("|")), ["agency", "north"]);
        assert_eq!(labels(&text("\"coast|\"")), ["agency"]);
        assert_eq!(labels(&text("\"cpa|\"")), ["agency"]);
        assert!(completed(&text("|")).contains("parent: \"agency\")"));
        assert!(completed(&text("\"no|\"")).contains("parent: \"north\")"));
        assert!(completed(&text("\"no|")).contains("parent: \"north\""));
    }

    #[test]
    fn words_stand_bare_and_kinds_between_quotes() {
        let relation = "(organogram: 1, units: [], relations: [(kind: ser|)])";
        assert!(completed(relation).contains("kind: serves)"));
        let unit = "(organogram: 1, units: [(id: \"a\", kind: sec|)])";
        assert!(completed(unit).contains("kind: \"section\")"));
    }

    #[test]
    fn languages_and_declared_fields_are_keys() {
        let name =
            "(organogram: 1, languages: [\"en\", \"zh\"], units: [(id: \"a\", name: {\"|\"})])";
        assert_eq!(labels(name), ["en", "zh"]);
        let fields = "(organogram: 1, fields: [(id: \"site\", type: text)], units: [(id: \"a\", fields: {|})])";
        assert_eq!(labels(fields), ["site"]);
    }

    #[test]
    fn nothing_is_proposed_in_a_comment() {
        assert_eq!(labels("(organogram: 1, // id|\n units: [])"), [""; 0]);
    }
}
