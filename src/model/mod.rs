//! Model of an organization: a validated [`Chart`], loaded from a structure file.
//!
//! Invariants of a [`Chart`]: ids are unique; every index that it returns is in range; parents form a forest; children
//! are in the order of the file; both ends of every relation exist.

pub mod accountability;
mod bulletin;
mod coverage;
mod facts;
mod filter;
mod foreign;
mod ghosts;
mod invisible;
mod language;
mod limits;
mod numbering;
mod parse;
mod places;
mod posts;
mod predecessors;
mod progress;
mod read;
mod references;
mod samples;
mod schema;
mod text;
mod totals;
mod tree;
mod unit;
mod validate;
mod words;

use std::collections::HashMap;
use std::ops::ControlFlow;

use smol_str::SmolStr;

pub use bulletin::Bulletin;
pub use coverage::{Coverage, check_citations};
pub use facts::{
    Arrangement, FieldDeclaration, FieldEntry, FieldType, FieldValue, Number, Person, Position,
    Status, Total, mail_link, opened_link, phone_link,
};
pub use filter::{Filter, FilterError};
pub use ghosts::Ghost;
pub use invisible::is_invisible;
pub use limits::Limits;
pub use numbering::Numbering;
pub use places::{FieldPlace, Places, UnitPlace};
pub use predecessors::{check_predecessors, check_previous};
pub use progress::{LoadStage, Progress};
pub use references::{Match, References, Resolution};
pub use samples::{SAMPLE, SAMPLES, Sample};
pub use text::Text;
pub use totals::{Totals, has_totals, totals};
pub use unit::{
    Body, BodyIndex, Citation, Count, Kind, KindIndex, Party, Post, Relation, RelationKind,
    SetIndex, SharedSet, Source, Statement, Unit, UnitIndex,
};

pub use words::Word;

use parse::Parsed;
use progress::Watch;
use tree::Step;
use validate::{Problem, is_built_in};
pub use validate::{built_in_kind, id_fault};

use crate::diagnostic::{Code, Diagnostic, Tally};
use crate::source::SourceText;

/// Options for loading a structure file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadOptions {
    /// Limits of the file.
    pub limits: Limits,
    /// Whether to report notes too.
    pub notes: bool,
}

/// Function of a unit, with its set if it is shared.
#[derive(Clone, Copy, Debug)]
pub struct HeldFunction<'a> {
    /// Text and citations.
    pub statement: &'a Statement,
    /// The shared set that contains it, if any.
    pub set: Option<SetIndex>,
    /// Its index among the unit's own functions, or in the set.
    pub place: usize,
}

/// Table by ids. Hashes are randomly keyed, so that no file can provoke collisions.
type IdMap<K, V> = HashMap<K, V, ahash::RandomState>;

/// Validated organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    title: Text,
    effective: Option<String>,
    previous: Option<String>,
    fields: Vec<FieldDeclaration>,
    languages: Vec<String>,
    sources: Vec<Source>,
    source_by_id: IdMap<String, usize>,
    kinds: Vec<Kind>,
    bodies: Vec<Body>,
    shared_sets: Vec<SharedSet>,
    units: Vec<Unit>,
    roots: Vec<UnitIndex>,
    relations: Vec<Relation>,
    provisions: Vec<Statement>,
    notes: Vec<Statement>,
    /// Whether the persons of the file were removed.
    lacks_persons: bool,
    /// The posts that the last units represent.
    posts: Vec<(UnitIndex, u32)>,
    words: Vec<(Word, Text)>,
    unit_by_id: IdMap<SmolStr, UnitIndex>,
}

impl Chart {
    /// Loads a structure file. Returns everything that is valid, and all errors and warnings.
    #[must_use]
    pub fn load(source: &SourceText) -> (Self, Vec<Diagnostic>) {
        Self::load_with(source, LoadOptions::default())
    }

    /// Like [`Self::load`], but also returns notes, which nearly every file causes and which require a second pass to
    /// locate.
    #[must_use]
    pub fn load_with_notes(source: &SourceText) -> (Self, Vec<Diagnostic>) {
        Self::load_with(source, LoadOptions { notes: true, ..LoadOptions::default() })
    }

    /// Like [`Self::load`], with options.
    #[must_use]
    pub fn load_with(source: &SourceText, options: LoadOptions) -> (Self, Vec<Diagnostic>) {
        Self::load_from(source, options, &mut Watch::nobody()).continue_value().unwrap_or_default()
    }

    /// Like [`Self::load_with`], with at most a few hundred progress reports to `tell`.
    ///
    /// Returns `None` soon after `tell` returns [`ControlFlow::Break`].
    pub fn load_watched(
        source: &SourceText,
        options: LoadOptions,
        tell: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Option<(Self, Vec<Diagnostic>)> {
        Self::load_from(source, options, &mut Watch::new(tell)).continue_value()
    }

    fn load_from(
        source: &SourceText,
        options: LoadOptions,
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), (Self, Vec<Diagnostic>)> {
        let Parsed { file, problems: mut diagnostics, mut tally, spans } =
            parse::parse(source.text(), watch)?;
        let Some(file) = file else {
            return ControlFlow::Continue((
                Self::default(),
                with_unlisted_counts(diagnostics, &tally),
            ));
        };
        // Units may be missing because they are unreadable, so an empty chart is not reported again.
        let incomplete = !diagnostics.is_empty();
        let (chart, mut problems) = validate::validate(file, options, &mut tally, watch)?;
        problems.retain(|problem| !(incomplete && problem.code() == Code::NoUnits));
        if !problems.is_empty() {
            let paths: Vec<&[Step]> = problems.iter().flat_map(Problem::paths).collect();
            watch.start(LoadStage::Placing, paths.len())?;
            let places = spans.locate_all(&paths, watch)?;
            let mut places = &places[..];
            let unreadable = syntax_errors(&diagnostics);
            for problem in problems {
                let (own, others) = places.split_at(problem.paths().count());
                places = others;
                // The translation may be present but unreadable.
                let is_translation = problem.code() == Code::MissingTranslation;
                if is_translation && Problem::has_on_its_lines(&unreadable, &own[0], source) {
                    continue;
                }
                diagnostics.push(problem.placed(own, source));
            }
        }
        ControlFlow::Continue((chart, with_unlisted_counts(diagnostics, &tally)))
    }

    /// The organization's name.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.title
    }

    /// Title of the chart or a branch: the organization's name for the whole chart; for a branch the name of its unit,
    /// followed by the organization's if that differs.
    #[must_use]
    pub fn titles(&self, branch: Option<UnitIndex>) -> (&Text, Option<&Text>) {
        let title = self.title();
        let Some(unit) = branch else { return (title, None) };
        let name = &self.unit(unit).name;
        (name, Some(title).filter(|title| !title.is_empty() && *title != name))
    }

    /// Effective date, as the file writes it.
    #[must_use]
    pub fn effective(&self) -> Option<&str> {
        self.effective.as_deref()
    }

    /// Path of the previous edition, relative to the structure file.
    #[must_use]
    pub fn previous(&self) -> Option<&str> {
        self.previous.as_deref()
    }

    /// The fields that the file declares for its units and posts.
    #[must_use]
    pub fn fields(&self) -> &[FieldDeclaration] {
        &self.fields
    }

    /// The chart without the holders of posts.
    #[must_use]
    pub fn without_persons(mut self) -> Self {
        for unit in &mut self.units {
            for post in unit.head.iter_mut().chain(&mut unit.posts) {
                self.lacks_persons |= !post.holders.is_empty();
                post.holders.clear();
            }
        }
        self
    }

    /// Whether the persons of the file were removed.
    #[must_use]
    pub const fn lacks_persons(&self) -> bool {
        self.lacks_persons
    }

    /// The maintainer's notes on the whole file.
    #[must_use]
    pub fn notes(&self) -> &[Statement] {
        &self.notes
    }

    /// Language tags; the first is the default.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Source documents.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Kinds of units: built-in ones and those of the file.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Kinds that the file adds or changes.
    pub fn own_kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().filter(|kind| kind.color.is_some() || !is_built_in(kind, &self.languages))
    }

    /// The kind at an index.
    #[must_use]
    pub fn kind(&self, index: KindIndex) -> &Kind {
        &self.kinds[index.get()]
    }

    /// Persons and institutions outside the organization.
    #[must_use]
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// The body at an index.
    #[must_use]
    pub fn body(&self, index: BodyIndex) -> &Body {
        &self.bodies[index.get()]
    }

    /// All indices of bodies, in the order of the file.
    pub fn body_indices(&self) -> impl ExactSizeIterator<Item = BodyIndex> + use<> {
        (0..u32::try_from(self.bodies.len()).unwrap_or(u32::MAX)).map(BodyIndex)
    }

    /// The body with an id.
    #[must_use]
    pub fn find_body(&self, id: &str) -> Option<BodyIndex> {
        self.bodies.iter().position(|body| body.id == id).map(BodyIndex::new)
    }

    /// Sets of functions shared by several units.
    #[must_use]
    pub fn shared_sets(&self) -> &[SharedSet] {
        &self.shared_sets
    }

    /// All units, in the file's order.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The unit at an index.
    #[must_use]
    pub fn unit(&self, index: UnitIndex) -> &Unit {
        &self.units[index.get()]
    }

    /// The indices of all units, in the file's order.
    pub fn unit_indices(&self) -> impl ExactSizeIterator<Item = UnitIndex> + use<> {
        (0..u32::try_from(self.units.len()).unwrap_or(u32::MAX)).map(UnitIndex)
    }

    /// The unit with an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<UnitIndex> {
        self.unit_by_id.get(id).copied()
    }

    /// The units at top level.
    #[must_use]
    pub fn roots(&self) -> &[UnitIndex] {
        &self.roots
    }

    /// Lines in addition to the tree: stated relations, then those derived from `reports_to`.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Provisions about the whole organization.
    #[must_use]
    pub fn provisions(&self) -> &[Statement] {
        &self.provisions
    }

    /// Custom wording of legends and sheets, in the order of the file.
    #[must_use]
    pub fn words(&self) -> &[(Word, Text)] {
        &self.words
    }

    /// The file's own wording of a text in legends and sheets.
    #[must_use]
    pub fn word(&self, word: Word) -> Option<&Text> {
        self.words.iter().find(|(known, _)| *known == word).map(|(_, text)| text)
    }

    /// A unit's own and shared functions, in the order of the source.
    #[must_use]
    pub fn functions(&self, index: UnitIndex) -> Vec<HeldFunction<'_>> {
        let unit = self.unit(index);
        let own = std::iter::once((None, &unit.functions));
        let shared = unit.shared_functions.iter();
        let shared = shared.map(|&set| (Some(set), &self.shared_sets[set.get()].functions));
        let lists = own.chain(shared);
        let mut all: Vec<_> = lists
            .flat_map(|(set, list)| {
                let list = list.iter().enumerate();
                list.map(move |(place, statement)| HeldFunction { statement, set, place })
            })
            .collect();
        if !unit.shared_functions.is_empty() {
            all.sort_by(|a, b| match (a.statement.cite.first(), b.statement.cite.first()) {
                (Some(a), Some(b)) => a.source_order(b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
        }
        all
    }

    /// Number of functions of a unit, own and shared.
    #[must_use]
    pub fn function_count(&self, index: UnitIndex) -> usize {
        let unit = self.unit(index);
        let shared =
            unit.shared_functions.iter().map(|set| self.shared_sets[set.get()].functions.len());
        unit.functions.len() + shared.sum::<usize>()
    }

    /// Number of functions of the organization; shared functions count once.
    #[must_use]
    pub fn total_function_count(&self) -> usize {
        let own: usize = self.units.iter().map(|unit| unit.functions.len()).sum();
        own + self.shared_sets.iter().map(|set| set.functions.len()).sum::<usize>()
    }

    /// Ancestors of a unit, from the root down.
    #[must_use]
    pub fn ancestors(&self, index: UnitIndex) -> Vec<UnitIndex> {
        let mut path: Vec<_> =
            std::iter::successors(self.unit(index).parent, |&unit| self.unit(unit).parent)
                .collect();
        path.reverse();
        path
    }

    /// All units in preorder.
    pub fn outline(&self) -> impl Iterator<Item = UnitIndex> + '_ {
        let mut open: Vec<UnitIndex> = self.roots.iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let unit = open.pop()?;
            open.extend(self.unit(unit).children.iter().rev());
            Some(unit)
        })
    }

    /// Descendants of a unit, in preorder.
    #[must_use]
    pub fn descendants(&self, index: UnitIndex) -> Vec<UnitIndex> {
        let mut found = Vec::new();
        let mut open: Vec<_> = self.unit(index).children.iter().rev().copied().collect();
        while let Some(unit) = open.pop() {
            found.push(unit);
            open.extend(self.unit(unit).children.iter().rev());
        }
        found
    }

    /// The id of a party.
    #[must_use]
    pub fn party_id(&self, party: Party) -> &str {
        match party {
            Party::Unit(unit) => &self.unit(unit).id,
            Party::Post(unit, at) => {
                self.unit(unit).posts[at as usize].id.as_deref().unwrap_or_default()
            }
            Party::Body(body) => &self.body(body).id,
        }
    }

    /// Label of a party as the end of a line: the name of a unit, the title of a post, or the name of a body.
    #[must_use]
    pub fn party_name(&self, party: Party) -> &Text {
        match party {
            Party::Unit(unit) => &self.unit(unit).name,
            Party::Post(unit, at) => &self.unit(unit).posts[at as usize].title,
            Party::Body(body) => &self.body(body).name,
        }
    }

    /// Label of a party as a person: for a unit, the title of its head, if it has one.
    #[must_use]
    pub fn party_title(&self, party: Party) -> &Text {
        match party {
            Party::Unit(unit) => {
                let unit = self.unit(unit);
                unit.head.as_ref().map_or(&unit.name, |head| &head.title)
            }
            Party::Post(..) | Party::Body(_) => self.party_name(party),
        }
    }

    /// Whether `to` is not an ancestor of `from`, as in dual accountability.
    #[must_use]
    pub fn leads_off_path(&self, from: UnitIndex, to: Party) -> bool {
        to.unit().is_none_or(|to| !self.unit(to).branch.contains(&self.unit(from).branch.start))
    }
}

/// Start bytes of the syntax errors, in order.
fn syntax_errors(problems: &[Diagnostic]) -> Vec<usize> {
    let errors = problems.iter().filter(|problem| problem.code == Code::Syntax);
    let mut places: Vec<usize> =
        errors.filter_map(|error| error.span.as_ref().map(|span| span.start)).collect();
    places.sort_unstable();
    places
}

/// Problems in the order of the text, those without a span last; the last one of each code states the number of
/// unlisted ones.
fn with_unlisted_counts(mut diagnostics: Vec<Diagnostic>, tally: &Tally) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|problem| {
        (problem.span.as_ref().map_or(usize::MAX, |span| span.start), problem.code.as_str())
    });
    tally.note_further(&mut diagnostics);
    diagnostics
}

#[cfg(test)]
pub(crate) mod testing {
    //! Texts of structure files, and their values according to the crate `ron`, for tests of other modules.

    pub(crate) use super::schema::tests::{file, mutated, value_by_ron};
}
