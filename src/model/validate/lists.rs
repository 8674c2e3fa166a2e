//! Texts, citations and dates, and the file's lists besides the units.

use super::Validator;
use super::names::Named;
use super::units::name_or_id;
use crate::diagnostic::{Argument, Code, nearest};
use crate::message;
use crate::model::schema;
use crate::model::tree::Step;
use crate::model::{
    Body, BodyIndex, Citation, Kind, Party, SetIndex, SharedSet, Source, Statement, Text,
};

/// The kinds that every file has: id, Chinese and English label.
const BUILT_IN_KINDS: &[(&str, &str, &str)] = &[
    ("department", "部", "Department"),
    ("office", "办公室", "Office"),
    ("division", "司", "Division"),
    ("service", "处", "Service"),
    ("section", "科", "Section"),
    ("unit", "股", "Unit"),
    ("team", "小组", "Team"),
    ("centre", "中心", "Centre"),
    ("branch", "分支", "Branch"),
    ("bureau", "局", "Bureau"),
    ("group", "组", "Group"),
    ("board", "委员会", "Board"),
    ("capacity", "能力", "Capacity"),
    ("mission", "特派团", "Mission"),
];

impl Validator {
    pub(super) fn date(&mut self, date: &str, path: &[Step]) {
        let parts: Vec<&str> = date.split('-').collect();
        let number = |at: usize, length: usize, range: std::ops::RangeInclusive<u32>| {
            parts.get(at).is_none_or(|part| {
                part.len() == length
                    && part.bytes().all(|digit| digit.is_ascii_digit())
                    && part.parse().is_ok_and(|number| range.contains(&number))
            })
        };
        if parts.len() > 3
            || !number(0, 4, 1..=9999)
            || !number(1, 2, 1..=12)
            || !number(2, 2, 1..=31)
        {
            let hint = message!("write YYYY, YYYY-MM or YYYY-MM-DD");
            self.problem(Code::BadValue, path, message!("\"{0}\" is not a date", date), hint);
        }
    }

    /// A text that may be left out altogether.
    pub(super) fn optional_text(&mut self, words: schema::Words, path: &[Step]) -> Text {
        if words.entries.is_empty() { Text::default() } else { self.text(words, path) }
    }

    /// A text, with a warning where it has nothing in one of the file's languages.
    pub(super) fn text(&mut self, words: schema::Words, path: &[Step]) -> Text {
        if words.entries.iter().all(|(_, words)| words.trim().is_empty()) {
            let hint = message!("write what readers shall read");
            self.problem(Code::BlankText, path, message!("this text is blank"), hint);
            return Text::by_language(words.entries);
        }
        let says = |tag: &str| {
            words.entries.iter().any(|(known, words)| {
                (known.is_empty() || known == tag) && !words.trim().is_empty()
            })
        };
        let missing: Vec<&str> =
            self.languages.iter().map(String::as_str).filter(|tag| !says(tag)).collect();
        if !missing.is_empty() {
            let message = message!("this text is missing in: {0}", Argument::list(&missing, ", "));
            let add: Vec<String> = missing.iter().map(|tag| format!("\"{tag}\": \"…\"")).collect();
            let hint = message!("add {0}", Argument::list(&add, ", "));
            self.problem(Code::MissingTranslation, path, message, hint);
        }
        Text::by_language(words.entries)
    }

    /// The citations of what stands at `path`.
    pub(super) fn citations(&mut self, cite: &schema::Several, path: &[Step]) -> Vec<Citation> {
        let citations: Vec<Citation> =
            cite.items.iter().map(|text| Citation::parse(text)).collect();
        for (at, citation) in citations.iter().enumerate() {
            self.citation_form(citation, &[path, &path!["cite", at]].concat());
            let Some(source) = citation.source.as_deref() else { continue };
            if self.source_ids.iter().any(|(id, _)| id == source)
                || self.left_out.contains_key(source)
            {
                continue;
            }
            let hint = match nearest(source, self.source_ids.iter().map(|(id, _)| id.as_str())) {
                Some(near) => message!("did you mean {0}?", near),
                None => message!("add it under sources: (id: \"{0}\", title: …)", source),
            };
            let message = message!("no source has the id {0}", source);
            self.problem(Code::UnknownSource, &[path, &path!["cite", at]].concat(), message, hint);
        }
        citations
    }

    fn statement(&mut self, statement: schema::Statement, path: &[Step]) -> Statement {
        Statement {
            cite: self.citations(&statement.cite, path),
            text: self.text(statement.text, &[path, &path!["text"]].concat()),
        }
    }

    pub(super) fn statements(
        &mut self,
        list: Vec<schema::Statement>,
        path: &[Step],
    ) -> Vec<Statement> {
        list.into_iter()
            .enumerate()
            .map(|(at, statement)| self.statement(statement, &[path, &path![at]].concat()))
            .collect()
    }

    pub(super) fn functions(
        &mut self,
        list: Vec<schema::Statement>,
        path: &[Step],
    ) -> Vec<Statement> {
        for (at, function) in list.iter().enumerate() {
            let is_uncited = function.cite.items.is_empty() && !function.cite.is_partial;
            if is_uncited && !self.source_ids.is_empty() {
                let path = [path, &path![at]].concat();
                let hint = message!("say where it comes from: cite: [\"4.3(b)\"]");
                self.problem(
                    Code::UncitedFunction,
                    &path,
                    message!("this function cites nothing"),
                    hint,
                );
            }
        }
        self.statements(list, path)
    }

    pub(super) fn sources(&mut self, list: Vec<schema::Source>) -> Vec<Source> {
        let mut sources = Vec::with_capacity(list.len());
        for source in list {
            let path = path!["sources", source.place];
            if let Some(&(_, first)) = self.source_ids.iter().find(|(id, _)| *id == source.id) {
                let path = [&path[..], &path!["id"]].concat();
                let message = message!("the id {0} is taken: a source has it", &source.id);
                let hint = message!("give each source an id of its own");
                self.twice(&path, path!["sources", first, "id"].to_vec(), message, hint);
                continue;
            }
            if let Some(date) = &source.date {
                self.date(date, &[&path[..], &path!["date"]].concat());
            }
            self.source_ids.push((source.id.clone(), source.place));
            self.citing.enter(&source.id, source.numbering);
            sources.push(Source {
                id: source.id,
                symbol: source.symbol,
                title: self.optional_text(source.title, &[&path[..], &path!["title"]].concat()),
                date: source.date,
                language: source.language,
                text: source.text,
                numbering: source.numbering,
            });
        }
        sources
    }

    pub(super) fn kinds(&mut self, list: Vec<schema::Kind>) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = BUILT_IN_KINDS
            .iter()
            .map(|(id, zh, en)| Kind {
                id: (*id).into(),
                label: self.built_in_label(zh, en),
                color: None,
            })
            .collect();
        for kind in list {
            let path = path!["kinds", kind.place];
            let color = kind
                .color
                .and_then(|color| self.color(&color, &[&path[..], &path!["color"]].concat()));
            let label =
                kind.label.map(|label| self.text(label, &[&path[..], &path!["label"]].concat()));
            if let Some(known) = kinds.iter_mut().find(|known| known.id == kind.id) {
                known.color = color.or(known.color);
                known.label = label.unwrap_or_else(|| known.label.clone());
            } else {
                let label = label.unwrap_or_else(|| Text::plain(kind.id.clone()));
                kinds.push(Kind { id: kind.id, label, color });
            }
        }
        kinds
    }

    /// The label of a built-in kind in those of the file's languages that it is known in; in English
    /// where it is known in none.
    fn built_in_label(&self, zh: &str, en: &str) -> Text {
        let known = self.languages.iter().filter_map(|tag| {
            let words = match tag.split(['-', '_']).next()? {
                "zh" => zh,
                "en" => en,
                _ => return None,
            };
            Some((tag.clone(), words.to_owned()))
        });
        let mut label: Vec<(String, String)> = known.collect();
        if label.is_empty() {
            label.push(("en".to_owned(), en.to_owned()));
        }
        Text::by_language(label)
    }

    /// Red, green and blue of `#rrggbb`.
    fn color(&mut self, text: &str, path: &[Step]) -> Option<[u8; 3]> {
        let color = hex_color(text);
        if color.is_none() {
            let hint = message!("write red, green and blue in hexadecimal, such as \"#7a5fb0\"");
            self.problem(Code::BadValue, path, message!("\"{0}\" is not a colour", text), hint);
        }
        color
    }

    pub(super) fn bodies(&mut self, list: Vec<schema::Body>) -> Vec<Body> {
        let mut bodies = Vec::with_capacity(list.len());
        for body in list {
            let path = path!["bodies", body.place];
            let named = Named::Party(Party::Body(BodyIndex::new(bodies.len())));
            if self.enter(&body.id, named, &[&path[..], &path!["id"]].concat()) {
                let name = self.text(body.name, &[&path[..], &path!["name"]].concat());
                bodies.push(Body { name: name_or_id(name, &body.id), id: body.id });
            }
        }
        bodies
    }

    pub(super) fn shared_sets(&mut self, list: Vec<schema::SharedSet>) -> Vec<SharedSet> {
        let mut sets = Vec::with_capacity(list.len());
        for set in list {
            let path = path!["shared_functions", set.place];
            let named = Named::Set(SetIndex::new(sets.len()));
            if self.enter(&set.id, named, &[&path[..], &path!["id"]].concat()) {
                sets.push(SharedSet {
                    id: set.id,
                    cite: self.citations(&set.cite, &path),
                    functions: self
                        .functions(set.functions, &[&path[..], &path!["functions"]].concat()),
                });
            }
        }
        sets
    }
}

fn hex_color(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([byte(0)?, byte(2)?, byte(4)?])
}
