//! What an organization is: a validated [`Chart`], and how a structure file becomes one.
//!
//! Invariants of a [`Chart`]: ids are unique; every index it hands out is in range; parents form a
//! forest; children stand in the order of the file; every end of every relation exists.

pub mod accountability;
mod bulletin;
mod coverage;
mod diff;
mod facts;
mod foreign;
mod invisible;
mod language;
mod limits;
mod numbering;
mod parse;
mod places;
mod progress;
mod read;
mod reworded;
mod schema;
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
pub use diff::{Change, Difference};
pub use facts::{
    Arrangement, FieldDeclaration, FieldEntry, FieldType, FieldValue, Number, Person, Position,
    Status, Total,
};
pub use invisible::is_invisible;
pub use limits::Limits;
pub use numbering::Numbering;
pub use places::{FieldPlace, Places, UnitPlace};
pub use progress::{LoadStage, Progress};
pub use reworded::{Part, Rewording, rewordings};
pub use totals::{Totals, has_totals, totals};
pub use unit::{
    Body, BodyIndex, Citation, Count, Kind, KindIndex, Party, Post, Relation, RelationKind,
    SetIndex, SharedSet, Source, Statement, Text, Unit, UnitIndex,
};

pub use words::Word;

use parse::Parsed;
use progress::Watch;
pub use validate::built_in_kind;
use validate::is_built_in;

use crate::diagnostic::{Code, Diagnostic, Tally};
use crate::source::SourceText;

/// The bundled sample: the Department of Peacekeeping Operations as its 2010 bulletin orders it.
pub const SAMPLE: &str = include_str!("../../assets/samples/dpko.ron");

/// How a structure file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// What the file may make.
    pub limits: Limits,
    /// Whether notes are looked for, too.
    pub notes: bool,
}

/// A function that a unit holds, with the set it comes from when it is shared.
#[derive(Clone, Copy, Debug)]
pub struct HeldFunction<'a> {
    /// What it says, and where.
    pub statement: &'a Statement,
    /// The set, when the unit shares it with others.
    pub set: Option<SetIndex>,
    /// Its place among the unit's own functions, or among those of the set, from 0.
    pub place: usize,
}

/// An organization, read and validated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    title: Text,
    effective: Option<String>,
    previous: Option<String>,
    fields: Vec<FieldDeclaration>,
    languages: Vec<String>,
    sources: Vec<Source>,
    source_by_id: HashMap<String, usize>,
    kinds: Vec<Kind>,
    bodies: Vec<Body>,
    shared_sets: Vec<SharedSet>,
    units: Vec<Unit>,
    roots: Vec<UnitIndex>,
    relations: Vec<Relation>,
    provisions: Vec<Statement>,
    notes: Vec<Statement>,
    /// Persons were in the file and are left out here.
    lacks_persons: bool,
    words: Vec<(Word, Text)>,
    unit_by_id: HashMap<SmolStr, UnitIndex>,
}

impl Chart {
    /// Reads a structure file: what of it is sound, and every error and warning found on the way.
    #[must_use]
    pub fn load(source: &SourceText) -> (Self, Vec<Diagnostic>) {
        Self::load_with(source, LoadOptions::default())
    }

    /// The same with the notes, which nearly every file has: to place them takes a second reading.
    #[must_use]
    pub fn load_with_notes(source: &SourceText) -> (Self, Vec<Diagnostic>) {
        Self::load_with(source, LoadOptions { notes: true, ..LoadOptions::default() })
    }

    /// As [`Self::load`], with other options.
    #[must_use]
    pub fn load_with(source: &SourceText, options: LoadOptions) -> (Self, Vec<Diagnostic>) {
        Self::load_from(source, options, &mut Watch::nobody()).continue_value().unwrap_or_default()
    }

    /// As [`Self::load_with`], telling now and then how far it is, a few hundred times at most.
    ///
    /// `None` soon after `tell` says [`ControlFlow::Break`].
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
        let Parsed { file, problems: mut diagnostics, mut tally, mut spans } =
            parse::parse(source.text(), watch)?;
        let Some(file) = file else {
            return ControlFlow::Continue((Self::default(), told(diagnostics, &tally)));
        };
        // What is unreadable leaves fewer units than meant; that there is none is no news then.
        let incomplete = !diagnostics.is_empty();
        let (chart, mut problems) = validate::validate(file, options, &mut tally, watch)?;
        problems.retain(|problem| !(incomplete && problem.code() == Code::NoUnits));
        if !problems.is_empty() {
            watch.start(LoadStage::Placing, problems.len())?;
            let unreadable = syntax_errors(&diagnostics);
            for problem in problems {
                watch.step()?;
                // A translation may be there and only unreadable.
                let is_translation = problem.code() == Code::MissingTranslation;
                if is_translation && problem.has_on_its_lines(&unreadable, &mut spans, source) {
                    continue;
                }
                diagnostics.push(problem.placed(&mut spans, source));
            }
        }
        ControlFlow::Continue((chart, told(diagnostics, &tally)))
    }

    /// The organization's name.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.title
    }

    /// What a part of the chart is called: all of it by the organization's name; a branch by its
    /// unit's, with the organization's beside it where that is another one.
    #[must_use]
    pub fn titles(&self, branch: Option<UnitIndex>) -> (&Text, Option<&Text>) {
        let title = self.title();
        let Some(unit) = branch else { return (title, None) };
        let name = &self.unit(unit).name;
        (name, Some(title).filter(|title| !title.is_empty() && *title != name))
    }

    /// The day from which the structure holds, as the file writes it.
    #[must_use]
    pub fn effective(&self) -> Option<&str> {
        self.effective.as_deref()
    }

    /// The path of the edition before this one, relative to the structure file.
    #[must_use]
    pub fn previous(&self) -> Option<&str> {
        self.previous.as_deref()
    }

    /// The fields that the file declares for its units and posts.
    #[must_use]
    pub fn fields(&self) -> &[FieldDeclaration] {
        &self.fields
    }

    /// The chart without the persons who hold posts.
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

    /// Whether persons of the file are left out.
    #[must_use]
    pub const fn lacks_persons(&self) -> bool {
        self.lacks_persons
    }

    /// The keeper's remarks on the whole file.
    #[must_use]
    pub fn notes(&self) -> &[Statement] {
        &self.notes
    }

    /// Language tags; the first is the one shown first.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The documents that the facts come from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The kinds of units: the built-in ones and those that the file adds.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The kinds that the file adds or calls otherwise than this program does.
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

    /// Every index of a body, in the order of the file.
    pub fn body_indices(&self) -> impl ExactSizeIterator<Item = BodyIndex> + use<> {
        (0..u32::try_from(self.bodies.len()).unwrap_or(u32::MAX)).map(BodyIndex)
    }

    /// The body with an id.
    #[must_use]
    pub fn find_body(&self, id: &str) -> Option<BodyIndex> {
        self.bodies.iter().position(|body| body.id == id).map(BodyIndex::new)
    }

    /// The sets of functions that several units hold.
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

    /// Every line besides the tree: the stated ones, then those that `reports_to` makes.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// What the source says of the whole.
    #[must_use]
    pub fn provisions(&self) -> &[Statement] {
        &self.provisions
    }

    /// What the file calls things in legends and on sheets, in its order.
    #[must_use]
    pub fn words(&self) -> &[(Word, Text)] {
        &self.words
    }

    /// What the file calls something in legends and on sheets.
    #[must_use]
    pub fn word(&self, word: Word) -> Option<&Text> {
        self.words.iter().find(|(known, _)| *known == word).map(|(_, text)| text)
    }

    /// A unit's functions, its own and the shared ones, in the order of the source.
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

    /// How many functions a unit holds, its own and the shared ones.
    #[must_use]
    pub fn function_count(&self, index: UnitIndex) -> usize {
        let unit = self.unit(index);
        let shared =
            unit.shared_functions.iter().map(|set| self.shared_sets[set.get()].functions.len());
        unit.functions.len() + shared.sum::<usize>()
    }

    /// How many functions the whole organization has; one that several units share counts once.
    #[must_use]
    pub fn total_function_count(&self) -> usize {
        let own: usize = self.units.iter().map(|unit| unit.functions.len()).sum();
        own + self.shared_sets.iter().map(|set| set.functions.len()).sum::<usize>()
    }

    /// The units from the top down to a unit's parent.
    #[must_use]
    pub fn ancestors(&self, index: UnitIndex) -> Vec<UnitIndex> {
        let mut path: Vec<_> =
            std::iter::successors(self.unit(index).parent, |&unit| self.unit(unit).parent)
                .collect();
        path.reverse();
        path
    }

    /// Every unit in the order of the outline: each before those below it.
    pub fn outline(&self) -> impl Iterator<Item = UnitIndex> + '_ {
        let mut open: Vec<UnitIndex> = self.roots.iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let unit = open.pop()?;
            open.extend(self.unit(unit).children.iter().rev());
            Some(unit)
        })
    }

    /// The units below a unit, all levels, in the order of the outline.
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

    /// What a party is called as the end of a line: a unit's name, a post's title, a body's name.
    #[must_use]
    pub fn party_name(&self, party: Party) -> &Text {
        match party {
            Party::Unit(unit) => &self.unit(unit).name,
            Party::Post(unit, at) => &self.unit(unit).posts[at as usize].title,
            Party::Body(body) => &self.body(body).name,
        }
    }

    /// What a party is called where a person is meant: a unit's head, when it has one.
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

    /// Whether a line to `to` says more of `from` than the tree does: it leads off the path to the
    /// top, as dual accountability does.
    #[must_use]
    pub fn leads_off_path(&self, from: UnitIndex, to: Party) -> bool {
        to.unit().is_none_or(|to| !self.unit(to).branch.contains(&self.unit(from).branch.start))
    }
}

/// Problems in the order of the text, those without a place last; the last of each code says how
/// many more of it there are.
/// Where the text breaks the syntax, in order.
fn syntax_errors(problems: &[Diagnostic]) -> Vec<usize> {
    let errors = problems.iter().filter(|problem| problem.code == Code::Syntax);
    let mut places: Vec<usize> =
        errors.filter_map(|error| error.span.as_ref().map(|span| span.start)).collect();
    places.sort_unstable();
    places
}

fn told(mut diagnostics: Vec<Diagnostic>, tally: &Tally) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|problem| {
        (problem.span.as_ref().map_or(usize::MAX, |span| span.start), problem.code.as_str())
    });
    tally.note_further(&mut diagnostics);
    diagnostics
}

#[cfg(test)]
pub(crate) mod testing {
    //! Texts of structure files, and what the crate `ron` reads in them, for tests of other modules.

    pub(crate) use super::schema::tests::{file, mutated, value_by_ron};
}
