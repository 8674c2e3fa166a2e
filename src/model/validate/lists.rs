//! Citations, statements, and the file's lists other than units.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::Validator;
use super::names::{Named, Sort, did_you_mean};
use super::units::name_or_id;
use crate::diagnostic::Code;
use crate::message;
use crate::model::progress::Watch;
use crate::model::schema;
use crate::model::tree::{Site, Trail, below};
use crate::model::{
    Body, BodyIndex, Citation, Kind, KindIndex, Party, SetIndex, SharedSet, Source, Statement, Text,
};

/// Built-in kinds: id, Chinese and English label.
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

/// Kind of units whose own kind is unknown.
pub(super) const PLAIN_KIND: &str = "unit";

impl Validator<'_> {
    /// Validates the citations of the item at `path`.
    pub(super) fn citations(&mut self, cite: &schema::Several, path: &Trail<'_>) -> Vec<Citation> {
        let cites = self.once(cite, &below(path, path!["cite"]));
        let mut citations = Vec::with_capacity(cites.len());
        for (at, text) in cites {
            let citation = Citation::parse(text);
            let path = below(path, path!["cite", at]);
            self.citation_form(&citation, &path);
            if let Some(source) = &citation.source {
                self.cited_source(source, &path);
            }
            citations.push(citation);
        }
        citations
    }

    /// Reports a citation of an unknown source.
    fn cited_source(&mut self, source: &str, path: &Trail<'_>) {
        if self.source_places.contains_key(source) || self.left_out.contains_key(source) {
            return;
        }
        let hint = match self.nearest(Sort::Source, source) {
            Some(near) => did_you_mean(near),
            None => message!("add it under sources: (id: \"{0}\", title: …)", source),
        };
        let message = message!("no source has the id {0}", source);
        self.problem(Code::UnknownSource, path, message, hint);
    }

    pub(super) fn statement(
        &mut self,
        statement: schema::Statement,
        path: &Trail<'_>,
    ) -> Statement {
        Statement {
            cite: self.citations(&statement.cite, path),
            text: self.text(statement.text, &below(path, path!["text"])),
            was: statement.was.map(|was| was.items.iter().map(ToString::to_string).collect()),
        }
    }

    pub(super) fn statements(
        &mut self,
        list: Vec<schema::Statement>,
        path: &Trail<'_>,
    ) -> Vec<Statement> {
        list.into_iter()
            .enumerate()
            .map(|(at, statement)| self.statement(statement, &below(path, path![at])))
            .collect()
    }

    pub(super) fn functions(
        &mut self,
        list: Vec<schema::Statement>,
        path: &Trail<'_>,
    ) -> Vec<Statement> {
        for (at, function) in list.iter().enumerate() {
            let is_uncited = function.cite.items.is_empty() && !function.cite.is_partial;
            if is_uncited && !self.source_places.is_empty() {
                let path = below(path, path![at]);
                let hint = message!("add a citation, such as cite: [\"4.3(b)\"]");
                self.problem(
                    Code::UncitedFunction,
                    &path,
                    message!("this function has no citation"),
                    hint,
                );
            }
        }
        self.statements(list, path)
    }

    pub(super) fn sources(
        &mut self,
        list: Vec<schema::Source>,
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), Vec<Source>> {
        let mut sources = Vec::with_capacity(list.len());
        for source in list {
            watch.step()?;
            let path = path!["sources", source.place];
            let at = |field: &'static str| below(&path, path![field]);
            if let Some(&first) = self.source_places.get(&source.id) {
                let message = message!("the id {0} is already used by another source", &source.id);
                let hint = message!("give each source a unique id");
                self.twice(&at("id"), Site::item("sources", first).id_path(), message, hint);
                continue;
            }
            self.source_places.insert(source.id.clone(), source.place);
            self.citing.enter(&source.id, source.numbering);
            sources.push(Source {
                id: source.id,
                symbol: source.symbol.map(|symbol| self.short(symbol, &at("symbol"))),
                title: self.optional_name(source.title, &at("title")),
                date: self.date(source.date, &at("date")),
                language: self.language(source.language, &at("language")),
                text: source.text,
                numbering: source.numbering,
            });
        }
        ControlFlow::Continue(sources)
    }

    pub(super) fn kinds(
        &mut self,
        list: Vec<schema::Kind>,
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), Vec<Kind>> {
        let built_in = BUILT_IN_KINDS.iter().map(|&(id, zh, en)| Kind {
            id: id.into(),
            label: built_in_label(&self.languages, zh, en),
            color: None,
        });
        let mut kinds: Vec<Kind> = built_in.collect();
        self.kind_by_id =
            (0..).zip(&kinds).map(|(at, kind)| (kind.id.clone(), KindIndex::new(at))).collect();
        let mut places: HashMap<String, usize> = HashMap::new();
        for kind in list {
            watch.step()?;
            let path = path!["kinds", kind.place];
            let at = |field: &'static str| below(&path, path![field]);
            if let Some(&first) = places.get(&kind.id) {
                let message = message!("the id {0} is already used by another kind", &kind.id);
                let hint = message!("give each kind a unique id");
                self.twice(&at("id"), Site::item("kinds", first).id_path(), message, hint);
                continue;
            }
            places.insert(kind.id.clone(), kind.place);
            let color = kind.color.and_then(|color| self.color(&color, &at("color")));
            let label = kind.label.map(|label| self.name(label, &at("label")));
            if let Some(known) = self.kind_by_id.get(&kind.id) {
                let known = &mut kinds[known.get()];
                known.color = color.or(known.color);
                known.label = label.unwrap_or_else(|| known.label.clone());
            } else {
                let label = label.unwrap_or_else(|| Text::plain(kind.id.clone()));
                self.kind_by_id.insert(kind.id.clone(), KindIndex::new(kinds.len()));
                kinds.push(Kind { id: kind.id, label, color });
            }
        }
        ControlFlow::Continue(kinds)
    }

    pub(super) fn bodies(
        &mut self,
        list: Vec<schema::Body>,
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), Vec<Body>> {
        let mut bodies = Vec::with_capacity(list.len());
        for body in list {
            watch.step()?;
            let path = path!["bodies", body.place];
            let named = Named::Party(Party::Body(BodyIndex::new(bodies.len())));
            if self.enter(&body.id, named, Site::item("bodies", body.place)) {
                let name = self.name(body.name, &below(&path, path!["name"]));
                bodies.push(Body { name: name_or_id(name, &body.id), id: body.id });
            }
        }
        ControlFlow::Continue(bodies)
    }

    pub(super) fn shared_sets(
        &mut self,
        list: Vec<schema::SharedSet>,
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), Vec<SharedSet>> {
        let mut sets: Vec<SharedSet> = Vec::with_capacity(list.len());
        for set in list {
            watch.step()?;
            let path = path!["shared_functions", set.place];
            let named = Named::Set(SetIndex::new(sets.len()));
            if self.enter(&set.id, named, Site::item("shared_functions", set.place)) {
                let set = SharedSet {
                    id: set.id,
                    cite: self.citations(&set.cite, &path),
                    functions: self.functions(set.functions, &below(&path, path!["functions"])),
                };
                let bytes = set.functions.iter().map(|function| function.bytes() + set.id.len());
                self.set_sizes.push((set.functions.len(), bytes.sum()));
                sets.push(set);
            }
        }
        ControlFlow::Continue(sets)
    }
}

/// Whether a kind is built in and has its built-in label.
pub(in crate::model) fn is_built_in(kind: &Kind, languages: &[String]) -> bool {
    let known = BUILT_IN_KINDS.iter().find(|(id, ..)| *id == kind.id);
    known.is_some_and(|&(_, zh, en)| kind.label == built_in_label(languages, zh, en))
}

/// The label of a built-in kind in those of the file's languages that it is available in; in English if there are none.
fn built_in_label(languages: &[String], zh: &str, en: &str) -> Text {
    let known = languages.iter().filter_map(|tag| {
        let words = match tag.split(['-', '_']).next()? {
            "zh" => zh,
            "en" => en,
            _ => return None,
        };
        Some((tag.as_str(), words))
    });
    let mut label: Vec<(&str, &str)> = known.collect();
    if label.is_empty() {
        label.push(("en", en));
    }
    Text::by_language(&label)
}

/// The id of the built-in kind with a given id or Chinese or English label.
#[must_use]
pub fn built_in_kind(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase();
    let is_called = |&&(id, zh, en): &&(&str, &str, &str)| {
        word == id || word == zh || word == en.to_lowercase()
    };
    BUILT_IN_KINDS.iter().find(is_called).map(|(id, ..)| *id)
}
