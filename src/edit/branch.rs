//! Moving and reordering branches of units.
//!
//! Siblings are in the order of the text, so reordering a unit means moving its lines. The units directly below it in
//! the text move along if they are its whole branch.

mod copy;

use std::collections::HashSet;
use std::ops::Range;

use super::record::{RecordEdits, one_or_several, strings};
use super::{Edit, Edits, indentation, line_end, move_under, remove_item};
use crate::model::{Chart, Places, UnitIndex, UnitPlace};
use crate::syntax::Tree;

pub use copy::{copy_branch, taken_ids};

/// Destination of a unit, given by units or their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination<U = UnitIndex> {
    /// The top level.
    Top,
    /// Under a unit.
    Under(U),
    /// Before a unit, under the same parent.
    Before(U),
    /// After a unit, under the same parent.
    Behind(U),
}

impl Destination<String> {
    /// Resolves the ids in a chart; `None` if it lacks the unit.
    #[must_use]
    pub fn find(&self, chart: &Chart) -> Option<Destination> {
        Some(match self {
            Self::Top => Destination::Top,
            Self::Under(parent) => Destination::Under(chart.find(parent)?),
            Self::Before(sibling) => Destination::Before(chart.find(sibling)?),
            Self::Behind(sibling) => Destination::Behind(chart.find(sibling)?),
        })
    }
}

impl Destination {
    /// The parent of a unit at this destination.
    #[must_use]
    pub fn parent(self, chart: &Chart) -> Option<UnitIndex> {
        match self {
            Self::Top => None,
            Self::Under(parent) => Some(parent),
            Self::Before(sibling) | Self::Behind(sibling) => chart.unit(sibling).parent,
        }
    }
}

/// Whether a unit may be moved to a destination, which must not be in its own branch.
#[must_use]
pub fn is_open(chart: &Chart, unit: UnitIndex, to: Destination) -> bool {
    let is_own = |other: UnitIndex| other == unit || chart.ancestors(other).contains(&unit);
    match to {
        Destination::Top => true,
        Destination::Under(other) | Destination::Before(other) | Destination::Behind(other) => {
            !is_own(other)
        }
    }
}

/// Superiors of a unit's head that become outdated by a move under another parent: the old parent, or posts in it.
#[must_use]
pub fn left_superiors(chart: &Chart, unit: UnitIndex, to: Destination) -> Vec<String> {
    let it = chart.unit(unit);
    let new = to.parent(chart);
    let (Some(old), Some(head)) = (it.parent.filter(|_| new.is_some()), &it.head) else {
        return Vec::new();
    };
    if new == Some(old) {
        return Vec::new();
    }
    let left = head.reports_to.iter().filter(|superior| superior.unit() == Some(old));
    left.map(|&superior| chart.party_id(superior).to_owned()).collect()
}

/// Moves a unit. If `follows` is set, its head reports to the new parent instead of the old one. `None` if the text
/// does not contain one of the units.
#[must_use]
pub fn move_unit(
    text: &str,
    places: &Places,
    chart: &Chart,
    unit: UnitIndex,
    to: Destination,
    follows: bool,
) -> Option<Edits> {
    let id = chart.unit(unit).id.as_str();
    let parent = to.parent(chart);
    let mut inside = Edits::default();
    if parent != chart.unit(unit).parent {
        let parent = parent.map(|parent| chart.unit(parent).id.as_str());
        inside = move_under(text, places, &[id], parent)?;
        if let Some(new) = parent.filter(|_| follows) {
            let old = left_superiors(chart, unit, to);
            inside = inside.and(swap_superiors(text, &places.unit(id)?.span, &old, new));
        }
    }
    let (Destination::Before(sibling) | Destination::Behind(sibling)) = to else {
        return Some(inside);
    };
    let index = place_beside(places, chart, sibling, matches!(to, Destination::Behind(_)))?;
    let block = block(places, chart, unit)?;
    if (block.start..=block.end).contains(&index) {
        return Some(inside);
    }
    Some(moved(text, places.units(), &block, index, inside))
}

/// Index of the unit in the text before which a new sibling is inserted.
fn place_beside(
    places: &Places,
    chart: &Chart,
    sibling: UnitIndex,
    is_behind: bool,
) -> Option<usize> {
    let at = position(places, &chart.unit(sibling).id)?;
    if !is_behind {
        return Some(at);
    }
    let below = ids(chart, sibling);
    let run = places.units()[at..].iter().take_while(|unit| below.contains(unit.id.as_str()));
    Some(at + run.count())
}

fn position(places: &Places, id: &str) -> Option<usize> {
    places.units().iter().position(|unit| unit.id == id)
}

/// The ids of a branch.
fn ids(chart: &Chart, top: UnitIndex) -> HashSet<&str> {
    let below = chart.descendants(top).into_iter().chain([top]);
    below.map(|unit| chart.unit(unit).id.as_str()).collect()
}

/// The units that move together, as a range of indices: the branch if it is contiguous, otherwise only the unit.
fn block(places: &Places, chart: &Chart, unit: UnitIndex) -> Option<Range<usize>> {
    let at = position(places, &chart.unit(unit).id)?;
    let branch = ids(chart, unit);
    let run = places.units()[at..].iter().take_while(|unit| branch.contains(unit.id.as_str()));
    let count = run.count();
    Some(at..at + if count == branch.len() { count } else { 1 })
}

/// Edits that move a block of units before the unit with an index; other edits apply inside the block.
fn moved(
    text: &str,
    units: &[UnitPlace],
    block: &Range<usize>,
    index: usize,
    inside: Edits,
) -> Edits {
    let (first, last) = (&units[block.start], &units[block.end - 1]);
    let lines = lines_of(text, first).zip(lines_of(text, last)).map(|(a, b)| a.start..b.end);
    let anchor = anchor(text, units, index);
    let mut removed = Vec::new();
    let span = if let (Some(lines), true) = (&lines, anchor.is_line) {
        removed.push(Edit { span: lines.clone(), text: String::new() });
        lines.clone()
    } else {
        let gone = units[block.clone()].iter();
        removed.extend(gone.flat_map(|it| remove_item(text, &it.span, it.comma.as_ref())));
        first.span.start..last.span.end
    };
    let comma = Edit { span: last.span.end..last.span.end, text: ",".into() };
    let lacks_comma = anchor.is_line && lines.is_some() && last.comma.is_none();
    let inside = if lacks_comma { inside.and(Edits(vec![comma])) } else { inside };
    let block_text = inside.within(span.start).apply(&text[span]);
    let insertion = Edits(anchor.insertion(text, &block_text, lines.is_some()));
    Edits(removed).and(insertion)
}

/// Position between two units of the text.
struct Anchor {
    at: usize,
    /// The position at which a comma is missing after the preceding unit.
    comma: Option<usize>,
    /// Between two lines.
    is_line: bool,
    /// A unit follows on the same line.
    is_before: bool,
    /// The indentation of the adjacent unit, if that starts a line.
    indentation: Option<String>,
}

impl Anchor {
    fn insertion(&self, text: &str, block: &str, is_lines: bool) -> Vec<Edit> {
        let indent = self.indentation.as_deref().unwrap_or_default();
        let words = match (self.is_line, is_lines, self.is_before) {
            (true, true, _) => block.to_owned(),
            (true, false, _) => format!("{indent}{block},{}", line_end(text)),
            (false, _, true) => format!("{}, ", block.trim().trim_end_matches(',')),
            (false, _, false) => format!(" {},", block.trim().trim_end_matches(',')),
        };
        let insertion = Edit { span: self.at..self.at, text: words };
        let comma = self.comma.map(|at| Edit { span: at..at, text: ",".into() });
        comma.into_iter().chain([insertion]).collect()
    }
}

/// The position before the unit with an index; the number of units means after the last one.
fn anchor(text: &str, units: &[UnitPlace], index: usize) -> Anchor {
    if let Some(next) = units.get(index)
        && let Some(lines) = lines_of(text, next)
    {
        let indentation = indentation(text, next.span.start).map(str::to_owned);
        return Anchor {
            at: lines.start,
            comma: None,
            is_line: true,
            is_before: true,
            indentation,
        };
    }
    let before = index.checked_sub(1).and_then(|before| units.get(before));
    if let Some(before) = before
        && let Some(lines) = lines_of(text, before)
    {
        let indentation = indentation(text, before.span.start).map(str::to_owned);
        let comma = before.comma.is_none().then_some(before.span.end);
        return Anchor { at: lines.end, comma, is_line: true, is_before: false, indentation };
    }
    match (units.get(index), before) {
        (Some(next), _) => Anchor {
            at: next.span.start,
            comma: None,
            is_line: false,
            is_before: true,
            indentation: None,
        },
        (None, before) => {
            let end = before.map_or(0, |it| it.comma.as_ref().map_or(it.span.end, |it| it.end));
            let comma = before.filter(|it| it.comma.is_none()).map(|it| it.span.end);
            Anchor { at: end, comma, is_line: false, is_before: false, indentation: None }
        }
    }
}

/// The complete lines of a unit, with comments directly above it; `None` if they contain anything else.
fn lines_of(text: &str, unit: &UnitPlace) -> Option<Range<usize>> {
    let indent = indentation(text, unit.span.start)?;
    let mut start = unit.span.start - indent.len();
    while let Some(above) = text[..start].strip_suffix('\n') {
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if !above[line..].trim_start().starts_with("//") {
            break;
        }
        start = line;
    }
    let end = unit.comma.as_ref().map_or(unit.span.end, |comma| comma.end);
    let rest = text[end..].split_inclusive('\n').next()?;
    let is_comment = rest.trim().is_empty() || rest.trim_start().starts_with("//");
    (is_comment && rest.ends_with('\n')).then(|| start..end + rest.len())
}

/// Replaces some superiors of the head of the unit in a span by `new`.
fn swap_superiors(text: &str, span: &Range<usize>, old: &[String], new: &str) -> Edits {
    let tree = Tree::parse(&text[span.clone()]);
    let head = tree.root().and_then(|unit| unit.field("head")).map(|head| head.value().inner());
    let Some(superiors) = head.and_then(|head| head.field("reports_to")) else {
        return Edits::default();
    };
    let mut edits = RecordEdits::new(&tree);
    let mut left: Vec<String> = strings(superiors.value().inner());
    let at = left.iter().position(|id| old.contains(id)).unwrap_or(0);
    left.retain(|id| !old.contains(id) && id != new);
    left.insert(at.min(left.len()), new.to_owned());
    edits.replace(superiors.value(), &one_or_several(&left));
    edits.finish().shifted(span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceText;

    const COAST: &str = r#"(organogram: 1, bodies: [(id: "council", name: "Council")], units: [
    (id: "agency", kind: "department", name: "Agency"), // the whole
    // The north has the longest coast.
    (id: "north", parent: "agency", kind: "division", name: "North",
        head: (title: "Chief", reports_to: ["agency", "council"])),
    (id: "port", parent: "north", kind: "section", name: "Port", head: (title: "Master", reports_to: ["north", "council"])), // busy
    (id: "south", parent: "agency", kind: "division", name: "South"),
    (id: "tide", parent: "south", kind: "section", name: "Tide")
])
"#;

    fn chart(text: &str) -> Chart {
        let (chart, problems) = Chart::load(&SourceText::new("a.ron", text));
        assert_eq!(problems, [], "{text}");
        chart
    }

    /// The text after a unit was moved next to or under another one.
    fn moved_to(
        text: &str,
        id: &str,
        to: fn(UnitIndex) -> Destination,
        other: &str,
        follows: bool,
    ) -> String {
        let (chart, places) = (chart(text), Places::of(text));
        let [unit, other] = [id, other].map(|id| chart.find(id).expect("it is a unit"));
        let edits = move_unit(text, &places, &chart, unit, to(other), follows);
        edits.expect("both are there").apply(text)
    }

    fn children(text: &str, id: &str) -> Vec<String> {
        let chart = chart(text);
        let unit = chart.unit(chart.find(id).expect("it is a unit"));
        unit.children.iter().map(|&child| chart.unit(child).id.clone()).collect()
    }

    #[test]
    fn moves_a_contiguous_branch_with_comments() {
        let after = moved_to(COAST, "north", Destination::Behind, "south", false);
        assert_eq!(children(&after, "agency"), ["south", "north"]);
        let north = &COAST[COAST.find("    // The").expect("it is there")
            ..COAST.find("    (id: \"south\"").expect("it is there")];
        let expected = COAST.replace(north, "");
        let expected = expected.replace("name: \"Tide\")\n", &format!("name: \"Tide\"),\n{north}"));
        assert_eq!(after, expected);
        let back = moved_to(&after, "south", Destination::Behind, "north", false);
        assert_eq!(children(&back, "agency"), ["north", "south"]);
        assert_eq!(moved_to(COAST, "south", Destination::Behind, "north", false), COAST);
    }

    #[test]
    fn moves_a_unit_between_siblings() {
        let after = moved_to(COAST, "tide", Destination::Before, "north", false);
        assert_eq!(children(&after, "agency"), ["tide", "north", "south"]);
        let line = "    (id: \"tide\", parent: \"agency\", kind: \"section\", name: \"Tide\"),\n";
        assert!(after.contains(&format!("{line}    // The north has")), "{after}");
        assert!(after.ends_with("name: \"South\"),\n])\n"), "{after}");
    }

    #[test]
    fn updates_reports_to_on_request() {
        let after = moved_to(COAST, "north", Destination::Under, "south", true);
        assert!(after.contains("(id: \"north\", parent: \"south\""), "{after}");
        assert!(after.contains("reports_to: [\"south\", \"council\"]"), "{after}");
        let after = moved_to(COAST, "north", Destination::Under, "south", false);
        assert_eq!(
            after,
            COAST.replace("\"north\", parent: \"agency\"", "\"north\", parent: \"south\"")
        );
    }

    #[test]
    fn reorders_units_on_one_line() {
        let unit =
            |id: &str, name: &str| format!("(id: \"{id}\", kind: \"office\", name: \"{name}\")");
        let [a, b, c] = [unit("a", "A"), unit("b", "B"), unit("c", "C")];
        let text = format!("(organogram: 1, units: [{a}, {b}, {c}])");
        let after = moved_to(&text, "a", Destination::Behind, "c", false);
        assert_eq!(after, format!("(organogram: 1, units: [{b}, {c}, {a},])"));
        let after = moved_to(&text, "c", Destination::Before, "a", false);
        assert_eq!(after, format!("(organogram: 1, units: [{c}, {a}, {b}, ])"));
    }

    #[test]
    fn copies_get_new_ids_and_no_predecessors() {
        let text = COAST.replace(
            "kind: \"section\", name: \"Port\"",
            "kind: \"section\", was: \"harbour\", name: \"Port\"",
        );
        let (chart, places) = (chart(&text), Places::of(&text));
        let [north, south] = ["north", "south"].map(|id| chart.find(id).expect("it is a unit"));
        let copied = copy_branch(&text, &places, &chart, north, Destination::Under(south));
        let (edits, id) = copied.expect("both are there");
        assert_eq!(id, "north-2");
        let after = edits.apply(&text);
        assert_eq!(children(&after, "south"), ["tide", "north-2"]);
        assert_eq!(children(&after, "north-2"), ["port-2"]);
        assert!(after.contains("reports_to: [\"north-2\", \"council\"]"), "{after}");
        assert!(
            after.contains("(id: \"port-2\", parent: \"north-2\", kind: \"section\", name"),
            "{after}"
        );
    }

    proptest::proptest! {
        #[test]
        fn moves_keep_the_order_of_other_units(
            parents in proptest::collection::vec(0_usize..20, 1..10),
            unit in 0_usize..10,
            other in 0_usize..10,
            is_behind: bool,
            is_lines: bool,
        ) {
            let units: Vec<String> = parents.iter().enumerate().map(|(at, parent)| {
                let parent = if at == 0 || *parent > 12 { String::new() } else {
                    format!(" parent: \"u{}\",", parent % at)
                };
                format!("(id: \"u{at}\",{parent} kind: \"office\", name: \"N{at}\")")
            }).collect();
            let between = if is_lines { ",\n    " } else { ", " };
            let end = if is_lines { "\n" } else { "" };
            let text = format!("(organogram: 1, units: [{end}    {}{end}])", units.join(between));
            let before = chart(&text);
            let [unit, other] = [unit, other].map(|at| UnitIndex::new(at % units.len()));
            let to = if is_behind { Destination::Behind(other) } else { Destination::Before(other) };
            proptest::prop_assume!(is_open(&before, unit, to));
            let edits = move_unit(&text, &Places::of(&text), &before, unit, to, false);
            let after = chart(&edits.expect("all are there").apply(&text));
            for parent in std::iter::once(None).chain(before.unit_indices().map(Some)) {
                let ids = |chart: &Chart| -> Vec<String> {
                    let parent = parent.map(|it| chart.find(&before.unit(it).id).expect("it stays"));
                    let all = parent.map_or(chart.roots(), |it| &chart.unit(it).children);
                    all.iter().map(|&it| chart.unit(it).id.clone()).collect()
                };
                let mut expected = ids(&before);
                let moved = &before.unit(unit).id;
                expected.retain(|id| id != moved);
                if parent == before.unit(other).parent {
                    let at = expected.iter().position(|id| *id == before.unit(other).id);
                    expected.insert(at.expect("it is there") + usize::from(is_behind), moved.clone());
                }
                proptest::prop_assert_eq!(ids(&after), expected);
            }
        }
    }
}
