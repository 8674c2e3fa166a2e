//! Completion of the text at a byte.

use std::ops::Range;

use super::Document;
use super::schema::{Record, Slot, relation_meaning, word_keys};
use super::walk::{Spot, Walk};
use crate::model::{Chart, RelationKind};
use crate::search::fold;
use crate::syntax::{Token, TokenKind, string_literal};

/// Maximum number of completions in one answer.
pub const MAX_COMPLETIONS: usize = 200;

/// Kind of a completion.
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
    /// A whole record, or a whole file.
    Record,
}

/// Completion item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Text to display.
    pub label: String,
    /// Short description, such as the name behind an id.
    pub detail: String,
    /// Further description.
    pub documentation: String,
    /// Kind of the item.
    pub kind: CompletionKind,
    /// Text to insert.
    pub text: String,
}

/// Completions at a byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// Bytes that each item replaces.
    pub span: Range<usize>,
    /// The items, best first.
    pub items: Vec<Completion>,
    /// There are more than [`MAX_COMPLETIONS`].
    pub is_cut: bool,
}

/// Partially typed text.
struct Typed<'a> {
    words: &'a str,
    /// Bytes that a completion replaces.
    span: Range<usize>,
    /// Whether it is in quotes.
    is_quoted: bool,
    /// Its closing quote is missing.
    is_open: bool,
}

impl Completion {
    pub(super) fn new(label: &str, detail: &str, kind: CompletionKind) -> Self {
        Self {
            label: label.to_owned(),
            detail: detail.to_owned(),
            documentation: String::new(),
            kind,
            text: label.to_owned(),
        }
    }

    /// The same with another text that is inserted.
    pub(super) fn writing(mut self, text: String) -> Self {
        self.text = text;
        self
    }

    fn documented(mut self, documentation: impl Into<String>) -> Self {
        self.documentation = documentation.into();
        self
    }
}

impl Document {
    /// Completions at a byte.
    #[must_use]
    pub fn complete(&self, byte: usize) -> Completions {
        let (walk, token) = Walk::to(self.tokens(), byte);
        if token.as_ref().is_some_and(|token| token.kind.is_comment()) {
            return Completions::default();
        }
        let typed = typed(token.as_ref(), byte);
        let spot = walk.spot();
        let unit = walk.records().find(|(record, _)| *record == Record::Unit);
        let mut items = match spot {
            Spot::FieldName(record) if !typed.is_quoted => {
                let open = walk.records().next_back().map_or(0, |(_, open)| open);
                self.fields(record, open, byte)
            }
            Spot::FieldName(_) => Vec::new(),
            Spot::Unknown => self.new_file().into_iter().collect(),
            Spot::Key(record, field) => self.keys(record.slot(field)),
            Spot::KeyedValue(_, _, field) => self.values_of(field),
            Spot::Value(..) if spot.slot() == Slot::PreviousStatement => {
                self.previous_statements(typed.words)
            }
            Spot::Value(record, field) => match spot.slot() {
                Slot::Record(inner) => {
                    let info = record.field(field);
                    let is_list = info.is_some_and(|info| info.type_words.starts_with("list"));
                    self.new_record(inner, is_list && !walk.is_in_list()).into_iter().collect()
                }
                other => self.values(other, unit.map(|(_, open)| open)),
            },
        };
        let is_literal = matches!(spot.slot(), Slot::OneOf(_) | Slot::Record(_))
            || matches!(spot, Spot::FieldName(_) | Spot::Unknown);
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

    /// The fields of a record that are not present yet, required ones first.
    fn fields(&self, record: Record, open: usize, byte: usize) -> Vec<Completion> {
        let present = self.fields_from(open);
        let is_present = |field: &str| {
            let is_typed = |name: &Range<usize>| name.start < byte && byte <= name.end;
            present.iter().any(|(name, _)| name.text == field && !is_typed(&name.span))
        };
        let mut fields: Vec<_> =
            record.fields().iter().filter(|field| !is_present(field.name)).collect();
        fields.sort_by_key(|field| !field.is_required);
        let completion = |field: &&super::schema::FieldInfo| {
            Completion::new(field.name, field.type_words, CompletionKind::Field)
                .writing(format!("{}: ", field.name))
                .documented(field.meaning)
        };
        fields.iter().map(completion).collect()
    }

    /// The names of the fields after an opening bracket at a byte, each with the first token of its value.
    fn fields_from(&self, open: usize) -> Vec<(Token<'_>, Option<Token<'_>>)> {
        let mut fields: Vec<(Token<'_>, Option<Token<'_>>)> = Vec::new();
        let mut depth = 0_usize;
        let mut last: Option<Token<'_>> = None;
        for token in self.tokens_from(open).filter(|token| !token.kind.is_trivia()) {
            let is_value =
                depth == 1 && last.as_ref().is_some_and(|last| last.kind == TokenKind::Colon);
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth <= 1 => break,
                TokenKind::Close => depth -= 1,
                TokenKind::Colon if depth == 1 => {
                    let name = last.take().filter(|name| name.kind == TokenKind::Word);
                    fields.extend(name.map(|name| (name, None)));
                }
                _ => {}
            }
            if is_value && let Some((_, value)) = fields.last_mut() {
                *value = Some(token.clone());
            }
            last = Some(token);
        }
        fields
    }

    fn keys(&self, slot: Slot) -> Vec<Completion> {
        match slot {
            Slot::Fields => {
                let declared = self.chart().fields().iter();
                declared
                    .map(|field| {
                        Completion::new(&field.id, self.said(&field.label), CompletionKind::Field)
                    })
                    .collect()
            }
            Slot::Words => word_keys()
                .map(|(key, said_of)| Completion::new(key, said_of, CompletionKind::Word))
                .collect(),
            Slot::Text => self.languages(),
            _ => Vec::new(),
        }
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

    /// The values of a slot, in the unit that starts at a byte.
    fn values(&self, slot: Slot, unit: Option<usize>) -> Vec<Completion> {
        match slot {
            Slot::Unit => self.units(unit).collect(),
            Slot::Party => self.units(unit).chain(self.posts()).chain(self.bodies()).collect(),
            Slot::Set => self.sets().collect(),
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
            Slot::PreviousUnit => self.previous_units(),
            _ => Vec::new(),
        }
    }

    /// The units of the edition before.
    fn previous_units(&self) -> Vec<Completion> {
        let units = self.previous().map_or(&[][..], Chart::units).iter();
        units
            .map(|unit| Completion::new(&unit.id, self.said(&unit.name), CompletionKind::Unit))
            .collect()
    }

    /// The units of the edition before; once one is typed, its cited functions and duties.
    fn previous_statements(&self, typed: &str) -> Vec<Completion> {
        let Some((id, _)) = typed.split_once(' ') else { return self.previous_units() };
        let Some(previous) = self.previous() else { return Vec::new() };
        let Some(unit) = previous.find(id).map(|unit| previous.unit(unit)) else {
            return Vec::new();
        };
        let duties = unit.head.iter().chain(&unit.posts).flat_map(|post| &post.duties);
        let statements = unit.functions.iter().chain(duties);
        let cited = statements.flat_map(|it| it.cite.iter().map(move |cite| (cite, &it.text)));
        cited
            .map(|(cite, text)| {
                let label = format!("{id} {cite}");
                Completion::new(&label, self.said(text), CompletionKind::Citation)
            })
            .collect()
    }

    /// The units, except the one that starts at a byte.
    fn units(&self, without: Option<usize>) -> impl Iterator<Item = Completion> {
        let fields = without.map(|open| self.fields_from(open)).unwrap_or_default();
        let id = fields.into_iter().find(|(name, _)| name.text == "id").and_then(|(_, id)| id);
        let own = id.map_or("", |id| id.text.trim_matches('"'));
        self.chart().units().iter().filter(move |unit| unit.id != own).map(|unit| {
            let name = self.said(&unit.name);
            let acronym = unit.acronym.as_ref();
            let name = acronym.map_or(name.to_owned(), |acronym| format!("{name} ({acronym})"));
            Completion::new(&unit.id, &name, CompletionKind::Unit)
        })
    }

    fn posts(&self) -> impl Iterator<Item = Completion> {
        let posts = self.chart().units().iter().flat_map(|unit| &unit.posts);
        posts.filter_map(|post| {
            let id = post.id.as_ref()?;
            Some(Completion::new(id, self.said(&post.title), CompletionKind::Post))
        })
    }

    fn bodies(&self) -> impl Iterator<Item = Completion> {
        let bodies = self.chart().bodies().iter();
        bodies.map(|body| Completion::new(&body.id, self.said(&body.name), CompletionKind::Body))
    }

    /// The shared sets, each with its first function.
    fn sets(&self) -> impl Iterator<Item = Completion> {
        self.chart().shared_sets().iter().map(|set| {
            let words = set.functions.first().map_or("", |first| self.said(&first.text));
            Completion::new(&set.id, words, CompletionKind::Set)
        })
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

/// Maximum length of the excerpt of a paragraph next to its number, in characters.
const MAX_DETAIL_LENGTH: usize = 80;

fn typed<'a>(token: Option<&Token<'a>>, byte: usize) -> Typed<'a> {
    let nothing = Typed { words: "", span: byte..byte, is_quoted: false, is_open: false };
    match token {
        // A word after the byte is not being typed.
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

/// Rank of an item for the typed text, lower is better; `None` if it does not match.
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

    /// The text after accepting the first completion.
    fn completed(marked_text: &str) -> String {
        let (document, byte) = marked(marked_text);
        let completions = document.complete(byte);
        let mut text = document.source().text().to_owned();
        text.replace_range(completions.span, &completions.items[0].text);
        text
    }

    #[test]
    fn completes_missing_fields() {
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
    fn completes_ids_by_name() {
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
    fn completes_bare_words_and_quoted_kinds() {
        let relation = "(organogram: 1, units: [], relations: [(kind: ser|)])";
        assert!(completed(relation).contains("kind: serves)"));
        let unit = "(organogram: 1, units: [(id: \"a\", kind: sec|)])";
        assert!(completed(unit).contains("kind: \"section\")"));
    }

    #[test]
    fn completes_languages_and_declared_fields() {
        let name =
            "(organogram: 1, languages: [\"en\", \"zh\"], units: [(id: \"a\", name: {\"|\"})])";
        assert_eq!(labels(name), ["en", "zh"]);
        let fields = "(organogram: 1, fields: [(id: \"site\", type: text)], units: [(id: \"a\", fields: {|})])";
        assert_eq!(labels(fields), ["site"]);
    }

    #[test]
    fn completes_nothing_in_comments() {
        assert_eq!(labels("(organogram: 1, // id|\n units: [])"), [""; 0]);
    }
}
