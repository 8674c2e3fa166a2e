//! Schema to [`Chart`]: references resolved, rules checked, every problem noted.
//!
//! What is sound is kept: a unit that cannot stand is left out, one whose parent is unknown stands
//! at top level, a ring of parents is opened at its first unit. What refers to a left-out item gets
//! no problem of its own: one cause, one message.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::parse::Spans;
use super::progress::{LoadStage, Watch};
use super::schema;
use super::tree::Step;
use super::{Body, BodyIndex, Chart, Party, Relation, SetIndex, SharedSet, UnitIndex};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::message;
use crate::source::SourceText;

/// A field's name, or an item's number, as a step of a path.
macro_rules! path {
    ($($step:expr),+ $(,)?) => { [$($crate::model::tree::Step::from($step)),+] };
}

mod citing;
mod forest;
mod lists;
mod names;
mod reporting;
mod units;
mod words;

use citing::Citing;
use names::Named;

/// A problem with the path of what it is about.
#[derive(Debug)]
pub(super) struct Problem {
    path: Vec<Step>,
    /// Where the first of two stands, when it is about the second.
    first: Option<Vec<Step>>,
    diagnostic: Diagnostic,
}

impl Problem {
    /// What is wrong.
    pub(super) const fn code(&self) -> Code {
        self.diagnostic.code
    }

    /// The diagnostic with its place in the text.
    pub(super) fn placed(self, spans: &Spans<'_>, source: &SourceText) -> Diagnostic {
        let mut diagnostic = self.diagnostic;
        let span = spans.locate(&self.path);
        // A whole item is marked by its first character; only a short value in full.
        let first = source.text()[span.start..].chars().next().map_or(0, char::len_utf8);
        let is_short = span.len() <= MAX_MARKED_BYTES;
        diagnostic.span = Some(if is_short { span } else { span.start..span.start + first });
        if let Some(first) = self.first {
            let at = source.position(spans.locate(&first).start);
            let hint = message!("the first one is in line {0}, column {1}", at.line, at.column);
            diagnostic.hints.insert(0, hint);
        }
        diagnostic
    }
}

/// The longest value that is marked in full.
const MAX_MARKED_BYTES: usize = 200;

struct Validator {
    problems: Vec<Problem>,
    languages: Vec<String>,
    /// The ids of sources with their places in the list.
    source_ids: Vec<(String, usize)>,
    names: HashMap<String, (Named, Vec<Step>)>,
    citing: Citing,
    /// Ids of what stands in the file and had to be left out, each with the parent that it names.
    left_out: HashMap<String, Option<String>>,
}

/// Validates what was read; whoever watches may stop it with a word.
pub(super) fn validate(
    file: schema::File,
    watch: &mut Watch<'_>,
) -> ControlFlow<(), (Chart, Vec<Problem>)> {
    watch.start(LoadStage::Validating, file.units.len())?;
    let mut validator = Validator {
        problems: Vec::new(),
        languages: languages(&file),
        source_ids: Vec::new(),
        names: HashMap::new(),
        citing: Citing::default(),
        left_out: file.left_out.iter().cloned().collect(),
    };
    let chart = validator.chart(file, watch)?;
    ControlFlow::Continue((chart, validator.problems))
}

/// The file's languages; those of the title and the names when it lists none.
fn languages(file: &schema::File) -> Vec<String> {
    if !file.languages.is_empty() {
        return file.languages.clone();
    }
    let mut found: Vec<String> = Vec::new();
    let texts = std::iter::once(&file.title).chain(file.units.iter().map(|unit| &unit.name));
    for (tag, _) in texts.flat_map(|text| &text.entries) {
        if !tag.is_empty() && !found.contains(tag) {
            found.push(tag.clone());
        }
    }
    if found.is_empty() {
        found.push("en".into());
    }
    found
}

impl Validator {
    /// Notes a problem; `hint` says what to do about it.
    fn problem(&mut self, code: Code, path: &[Step], message: Message, hint: Message) {
        let diagnostic = Diagnostic::new(code, None, message).with_hint(hint);
        self.problems.push(Problem { path: path.to_vec(), first: None, diagnostic });
    }

    /// Notes that an id stands a second time.
    fn twice(&mut self, path: &[Step], first: Vec<Step>, message: Message, hint: Message) {
        let diagnostic = Diagnostic::new(Code::DuplicateId, None, message).with_hint(hint);
        self.problems.push(Problem { path: path.to_vec(), first: Some(first), diagnostic });
    }

    fn chart(&mut self, file: schema::File, watch: &mut Watch<'_>) -> ControlFlow<(), Chart> {
        self.version(file.organogram);
        if let Some(date) = &file.effective {
            self.date(date, &path!["effective"]);
        }
        if file.units.is_empty() {
            let hint = message!("`organogram sample` prints a whole example");
            self.problem(
                Code::NoUnits,
                &path!["units"],
                message!("there is no unit to show"),
                hint,
            );
        }
        let title = self.optional_text(file.title, &path!["title"]);
        let sources = self.sources(file.sources);
        let kinds = self.kinds(file.kinds);
        let bodies = self.bodies(file.bodies);
        let shared_sets = self.shared_sets(file.shared_functions);
        let drafts = self.named_units(file.units);
        let mut used_sets = HashSet::new();
        let mut unit_by_id = HashMap::with_capacity(drafts.len());
        let mut units = Vec::with_capacity(drafts.len());
        let mut places = Vec::with_capacity(drafts.len());
        for (at, draft) in drafts.into_iter().enumerate() {
            places.push(draft.place);
            unit_by_id.insert(draft.id.clone(), UnitIndex::new(at));
            units.push(self.unit(draft, &kinds, &mut used_sets));
            watch.step()?;
        }
        let mut relations = self.stated_relations(file.relations);
        let roots = self.forest(&mut units, &places);
        self.reporting(&units);
        forest::add_implied_relations(&units, &mut relations);
        self.unused(&bodies, &relations, &shared_sets, &used_sets);
        let provisions = self.statements(file.provisions, &path!["provisions"]);
        let words = self.words(file.words);
        ControlFlow::Continue(Chart {
            title,
            effective: file.effective,
            languages: self.languages.clone(),
            sources,
            kinds,
            bodies,
            shared_sets,
            units,
            roots,
            relations,
            provisions,
            words,
            unit_by_id,
        })
    }

    fn version(&mut self, version: u32) {
        if version != 1 {
            let message = message!("this program reads version 1 of the format, not {0}", version);
            let hint = message!("write organogram: 1, or use a newer program");
            self.problem(Code::UnsupportedVersion, &path!["organogram"], message, hint);
        }
    }

    /// Notes bodies and sets that nothing refers to.
    fn unused(
        &mut self,
        bodies: &[Body],
        relations: &[Relation],
        sets: &[SharedSet],
        used_sets: &HashSet<SetIndex>,
    ) {
        let ends: HashSet<Party> = relations.iter().flat_map(|line| [line.from, line.to]).collect();
        for (at, body) in bodies.iter().enumerate() {
            if !ends.contains(&Party::Body(BodyIndex::new(at))) {
                let message = message!("no line leads to body {0}", &body.id);
                let hint = message!("name it in a reports_to or in relations, or take it away");
                self.problem(Code::UnusedBody, &self.path_of(&body.id), message, hint);
            }
        }
        for (at, set) in sets.iter().enumerate() {
            if !used_sets.contains(&SetIndex::new(at)) {
                let message = message!("no unit holds the shared set {0}", &set.id);
                let hint = message!("name it in the shared_functions of a unit, or take it away");
                self.problem(Code::UnusedSet, &self.path_of(&set.id), message, hint);
            }
        }
    }
}
