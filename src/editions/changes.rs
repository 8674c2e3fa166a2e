//! Changes of everything other than units and functions, with old and new texts.

use super::facts::{Fact, Handle, PartyHandle, UnitFacts, chart_facts, differences};
use super::{Comparison, Shape, posts};
use crate::model::{Chart, Citation, Relation, RelationKind, Text, UnitIndex};

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
    /// Type, unit, total and values of a declared field.
    FieldFacts,
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
            Self::FieldDeclared | Self::FieldFacts => "fields",
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
    /// A further post of a unit, by its new title, or by its old one if it was removed.
    Post(UnitIndex, UnitIndex, Text),
    /// A line in addition to the tree.
    Line {
        /// Start.
        from: Text,
        /// End.
        to: Text,
        /// Kind.
        kind: RelationKind,
    },
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
        let (a, b) = (old.unit(at), new.unit(to));
        let (old_posts, new_posts) = posts::numbers(a, b);
        old_facts.append(at, &old_posts, &mut before);
        new_facts.append(to, &new_posts, &mut after);
        let subject = |post: Option<u32>| match post {
            None => Subject::Unit(at, to),
            Some(0) => Subject::Head(at, to),
            Some(number) => {
                let titled = |numbers: &[u32]| numbers.iter().position(|it| *it == number);
                let title = titled(&new_posts).map(|place| &b.posts[place].title);
                let title = title.or_else(|| titled(&old_posts).map(|place| &a.posts[place].title));
                Subject::Post(at, to, title.cloned().unwrap_or_default())
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
    compare_lines((old, &lines.0), (new, &lines.1), &mut found);
    found
}

type LineKey<'a> = (PartyHandle<'a>, PartyHandle<'a>, RelationKind);

/// The stated lines of a chart, sorted. Lines derived from `reports_to` are facts of posts.
fn lines<'a>(
    chart: &'a Chart,
    handles: &dyn Fn(UnitIndex) -> Handle<'a>,
) -> Vec<(LineKey<'a>, &'a Relation)> {
    let is_stated = |line: &&Relation| {
        line.kind != RelationKind::ReportsTo || !line.text.is_empty() || !is_derived(chart, line)
    };
    let keyed = |line: &'a Relation| {
        let handle = |party| PartyHandle::of(chart, party, handles);
        ((handle(line.from), handle(line.to), line.kind), line)
    };
    let mut lines: Vec<_> = chart.relations().iter().filter(is_stated).map(keyed).collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines
}

fn is_derived(chart: &Chart, line: &Relation) -> bool {
    use crate::model::Party;
    let post = match line.from {
        Party::Unit(unit) => chart.unit(unit).head.as_ref(),
        Party::Post(unit, at) => chart.unit(unit).posts.get(at as usize),
        Party::Body(_) => None,
    };
    post.is_some_and(|post| post.reports_to.contains(&line.to))
}

fn compare_lines(
    (old_chart, mut old): (&Chart, &[(LineKey<'_>, &Relation)]),
    (new_chart, mut new): (&Chart, &[(LineKey<'_>, &Relation)]),
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
            let (chart, line) = match (before, after) {
                (_, Some(line)) => (new_chart, line.1),
                (Some(line), None) => (old_chart, line.1),
                (None, None) => continue,
            };
            if is_equal {
                continue;
            }
            let name = |party| chart.party_name(party).clone();
            let (from, to) = (name(line.from), name(line.to));
            let text =
                |line: Option<&(LineKey<'_>, &Relation)>| line.map(|line| (*line.1.text).clone());
            let cite = |line: Option<&(LineKey<'_>, &Relation)>| {
                line.map_or_else(Vec::new, |line| line.1.cite.to_vec())
            };
            found.push(Change {
                subject: Subject::Line { from, to, kind: line.kind },
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::facts::{Value, citations};
    use super::super::{Lineage, UnitMatch};
    use super::*;
    use crate::source::SourceText;

    fn chart(text: &str) -> Chart {
        Chart::load(&SourceText::new("x.ron", text)).0
    }

    /// Count of each fact, as text.
    type Facts = BTreeMap<String, i32>;

    /// A fact as text. Names of parties and labels of kinds may change without a change of the fact: only their
    /// presence counts.
    fn line(
        group: u32,
        is_post: bool,
        part: Part,
        key: &str,
        text: &Text,
        cite: &[Citation],
    ) -> String {
        let is_name = matches!(part, Part::Parent | Part::ReportsTo | Part::Kind);
        let words: Vec<_> = text.entries().filter(|_| !is_name).collect();
        format!("{group} {is_post} {part:?} {key} {words:?} {}", citations(cite))
    }

    fn facts(
        chart: &Chart,
        groups: &[u32],
        is_kept: &dyn Fn(u32) -> bool,
        numbers: &dyn Fn(UnitIndex) -> Vec<u32>,
    ) -> Facts {
        let handles = |unit: UnitIndex| Handle::Group(groups[unit.get()]);
        let facts = UnitFacts { chart, handles: &handles, has_functions: false };
        let mut all = Facts::new();
        for unit in chart.unit_indices().filter(|unit| is_kept(groups[unit.get()])) {
            let mut list = Vec::new();
            facts.append(unit, &numbers(unit), &mut list);
            for fact in list {
                let value: &Value<'_> = &fact.value;
                let group = groups[unit.get()];
                let line = line(
                    group,
                    fact.post.is_some(),
                    fact.part,
                    fact.key,
                    &value.text(),
                    value.cite(),
                );
                *all.entry(line).or_default() += 1;
            }
        }
        all
    }

    /// Checks the changes of the organization and of lines against both charts in the same way.
    fn whole_and_lines((old, new): (&Chart, &Chart), comparison: &Comparison) {
        let whole = |chart: &Chart| {
            let mut all = Facts::new();
            for fact in super::super::facts::chart_facts(chart) {
                let (text, cite) = (fact.value.text(), fact.value.cite());
                let line = line(0, false, fact.part, fact.key, &text, cite);
                *all.entry(line).or_default() += 1;
            }
            all
        };
        let of_line = |group: u32, kind: &str, text: &Text, cite: &[Citation]| {
            line(group, false, Part::Line, kind, text, cite)
        };
        let told = |chart: &Chart, groups: &[u32]| {
            let handles = |unit: UnitIndex| Handle::Group(groups[unit.get()]);
            let mut all = Facts::new();
            for (key, it) in lines(chart, &handles) {
                let line = of_line(0, key.2.word(), &it.text, &it.cite);
                *all.entry(line).or_default() += 1;
            }
            all
        };
        let (mut found, expected) = (whole(old), whole(new));
        let mut found_lines = told(old, &comparison.group_of_old);
        let expected_lines = told(new, &comparison.group_of_new);
        for change in &comparison.changes {
            let is_line = matches!(change.subject, Subject::Line { .. });
            if !is_line && change.subject != Subject::Organization {
                continue;
            }
            let facts = if is_line { &mut found_lines } else { &mut found };
            for (text, cite, step) in
                [(&change.old, &change.old_cite, -1), (&change.new, &change.new_cite, 1)]
            {
                let Some(text) = text else { continue };
                let fact = if is_line {
                    of_line(0, &change.key, text, cite)
                } else {
                    line(0, false, change.part, &change.key, text, cite)
                };
                *facts.entry(fact).or_default() += step;
            }
        }
        for facts in [&mut found, &mut found_lines] {
            facts.retain(|_, count| *count != 0);
        }
        assert_eq!(found, expected);
        assert_eq!(found_lines, expected_lines);
    }

    #[test]
    fn the_changes_applied_to_the_facts_of_one_edition_give_those_of_the_next() {
        let texts = [
            include_str!("../../assets/samples/harbour/2009.ron"),
            include_str!("../../assets/samples/harbour/2016.ron"),
            include_str!("../../assets/samples/harbour/2024.ron"),
        ];
        for pair in texts.windows(2) {
            let (old, new) = (chart(pair[0]), chart(pair[1]));
            let comparison = Comparison::between(&old, &new, Lineage::Forward);
            let group = |at: u32| -> &UnitMatch { &comparison.units[at as usize] };
            let is_kept = |at: u32| group(at).shape() == Shape::Kept;
            let both =
                |at: u32| posts::numbers(old.unit(group(at).old[0]), new.unit(group(at).new[0]));
            let of_old = |unit: UnitIndex| both(comparison.group_of_old[unit.get()]).0;
            let of_new = |unit: UnitIndex| both(comparison.group_of_new[unit.get()]).1;
            let mut found = facts(&old, &comparison.group_of_old, &is_kept, &of_old);
            let expected = facts(&new, &comparison.group_of_new, &is_kept, &of_new);
            assert_ne!(found, expected);
            for change in &comparison.changes {
                let Some((_, unit)) = change.subject.units() else { continue };
                let at = comparison.group_of_new[unit.get()];
                let is_post = !matches!(change.subject, Subject::Unit(..));
                let fact = |text: &Text, cite: &[Citation]| {
                    line(at, is_post, change.part, &change.key, text, cite)
                };
                if let Some(text) = &change.old {
                    *found.entry(fact(text, &change.old_cite)).or_default() -= 1;
                }
                if let Some(text) = &change.new {
                    *found.entry(fact(text, &change.new_cite)).or_default() += 1;
                }
            }
            found.retain(|_, count| *count != 0);
            assert_eq!(found, expected);
            whole_and_lines((&old, &new), &comparison);
        }
    }
}
