//! The bundled sample, compared with the tables of facts in `tests/facts`: ids, names, citations and lines, in the
//! order of the bulletin. The tables contain facts, never the bulletin's sentences.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use organogram::diagnostic::Severity;
use organogram::model::{
    Chart, Citation, Count, Party, Post, Relation, SAMPLE, SharedSet, Statement, Text, Unit,
};
use organogram::source::SourceText;

#[test]
fn sample_is_complete() {
    let (chart, diagnostics) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    let found: Vec<_> =
        diagnostics.iter().filter(|problem| problem.severity() != Severity::Note).collect();
    assert!(found.is_empty(), "the sample has problems: {found:#?}");

    the_whole_is_named_and_sourced(&chart);
    units_stand_as_the_table_says(&chart);
    every_lettered_function_has_its_holder(&chart);
    shared_sets_are_held_by_the_right_units(&chart);
    the_military_adviser_has_a_rank(&chart);
    the_deputy_has_a_post(&chart);
    bodies_stand_as_the_table_says(&chart);
    lines_stand_as_the_table_says(&chart);
    citations_cover_the_bulletin(&chart);
    contradictions_are_told_where_they_matter(&chart);
    every_text_is_in_both_languages(&chart);
}

/// What may follow the name of the Department where it means the operations that it leads: the term that 2.1(a)
/// defines, and the narrower ones that the bulletin derives from it.
const OPERATIONS: &str = "各项行动|新行动|所有行动|各项统筹行动|统筹行动|联合国行动";

/// Wordings that give a defined term a second form, or depart from the register of the bulletin.
const AVOIDED: [(&str, &str); 2] = [
    ("zh", "分管|本部领导|本部所领导|领导行动|领导的行动|出谋|打交道|质量关"),
    (
        "en",
        "department-led|operations the department leads|when asked|above all|see that|questions|\
            specialist functional|serious incident",
    ),
];

/// Qualifiers with legal weight: a sentence has one in both languages or in neither.
const QUALIFIERS: [(&str, &str); 6] = [
    ("应要求", "on request"),
    ("酌情", "as appropriate"),
    ("可行", "feasible"),
    ("确保", "ensure"),
    ("特别是", "in particular"),
    ("视需要", "as needed"),
];

#[test]
fn sample_uses_consistent_terms() {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    let lines = chart.relations().iter().map(|line| &*line.text);
    let statements = statements(&chart).into_iter().map(|statement| &statement.text);
    for text in lines.chain(statements) {
        for (language, wordings) in AVOIDED {
            let sentence = in_language(text, language).to_lowercase();
            let found = wordings.split('|').find(|wording| sentence.contains(wording));
            assert_eq!(found, None, "{sentence}");
        }
        let (zh, en) = (in_language(text, "zh"), in_language(text, "en").to_lowercase());
        for (qualifier, translation) in QUALIFIERS {
            assert_eq!(
                zh.contains(qualifier),
                en.contains(translation),
                "{qualifier} and “{translation}” stand together: {zh} {en}"
            );
        }
        for led in zh.replace("维持和平行动部领导的", "该部领导的").split("该部领导的").skip(1)
        {
            let words = led.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let is_term = OPERATIONS.split('|').any(|term| words.starts_with(term));
            assert!(is_term || !words.contains("行动"), "{words}: {zh}");
        }
    }
}

#[test]
fn sample_has_no_duplicate_lines() {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    let mut seen = BTreeSet::new();
    for line in chart.relations() {
        let [from, to, kind, _] = line_cells(&chart, line);
        let words = format!("{from} {kind} {to}");
        assert!(seen.insert(words.clone()), "stated twice: {words}");
    }
}

fn the_whole_is_named_and_sourced(chart: &Chart) {
    assert_eq!(chart.languages(), ["zh", "en"]);
    assert_eq!(chart.title().exactly("zh"), Some("维持和平行动部"));
    assert_eq!(chart.title().exactly("en"), Some("Department of Peacekeeping Operations"));
    assert_eq!(chart.effective(), Some("2010-01-01"));
    let symbols: Vec<_> = chart.sources().iter().map(|source| source.symbol.as_deref()).collect();
    assert_eq!(symbols, [Some("ST/SGB/2010/1")]);
    let roots: Vec<&str> = chart.roots().iter().map(|&root| chart.unit(root).id.as_str()).collect();
    assert_eq!(roots, ["dpko"]);
}

fn units_stand_as_the_table_says(chart: &Chart) {
    let rows = table("units.csv");
    assert_eq!(rows.len(), 48);
    let ids: BTreeSet<&str> = chart.units().iter().map(|unit| unit.id.as_str()).collect();
    let expected: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str()).collect();
    assert_eq!(ids, expected);
    assert_eq!(chart.units().len(), 48, "each unit stands once");
    for row in &rows {
        assert_eq!(unit_as_row(chart, &unit(chart, &row["id"])), *row);
    }
}

/// Returns a unit in the columns of `units.csv`.
fn unit_as_row(chart: &Chart, unit: &Unit) -> Row {
    let head = unit.head.as_ref();
    let parties = |head: &Post| joined(head.reports_to.iter().map(|&party| chart.party_id(party)));
    let cells = [
        ("id", unit.id.clone()),
        ("parent", unit.parent.map_or_else(String::new, |at| chart.unit(at).id.clone())),
        ("kind", chart.kind(unit.kind).id.clone()),
        ("acronym", unit.acronym.clone().unwrap_or_default()),
        ("count", count_word(unit.count)),
        ("name_zh", in_language(&unit.name, "zh")),
        ("name_en", in_language(&unit.name, "en")),
        (
            "rank",
            head.and_then(|head| head.rank.as_ref())
                .map(|rank| in_language(rank, "en"))
                .unwrap_or_default(),
        ),
        ("reports_to", head.map(parties).unwrap_or_default()),
        ("head_cite", head.map(|head| citations(&head.cite)).unwrap_or_default()),
    ];
    cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect()
}

fn count_word(count: Count) -> String {
    match count {
        Count::Number(number) => number.to_string(),
        Count::Several => "several".into(),
    }
}

fn every_lettered_function_has_its_holder(chart: &Chart) {
    let rows = table("functions.csv");
    assert_eq!(rows.len(), 128);
    let expected: BTreeSet<(String, String)> =
        rows.iter().map(|row| (row["citation"].clone(), row["holder"].clone())).collect();
    let own = chart.units().iter().flat_map(|unit| held(&unit.functions, &unit.id));
    let sets = chart.shared_sets().iter();
    let shared = sets.flat_map(|set| held(&set.functions, &format!("set:{}", set.id)));
    let stated: Vec<_> = own.chain(shared).filter(|(cite, _)| cite.contains('(')).collect();
    assert_eq!(stated.iter().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(stated.len(), 128, "each lettered function is stated once");
}

fn held(functions: &[Statement], holder: &str) -> Vec<(String, String)> {
    let cites = functions.iter().flat_map(|function| &function.cite);
    cites.map(|citation| (citation.to_string(), holder.to_owned())).collect()
}

fn shared_sets_are_held_by_the_right_units(chart: &Chart) {
    let ids: Vec<&str> = chart.shared_sets().iter().map(|set| set.id.as_str()).collect();
    assert_eq!(ids, ["regional-division", "integrated-operational-team", "orolsi-common"]);
    assert_eq!(
        holders(chart, "regional-division"),
        ["africa-1", "africa-2", "asia-middle-east", "europe-latin-america"]
    );
    assert_eq!(
        holders(chart, "integrated-operational-team"),
        ["africa-1-iot", "africa-2-iot", "asia-middle-east-iot", "europe-latin-america-iot"]
    );
    assert_eq!(
        holders(chart, "orolsi-common"),
        [
            "orolsi",
            "orolsi-asg",
            "police",
            "police-adviser",
            "spds",
            "mmss",
            "spc",
            "cljas",
            "ddr",
            "ssr",
            "unmas",
            "unmas-director",
            "unmas-programme",
            "unmas-policy",
        ]
    );
}

/// Returns the ids of the units that refer to a shared set, in file order.
fn holders<'a>(chart: &'a Chart, set: &str) -> Vec<&'a str> {
    let holds = |unit: &&Unit| {
        unit.shared_functions.iter().any(|at| chart.shared_sets()[at.get()].id == set)
    };
    chart.units().iter().filter(holds).map(|unit| unit.id.as_str()).collect()
}

fn the_military_adviser_has_a_rank(chart: &Chart) {
    let rank = unit(chart, "oma").head.and_then(|head| head.rank).expect("a rank is stated");
    assert_eq!(in_language(&rank, "zh"), "助理秘书长级（在职中将）");
    assert_eq!(in_language(&rank, "en"), "ASG (Lieutenant-General in active service)");
}

fn the_deputy_has_a_post(chart: &Chart) {
    let posts: Vec<(&str, &Post)> = chart
        .units()
        .iter()
        .flat_map(|unit| unit.posts.iter().map(|post| (unit.id.as_str(), post)))
        .collect();
    let [(holder, deputy)] = posts[..] else { panic!("one post is expected: {posts:?}") };
    assert_eq!(holder, "police");
    assert_eq!(deputy.id.as_deref(), Some("deputy-police-adviser"));
    assert_eq!(in_language(&deputy.title, "zh"), "副警务顾问");
    assert_eq!(in_language(&deputy.title, "en"), "Deputy Police Adviser");
    assert_eq!(joined(deputy.reports_to.iter().map(|&party| chart.party_id(party))), "police");
    assert_eq!(citations(&deputy.cite), "8.6;8.9;8.11");
}

fn bodies_stand_as_the_table_says(chart: &Chart) {
    let rows = table("bodies.csv");
    assert_eq!(rows.len(), 49);
    let bodies: Vec<[String; 3]> = chart
        .bodies()
        .iter()
        .map(|body| [body.id.clone(), in_language(&body.name, "zh"), in_language(&body.name, "en")])
        .collect();
    let expected: Vec<[String; 3]> = rows
        .iter()
        .map(|row| ["id", "name_zh", "name_en"].map(|column| row[column].clone()))
        .collect();
    assert_eq!(sorted(bodies), sorted(expected));
}

fn lines_stand_as_the_table_says(chart: &Chart) {
    let rows = table("relations.csv");
    assert_eq!(rows.len(), 320);
    // A line derived from a head's `reports_to` has no sentence.
    let stated = chart.relations().iter().filter(|line| !line.text.is_empty());
    let lines: Vec<[String; 4]> = stated.map(|line| line_cells(chart, line)).collect();
    let expected: Vec<[String; 4]> = rows
        .iter()
        .map(|row| ["from", "to", "kind", "cite"].map(|column| row[column].clone()))
        .collect();
    assert_eq!(sorted(lines), sorted(expected));
}

fn line_cells(chart: &Chart, line: &Relation) -> [String; 4] {
    let id = |party: Party| chart.party_id(party).to_owned();
    [id(line.from), id(line.to), line.kind.word().to_owned(), citations(&line.cite)]
}

fn citations_cover_the_bulletin(chart: &Chart) {
    let paragraphs = facts("paragraphs.txt");
    let held: BTreeSet<&str> = paragraphs.lines().collect();
    assert_eq!(held.len(), 73 + 137);
    let cited = all_citations(chart);
    let cited: BTreeSet<&str> = cited.iter().map(String::as_str).collect();
    let uncited: Vec<_> = held.difference(&cited).collect();
    assert!(uncited.is_empty(), "nothing cites {uncited:?}");
    let outside: Vec<_> = cited.difference(&held).copied().collect();
    assert_eq!(outside, ["1"], "only section 1 has no numbered paragraph");
}

fn all_citations(chart: &Chart) -> Vec<String> {
    let sentences = statements(chart).into_iter().flat_map(|statement| &statement.cite);
    let units = chart.units().iter().flat_map(|unit| &unit.cite);
    let posts = posts(chart).flat_map(|post| &*post.cite);
    let sets = chart.shared_sets().iter().flat_map(|set: &SharedSet| &set.cite);
    let lines = chart.relations().iter().flat_map(|line| &*line.cite);
    sentences.chain(units).chain(posts).chain(sets).chain(lines).map(Citation::to_string).collect()
}

/// A note on the unit cites the paragraph, and gives the bulletin's wording and the interpretation.
fn contradictions_are_told_where_they_matter(chart: &Chart) {
    for row in table("contradictions.csv") {
        let (id, citation) = (&row["unit"], &row["citation"]);
        let provisions = match id.as_str() {
            "" => chart.provisions().to_vec(),
            id => unit(chart, id).provisions,
        };
        let noted = provisions.iter().any(|provision| {
            let text = in_language(&provision.text, "zh");
            let cited = provision.cite.iter().any(|cite| cite.to_string() == *citation);
            cited && text.contains(&row["bulletin"]) && text.contains(&row["reading"])
        });
        assert!(noted, "no note of \"{id}\" on {citation} has {row:?}");
    }
}

fn every_text_is_in_both_languages(chart: &Chart) {
    let sentences = statements(chart).into_iter().map(|statement| &statement.text);
    let names = chart.units().iter().map(|unit| &unit.name);
    let titles = posts(chart).map(|post| &post.title);
    let bodies = chart.bodies().iter().map(|body| &body.name);
    let sources = chart.sources().iter().map(|source| &source.title);
    let kinds = chart.kinds().iter().map(|kind| &kind.label);
    let lines = chart.relations().iter().map(|line| &*line.text).filter(|text| !text.is_empty());
    let texts = sentences.chain(names).chain(titles).chain(bodies).chain(sources).chain(kinds);
    for text in texts.chain(lines).chain([chart.title()]) {
        for language in ["zh", "en"] {
            let words = text.exactly(language).unwrap_or_default().trim();
            assert!(!words.is_empty(), "a text has nothing in {language}: {text:?}");
        }
    }
}

/// Returns every function, duty and provision of the file.
fn statements(chart: &Chart) -> Vec<&Statement> {
    let own = chart.units().iter().flat_map(|unit| unit.functions.iter().chain(&unit.provisions));
    let duties = posts(chart).flat_map(|post| &post.duties);
    let shared = chart.shared_sets().iter().flat_map(|set| &set.functions);
    own.chain(duties).chain(shared).chain(chart.provisions()).collect()
}

fn posts(chart: &Chart) -> impl Iterator<Item = &Post> {
    chart.units().iter().flat_map(|unit| unit.head.iter().chain(&unit.posts))
}

fn unit(chart: &Chart, id: &str) -> Unit {
    let at = chart.find(id).unwrap_or_else(|| panic!("there is no unit {id}"));
    chart.unit(at).clone()
}

fn in_language(text: &Text, language: &str) -> String {
    text.exactly(language).unwrap_or_default().to_owned()
}

fn citations(cite: &[Citation]) -> String {
    cite.iter().map(Citation::to_string).collect::<Vec<_>>().join(";")
}

fn joined<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join(";")
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}

/// A row of a table, by column.
type Row = BTreeMap<String, String>;

fn facts(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn table(name: &str) -> Vec<Row> {
    let text = facts(name);
    let mut lines = text.lines().map(cells);
    let header = lines.next().expect("a table has a header");
    let distinct: HashSet<&String> = header.iter().collect();
    assert_eq!(distinct.len(), header.len(), "{name} names a column twice");
    lines
        .map(|line| {
            assert_eq!(line.len(), header.len(), "{name}: {line:?}");
            header.iter().cloned().zip(line).collect()
        })
        .collect()
}

/// Returns the cells of a line; a quoted cell may contain commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match (c, cells.last_mut()) {
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => cells.push(String::new()),
            (c, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
    }
    cells
}
