//! Comparison of stated predecessors with the previous edition.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Chart, Citation, Statement, Unit};
use crate::diagnostic::{Code, Diagnostic, Message, Vocabulary, has_errors};
use crate::message;
use crate::source::SourceText;
use crate::syntax::{Field, Tree, Value};

/// Warnings about predecessors (`was`) that the previous edition does not have. `source` is the text of the chart,
/// `name` its path of the previous edition.
#[must_use]
pub fn check_predecessors(
    chart: &Chart,
    source: &SourceText,
    previous: &Chart,
    name: &str,
) -> Vec<Diagnostic> {
    let mut search = Search { edition: Edition::of(previous), name, missing: Vec::new() };
    for unit in chart.units() {
        search.unit(unit);
    }
    for set in chart.shared_sets() {
        search.statements(&set.id, set.functions.iter());
    }
    if search.missing.is_empty() {
        return Vec::new();
    }
    let tree = Tree::parse(source.text());
    let owners = owners(&tree);
    let problem = |missing: Missing<'_>| {
        let place = if missing.is_unit { place_in_unit } else { place_in_statements };
        let span = owners.get(missing.owner).and_then(|&owner| place(owner, missing.was));
        Diagnostic::new(Code::UnknownPredecessor, span, missing.message).with_hint(missing.hint)
    };
    search.missing.into_iter().map(problem).collect()
}

/// Warnings about the previous edition that a chart names: that it cannot be used, or otherwise about predecessors that
/// it does not have.
///
/// `source` is the text of the chart, `name` its path of the previous edition.
#[must_use]
pub fn check_previous(
    chart: &Chart,
    source: &SourceText,
    previous: Result<&(Chart, Vec<Diagnostic>), Diagnostic>,
    name: &str,
) -> Vec<Diagnostic> {
    let unreadable = |why: Message| {
        let message = message!("the previous edition {0} cannot be used: {1}", name, why);
        Diagnostic::new(Code::PreviousUnreadable, place_of_previous(source), message)
    };
    match previous {
        Ok((_, problems)) if has_errors(problems) => vec![
            unreadable(message!("it has errors"))
                .with_hint(message!("organogram check lists them: {0}", name)),
        ],
        Ok((previous, _)) => check_predecessors(chart, source, previous, name),
        Err(problem) => {
            let warning = unreadable(problem.message);
            vec![problem.hints.into_iter().fold(warning, Diagnostic::with_hint)]
        }
    }
}

/// Span of the path of the previous edition.
fn place_of_previous(source: &SourceText) -> Option<Range<usize>> {
    let tree = Tree::parse(source.text());
    Some(tree.root()?.inner().field("previous")?.value().span())
}

/// Ids and cited statements of an edition.
struct Edition<'a> {
    chart: &'a Chart,
    ids: HashSet<&'a str>,
    /// Sources of the citations, by the id of the owner and the normalized paragraph.
    cited: HashMap<&'a str, HashMap<Cow<'a, str>, Vec<Option<&'a str>>>>,
    /// Ids of the units, for suggestions.
    known: Vocabulary<&'a str>,
}

impl<'a> Edition<'a> {
    fn of(chart: &'a Chart) -> Self {
        let ids = || chart.units().iter().map(|unit| unit.id.as_str());
        let mut edition = Self {
            chart,
            ids: ids().chain(chart.shared_sets().iter().map(|set| set.id.as_str())).collect(),
            cited: HashMap::new(),
            known: ids().collect(),
        };
        for unit in chart.units() {
            edition.note(&unit.id, statements(unit));
        }
        for set in chart.shared_sets() {
            edition.note(&set.id, set.functions.iter());
        }
        edition
    }

    fn note(&mut self, owner: &'a str, statements: impl Iterator<Item = &'a Statement>) {
        for cite in statements.flat_map(|statement| &statement.cite) {
            let places = self.cited.entry(owner).or_default();
            places.entry(cite.place()).or_default().push(cite.source.as_deref());
        }
    }

    /// Whether a statement of `owner` has the citation; an unstated source matches any.
    fn cites(&self, owner: &str, cite: &Citation) -> bool {
        let source = cite.source.as_deref();
        let is_same = |it: Option<&str>| it == source || it.is_none() || source.is_none();
        let sources = self.cited.get(owner).and_then(|places| places.get(&cite.place()));
        sources.is_some_and(|sources| sources.iter().copied().any(is_same))
    }
}

/// Functions of a unit and duties of its posts.
fn statements(unit: &Unit) -> impl Iterator<Item = &Statement> {
    let posts = unit.head.iter().chain(&unit.posts);
    unit.functions.iter().chain(posts.flat_map(|post| &post.duties))
}

/// Predecessor that the previous edition does not have.
struct Missing<'a> {
    /// Id of the unit or set that contains the statement.
    owner: &'a str,
    /// Whether it is the predecessor of the unit itself.
    is_unit: bool,
    /// The predecessor, as written.
    was: &'a str,
    message: Message,
    hint: Message,
}

struct Search<'a> {
    edition: Edition<'a>,
    name: &'a str,
    missing: Vec<Missing<'a>>,
}

impl<'a> Search<'a> {
    fn unit(&mut self, unit: &'a Unit) {
        for was in unit.was.iter().flatten() {
            if self.edition.chart.find(was).is_none() {
                let message = message!("the previous edition {0} has no unit {1}", self.name, was);
                let hint = self.suggestion(was).unwrap_or_else(|| {
                    message!("use the ids of that file; was: [] marks a new unit")
                });
                self.missing.push(Missing { owner: &unit.id, is_unit: true, was, message, hint });
            }
        }
        self.statements(&unit.id, statements(unit));
    }

    fn statements(&mut self, owner: &'a str, statements: impl Iterator<Item = &'a Statement>) {
        let mut seen = HashSet::new();
        for was in statements.flat_map(|statement| statement.was.iter().flatten()) {
            if seen.insert(was.as_str())
                && let Some((message, hint)) = self.missing_statement(was)
            {
                self.missing.push(Missing { owner, is_unit: false, was, message, hint });
            }
        }
    }

    fn missing_statement(&mut self, was: &'a str) -> Option<(Message, Message)> {
        let (owner, cited) = was.trim().split_once(' ').unwrap_or((was, ""));
        let form = || message!("write UNIT CITATION as in that file: \"pilotage 2.1(c)\"");
        if !self.edition.ids.contains(owner) {
            let message = message!("the previous edition {0} has no unit {1}", self.name, owner);
            return Some((message, self.suggestion(owner).unwrap_or_else(form)));
        }
        if cited.is_empty() {
            return Some((message!("{0} names a unit without a citation", was), form()));
        }
        let cite = Citation::parse(cited);
        (!self.edition.cites(owner, &cite)).then(|| {
            let message = message!(
                "in the previous edition {0}, {1} has no function or duty {2}",
                self.name,
                owner,
                cited
            );
            (message, form())
        })
    }

    /// Suggestion for an unknown id.
    fn suggestion(&mut self, id: &str) -> Option<Message> {
        self.edition.known.nearest(id).map(|near| message!("did you mean {0}?", near))
    }
}

/// Units and shared sets of a file, by id.
fn owners<'t, 'a>(tree: &'t Tree<'a>) -> HashMap<Cow<'a, str>, Value<'t, 'a>> {
    let mut owners = HashMap::new();
    let Some(root) = tree.root() else { return owners };
    for list in ["units", "shared_functions"] {
        let items = root.inner().field(list).into_iter().flat_map(|it| it.value().inner().items());
        for owner in items {
            let id = owner.inner().field("id").and_then(|id| id.value().inner().text());
            if let Some(id) = id {
                owners.entry(id).or_insert(owner);
            }
        }
    }
    owners
}

/// Span of a unit's own predecessor.
fn place_in_unit(unit: Value<'_, '_>, was: &str) -> Option<Range<usize>> {
    written(unit.inner().field("was")?.value(), was)
}

/// Span of the predecessor of a statement within its unit or set.
fn place_in_statements(owner: Value<'_, '_>, was: &str) -> Option<Range<usize>> {
    let fields = owner.inner().fields().filter(|field| field.name() != "was");
    fields.map(Field::value).find_map(|value| place_below(value, was))
}

fn place_below(value: Value<'_, '_>, was: &str) -> Option<Range<usize>> {
    let value = value.inner();
    let in_field = |field: Field<'_, '_>| match field.name() {
        "was" => written(field.value(), was),
        _ => place_below(field.value(), was),
    };
    let in_items = || value.items().find_map(|item| place_below(item, was));
    value.fields().find_map(in_field).or_else(in_items)
}

/// Span of a text that is a value or one of its items.
fn written(value: Value<'_, '_>, was: &str) -> Option<Range<usize>> {
    let value = value.inner();
    let mut all = std::iter::once(value).chain(value.items());
    all.find(|it| it.text().is_some_and(|text| text == was)).map(Value::span)
}
