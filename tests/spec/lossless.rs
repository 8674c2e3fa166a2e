//! Charts that are exported and imported again: complete for JSON, and for tables everything that they can represent.

use organogram::diagnostic::has_errors;
use organogram::export::{Metadata, Subtree, csv, json, turtle};
use organogram::import::{Form, ImportOptions, Imported, Opened, ReadOptions};
use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::cases::cases;

fn loaded(text: &str) -> Chart {
    let (chart, problems) = Chart::load(&SourceText::new("a.ron", text));
    assert!(!has_errors(&problems), "{problems:?}\n{text}");
    chart
}

fn through_json(chart: &Chart, no_persons: bool) -> Imported {
    let mut out = Vec::new();
    json::write(chart, Subtree::default(), &mut out).expect("memory takes all");
    let opened = Opened::read("chart.json", &out, &ReadOptions::default()).expect("JSON");
    assert_eq!(opened.form(), Form::Json);
    let mut options = ImportOptions::default();
    options.no_persons = no_persons;
    opened.import(None, &options)
}

/// Generates a text of the file in any of the ways to write one.
fn any_text() -> impl Strategy<Value = String> {
    let words = || "[ -~é部司\u{202e}]{1,8}".prop_map(|words| format!("\"{}\"", escaped(&words)));
    prop_oneof![
        words(),
        words(),
        words().prop_map(|en| format!("{{\"en\": {en}}}")),
        words().prop_map(|zh| format!("{{\"zh\": {zh}}}")),
        (words(), words()).prop_map(|(zh, en)| format!("{{\"zh\": {zh}, \"en\": {en}}}")),
        (words(), words()).prop_map(|(en, de)| format!("{{\"en\": {en}, \"de\": {de}}}")),
    ]
}

fn escaped(words: &str) -> String {
    format!("w{}", words.replace('\\', "\\\\").replace('"', "\\\""))
}

fn any_cite() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "cite: \"4.3\", ",
        "cite: [\"1.2(a)\", \"rules:7\"], ",
        "cite: \"charter:4.10\", ",
    ])
}

fn any_statement() -> impl Strategy<Value = String> {
    let was = prop::sample::select(vec![
        "",
        "was: \"u0 4.3\", ",
        "was: [\"u0 1\", \"u1 2\"], ",
        "was: [], ",
    ]);
    (any_cite(), was, any_text())
        .prop_map(|(cite, was, text)| format!("({cite}{was}text: {text}), "))
}

fn any_statements() -> impl Strategy<Value = String> {
    prop::collection::vec(any_statement(), 0..3).prop_map(|list| format!("[{}]", list.concat()))
}

fn any_person() -> impl Strategy<Value = String> {
    let facts = prop::sample::select(vec![
        "",
        "acting: true, share: 0.5, ",
        "since: \"2022-03\", until: \"2024\", ",
        "email: \"a@b.example\", phone: \"+1 2\", link: \"https://a.example\", ",
    ]);
    (any_text(), facts).prop_map(|(name, facts)| format!("(name: {name}, {facts}), "))
}

/// Generates facts of heads and posts, for a number of units.
fn any_post(units: usize) -> impl Strategy<Value = String> {
    let superior = (0..units).prop_map(|at| format!("\"u{at}\""));
    let superiors =
        prop_oneof![Just(String::new()), superior.clone(), Just("\"council\"".into()), superior];
    let facts = prop::sample::select(vec![
        "",
        "status: vacant, ",
        "count: 3, fte: 2.5, ",
        "count: several, ",
    ]);
    let people = prop::collection::vec(any_person(), 0..3);
    let rank = prop::option::of(any_text());
    let fields =
        prop::sample::select(vec!["", "fields: {\"site\": \"Pier\", \"budget\": 12.25}, "]);
    (any_text(), rank, superiors, any_cite(), facts, (people, fields), any_statements()).prop_map(
        |(title, rank, superior, cite, facts, (people, fields), duties)| {
            let rank = rank.map(|rank| format!("rank: {rank}, ")).unwrap_or_default();
            let superior = if superior.is_empty() { superior } else { format!("reports_to: [{superior}], ") };
            let people = people.concat();
            format!("title: {title}, {rank}{superior}{cite}{facts}{fields}holder: [{people}], duties: {duties}")
        },
    )
}

#[derive(Clone, Debug)]
struct Chance {
    parent: Option<prop::sample::Index>,
    facts: usize,
}

fn any_unit(at: usize, units: usize) -> impl Strategy<Value = String> {
    const FACTS: &[&str] = &[
        "",
        "acronym: \"AB\", count: 2, position: staff, ",
        "status: planned, layout: columns, headcount: 7, link: \"https://a.example/b\", count: several, ",
        "was: [], fields: {\"site\": {\"en\": \"Pier 1\"}, \"budget\": 1200000, \"state\": \"pilot\"}, ",
        "was: [\"old\", \"older\"], fields: {\"day\": \"2024-02\", \"page\": \"https://a.example\"}, shared_functions: [\"later\", \"watch\"], ",
        "shared_functions: \"watch\", ",
    ];
    let chance = (prop::option::weighted(0.8, any::<prop::sample::Index>()), 0..FACTS.len());
    let chance = chance.prop_map(|(parent, facts)| Chance { parent, facts });
    let posts = (prop::option::of(any_post(units)), prop::option::of(any_post(units)));
    let names = (any_text(), prop::collection::vec(any_text(), 0..2));
    let kind = prop::sample::select(vec!["office", "crew", "department"]);
    let lists =
        (any_statements(), any_statements(), any_statements(), prop::option::of(any_statement()));
    (chance, names, posts, lists, kind, any_cite()).prop_map(
        move |(chance, (name, also_named), (head, post), (functions, provisions, notes, basis), kind, cite)| {
            let parent = chance.parent.filter(|_| at > 0);
            let parent = parent.map(|pick| format!("parent: \"u{}\", ", pick.index(at))).unwrap_or_default();
            let head = head.map(|head| format!("head: ({head}), ")).unwrap_or_default();
            let posts = post.map(|post| format!("posts: [(id: \"p{at}\", {post})], ")).unwrap_or_default();
            let basis = basis.map(|basis| format!("basis: {basis}")).unwrap_or_default();
            let facts = FACTS[chance.facts];
            let also_named = also_named.join(", ");
            format!(
                "(id: \"u{at}\", kind: \"{kind}\", {parent}name: {name}, {facts}{cite}{head}{posts}{basis}\
                 also_named: [{also_named}], functions: {functions}, provisions: {provisions}, notes: {notes}),\n"
            )
        },
    )
}

/// Generates a structure file with every part of the format.
fn any_file() -> impl Strategy<Value = String> {
    const HEADS: &[&str] = &[
        "languages: [\"en\", \"zh\"], ",
        "languages: [\"zh\", \"en\"], effective: \"2024-07-01\", previous: \"old.ron\", ",
        "",
    ];
    const RELATIONS: &[&str] = &[
        "",
        "(from: \"u0\", to: \"council\", kind: reports_to), ",
        "(from: [\"u0\", \"u1\"], to: \"council\", kind: supports, cite: \"3.5\", text: {\"en\": \"Lends boats\"}), ",
        "(from: \"u1\", to: \"u0\", kind: belongs_to, text: \"Twice\"), (from: \"u1\", to: \"u0\", kind: reports_to, text: \"Too\"), ",
        "(from: \"council\", to: \"u0\", kind: guides), (from: \"u1\", to: \"council\", kind: reports_to), ",
    ];
    let units = (2..5_usize).prop_flat_map(|units| {
        (0..units).map(|at| any_unit(at, units).boxed()).collect::<Vec<_>>()
    });
    let head = prop::sample::select(HEADS);
    let relations = prop::sample::select(RELATIONS);
    (head, any_text(), units, relations, any_statements(), any_text()).prop_map(
        |(head, title, units, relations, statements, text)| {
            format!(
                "(organogram: 1, title: {title}, {head}\
                 fields: [(id: \"site\", label: {text}, type: text), (id: \"budget\", type: number, unit: \"EUR\", total: sum), \
                 (id: \"day\", type: date), (id: \"page\", type: link), \
                 (id: \"state\", type: choice, values: [(id: \"pilot\", label: {text}, color: \"#7a5fb0\"), (id: \"permanent\")])], \
                 sources: [(id: \"charter\", symbol: \"HA/1\", title: {text}, date: \"2024-05\", language: \"en\", numbering: paragraphs), (id: \"rules\")], \
                 kinds: [(id: \"crew\", label: {text}, color: \"#102030\"), (id: \"office\", label: {text})], \
                 bodies: [(id: \"council\", name: {text})], \
                 shared_functions: [(id: \"watch\", cite: \"4.1\", functions: {statements}), (id: \"later\", functions: [])], \
                 units: [{}], relations: [{relations}], provisions: {statements}, notes: {statements}, \
                 words: {{\"dual\": {text}, \"page\": {{\"en\": \"Sheet {{0}}\"}}}})",
                units.concat()
            )
        },
    )
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn json_round_trip_is_lossless(text in any_file()) {
        let (chart, problems) = Chart::load(&SourceText::new("a.ron", text.as_str()));
        prop_assert!(!has_errors(&problems), "{problems:?}\n{text}");
        let Imported { text: again, report } = through_json(&chart, false);
        let (read, problems) = Chart::load(&SourceText::new("b.ron", again.as_str()));
        prop_assert!(!has_errors(&problems), "{problems:?}\n{again}");
        prop_assert_eq!(&read, &chart, "{}\n{}", text, again);
        prop_assert!(report.left_out.is_empty() && report.mended.is_empty(), "{report}");
        prop_assert_eq!(report.units, chart.units().len());
    }
}

#[test]
fn json_round_trip_of_the_sample_is_lossless() {
    let chart = loaded(SAMPLE);
    let Imported { text, report } = through_json(&chart, false);
    assert_eq!(loaded(&text), chart);
    assert_eq!((report.units, report.left_out.len()), (chart.units().len(), 0));
    assert_eq!(organogram::edit::format::format(&text), Some(text), "it is in canonical form");
}

#[test]
fn json_omits_persons() {
    let chart = loaded(
        "(organogram: 1, title: \"Port\", units: [(id: \"a\", kind: \"office\", name: \"Pilots\",
            head: (holder: \"Ada Marsh\"), posts: [(id: \"b\", title: \"Deputy\", holder: \"Ben Oduya\")])])",
    );
    let Imported { text, report } = through_json(&chart, true);
    assert!(!text.contains("Ada") && !text.contains("Ben") && text.contains("Deputy"), "{text}");
    assert_eq!((report.persons, report.persons_left_out), (0, 2));
    assert!(loaded(&text).units()[0].head.is_none(), "nothing is left of the head");
}

#[test]
fn partial_export_omits_lines_to_other_units() {
    let chart = loaded(
        "(organogram: 1, title: \"Port\", units: [
            (id: \"a\", kind: \"office\", name: \"Port\"),
            (id: \"b\", parent: \"a\", kind: \"office\", name: \"Pilots\", head: (title: \"Chief\", reports_to: [\"a\", \"c\"])),
            (id: \"c\", parent: \"a\", kind: \"office\", name: \"Tugs\")],
          relations: [(from: \"b\", to: \"c\", kind: supports)])",
    );
    let mut out = Vec::new();
    let extent = Subtree { root: chart.find("b"), ..Subtree::default() };
    json::write(&chart, extent, &mut out).expect("memory takes all");
    let opened = Opened::read("part.json", &out, &ReadOptions::default()).expect("JSON");
    let Imported { text, report } = opened.import(None, &ImportOptions::default());
    let part = loaded(&text);
    assert_eq!((part.units().len(), part.relations().len()), (1, 0), "{text}");
    let said: Vec<String> =
        report.mended.iter().chain(&report.left_out).map(|it| it.message.to_string()).collect();
    assert!(
        said.iter().any(|message| message == "a was not found: the unit is at top level"),
        "{said:?}"
    );
    assert!(
        said.iter().any(|message| message.contains("c was not found: the line is left out")),
        "{said:?}"
    );
}

/// Returns what the Organization Ontology can express of a chart, unit by unit.
fn in_the_ontology(chart: &Chart) -> Vec<String> {
    let words = |text: &organogram::model::Text| {
        let mut entries: Vec<_> =
            text.entries().map(|(tag, words)| format!("{tag}={words}")).collect();
        entries.sort();
        entries.join(",")
    };
    let unit = |index| {
        let unit = chart.unit(index);
        let parent = unit.parent.map_or("", |parent| &chart.unit(parent).id);
        let post = |post: &organogram::model::Post| {
            let holders: Vec<String> =
                post.holders.iter().map(|person| words(&person.name)).collect();
            let mut superiors: Vec<&str> =
                post.reports_to.iter().map(|&it| chart.party_id(it)).collect();
            superiors.sort_unstable();
            let id = post.id.as_deref().unwrap_or_default();
            format!(
                "{id} {} {holders:?} {superiors:?} {:?} {:?}",
                words(&post.title),
                post.status,
                post.count
            )
        };
        let head = unit.head.as_ref().map(post).unwrap_or_default();
        let posts: Vec<String> = unit.posts.iter().map(post).collect();
        let mut functions: Vec<String> =
            chart.functions(index).iter().map(|held| words(&held.statement.text)).collect();
        functions.sort();
        let (id, kind, name) = (&unit.id, &chart.kind(unit.kind).id, words(&unit.name));
        let acronym = &unit.acronym;
        format!(
            "{id} {parent} {kind} {name} {acronym:?} {head} {posts:?} {functions:?} {:?}",
            unit.count
        )
    };
    chart.unit_indices().map(unit).collect()
}

/// Returns what a CSV contains of a unit, in these languages.
fn in_a_table(chart: &Chart, languages: &[String]) -> Vec<String> {
    let unit = |index| {
        let unit = chart.unit(index);
        // A table has columns for the languages of the file, and its cells are trimmed.
        let words = |text: &organogram::model::Text| {
            let words = |tag: &String| Some((tag.clone(), text.exactly(tag)?.trim().to_owned()));
            languages.iter().filter_map(words).collect::<Vec<_>>()
        };
        let parent = unit.parent.map_or("", |parent| &chart.unit(parent).id);
        // A head without a title in these languages gets a row of blank cells.
        let head = unit.head.as_ref().filter(|head| !words(&head.title).is_empty());
        let superiors = head.map_or(&[][..], |head| &head.reports_to).iter();
        let superiors =
            superiors.map(|&it| chart.party_id(it)).filter(|id| chart.find(id).is_some());
        let superiors: Vec<&str> = superiors.collect();
        let title = head.map(|head| words(&head.title));
        let kind = &chart.kind(unit.kind).id;
        let (id, acronym) = (&unit.id, &unit.acronym);
        let facts = (unit.status, unit.position, unit.headcount, &unit.link);
        format!(
            "{id} {parent} {kind} {acronym:?} {:?} {title:?} {superiors:?} {facts:?}",
            words(&unit.name)
        )
    };
    chart.unit_indices().map(unit).collect()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn csv_round_trip_keeps_table_columns(text in any_file()) {
        let chart = loaded(&text);
        let mut out = Vec::new();
        csv::write(&chart, Subtree::default(), csv::Cells::Raw, &mut out).expect("memory takes all");
        let opened = Opened::read("chart.csv", &out, &ReadOptions::default()).expect("a table");
        let Imported { text: again, report } = opened.import(None, &ImportOptions::default());
        prop_assert_eq!(in_a_table(&loaded(&again), chart.languages()), in_a_table(&chart, chart.languages()), "{}\n{}", text, again);
        prop_assert_eq!(report.units, chart.units().len());
    }
}

#[test]
fn csv_round_trip_of_the_sample_keeps_table_columns() {
    let chart = loaded(SAMPLE);
    let mut out = Vec::new();
    csv::write(&chart, Subtree::default(), csv::Cells::Raw, &mut out).expect("memory takes all");
    let opened = Opened::read("chart.csv", &out, &ReadOptions::default()).expect("a table");
    let Imported { text, report } = opened.import(None, &ImportOptions::default());
    let languages = chart.languages();
    assert_eq!(in_a_table(&loaded(&text), languages), in_a_table(&chart, languages));
    assert!(report.mended.is_empty(), "{:?}", report.mended);
    // A table has rows for units only: lines to a body or an additional post lead nowhere.
    let said = |remark: &organogram::import::Remark| {
        format!("{} {}", remark.row.unwrap_or_default(), remark.message)
    };
    let said: Vec<String> = report.left_out.iter().map(said).collect();
    let rest = "was not found: the line is left out";
    assert_eq!(
        said,
        [
            format!("2 sg {rest}"),
            format!("5 usg-dfs {rest}"),
            format!("9 usg-dfs {rest}"),
            format!("40 deputy-police-adviser {rest}"),
            format!("41 deputy-police-adviser {rest}"),
        ]
    );
}

#[test]
fn turtle_round_trip_keeps_units_posts_and_functions() {
    let chart = loaded(SAMPLE);
    let mut out = Vec::new();
    let metadata = Metadata { title: "Sample", language: "en", origin: None };
    turtle::write(&chart, Subtree::default(), metadata, None, &mut out).expect("memory takes all");
    let opened = Opened::read("chart.ttl", &out, &ReadOptions::default()).expect("Turtle");
    assert_eq!(opened.form(), Form::Org);
    let Imported { text, report } = opened.import(None, &ImportOptions::default());
    let read = loaded(&text);
    assert_eq!(in_the_ontology(&read), in_the_ontology(&chart));
    assert_eq!(read.bodies().len(), chart.bodies().len());
    assert!(report.left_out.is_empty(), "{report}");
    assert!(report.mended.iter().all(|remark| remark.how == "unread"), "{:?}", report.mended);
}
