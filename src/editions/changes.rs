//! Changes of everything other than units and functions, with old and new texts.

use super::facts::{Fact, Handle, PartyHandle, UnitFacts, chart_facts, differences};
use super::{Comparison, Shape, posts};
use crate::model::{Chart, Citation, Party, Relation, RelationKind, Text, UnitIndex};

/// Aspect of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Name of a unit.
    Name,
    /// Acronym of a unit.
    Acronym,
    /// Alternative name of a unit.
    AlsoNamed,
    /// Parent of a unit.
    Parent,
    /// Legal basis of a unit's position.
    Basis,
    /// Kind of a unit.
    Kind,
    /// Number of units or posts that one represents.
    Count,
    /// Title of a head.
    Head,
    /// Title of a further post.
    Post,
    /// Rank of a post.
    Rank,
    /// Superior of a post.
    ReportsTo,
    /// Holder of a post.
    Holder,
    /// Position in relation to the chain of command.
    Position,
    /// Status of a unit or post.
    Status,
    /// Arrangement of a unit's children.
    Layout,
    /// Headcount of a unit.
    Headcount,
    /// Full-time equivalents of a post.
    Fte,
    /// Link of a unit.
    Link,
    /// Declared field of a unit or post.
    Field,
    /// Function; only in a comparison after a reload.
    Function,
    /// Duty of a post; only in a comparison after a reload.
    Duty,
    /// Shared set of functions of a unit.
    SharedSet,
    /// Provision.
    Provision,
    /// The maintainer's note.
    Note,
    /// Citations.
    Citation,
    /// Name of the organization.
    Title,
    /// Effective date.
    Effective,
    /// Languages.
    Languages,
    /// Title of a source.
    Source,
    /// Symbol, date, language and text of a source.
    SourceFacts,
    /// Name of a body outside.
    Body,
    /// Kind that the file declares.
    KindDeclared,
    /// Field that the file declares.
    FieldDeclared,
    /// Type, unit and total of a declared field.
    FieldFacts,
    /// Value of a declared choice.
    FieldChoice,
    /// The file's own word of legends and sheets.
    Words,
    /// Citations of a shared set.
    SetCitation,
    /// Line in addition to the tree.
    Line,
}

impl Part {
    /// The word in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Acronym => "acronym",
            Self::AlsoNamed => "also_named",
            Self::Parent => "parent",
            Self::Basis => "basis",
            Self::Kind => "kind",
            Self::Count => "count",
            Self::Head => "head",
            Self::Post => "post",
            Self::Rank => "rank",
            Self::ReportsTo => "reports_to",
            Self::Holder => "holder",
            Self::Position => "position",
            Self::Status => "status",
            Self::Layout => "layout",
            Self::Headcount => "headcount",
            Self::Fte => "fte",
            Self::Link => "link",
            Self::Field => "field",
            Self::Function => "function",
            Self::Duty => "duty",
            Self::SharedSet => "shared_functions",
            Self::Provision => "provision",
            Self::Note => "note",
            Self::Citation => "cite",
            Self::Title => "title",
            Self::Effective => "effective",
            Self::Languages => "languages",
            Self::Source | Self::SourceFacts => "source",
            Self::Body => "body",
            Self::KindDeclared => "kinds",
            Self::FieldDeclared | Self::FieldFacts | Self::FieldChoice => "fields",
            Self::Words => "words",
            Self::SetCitation => "shared_set",
            Self::Line => "relation",
        }
    }
}

/// Subject of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The whole organization.
    Organization,
    /// A unit, in the old and in the new edition.
    Unit(UnitIndex, UnitIndex),
    /// The head of a unit.
    Head(UnitIndex, UnitIndex),
    /// A further post of a unit, by its places in the unit's list in the old and in the new edition.
    Post(UnitIndex, UnitIndex, PostPlaces),
    /// A line in addition to the tree.
    Line {
        /// Start.
        from: Party,
        /// End.
        to: Party,
        /// Kind.
        kind: RelationKind,
        /// Whether it is gone, so that its ends are those of the old edition.
        is_gone: bool,
    },
}

/// Places of a post in its unit's list in the old and in the new edition; one of them may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostPlaces {
    /// In the old edition.
    pub old: Option<usize>,
    /// In the new edition.
    pub new: Option<usize>,
}

impl Subject {
    /// The unit in both editions.
    #[must_use]
    pub const fn units(&self) -> Option<(UnitIndex, UnitIndex)> {
        match self {
            Self::Unit(old, new) | Self::Head(old, new) | Self::Post(old, new, _) => {
                Some((*old, *new))
            }
            Self::Organization | Self::Line { .. } => None,
        }
    }
}

/// Change of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The subject.
    pub subject: Subject,
    /// The part.
    pub part: Part,
    /// Id of the declared field, source, body, kind or set; empty for other parts.
    pub key: String,
    /// Old text; `None` if added.
    pub old: Option<Text>,
    /// New text; `None` if removed.
    pub new: Option<Text>,
    /// Citations of the old text.
    pub old_cite: Vec<Citation>,
    /// Citations of the new text.
    pub new_cite: Vec<Citation>,
}

impl Change {
    fn of(subject: Subject, old: Option<&Fact<'_>>, new: Option<&Fact<'_>>) -> Option<Self> {
        let fact = new.or(old)?;
        let text = |fact: Option<&Fact<'_>>| fact.map(|fact| fact.value.text());
        let cite =
            |fact: Option<&Fact<'_>>| fact.map_or(&[][..], |fact| fact.value.cite()).to_vec();
        Some(Self {
            subject,
            part: fact.part,
            key: fact.key.to_owned(),
            old: text(old),
            new: text(new),
            old_cite: cite(old),
            new_cite: cite(new),
        })
    }

    /// Whether only the citations differ.
    #[must_use]
    pub fn is_citation(&self) -> bool {
        matches!(self.part, Part::Citation | Part::SetCitation)
            || (self.old == self.new && self.old_cite != self.new_cite)
    }
}

/// Changes of units that match one to one, of the organization, and of lines.
pub(super) fn changes(old: &Chart, new: &Chart, comparison: &Comparison) -> Vec<Change> {
    let of_old = |unit: UnitIndex| Handle::Group(comparison.group_of_old[unit.get()]);
    let of_new = |unit: UnitIndex| Handle::Group(comparison.group_of_new[unit.get()]);
    let old_facts = UnitFacts { chart: old, handles: &of_old, has_functions: false };
    let new_facts = UnitFacts { chart: new, handles: &of_new, has_functions: false };
    let mut found = Vec::new();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for group in comparison.units.iter().filter(|group| group.shape() == Shape::Kept) {
        let (at, to) = (group.old[0], group.new[0]);
        before.clear();
        after.clear();
        let (old_posts, new_posts) = posts::numbers(old.unit(at), new.unit(to));
        old_facts.append(at, &old_posts, &mut before);
        new_facts.append(to, &new_posts, &mut after);
        let subject = |post: Option<u32>| match post {
            None => Subject::Unit(at, to),
            Some(0) => Subject::Head(at, to),
            Some(number) => {
                let place = |numbers: &[u32]| numbers.iter().position(|it| *it == number);
                Subject::Post(at, to, PostPlaces { old: place(&old_posts), new: place(&new_posts) })
            }
        };
        for (old, new) in differences(&before, &after) {
            let post = new.or(old).and_then(|fact| fact.post);
            found.extend(Change::of(subject(post), old, new));
        }
    }
    let (before, after) = (chart_facts(old), chart_facts(new));
    let whole = differences(&before, &after).into_iter();
    found.extend(whole.filter_map(|(old, new)| Change::of(Subject::Organization, old, new)));
    let lines = (lines(old, &of_old), lines(new, &of_new));
    compare_lines(&lines.0, &lines.1, &mut found);
    found
}

type LineKey<'a> = (PartyHandle<'a>, PartyHandle<'a>, RelationKind);

/// The lines that a file states. Those derived from `reports_to` are facts of posts.
pub fn stated_lines(chart: &Chart) -> impl Iterator<Item = &Relation> {
    chart.relations().iter().filter(|line| {
        line.kind != RelationKind::ReportsTo || !line.text.is_empty() || !is_derived(chart, line)
    })
}

/// The stated lines of a chart, sorted. Lines derived from `reports_to` are facts of posts.
fn lines<'a>(
    chart: &'a Chart,
    handles: &dyn Fn(UnitIndex) -> Handle<'a>,
) -> Vec<(LineKey<'a>, &'a Relation)> {
    let keyed = |line: &'a Relation| {
        let handle = |party| PartyHandle::of(chart, party, handles);
        ((handle(line.from), handle(line.to), line.kind), line)
    };
    let mut lines: Vec<_> = stated_lines(chart).map(keyed).collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines
}

fn is_derived(chart: &Chart, line: &Relation) -> bool {
    let post = match line.from {
        Party::Unit(unit) => chart.unit(unit).head.as_ref(),
        Party::Post(unit, at) => chart.unit(unit).posts.get(at as usize),
        Party::Body(_) => None,
    };
    post.is_some_and(|post| post.reports_to.contains(&line.to))
}

fn compare_lines(
    mut old: &[(LineKey<'_>, &Relation)],
    mut new: &[(LineKey<'_>, &Relation)],
    found: &mut Vec<Change>,
) {
    while let Some(key) = old.first().into_iter().chain(new.first()).map(|line| line.0).min() {
        let length = |lines: &[(LineKey<'_>, &Relation)]| {
            lines.iter().take_while(|line| line.0 == key).count()
        };
        let (here, rest) = old.split_at(length(old));
        let (there, others) = new.split_at(length(new));
        for at in 0..here.len().max(there.len()) {
            let (before, after) = (here.get(at), there.get(at));
            let is_equal = before.zip(after).is_some_and(|(before, after)| {
                before.1.text == after.1.text && before.1.cite == after.1.cite
            });
            let Some((_, line)) = after.or(before) else { continue };
            if is_equal {
                continue;
            }
            let text =
                |line: Option<&(LineKey<'_>, &Relation)>| line.map(|line| (*line.1.text).clone());
            let cite = |line: Option<&(LineKey<'_>, &Relation)>| {
                line.map_or_else(Vec::new, |line| line.1.cite.to_vec())
            };
            found.push(Change {
                subject: Subject::Line {
                    from: line.from,
                    to: line.to,
                    kind: line.kind,
                    is_gone: after.is_none(),
                },
                part: Part::Line,
                key: line.kind.word().to_owned(),
                old: text(before),
                new: text(after),
                old_cite: cite(before),
                new_cite: cite(after),
            });
        }
        (old, new) = (rest, others);
    }
}
