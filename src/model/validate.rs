//! Conversion of the schema to a [`Chart`]: resolves references, checks rules, and collects all problems.
//!
//! Everything valid is kept: an unusable unit is left out, a unit with an unknown parent moves to top level, and a
//! cycle of parents is broken at its first unit. References to items that were left out cause no further problems: one
//! cause, one message.

use std::collections::{HashMap, HashSet};
use std::ops::{ControlFlow, Range};

use smol_str::SmolStr;

use super::limits::Budget;
use super::progress::{LoadStage, Watch};
use super::schema;
use super::tree::{Path, Site, Step, ToPath};
use super::{
    Body, BodyIndex, Chart, FieldDeclaration, IdMap, KindIndex, LoadOptions, SetIndex, SharedSet,
    UnitIndex,
};
use crate::diagnostic::{Code, Diagnostic, Fix, Message, Severity, Tally};
use crate::message;
use crate::source::SourceText;

/// One or two field names or indices as a path.
macro_rules! path {
    ($first:expr) => {
        $crate::model::tree::Trail::of($crate::model::tree::Step::from($first), None)
    };
    ($first:expr, $second:expr) => {
        $crate::model::tree::Trail::of(
            $crate::model::tree::Step::from($first),
            Some($crate::model::tree::Step::from($second)),
        )
    };
}

mod citing;
mod facts;
mod forest;
mod languages;
mod lists;
mod names;
mod reporting;
mod suggestions;
mod units;
mod values;
mod words;

use citing::Citing;
pub(super) use forest::number_in_preorder;
pub use lists::built_in_kind;
pub(super) use lists::is_built_in;
pub use names::id_fault;
use names::{Named, Vocabularies};
use suggestions::Suggestion;

/// Problem with the path of its subject.
#[derive(Debug)]
pub(super) struct Problem {
    path: Path,
    /// Path of the first occurrence, if the problem is about the second.
    first: Option<Path>,
    diagnostic: Diagnostic,
}

impl Problem {
    /// The problem.
    pub(super) const fn code(&self) -> Code {
        self.diagnostic.code
    }

    /// The paths that have to be located: those of the subject and of a first occurrence.
    pub(super) fn paths(&self) -> impl Iterator<Item = &[Step]> {
        std::iter::once(&self.path).chain(&self.first).map(|path| &path[..])
    }

    /// Whether one of some ordered positions is on the lines of the subject, whose span is `span`.
    pub(super) fn has_on_its_lines(
        places: &[usize],
        span: &Range<usize>,
        source: &SourceText,
    ) -> bool {
        let (start, end) = (source.line_span(span.start).start, source.line_span(span.end).end);
        let next = places.partition_point(|&place| place < start);
        places.get(next).is_some_and(|&place| place <= end.max(span.end))
    }

    /// The diagnostic with its span, given the spans of its paths.
    pub(super) fn placed(self, spans: &[Range<usize>], source: &SourceText) -> Diagnostic {
        let mut diagnostic = self.diagnostic;
        let span = spans.first().cloned().unwrap_or_default();
        if let Some(fix) = &mut diagnostic.fix {
            fix.span.get_or_insert_with(|| span.clone());
        }
        // A whole item is marked by its first character; only a short value is marked completely.
        let first = source.text()[span.start..].chars().next().map_or(0, char::len_utf8);
        let is_short = span.len() <= MAX_MARKED_BYTES;
        diagnostic.span = Some(if is_short { span } else { span.start..span.start + first });
        if let Some(first) = spans.get(1) {
            let at = source.position(first.start);
            let hint = message!("the first one is at line {0}, column {1}", at.line, at.column);
            diagnostic.hints.insert(0, hint);
        }
        diagnostic
    }
}

/// Maximum length of a value that is marked completely.
const MAX_MARKED_BYTES: usize = 200;

struct Validator<'t> {
    problems: Vec<Problem>,
    tally: &'t mut Tally,
    with_notes: bool,
    /// Well-formed language tags of the file.
    languages: Vec<String>,
    /// Indices of sources, by id.
    source_places: IdMap<String, usize>,
    kind_by_id: IdMap<String, KindIndex>,
    names: IdMap<SmolStr, (Named, Site)>,
    citing: Citing,
    field_by_id: IdMap<SmolStr, u32>,
    declarations: Vec<FieldDeclaration>,
    /// Values of each choice, by the index of the choice and the id.
    choice_by_id: HashMap<(u32, String), u32>,
    /// Ids of items that had to be left out, each with the parent that it names.
    left_out: IdMap<String, Option<String>>,
    /// Cache: the id of the nearest ancestor of a parent that was left out.
    above_left_out: HashMap<String, Option<String>>,
    vocabularies: Vocabularies,
    suggestions: Vec<Suggestion>,
    lines: Budget,
    functions: Budget,
    /// Cost of each shared set in the budget of functions: number and bytes.
    set_sizes: Vec<(usize, usize)>,
    used_bodies: HashSet<BodyIndex>,
    used_sets: HashSet<SetIndex>,
}

/// Validates the schema; `watch` may cancel it.
pub(super) fn validate(
    file: schema::File,
    options: LoadOptions,
    tally: &mut Tally,
    watch: &mut Watch<'_>,
) -> ControlFlow<(), (Chart, Vec<Problem>)> {
    watch.start(LoadStage::Validating, file.items())?;
    let mut validator = Validator {
        problems: Vec::new(),
        tally,
        with_notes: options.notes,
        languages: Vec::new(),
        source_places: IdMap::default(),
        kind_by_id: IdMap::default(),
        names: IdMap::default(),
        citing: Citing::default(),
        field_by_id: IdMap::default(),
        declarations: Vec::new(),
        choice_by_id: HashMap::new(),
        left_out: file.left_out.iter().cloned().collect(),
        above_left_out: HashMap::new(),
        vocabularies: HashMap::new(),
        suggestions: Vec::new(),
        lines: Budget::new(options.limits.max_lines),
        functions: Budget::new(options.limits.max_functions),
        set_sizes: Vec::new(),
        used_bodies: HashSet::new(),
        used_sets: HashSet::new(),
    };
    let chart = validator.chart(file, watch)?;
    ControlFlow::Continue((chart, validator.problems))
}

impl Validator<'_> {
    /// Adds a problem; `hint` is advice on resolving it. Returns false if there are too many of its code.
    fn problem(&mut self, code: Code, path: &impl ToPath, message: Message, hint: Message) -> bool {
        self.note(path, None, Diagnostic::new(code, None, message).with_hint(hint))
    }

    /// Adds a problem with a fix that replaces the value at `path`.
    fn problem_with_fix(
        &mut self,
        code: Code,
        path: &impl ToPath,
        (message, hint): (Message, Message),
        fix: Option<Fix>,
    ) -> bool {
        let diagnostic = Diagnostic::new(code, None, message).with_hint(hint);
        self.note(path, None, diagnostic.with_fix(fix))
    }

    /// Adds a problem for a duplicate id.
    fn twice(&mut self, path: &impl ToPath, first: Path, message: Message, hint: Message) {
        let diagnostic = Diagnostic::new(Code::DuplicateId, None, message).with_hint(hint);
        self.note(path, Some(first), diagnostic);
    }

    fn note(&mut self, path: &impl ToPath, first: Option<Path>, diagnostic: Diagnostic) -> bool {
        let is_wanted = self.with_notes || diagnostic.severity() != Severity::Note;
        let is_noted = is_wanted && self.tally.admits(diagnostic.code);
        if is_noted {
            self.problems.push(Problem { path: path.to_path(), first, diagnostic });
        }
        is_noted
    }

    fn chart(&mut self, file: schema::File, watch: &mut Watch<'_>) -> ControlFlow<(), Chart> {
        self.version(file.organogram);
        let effective = self.date(file.effective, &path!["effective"]);
        if file.units.is_empty() {
            let hint = message!("`organogram sample` prints a complete example");
            self.problem(Code::NoUnits, &path!["units"], message!("the file has no units"), hint);
        }
        self.languages = self.languages(file.languages, &file.title, &file.units);
        let title = self.optional_name(file.title, &path!["title"]);
        let sources = self.sources(file.sources, watch)?;
        let kinds = self.kinds(file.kinds, watch)?;
        self.declarations = self.declarations(file.fields, watch)?;
        let bodies = self.bodies(file.bodies, watch)?;
        let shared_sets = self.shared_sets(file.shared_functions, watch)?;
        let mut drafts = file.units;
        self.enter_units(&mut drafts);
        let mut unit_by_id =
            IdMap::with_capacity_and_hasher(drafts.len(), ahash::RandomState::default());
        let mut units = Vec::with_capacity(drafts.len());
        let mut places = Vec::with_capacity(drafts.len());
        for (at, draft) in drafts.into_units().enumerate() {
            places.push(draft.place);
            unit_by_id.insert(SmolStr::new(&draft.id), UnitIndex::new(at));
            units.push(self.unit(draft));
            watch.step()?;
        }
        let mut relations = self.stated_relations(file.relations, watch)?;
        let roots = self.forest(&mut units, &places);
        self.suggest(&units, &bodies);
        self.reporting(&units);
        self.add_implied_relations(&units, &places, &mut relations);
        self.unused(&bodies, &shared_sets);
        let provisions = self.statements(file.provisions, &path!["provisions"]);
        let notes = self.statements(file.notes, &path!["notes"]);
        let words = self.words(file.words);
        ControlFlow::Continue(Chart {
            title,
            effective,
            previous: file.previous.map(|previous| self.short(previous, &path!["previous"])),
            fields: std::mem::take(&mut self.declarations),
            languages: std::mem::take(&mut self.languages),
            source_by_id: by_id(sources.iter().map(|source| source.id.as_str())),
            sources,
            kinds,
            bodies,
            shared_sets,
            units,
            roots,
            relations,
            provisions,
            notes,
            lacks_persons: false,
            posts: Vec::new(),
            words,
            unit_by_id,
        })
    }

    fn version(&mut self, version: u32) {
        if version != 1 {
            let message =
                message!("unsupported format version {0}; this program reads version 1", version);
            let hint = message!("write organogram: 1, or use a newer program");
            self.problem(Code::UnsupportedVersion, &path!["organogram"], message, hint);
        }
    }

    /// Warns about bodies and sets without references.
    fn unused(&mut self, bodies: &[Body], sets: &[SharedSet]) {
        for (at, body) in bodies.iter().enumerate() {
            if !self.used_bodies.contains(&BodyIndex::new(at)) {
                let message = message!("no line leads to body {0}", &body.id);
                let hint = message!("refer to it in a reports_to or in relations, or remove it");
                self.problem(Code::UnusedBody, &self.path_of(&body.id), message, hint);
            }
        }
        for (at, set) in sets.iter().enumerate() {
            if !self.used_sets.contains(&SetIndex::new(at)) {
                let message = message!("no unit uses the shared set {0}", &set.id);
                let hint = message!("refer to it in the shared_functions of a unit, or remove it");
                self.problem(Code::UnusedSet, &self.path_of(&set.id), message, hint);
            }
        }
    }
}

/// Indices of ids in their list.
fn by_id<'a>(ids: impl Iterator<Item = &'a str>) -> IdMap<String, usize> {
    ids.enumerate().map(|(at, id)| (id.to_owned(), at)).collect()
}
