//! Difference of two versions of one file, with units matched by id, for the marks after a reload.

use super::changes::Part;
use super::facts::{Fact, Handle, Handles, UnitFacts, citations, differences};
use super::posts;
use crate::model::{Chart, Text, UnitIndex};

/// Mark of a changed unit. If several apply, the first in this order is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// New unit.
    Added,
    /// Another parent.
    Moved,
    /// Another name or acronym.
    Renamed,
    /// Changed kind, head, posts, functions, provisions, citations or facts.
    Reworded,
}

/// Difference of two versions of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Changed units of the new chart, in preorder.
    pub changed: Vec<(UnitIndex, Mark)>,
    /// Id and name of each removed unit, in the order of the old file.
    pub removed: Vec<(String, Text)>,
}

impl Difference {
    /// Compares two charts.
    #[must_use]
    pub fn between(old: &Chart, new: &Chart) -> Self {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut changed = Vec::new();
        for at in new.outline() {
            let Some(from) = old.find(&new.unit(at).id) else {
                changed.push((at, Mark::Added));
                continue;
            };
            collect((old, from), (new, at), &mut before, &mut after);
            if before == after {
                continue;
            }
            let differs = |part: Part| {
                let of = |facts: &[Fact<'_>]| facts.iter().position(|fact| fact.part == part);
                match (of(&before), of(&after)) {
                    (Some(old), Some(new)) => before[old] != after[new],
                    (old, new) => old.is_some() != new.is_some(),
                }
            };
            changed.push((
                at,
                match () {
                    () if differs(Part::Parent) => Mark::Moved,
                    () if differs(Part::Name) || differs(Part::Acronym) => Mark::Renamed,
                    () => Mark::Reworded,
                },
            ));
        }
        let removed = old
            .units()
            .iter()
            .filter(|unit| new.find(&unit.id).is_none())
            .map(|unit| (unit.id.clone(), unit.name.clone()))
            .collect();
        Self { changed, removed }
    }

    /// Number of units with a mark.
    #[must_use]
    pub fn count(&self, mark: Mark) -> usize {
        self.changed.iter().filter(|(_, found)| *found == mark).count()
    }

    /// Whether the charts have the same units.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Changed part; a text is empty if the part was added or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// The part.
    pub part: Part,
    /// Old text.
    pub old: Text,
    /// New text.
    pub new: Text,
}

/// Changed parts of a unit that exists in both charts.
#[must_use]
pub fn rewordings(old: &Chart, new: &Chart, at: UnitIndex) -> Vec<Rewording> {
    let Some(from) = old.find(&new.unit(at).id) else { return Vec::new() };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    collect((old, from), (new, at), &mut before, &mut after);
    let mut found = Vec::new();
    for (old, new) in differences(&before, &after) {
        let Some(part) = new.or(old).map(|fact| fact.part) else { continue };
        let text = |fact: Option<&Fact<'_>>| fact.map_or_else(Text::default, |it| it.value.text());
        let (before, after) = (text(old), text(new));
        if before != after {
            found.push(Rewording { part, old: before, new: after });
        }
        let cited = |fact: Option<&Fact<'_>>| fact.map(|fact| fact.value.cite().to_vec());
        if let (Some(before), Some(after)) = (cited(old), cited(new))
            && part != Part::Citation
            && before != after
        {
            let text = |cite: &[_]| {
                if cite.is_empty() { Text::default() } else { Text::plain(citations(cite)) }
            };
            let (old, new) = (text(&before), text(&after));
            found.push(Rewording { part: Part::Citation, old, new });
        }
    }
    found
}

/// The facts of a unit in both charts.
fn collect<'a>(
    (old, from): (&'a Chart, UnitIndex),
    (new, at): (&'a Chart, UnitIndex),
    before: &mut Vec<Fact<'a>>,
    after: &mut Vec<Fact<'a>>,
) {
    before.clear();
    after.clear();
    let (old_posts, new_posts) = posts::numbers(old.unit(from), new.unit(at));
    let old_ids = |unit: UnitIndex| Handle::Id(&old.unit(unit).id);
    let new_ids = |unit: UnitIndex| Handle::Id(&new.unit(unit).id);
    let facts = |chart: &'a Chart,
                 handles: Handles<'a, '_>,
                 unit,
                 posts: &[u32],
                 out: &mut Vec<Fact<'a>>| {
        UnitFacts { chart, handles, has_functions: true }.append(unit, posts, out);
    };
    facts(old, &old_ids, from, &old_posts, before);
    facts(new, &new_ids, at, &new_posts, after);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceText;

    fn chart(units: &str) -> Chart {
        let text = format!("(organogram: 1, languages: [\"en\"], units: [{units}])");
        let (chart, problems) = Chart::load(&SourceText::new("x", text));
        assert!(problems.is_empty(), "{problems:?}");
        chart
    }

    #[test]
    fn reports_old_and_new_values() {
        let old = chart(
            r#"(id: "top", kind: "office", name: "Agency"),
            (id: "quay", parent: "top", kind: "office", name: "Quay", head: (title: "Chief"),
             functions: [(text: "Counts boats"), (text: "Sells fish"), (text: "Rings the bell")])"#,
        );
        let new = chart(
            r#"(id: "top", kind: "office", name: "Agency"),
            (id: "quay", parent: "top", kind: "section", name: "Pier", head: (title: "Master"),
             functions: [(text: "Counts boats"), (text: "Buys fish"), (text: "Mends nets"),
                         (text: "Rings the bell")])"#,
        );
        let quay = new.find("quay").expect("it is there");
        let said: Vec<(Part, String, String)> = rewordings(&old, &new, quay)
            .into_iter()
            .map(|it| (it.part, it.old.get(["en"]).to_owned(), it.new.get(["en"]).to_owned()))
            .collect();
        let expected = [
            (Part::Name, "Quay", "Pier"),
            (Part::Kind, "Office", "Section"),
            (Part::Head, "Chief", "Master"),
            (Part::Function, "Sells fish", "Buys fish"),
            (Part::Function, "", "Mends nets"),
        ];
        let expected = expected.map(|(part, old, new)| (part, old.to_owned(), new.to_owned()));
        assert_eq!(said, expected);
        assert_eq!(rewordings(&new, &new, quay), []);
        let difference = Difference::between(&old, &new);
        assert_eq!(difference.changed, [(quay, Mark::Renamed)]);
        assert!(difference.removed.is_empty());
    }
}
