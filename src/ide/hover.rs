//! Hover: description of the item at a byte, as Markdown.

use std::fmt::Write as _;
use std::ops::Range;

use super::Document;
use super::schema::{Record, Slot, Space, relation_meaning, word_keys};
use super::walk::{Spot, Walk};
use crate::export::markdown::inline;
use crate::i18n::Messages;
use crate::model::accountability::chains;
use crate::model::{Citation, Party, Post, RelationKind, Text, UnitIndex};
use crate::syntax::TokenKind;

/// Description of a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The described bytes.
    pub span: Range<usize>,
    /// The description, as Markdown.
    pub markdown: String,
}

/// Maximum number of chains of accountability that are shown.
const MAX_CHAINS: usize = 4;

impl Document {
    /// Describes the item at a byte, in the language of `messages`.
    #[must_use]
    pub fn hover(&self, byte: usize, messages: &Messages) -> Option<Hover> {
        Describer { document: self, messages }.hover(byte)
    }
}

/// Descriptions of the items of a document in one language. The meanings of fields are in English.
struct Describer<'a> {
    document: &'a Document,
    messages: &'a Messages,
}

impl Describer<'_> {
    fn hover(&self, byte: usize) -> Option<Hover> {
        let (walk, token) = Walk::to(self.document.tokens(), byte);
        let token =
            token.filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Text))?;
        let spot = walk.spot();
        let words = token.text.trim_matches('"');
        let markdown = match spot {
            Spot::FieldName(record) => field(record, words),
            Spot::Key(record, name) if record.slot(name) == Slot::Words => {
                let (key, said_of) = word_keys().find(|(key, _)| *key == words)?;
                Some(format!("`{key}`: {said_of}"))
            }
            Spot::Key(record, name) if record.slot(name) == Slot::Fields => self.declared(words),
            _ if spot.slot() == Slot::Citation => self.citation(words),
            _ if spot.slot() == Slot::Kind => self.kind(words),
            _ if spot.slot() == Slot::OneOf(RelationKind::WORDS) => {
                relation_meaning(words).map(|meaning| format!("`{words}`: *from* {meaning} *to*"))
            }
            _ => {
                let name = self.document.names().at(byte)?;
                match name.space {
                    Space::Party => self.named(&name.id),
                    Space::Previous => self.previous_unit(&name.id),
                    _ => None,
                }
            }
        };
        Some(Hover { span: token.span, markdown: markdown? })
    }

    /// Description of a unit, post, body or shared set.
    fn named(&self, id: &str) -> Option<String> {
        let chart = self.document.chart();
        match self.document.party(id) {
            Some(Party::Unit(unit)) => Some(self.unit(unit)),
            Some(post @ Party::Post(unit, at)) => {
                let mut out = self.heading(chart.party_name(post));
                let unit_name = inline(self.said(&chart.unit(unit).name));
                self.paragraph(&mut out, "hover.post_in", &[&unit_name]);
                self.holders(&chart.unit(unit).posts[at as usize], &mut out);
                self.accountability(post, &mut out);
                Some(out)
            }
            Some(Party::Body(body)) => {
                let mut out = self.heading(&chart.body(body).name);
                self.paragraph(&mut out, "outside.title", &[]);
                Some(out)
            }
            None => {
                let set = chart.shared_sets().iter().find(|set| set.id == id)?;
                let mut out = format!("{}\n", self.messages.get("form.shared_functions"));
                for function in &set.functions {
                    let _ = write!(out, "\n- {}", inline(self.said(&function.text)));
                }
                Some(out)
            }
        }
    }

    fn unit(&self, index: UnitIndex) -> String {
        let chart = self.document.chart();
        let unit = chart.unit(index);
        let mut out = self.heading(&unit.name);
        let kind = inline(self.said(&chart.kind(unit.kind).label));
        let _ = write!(out, "\n\n{kind}");
        if let Some(acronym) = &unit.acronym {
            let _ = write!(out, " · {}", inline(acronym));
        }
        let path = chart
            .ancestors(index)
            .into_iter()
            .map(|above| inline(self.said(&chart.unit(above).name)));
        let path: Vec<String> = path.collect();
        if !path.is_empty() {
            self.paragraph(&mut out, "hover.in", &[&path.join(" › ")]);
        }
        if let Some(head) = &unit.head {
            let title = inline(self.said(&head.title));
            if !title.is_empty() {
                self.paragraph(&mut out, "hover.head", &[&title]);
            }
            self.holders(head, &mut out);
        }
        let functions = chart.function_count(index);
        if functions > 0 {
            self.paragraph(&mut out, "hover.functions", &[&functions.to_string()]);
        }
        self.accountability(Party::Unit(index), &mut out);
        out
    }

    fn previous_unit(&self, id: &str) -> Option<String> {
        let previous = self.document.previous()?;
        let unit = previous.find(id)?;
        let above = previous.ancestors(unit).into_iter();
        let path: Vec<String> =
            above.map(|above| inline(self.said(&previous.unit(above).name))).collect();
        let mut out = self.heading(&previous.unit(unit).name);
        self.paragraph(&mut out, "hover.previous", &[]);
        if !path.is_empty() {
            self.paragraph(&mut out, "hover.in", &[&path.join(" › ")]);
        }
        Some(out)
    }

    /// A text in the language of the messages, or else in the first language of the file that it has.
    fn said<'t>(&self, text: &'t Text) -> &'t str {
        let languages = self.document.chart().languages().iter().map(String::as_str);
        text.get(std::iter::once(self.messages.tag()).chain(languages))
    }

    /// Adds a paragraph: a message with its arguments.
    fn paragraph(&self, out: &mut String, key: &'static str, arguments: &[&str]) {
        let _ = write!(out, "\n\n{}", self.messages.fill(key, arguments));
    }

    /// A name in all languages.
    fn heading(&self, name: &Text) -> String {
        let first = self.said(name);
        let others = name.entries().map(|(_, words)| words).filter(|words| *words != first);
        let others: String = others.map(|words| format!(" · {}", inline(words))).collect();
        format!("**{}**{others}", inline(first))
    }

    fn holders(&self, post: &Post, out: &mut String) {
        let names: Vec<String> =
            post.holders.iter().map(|person| inline(self.said(&person.name))).collect();
        if !names.is_empty() {
            self.paragraph(out, "hover.held_by", &[&names.join(", ")]);
        }
    }

    /// Writes the chains of accountability, one per line.
    fn accountability(&self, party: Party, out: &mut String) {
        let chart = self.document.chart();
        let chains = chains(chart, party);
        for chain in chains.iter().take(MAX_CHAINS) {
            let steps = chain.iter().map(|step| inline(self.said(chart.party_title(step.to))));
            self.paragraph(out, "hover.answers", &[&steps.collect::<Vec<_>>().join(" → ")]);
        }
        if chains.len() > MAX_CHAINS {
            let more = (chains.len() - MAX_CHAINS).to_string();
            self.paragraph(out, "hover.more", &[&more]);
        }
    }

    /// The official wording of a cited paragraph, or its paraphrase in the chart.
    fn citation(&self, words: &str) -> Option<String> {
        let citation = Citation::parse(words);
        let source = self.document.chart().cited_source(&citation)?;
        let title = [source.symbol.as_deref().unwrap_or_default(), self.said(&source.title)];
        let title: Vec<String> =
            title.iter().filter(|part| !part.is_empty()).map(|part| inline(part)).collect();
        let mut out = format!("**{}** {}", inline(&citation.paragraph), title.join(" · "));
        let attached = self.document.meaning.texts.iter().find(|text| text.source == source.id);
        if let Some(attached) = attached
            && let Some(found) = attached.paragraphs.find(&citation.paragraph)
        {
            for (_, span) in &attached.paragraphs.paragraphs()[found] {
                let words = attached.text.get(span.clone()).unwrap_or_default();
                let _ = write!(out, "\n\n> {}", inline(words.trim()));
            }
        }
        Some(out)
    }

    fn kind(&self, id: &str) -> Option<String> {
        let kind = self.document.chart().kinds().iter().find(|kind| kind.id == id)?;
        Some(self.heading(&kind.label))
    }

    fn declared(&self, id: &str) -> Option<String> {
        let field = self.document.chart().fields().iter().find(|field| field.id == id)?;
        let unit = field.unit.as_ref().map(|unit| format!(" ({})", inline(unit)));
        Some(self.heading(&field.label) + &unit.unwrap_or_default())
    }
}

/// Description of a field, with its type.
fn field(record: Record, name: &str) -> Option<String> {
    let field = record.field(name)?;
    let required = if field.is_required { ", required" } else { "" };
    let words = format!("`{name}` of {}: {}{required}", record.word(), field.type_words);
    Some(format!("{words}\n\n{}", field.meaning))
}

#[cfg(test)]
mod tests {
    use super::super::testing::marked;
    use crate::i18n::Messages;

    fn hover_in(language: &str, marked_text: &str) -> String {
        let (document, byte) = marked(marked_text);
        let hover = document.hover(byte, Messages::of(language));
        hover.map_or(String::new(), |hover| hover.markdown)
    }

    fn hover(marked_text: &str) -> String {
        hover_in("en", marked_text)
    }

    #[test]
    fn describes_ids() {
        let text = r#"(organogram: 1, languages: ["en", "zh"], units: [
            (id: "agency", kind: "department", name: {"en": "Coast Patrol", "zh": "海岸巡逻"}, acronym: "CP",
             head: (title: {"en": "Director", "zh": "主任"}, holder: "Ada Marsh")),
            (id: "north", parent: "ag|ency", kind: "division", name: {"en": "North", "zh": "北"}),
        ])"#;
        assert_eq!(
            hover(text),
            "**Coast Patrol** · 海岸巡逻\n\nDepartment · CP\n\nHead: Director\n\nHeld by Ada Marsh"
        );
        let text = text.replace("ag|ency", "agency").replace("\"north\"", "\"nor|th\"");
        assert_eq!(
            hover(&text),
            "**North** · 北\n\nDivision\n\nIn Coast Patrol\n\nAnswers to Director"
        );
        assert_eq!(
            hover_in("zh-CN", &text),
            "**北** · North\n\n司\n\n属于：海岸巡逻\n\n向主任负责"
        );
    }

    #[test]
    fn describes_fields_and_relations() {
        assert_eq!(
            hover("(organogram: 1, units: [(par|ent: \"a\")])"),
            "`parent` of a unit: id of a unit\n\nthe unit it belongs to; a unit without a parent is at top level"
        );
        assert_eq!(
            hover("(organogram: 1, relations: [(kind: ser|ves)])"),
            "`serves`: *from* is a resource of *to*"
        );
    }
}
