//! Comparison of editions: the fate of units and functions, checked against a hand-written table and against generated
//! reorganizations with known truth.

#[path = "editions/rebuilt.rs"]
mod rebuilt;
#[path = "editions/reform.rs"]
mod reform;
#[path = "editions/reorganization.rs"]
mod reorganization;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use organogram::editions::{Comparison, FunctionPlace, Lineage, Owner, Shape};
use organogram::export::changes::{ChangesFormat, Kind, Named, Report, Row, Side, Topic, rows};
use organogram::export::{self, Subtree};
use organogram::i18n::Messages;
use organogram::model::{Chart, Citation, UnitIndex};
use organogram::source::SourceText;
use reform::Organization;
use reorganization::{Random, reorganization};
use serde_json::Value;

use crate::volume::quick_or_thorough;

fn chart(text: &str) -> Chart {
    let (chart, problems) = Chart::load(&SourceText::new("x.ron", text));
    let errors: Vec<_> =
        problems.iter().filter(|it| it.severity().word() == "error").take(3).collect();
    assert!(errors.is_empty(), "{errors:?}");
    chart
}

fn harbour(year: &str) -> Chart {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/harbour");
    let path = path.join(format!("{year}.ron"));
    chart(&std::fs::read_to_string(path).expect("the sample is there"))
}

fn between(old: &Chart, new: &Chart) -> Comparison {
    Comparison::between(old, new, Lineage::Forward)
}

/// Returns the rows of a table of facts, without the header, as lists of cells.
fn table(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts").join(name);
    let mut reader = csv::Reader::from_path(path).expect("the table is there");
    reader
        .records()
        .map(|row| row.expect("it is a table").iter().map(str::to_owned).collect())
        .collect()
}

fn cited(cite: &[Citation]) -> String {
    cite.first().map(|cite| cite.paragraph.to_string()).unwrap_or_default()
}

/// Returns the pairs of a comparison as `subject, before, cite, after, cite`, as in the table of matches.
fn pairs(old: &Chart, new: &Chart, comparison: &Comparison) -> BTreeSet<[String; 5]> {
    let mut found = BTreeSet::new();
    let id = |chart: &Chart, unit: UnitIndex| {
        (chart.unit(unit).id.clone(), cited(&chart.unit(unit).cite))
    };
    let none = || (String::new(), String::new());
    let mut add = |subject: &str, old: Vec<(String, String)>, new: Vec<(String, String)>| {
        let old = if old.is_empty() { vec![none()] } else { old };
        let new = if new.is_empty() { vec![none()] } else { new };
        for (a, a_cite) in &old {
            for (b, b_cite) in &new {
                found.insert([
                    subject.into(),
                    a.clone(),
                    a_cite.clone(),
                    b.clone(),
                    b_cite.clone(),
                ]);
            }
        }
    };
    for group in &comparison.units {
        let before = group.old.iter().map(|&unit| id(old, unit)).collect();
        let after = group.new.iter().map(|&unit| id(new, unit)).collect();
        add("unit", before, after);
    }
    let owner = |chart: &Chart, place: &FunctionPlace| {
        let id = match place.owner {
            Owner::Set(set) => chart.shared_sets()[set.get()].id.clone(),
            owner => chart.unit(owner.unit().expect("it is one's")).id.clone(),
        };
        (id, cited(place.cite(chart)))
    };
    for group in &comparison.functions {
        let place = group.new.iter().chain(&group.old).next().expect("no group is empty");
        let subject = match place.owner {
            Owner::Set(_) => "shared function",
            Owner::Unit(_) => "function",
            Owner::Head(_) | Owner::Post(..) => "duty",
        };
        let before = group.old.iter().map(|place| owner(old, place)).collect();
        let after = group.new.iter().map(|place| owner(new, place)).collect();
        add(subject, before, after);
    }
    found
}

fn list(rows: &BTreeSet<[String; 5]>, other: &BTreeSet<[String; 5]>, sign: &str) -> String {
    rows.difference(other).fold(String::new(), |mut all, row| {
        let _ = writeln!(all, "{sign} {}", row.join(" | "));
        all
    })
}

/// Returns the precision and the recall of the pairs.
fn quality(
    found: &BTreeSet<[String; 5]>,
    wanted: &BTreeSet<[String; 5]>,
    subjects: &[&str],
) -> (f64, f64) {
    let pairs = |rows: &BTreeSet<[String; 5]>| -> BTreeSet<[String; 5]> {
        let is_pair = |row: &&[String; 5]| {
            subjects.contains(&row[0].as_str()) && !row[1].is_empty() && !row[3].is_empty()
        };
        rows.iter().filter(is_pair).cloned().collect()
    };
    let (found, wanted) = (pairs(found), pairs(wanted));
    let right = found.intersection(&wanted).count();
    (share(right, found.len()), share(right, wanted.len()))
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand pairs")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

const FUNCTIONS: &[&str] = &["function", "duty", "shared function"];

#[test]
fn matches_the_harbour_editions() {
    for (from, to) in [("2009", "2016"), ("2016", "2024")] {
        let (old, new) = (harbour(from), harbour(to));
        let found = pairs(&old, &new, &between(&old, &new));
        let rows = table("harbour-matches.csv").into_iter();
        let wanted: BTreeSet<[String; 5]> = rows
            .filter(|row| row[0] == from && row[1] == to)
            .map(|row| [2, 3, 4, 5, 6].map(|at| row[at].clone()))
            .collect();
        let differences = list(&found, &wanted, "+") + &list(&wanted, &found, "-");
        let units = quality(&found, &wanted, &["unit"]);
        let functions = quality(&found, &wanted, FUNCTIONS);
        println!("{from} to {to}\n{differences}units {units:.3?}, functions {functions:.3?}");
        assert!(units.0 >= 0.98 && units.1 >= 0.90, "{units:?}\n{differences}");
        assert!(functions.0 >= 0.98 && functions.1 >= 0.88, "{functions:?}\n{differences}");
    }
}

/// Returns a row of the table of changes as `subject, kind, before, after, cited before, cited after`.
fn table_rows(row: &Row) -> Vec<[String; 6]> {
    let joined = |sides: &[Side], part: &dyn Fn(&Side) -> String| {
        sides.iter().map(part).collect::<Vec<_>>().join(";")
    };
    let function = match row.topic {
        Topic::Function => "function",
        Topic::SharedFunction => "shared function",
        Topic::Duty => "duty",
        Topic::Post => "head",
        Topic::Unit => "unit",
        Topic::Line | Topic::Organization => return Vec::new(),
    };
    let is_unit = matches!(row.topic, Topic::Unit);
    let kinds: &[&str] = match row.kind {
        Kind::New if is_unit => &["new"],
        Kind::Gone if is_unit => &["abolished"],
        Kind::Renamed => &["renamed"],
        Kind::Moved if is_unit => &["moved"],
        Kind::KindChanged => &["kind changed"],
        Kind::Merged if is_unit => &["merged"],
        Kind::Split if is_unit => &["split"],
        Kind::IdReused => &["id used again"],
        Kind::Retitled => &["head retitled"],
        Kind::Superiors => &["reporting line changed"],
        Kind::New => &["new function"],
        Kind::Gone => &["lost function"],
        Kind::Moved if row.is_reworded() => &["moved function", "reworded"],
        Kind::Moved => &["moved function"],
        Kind::Reworded => &["reworded"],
        Kind::Merged => &["merged function"],
        Kind::Split => &["split function"],
        Kind::Regrouped | Kind::Added | Kind::Removed | Kind::Changed => return Vec::new(),
    };
    let (id, cite) = (|side: &Side| side.id.clone(), |side: &Side| cited(&side.cite));
    let cells = |kind: &&str| {
        let (from, to) = (joined(&row.from, &id), joined(&row.to, &id));
        let (before, after) = (joined(&row.from, &cite), joined(&row.to, &cite));
        [function.to_owned(), (*kind).to_owned(), from, to, before, after]
    };
    kinds.iter().map(cells).collect()
}

#[test]
fn harbour_changes_match_the_reference_table() {
    for (from, to, missing, further) in [("2009", "2016", 2, 2), ("2016", "2024", 7, 11)] {
        let (old, new) = (harbour(from), harbour(to));
        let found = rows(&old, &new, &between(&old, &new));
        let found: BTreeSet<[String; 6]> = found.iter().flat_map(table_rows).collect();
        // A new unit that reuses an id has a separate row there, but is part of its match here.
        let made = table("harbour-changes.csv").into_iter();
        let wanted: BTreeSet<[String; 6]> = made
            .filter(|row| row[0] == from && row[1] == to)
            .map(|row| [2, 3, 4, 7, 6, 9].map(|at| row[at].clone()))
            .collect();
        let list = |rows: Vec<&[String; 6]>, sign: &str| -> String {
            rows.iter().map(|row| format!("{sign} {}\n", row.join(" | "))).collect()
        };
        let lacking: Vec<_> = wanted.difference(&found).collect();
        let extra: Vec<_> = found.difference(&wanted).collect();
        let numbers = (lacking.len(), extra.len(), wanted.len());
        let differences = list(lacking, "-") + &list(extra, "+");
        println!("{from} to {to}: {numbers:?}\n{differences}");
        assert!(numbers.0 <= missing && numbers.1 <= further, "{numbers:?}\n{differences}");
    }
}

#[test]
fn matches_units_and_functions_with_new_ids() {
    for (is_chinese, seed) in [(false, 1), (true, 2)] {
        let made = reorganization(1_000, seed, is_chinese);
        let (old, new) = (chart(&made.old), chart(&made.new));
        let found = pairs(&old, &new, &between(&old, &new));
        let units = quality(&found, &made.truth, &["unit"]);
        assert!(units.0 >= 0.95 && units.1 >= 0.85, "units, Chinese {is_chinese}: {units:?}");
        let functions = quality(&found, &made.truth, FUNCTIONS);
        assert!(
            functions.0 >= 0.95 && functions.1 >= 0.80,
            "functions, Chinese {is_chinese}: {functions:?}"
        );
        println!("Chinese {is_chinese}: units {units:.3?}, functions {functions:.3?}");
    }
}

/// Asserts that every unit and function of both charts is in exactly one group.
fn is_whole(old: &Chart, new: &Chart, comparison: &Comparison) {
    let mut units: BTreeMap<(bool, UnitIndex), usize> = BTreeMap::new();
    let mut functions: BTreeMap<(bool, FunctionPlace), usize> = BTreeMap::new();
    for group in &comparison.units {
        group.old.iter().for_each(|&unit| *units.entry((false, unit)).or_default() += 1);
        group.new.iter().for_each(|&unit| *units.entry((true, unit)).or_default() += 1);
    }
    for group in &comparison.functions {
        group.old.iter().for_each(|&place| *functions.entry((false, place)).or_default() += 1);
        group.new.iter().for_each(|&place| *functions.entry((true, place)).or_default() += 1);
    }
    assert!(units.values().chain(functions.values()).all(|&times| times == 1));
    assert_eq!(units.len(), old.units().len() + new.units().len());
    let duties = |chart: &Chart| -> usize {
        let posts = chart.units().iter().flat_map(|unit| unit.head.iter().chain(&unit.posts));
        posts.map(|post| post.duties.len()).sum()
    };
    let count = |chart: &Chart| chart.total_function_count() + duties(chart);
    assert_eq!(functions.len(), count(old) + count(new));
}

/// Asserts that comparing in reverse order gives the same result with the sides exchanged.
fn is_mirrored(old: &Chart, new: &Chart) {
    let there = between(old, new);
    let back = Comparison::between(new, old, Lineage::Backward);
    let mut expected: Vec<_> =
        there.units.iter().map(|it| (it.new.clone(), it.old.clone(), it.basis.clone())).collect();
    let mut found: Vec<_> =
        back.units.iter().map(|it| (it.old.clone(), it.new.clone(), it.basis.clone())).collect();
    expected.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    assert_eq!(found, expected);
    let mut expected: Vec<_> =
        there.functions.iter().map(|it| (it.new.clone(), it.old.clone())).collect();
    let mut found: Vec<_> =
        back.functions.iter().map(|it| (it.old.clone(), it.new.clone())).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    let facts = |all: &Comparison, is_back: bool| -> BTreeSet<String> {
        let fact = |it: &organogram::editions::Change| {
            let (a, b) = if is_back { (&it.new, &it.old) } else { (&it.old, &it.new) };
            format!("{:?} {} {a:?} {b:?}", it.part, it.key)
        };
        all.changes.iter().map(fact).collect()
    };
    assert_eq!(facts(&back, true), facts(&there, false));
}

#[test]
fn comparison_is_complete_and_symmetric() {
    for seed in 0..12 {
        let made = reorganization(60, seed, seed % 2 == 1);
        let (old, new) = (chart(&made.old), chart(&made.new));
        is_whole(&old, &new, &between(&old, &new));
        is_mirrored(&old, &new);
    }
    for (from, to) in [("2009", "2016"), ("2016", "2024")] {
        let (old, new) = (harbour(from), harbour(to));
        is_whole(&old, &new, &between(&old, &new));
        is_mirrored(&old, &new);
    }
}

#[test]
fn chart_equals_itself() {
    let made = reorganization(200, 3, false);
    for text in [made.old, made.new] {
        let chart = chart(&text);
        assert!(between(&chart, &chart).is_empty());
    }
    for year in ["2009", "2016", "2024"] {
        let chart = harbour(year);
        let comparison = between(&chart, &chart);
        assert_eq!(comparison.changes, []);
        assert!(comparison.units.iter().all(|it| it.shape() == Shape::Kept));
        assert_eq!(rows(&chart, &chart, &comparison), []);
    }
}

/// The JSON of a comparison.
fn diff(old: &Chart, new: &Chart, comparison: &Comparison) -> Value {
    let named = |name, chart| Named { name, chart };
    let report = Report {
        old: named("old.ron", old),
        new: named("new.ron", new),
        comparison,
        language: None,
        messages: Messages::of("en"),
        lines: None,
    };
    let mut out = Vec::new();
    report.write(ChangesFormat::Json, &mut out).expect("memory takes everything");
    serde_json::from_slice(&out).expect("it is JSON")
}

/// Asserts what holds of every comparison: nothing is lost, neither way, and the list of changes makes the new
/// edition of the old one.
fn is_sound(old: &Chart, new: &Chart) {
    let comparison = between(old, new);
    is_whole(old, new, &comparison);
    is_mirrored(old, new);
    let export = |chart: &Chart| {
        let mut out = Vec::new();
        export::json::write(chart, Subtree::default(), &mut out).expect("memory takes everything");
        serde_json::from_slice::<Value>(&out).expect("it is JSON")
    };
    let (before, after) = (export(old), export(new));
    let diff = diff(old, new, &comparison);
    let (found, wanted) = (rebuilt::rebuilt(&before, &diff), rebuilt::comparable(&after));
    for part in wanted.as_object().expect("a map").keys() {
        let (found, wanted) = (&found[part], &wanted[part]);
        for (id, wanted) in wanted.as_object().into_iter().flatten() {
            assert_eq!(&found[id], wanted, "{part} {id}");
        }
        assert_eq!(found, wanted, "{part}");
    }
    assert_eq!(found, wanted);
}

#[test]
fn changes_rebuild_the_next_edition() {
    for seed in 0..quick_or_thorough(40, 150) {
        let random = &mut Random(seed);
        let (units, reforms) = (4 + random.below(24), random.below(14));
        let organization = Organization::of(units, random);
        let reformed = organization.reformed(reforms, random);
        let old = chart(&organization.ron("2010"));
        let new = chart(&reformed.ron("2020"));
        println!("reform {seed}");
        is_sound(&old, &new);
        for chart in [&old, &new] {
            let comparison = between(chart, chart);
            assert!(comparison.is_empty());
            assert_eq!(rows(chart, chart, &comparison), []);
        }
    }
    for (from, to) in [("2009", "2016"), ("2016", "2024"), ("2009", "2024")] {
        is_sound(&harbour(from), &harbour(to));
    }
}

#[test]
fn follows_units_through_intermediate_editions() {
    let [first, second, third] = ["2009", "2016", "2024"].map(harbour);
    let comparison = Comparison::through(&[&first, &second, &third]);
    is_whole(&first, &third, &comparison);
    let became = |id: &str| -> Vec<&str> {
        let group = comparison.of_old(first.find(id).expect("it is there"));
        group.new.iter().map(|&unit| third.unit(unit).id.as_str()).collect()
    };
    // The id `safety` was reassigned in 2016, and the unit that it had named was abolished in 2024.
    assert_eq!(became("safety"), [""; 0]);
    assert_eq!(became("conservancy"), ["wrecks", "channels"]);
    assert_eq!(became("legal"), ["legal"]);
    let reused: Vec<&str> =
        comparison.reused.iter().map(|&(old, _)| first.unit(old).id.as_str()).collect();
    assert_eq!(reused, ["marine", "safety"]);
    assert_eq!(Comparison::through(&[&first, &second]), between(&first, &second));
}
