//! The structure file as `format.md` describes it: the result of each rule, and the messages about mistakes.

use std::path::{Path, PathBuf};

use organogram::diagnostic::{Code, Diagnostic, Severity, count};
use organogram::editions::{Difference, Mark};
use organogram::model::{Chart, Citation, Count, Kind, Relation, RelationKind, Text, Unit, Word};
use organogram::source::{Position, SourceText};

// ---- Meaning of the fields

#[test]
fn reads_texts_as_strings_or_maps() {
    let chart = sound(
        r#"(organogram: 1, units: [
            (id: "a", kind: "unit", name: "Registry"),
            (id: "b", kind: "unit", name: {"zh": "登记处", "en": "Registry"}),
        ])"#,
    );
    assert_eq!(
        unit(&chart, "a").name.exactly("zh"),
        Some("Registry"),
        "a string is in all languages"
    );
    assert_eq!(unit(&chart, "b").name.exactly("zh"), Some("登记处"));
    assert_eq!(unit(&chart, "b").name.exactly("en"), Some("Registry"));
    assert_eq!(chart.languages(), ["zh", "en"], "without a list, those that the names have");
}

#[test]
fn missing_languages_fall_back() {
    let (chart, problems) = load(
        r#"(organogram: 1, languages: ["zh", "en", "fr"], units: [
            (id: "a", kind: "unit", name: {"en": "Registry", "zh": "登记处"}),
            (id: "b", kind: "unit", name: {"fr": "Greffe"}),
        ])"#,
    );
    let shown = |id: &str, language| shown(&chart, &unit(&chart, id).name, language);
    assert_eq!(shown("a", "en"), "Registry");
    assert_eq!(shown("a", "fr"), "登记处");
    assert_eq!(shown("b", "en"), "Greffe");
    assert_eq!(codes(&problems), ["W101", "W101"], "the fallback does not go unseen");
}

#[test]
fn reads_single_values_as_lists() {
    let chart = sound(
        r#"(organogram: 1, bodies: [(id: "minister", name: "Minister")], units: [
            (id: "a", kind: "unit", name: "A", cite: "2.1",
             head: (title: "Head", reports_to: "minister", cite: ["3.1", "3.2"])),
            (id: "b", kind: "unit", name: "B", cite: ["2.1", "2.2"],
             head: (title: "Head", reports_to: ["a", "minister"])),
        ])"#,
    );
    assert_eq!(cited(&unit(&chart, "a").cite), "2.1");
    assert_eq!(cited(&unit(&chart, "b").cite), "2.1 2.2");
    assert_eq!(reports_to(&chart, "a"), ["minister"]);
    assert_eq!(reports_to(&chart, "b"), ["a", "minister"]);
    assert_eq!(
        unit(&chart, "a").head.as_ref().map(|head| cited(&head.cite)),
        Some("3.1 3.2".into())
    );
}

#[test]
fn reads_optional_fields_bare_or_in_some() {
    let chart = sound(
        r#"(organogram: 1, effective: Some("2010-01"), units: [
            (id: "a", kind: "unit", name: "A", acronym: "CPA"),
            (id: "b", parent: Some("a"), kind: "unit", name: "B", acronym: Some("CPB"),
             head: Some((title: "Head", rank: Some("D-2")))),
            (id: "c", kind: "unit", name: "C", acronym: None),
        ])"#,
    );
    let acronym = |id: &str| unit(&chart, id).acronym.as_deref();
    assert_eq!((acronym("a"), acronym("b"), acronym("c")), (Some("CPA"), Some("CPB"), None));
    assert_eq!(unit(&chart, "b").parent, chart.find("a"));
    assert_eq!(
        unit(&chart, "b").head.as_ref().and_then(|head| head.rank.clone()),
        Some(Text::plain("D-2"))
    );
    assert_eq!(chart.effective(), Some("2010-01"));
}

#[test]
fn reads_ranks_as_strings_or_maps() {
    let (chart, problems) = Chart::load(&SourceText::new(
        "x.ron",
        r#"(organogram: 1, languages: ["en", "zh"], units: [
            (id: "a", kind: "unit", name: "A", head: (title: "Head", rank: {"en": "Director", "zh": "司长级"})),
            (id: "b", kind: "unit", name: "B", head: (title: "Head", rank: "D-1"),
             posts: [(id: "c", title: "Deputy", rank: {"en": "Counsellor"})]),
        ])"#,
    ));
    let rank = |id: &str| unit(&chart, id).head.clone().and_then(|head| head.rank).expect("a rank");
    assert_eq!(rank("a").get(["zh"]), "司长级");
    assert_eq!(rank("b").get(["zh"]), "D-1");
    let told: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code.as_str(), problem.message.to_string()))
        .collect();
    assert_eq!(told, [("W101", "this text is not translated into: zh".to_owned())]);
}

#[test]
fn reads_counts() {
    let chart = sound(
        r#"(organogram: 1, units: [
            (id: "a", kind: "team", name: "A"),
            (id: "b", kind: "team", name: "B", count: 3),
            (id: "c", kind: "team", name: "C", count: several),
            (id: "d", kind: "team", name: "D", count: "several"),
        ])"#,
    );
    let counts: Vec<Count> = chart.units().iter().map(|unit| unit.count).collect();
    assert_eq!(counts, [Count::Number(1), Count::Number(3), Count::Several, Count::Several]);
    let many: Vec<bool> = counts.iter().map(|count| count.is_many()).collect();
    assert_eq!(many, [false, true, true, true]);
}

#[test]
fn files_add_and_restyle_kinds() {
    let chart = sound(
        r##"(organogram: 1, kinds: [
            (id: "squad", label: {"zh": "分队", "en": "Squad"}, color: "#7a5fb0"),
            (id: "office", color: "#000102"),
            (id: "division", label: "Region"),
            (id: "troop"),
        ], units: [(id: "a", kind: "squad", name: {"zh": "甲", "en": "A"})])"##,
    );
    assert_eq!(chart.kind(unit(&chart, "a").kind).id, "squad");
    assert_eq!(kind(&chart, "squad").color, Some([0x7a, 0x5f, 0xb0]));
    assert_eq!(kind(&chart, "squad").label.exactly("zh"), Some("分队"));
    assert_eq!(kind(&chart, "office").color, Some([0, 1, 2]));
    assert_eq!(kind(&chart, "office").label.exactly("en"), Some("Office"), "the label stays");
    assert_eq!(kind(&chart, "division").label.exactly("zh"), Some("Region"));
    assert_eq!(kind(&chart, "troop").label.exactly("en"), Some("troop"), "the id stands in");
}

#[test]
fn knows_every_built_in_kind() {
    let kinds = [
        "department",
        "office",
        "division",
        "service",
        "section",
        "unit",
        "team",
        "centre",
        "branch",
        "bureau",
        "group",
        "board",
        "capacity",
        "mission",
    ];
    let units: String = kinds
        .iter()
        .map(|kind| format!("(id: \"{kind}\", kind: \"{kind}\", name: \"N\"),"))
        .collect();
    let chart = sound(&format!("(organogram: 1, languages: [\"en\", \"zh\"], units: [{units}])"));
    let found: Vec<&str> = chart.kinds().iter().map(|kind| kind.id.as_str()).collect();
    assert_eq!(found, kinds);
    assert!(chart.kinds().iter().all(|kind| kind.label.exactly("zh").is_some()));
}

#[test]
fn built_in_kinds_have_labels_in_file_languages() {
    for (languages, label) in [
        (r#"["de"]"#, &[("en", "Office")][..]),
        (r#"["de", "en"]"#, &[("en", "Office")]),
        (r#"["en-GB", "zh-Hant"]"#, &[("en-GB", "Office"), ("zh-Hant", "办公室")]),
        (r#"["zh"]"#, &[("zh", "办公室")]),
        (r#"["zh", "en"]"#, &[("zh", "办公室"), ("en", "Office")]),
    ] {
        let chart = sound(&format!(
            "(organogram: 1, languages: {languages}, units: [(id: \"a\", kind: \"office\", name: \"A\")])"
        ));
        let found: Vec<_> = kind(&chart, "office").label.entries().collect();
        assert_eq!(found, label, "{languages}");
    }
}

#[test]
fn citations_have_one_section_sign() {
    let chart = sound(
        r#"(organogram: 1, sources: [
            (id: "charter"), (id: "law", numbering: sections), (id: "treaty", numbering: articles),
            (id: "notes", numbering: free),
        ], units: [(id: "a", kind: "unit", name: "A", cite: [
            "4.3", "4.4(b)", "law:§ 9 Abs. 2", "law:10(1)", "treaty:5(2)", "treaty:第四条", "notes:p. 7",
            "charter:6.1",
        ])])"#,
    );
    let cited = chart.cited(&unit(&chart, "a").cite, &|numbers| format!("para. {numbers}"));
    let expected = "para. 4.3, 4.4(b), law:§ 9 Abs. 2, § law:10(1), Art. treaty:5(2), treaty:第四条, \
                    notes:p. 7, para. charter:6.1";
    assert_eq!(cited, expected);
}

#[test]
fn blank_names_fall_back_to_the_id() {
    let (chart, problems) = load(
        r#"(organogram: 1, units: [(id: "a", kind: "office", name: " "), (id: "b", parent: "a", kind: "team", name: "")])"#,
    );
    assert_eq!(codes(&problems), ["W112", "W112"]);
    let names: Vec<&str> = chart.units().iter().map(|unit| unit.name.get(["en"])).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn keeps_custom_words() {
    let chart = sound(
        r#"(organogram: 1, languages: ["de"],
            words: {"dual": {"de": "Zweite Unterstellung"}, "advises": "Berät"},
            units: [(id: "a", kind: "office", name: "Büro")])"#,
    );
    let advises = chart.word(Word::Relation(RelationKind::Advises)).map(|text| text.get(["de"]));
    assert_eq!(advises, Some("Berät"));
    assert_eq!(
        chart.word(Word::Dual).and_then(|text| text.exactly("de")),
        Some("Zweite Unterstellung")
    );
    assert_eq!(chart.word(Word::BelongsTo), None);
}

#[test]
fn keeps_several_roots_in_file_order() {
    let chart = sound(
        r#"(organogram: 1, units: [
            (id: "b2", parent: "b", kind: "unit", name: "B2"),
            (id: "b", kind: "unit", name: "B"),
            (id: "a", kind: "unit", name: "A"),
            (id: "b1", parent: "b", kind: "unit", name: "B1"),
            (id: "b2x", parent: "b2", kind: "unit", name: "B2X"),
        ])"#,
    );
    assert_eq!(ids(&chart, chart.roots()), ["b", "a"]);
    assert_eq!(ids(&chart, &unit(&chart, "b").children), ["b2", "b1"]);
    let deep = chart.find("b2x").expect("the unit is there");
    assert_eq!(ids(&chart, &chart.ancestors(deep)), ["b", "b2"]);
    assert_eq!(chart.unit(deep).depth, 2);
    let top = chart.find("b").expect("the unit is there");
    assert_eq!(ids(&chart, &chart.descendants(top)), ["b2", "b2x", "b1"]);
    assert!(chart.ancestors(top).is_empty() && chart.descendants(deep).is_empty());
}

// ---- Lines other than those of the tree

#[test]
fn relations_with_lists_connect_all_pairs() {
    let chart = sound(
        r#"(organogram: 1, bodies: [(id: "minister", name: "Minister")], units: [
            (id: "a", kind: "unit", name: "A"),
            (id: "b", kind: "unit", name: "B"),
        ], relations: [
            (from: ["a", "b"], to: ["minister", "b"], kind: advises, cite: "8.6", text: "Advice."),
            (from: "b", to: "a", kind: direct_access),
        ])"#,
    );
    assert_eq!(
        lines(&chart),
        [
            "a advises minister",
            "a advises b",
            "b advises minister",
            "b advises b",
            "b direct_access a"
        ]
    );
    assert!(chart.relations()[..4].iter().all(|line| cited(&line.cite) == "8.6"));
    assert!(chart.relations()[..4].iter().all(|line| line.text.exactly("en") == Some("Advice.")));
}

#[test]
fn knows_every_kind_of_relation() {
    let words = [
        "reports_to",
        "deputizes",
        "assists",
        "advises",
        "direct_access",
        "coordinates",
        "supports",
        "serves",
        "guides",
        "belongs_to",
    ];
    let stated: String =
        words.iter().map(|word| format!("(from: \"a\", to: \"b\", kind: {word}),")).collect();
    let chart = sound(&format!(
        "(organogram: 1, units: [(id: \"a\", kind: \"unit\", name: \"A\"), \
         (id: \"b\", kind: \"unit\", name: \"B\")], relations: [{stated}])"
    ));
    let found: Vec<&str> = chart.relations().iter().map(|line| line.kind.word()).collect();
    assert_eq!(found, words);
    assert_eq!(RelationKind::ALL.len(), words.len());
}

#[test]
fn reports_to_adds_lines_beyond_the_parent() {
    let chart = sound(
        r#"(organogram: 1, bodies: [(id: "minister", name: "Minister")], units: [
            (id: "top", kind: "unit", name: "Top", head: (title: "H", reports_to: "minister", cite: "3.1")),
            (id: "a", parent: "top", kind: "unit", name: "A", head: (title: "H", reports_to: "top")),
            (id: "b", parent: "a", kind: "unit", name: "B", head: (title: "H", reports_to: ["a", "top"])),
            (id: "c", parent: "a", kind: "unit", name: "C", head: (title: "H", reports_to: "minister")),
        ], relations: [(from: "c", to: "minister", kind: reports_to, text: "Stated already.")])"#,
    );
    assert_eq!(
        lines(&chart),
        ["c reports_to minister", "top reports_to minister", "b reports_to top"],
        "what is stated is not made a second time"
    );
    assert_eq!(cited(&chart.relations()[1].cite), "3.1");
    assert!(chart.relations()[1].text.is_empty());
}

#[test]
fn lines_end_at_posts_and_heads() {
    let chart = sound(
        r#"(organogram: 1, units: [
            (id: "north", kind: "unit", name: "North", head: (title: "Director"),
             posts: [(id: "north-deputy", title: "Deputy Director", rank: "D-1", reports_to: "north")]),
            (id: "desk", parent: "north", kind: "unit", name: "Desk",
             head: (title: "Chief", reports_to: "north-deputy")),
        ], relations: [(from: "north-deputy", to: "north", kind: deputizes)])"#,
    );
    assert_eq!(lines(&chart), ["north-deputy deputizes north", "desk reports_to north-deputy"]);
    let [deputizes, _] = chart.relations() else { panic!("two lines are expected") };
    assert_eq!(chart.party_name(deputizes.from).exactly("en"), Some("Deputy Director"));
    assert_eq!(chart.party_name(deputizes.to).exactly("en"), Some("North"));
    assert_eq!(chart.party_title(deputizes.to).exactly("en"), Some("Director"));
    assert_eq!(deputizes.from.unit(), chart.find("north"), "the line ends at the post's unit");
}

// ---- Functions and citations

#[test]
fn merges_shared_functions_in_source_order() {
    let chart = sound(
        r#"(organogram: 1, shared_functions: [(id: "regional", cite: "6.7", functions: [
            (cite: "4.10(a)", text: "second"), (cite: "10.1", text: "fourth"),
        ])], units: [
            (id: "a", kind: "unit", name: "A", shared_functions: "regional", functions: [
                (cite: "4.9", text: "first"), (cite: "4.10(b)", text: "third"),
            ]),
            (id: "b", kind: "unit", name: "B", shared_functions: ["regional"]),
        ])"#,
    );
    let at = chart.find("a").expect("the unit is there");
    let held = chart.functions(at);
    let words: Vec<_> = held.iter().map(|held| held.statement.text.exactly("en")).collect();
    assert_eq!(words, [Some("first"), Some("second"), Some("third"), Some("fourth")]);
    let shared: Vec<bool> = held.iter().map(|held| held.set.is_some()).collect();
    assert_eq!(shared, [false, true, false, true]);
    assert_eq!(chart.function_count(at), 4);
    assert_eq!(chart.total_function_count(), 4, "what two units share counts once");
}

#[test]
fn citations_can_name_a_source() {
    let chart = sound(
        r#"(organogram: 1, sources: [(id: "charter", symbol: "CPA/2010/1"), (id: "statute")],
            units: [(id: "a", kind: "unit", name: "A", cite: ["charter:4.3(b)", "statute:1"])])"#,
    );
    let cite = &unit(&chart, "a").cite;
    assert_eq!(cite[0], Citation { source: Some("charter".into()), paragraph: "4.3(b)".into() });
    assert_eq!(cited(cite), "charter:4.3(b) statute:1");
}

#[test]
fn reads_comments_trailing_commas_and_raw_strings() {
    let chart = sound(
        "/* a chart */ (organogram: 1, // the version\n units: [(id: r\"a\", kind: \"unit\", \
         name: r#\"The \"A\"\"#,),],)\n// the end",
    );
    assert_eq!(unit(&chart, "a").name.exactly("en"), Some("The \"A\""));
}

// ---- What remains of a file with mistakes

#[test]
fn keeps_valid_units_beside_broken_ones() {
    let case = std::fs::read_to_string(cases().join("several-syntax-errors.ron"));
    let (chart, problems) = load(&case.expect("the case is there"));
    let kept: Vec<&str> = chart.units().iter().map(|unit| unit.id.as_str()).collect();
    assert_eq!(kept, ["agency", "north", "south", "east", "centre"]);
    assert_eq!(codes(&problems), ["E001", "E001", "E001", "E007"]);
}

#[test]
fn children_of_a_broken_unit_move_to_its_ancestor() {
    let (chart, problems) = load(
        r#"(organogram: 1, units: [
            (id: "agency", kind: "unit", name: "Agency"),
            (id: "north", parent: "agency", kind: "unit", name: 2),
            (id: "port", parent: "north", kind: "unit", nane: "Port"),
            (id: "quay", parent: "port", kind: "unit", name: "Quay",
             head: (title: "H", reports_to: "port")),
            (id: "lost", kind: "unit", name: 1),
            (id: "stray", parent: "lost", kind: "unit", name: "Stray"),
        ], relations: [(from: "quay", to: "north", kind: advises)])"#,
    );
    assert_eq!(ids(&chart, chart.roots()), ["agency", "stray"]);
    assert_eq!(ids(&chart, &unit(&chart, "agency").children), ["quay"]);
    let mut codes = codes(&problems);
    codes.sort_unstable();
    assert_eq!(codes, ["E002", "E003", "E003", "E004", "E019", "E019"]);
    let said: Vec<String> = problems.iter().map(|problem| problem.message.to_string()).collect();
    assert!(
        said.contains(&"the parent port cannot be read; this unit is shown under agency".into()),
        "{said:#?}"
    );
}

#[test]
fn reports_every_problem_of_a_unit() {
    let (_, problems) = load(
        r#"(organogram: 1, units: [
            (id: "north", acronim: "N", name: 3, cite: 4, head: (titel: "H", rank: 7),
             functions: [(cite: "2.1"), (text: 5)]),
        ])"#,
    );
    let said: Vec<String> = problems.iter().map(|problem| problem.message.to_string()).collect();
    for expected in [
        "unknown field acronim",
        "name: expected a text, or a map from languages",
        "cite: expected a text, or a list of texts",
        "unknown field titel",
        "rank: expected a text, or a map from languages",
        "missing field title in this head",
        "missing field text in this statement",
        "missing field kind in this unit",
    ] {
        assert!(said.iter().any(|said| said.starts_with(expected)), "{expected}: {said:#?}");
    }
}

#[test]
fn an_error_costs_only_its_field() {
    let case = |name: &str| {
        let path = cases().join(name).with_extension("ron");
        load(&std::fs::read_to_string(path).expect("the case is there"))
    };
    let (chart, problems) = case("unknown-fields-everywhere");
    assert_eq!(codes(&problems), ["E002"; 14]);
    let agency = unit(&chart, "agency");
    let head = agency.head.as_ref().expect("a head");
    assert_eq!((head.title.get([]), head.duties.len()), ("Chief", 1));
    let posts: Vec<&str> = agency.posts.iter().map(|post| post.title.get([])).collect();
    assert_eq!(posts, ["Deputy", "Aide"]);
    assert_eq!(chart.function_count(chart.find("agency").expect("a unit")), 3);
    assert_eq!(unit(&chart, "port").parent, chart.find("agency"));
    assert_eq!(lines(&chart), ["deputy guides aide", "agency reports_to minister"]);
    assert_eq!(chart.kind(agency.kind).id, "crew");
    assert_eq!(chart.sources().len(), 1);

    let (chart, problems) = case("wrong-types-of-parts");
    assert_eq!(codes(&problems), ["E003", "E003", "E004", "E003"]);
    let agency = unit(&chart, "agency");
    assert_eq!((agency.acronym.as_deref(), agency.head.is_some()), (None, false));
    let functions: Vec<_> =
        agency.functions.iter().map(|it| (it.text.get([]), cited(&it.cite))).collect();
    assert_eq!(functions, [("Patrols", "2.1".to_owned()), ("Rescues", "2.3".to_owned())]);
    assert_eq!(unit(&chart, "north").parent, chart.find("agency"));
}

#[test]
fn ignores_a_byte_order_mark() {
    let text = "(organogram: 1, units: [(id: \"a\", kind: \"unit\", name: \"A\")])";
    let (marked, problems) = load(&format!("\u{feff}{text}"));
    assert_eq!(codes(&problems), [""; 0]);
    assert_eq!(marked, sound(text));
}

#[test]
fn reports_both_locations_of_a_duplicate() {
    let (_, problems) = load(
        "(organogram: 1, units: [\n  (id: \"甲\", kind: \"unit\", name: \"A\"),\n\
         (id: \"b\", kind: \"unit\", name: \"B\"), (id: \"甲\", kind: \"unit\", name: \"C\"),\n])",
    );
    assert_eq!(codes(&problems), ["E005"]);
    assert_eq!(problems[0].hints[0].to_string(), "the first one is at line 2, column 8");
}

// ---- Differences between two charts

#[test]
fn comparison_describes_each_unit() {
    let old = sound(
        r#"(organogram: 1, units: [
            (id: "top", kind: "unit", name: "Top"),
            (id: "a", parent: "top", kind: "unit", name: "A", head: (title: "H", reports_to: "top")),
            (id: "b", parent: "top", kind: "unit", name: "B"),
            (id: "c", parent: "top", kind: "unit", name: "C"),
            (id: "d", parent: "top", kind: "unit", name: "D"),
            (id: "gone", parent: "d", kind: "unit", name: "Gone"),
        ])"#,
    );
    let new = sound(
        r#"(organogram: 1, units: [
            (id: "new", parent: "top", kind: "unit", name: "New"),
            (id: "top", kind: "unit", name: "Top"),
            (id: "d", parent: "top", kind: "unit", name: "D", functions: [(cite: "1", text: "F")]),
            (id: "c", parent: "top", kind: "unit", name: "Cee"),
            (id: "b", parent: "c", kind: "unit", name: "Bee"),
            (id: "a", parent: "top", kind: "unit", name: "A", head: (title: "H", reports_to: "top")),
        ])"#,
    );
    let difference = Difference::between(&old, &new);
    let changed: Vec<(&str, Mark)> =
        difference.changed.iter().map(|&(at, change)| (new.unit(at).id.as_str(), change)).collect();
    assert_eq!(
        changed,
        [("new", Mark::Added), ("d", Mark::Reworded), ("c", Mark::Renamed), ("b", Mark::Moved),],
        "in the outline's order; another place in the file alone is no change"
    );
    assert_eq!(difference.removed.len(), 1);
    assert_eq!(difference.removed[0].0, "gone");
    assert!(Difference::between(&new, &new).is_empty());
}

// ---- The page that explains every code

#[test]
fn every_code_has_a_working_example() {
    let page = include_str!("../../docs/diagnostics.md");
    let entries: Vec<&str> = page.split("\n### ").skip(1).collect();
    let explained: Vec<&str> = entries.iter().map(|entry| &entry[..4]).collect();
    let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(explained, known, "one entry a code, in order");
    for (entry, code) in entries.iter().zip(known) {
        let Some((_, example)) = entry.split_once("```ron") else {
            assert!(entry.contains("```text"), "{code} has no example");
            continue;
        };
        // If a problem cannot occur alone, the example says so with "all".
        let alone = !example.starts_with(",all");
        let text = example.split_once('\n').map_or("", |(_, text)| text);
        let text = text.split("```").next().unwrap_or_default();
        let problems = if code.starts_with('N') { load_all(text).1 } else { load(text).1 };
        let found = codes(&problems);
        assert!(found.contains(&code), "{code}: {found:?}");
        assert!(!alone || found == [code], "{code}: {found:?}");
    }
}

#[test]
fn orphans_and_cycles_move_to_top_level() {
    let (chart, problems) = load(
        r#"(organogram: 1, units: [
            (id: "a", parent: "nobody", kind: "unit", name: "A"),
            (id: "b", parent: "c", kind: "unit", name: "B"),
            (id: "c", parent: "b", kind: "unit", name: "C"),
            (id: "d", parent: "d", kind: "unit", name: "D"),
        ])"#,
    );
    assert_eq!(codes(&problems), ["E007", "E011", "E011"]);
    assert_eq!(ids(&chart, chart.roots()), ["a", "b", "d"]);
    assert_eq!(ids(&chart, &unit(&chart, "b").children), ["c"]);
}

#[test]
fn keeps_the_first_of_duplicate_ids() {
    let (chart, problems) = load(
        r#"(organogram: 1, units: [
            (id: "a", kind: "unit", name: "First"),
            (id: "a", kind: "unit", name: "Second"),
        ])"#,
    );
    assert_eq!(codes(&problems), ["E005"]);
    assert_eq!(chart.units().len(), 1);
    assert_eq!(unit(&chart, "a").name.exactly("en"), Some("First"));
}

#[test]
fn separates_notes_from_warnings() {
    let all = load_all("(organogram: 1, units: [(id: \"a\", kind: \"unit\", name: \"A\")])").1;
    assert_eq!(codes(&all), ["N201", "N202"]);
    assert!(all.iter().all(|problem| problem.severity() == Severity::Note));
}

#[test]
fn locates_problems_after_chinese_text_and_tabs() {
    let text = "(\n\torganogram: 1,\n\tunits: [\n\t\t(id: \"局\", name: \"海岸\", kind: \"部局\"),\n\t],\n)\n";
    let source = SourceText::new("x", text);
    let (_, problems) = Chart::load(&source);
    let wrong = problems.iter().find(|problem| problem.code == Code::UnknownKind);
    let span = wrong.and_then(|problem| problem.span.clone()).expect("the kind has a place");
    assert_eq!(&text[span.clone()], "\"部局\"");
    assert_eq!(source.position(span.start), Position { line: 4, column: 31 });
    assert_eq!(source.position(span.end), Position { line: 4, column: 35 });
    assert_eq!(source.line_at(span.start), "\t\t(id: \"局\", name: \"海岸\", kind: \"部局\"),");
}

#[test]
fn reads_long_broken_files_in_time() {
    let unit = |at: usize| format!("(id: \"u{at}\", kind: \"unit\", name: \"甲\", wrong: {at}),\n");
    let units: String = (0..20_000).map(unit).collect();
    let (chart, problems) = load(&format!("(organogram: 1, units: [\n{units}])"));
    assert_eq!(chart.units().len(), 20_000);
    assert_eq!(problems.len(), 10_000, "so many of one code are listed");
    assert_eq!(count(&problems, Severity::Error), 20_000);
}

// ---- Every message, beside the text that it concerns

/// Reads every `tests/cases/diagnostics/NAME.ron` and compares its messages with `NAME.expected`. `BLESS=1` updates the
/// expectations.
#[test]
fn every_case_matches_its_expected_messages() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in case_files() {
        count += 1;
        let text = std::fs::read_to_string(&path).expect("a case is readable");
        let found = messages(&text);
        let expected = path.with_extension("expected");
        if bless {
            std::fs::write(&expected, &found).expect("an expectation can be written");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(count >= 25, "only {count} cases were found");
    assert!(wrong.is_empty(), "BLESS=1 writes what is said now\n{}", wrong.join("\n"));
}

#[test]
fn every_problem_has_a_hint() {
    for path in case_files() {
        let text = std::fs::read_to_string(&path).expect("a case is readable");
        for problem in load(&text).1 {
            assert!(!problem.hints.is_empty(), "{}: {problem:?}", path.display());
            assert!(problem.span.is_some(), "{}: {problem:?}", path.display());
        }
    }
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diagnostics")
}

fn case_files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(cases()).expect("the cases are there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ron"))
        .collect();
    files.sort();
    files
}

/// Returns the diagnostics of a text, one line for each message and each hint, without notes.
fn messages(text: &str) -> String {
    let source = SourceText::new("case.ron", text);
    let mut out = String::new();
    for problem in load(text).1 {
        let start = problem.span.as_ref().map_or(0, |span| span.start);
        let Position { line, column } = source.position(start);
        let (word, code) = (problem.severity().word(), problem.code.as_str());
        out += &format!("{line}:{column} {word}[{code}] {}\n", problem.message);
        for hint in &problem.hints {
            out += &format!("  hint: {hint}\n");
        }
    }
    out
}

// ---- Helpers

/// Loads a text, without notes.
fn load(text: &str) -> (Chart, Vec<Diagnostic>) {
    let (chart, mut problems) = load_all(text);
    problems.retain(|problem| problem.severity() != Severity::Note);
    (chart, problems)
}

fn load_all(text: &str) -> (Chart, Vec<Diagnostic>) {
    Chart::load_with_notes(&SourceText::new("test.ron", text))
}

/// Returns the chart of a text that has no problems.
fn sound(text: &str) -> Chart {
    let (chart, problems) = load(text);
    assert!(problems.is_empty(), "{problems:#?}");
    chart
}

fn unit<'a>(chart: &'a Chart, id: &str) -> &'a Unit {
    chart.unit(chart.find(id).unwrap_or_else(|| panic!("there is no unit {id}")))
}

fn kind<'a>(chart: &'a Chart, id: &str) -> &'a Kind {
    let found = chart.kinds().iter().find(|kind| kind.id == id);
    found.unwrap_or_else(|| panic!("there is no kind {id}"))
}

fn ids<'a>(chart: &'a Chart, units: &[organogram::model::UnitIndex]) -> Vec<&'a str> {
    units.iter().map(|&at| chart.unit(at).id.as_str()).collect()
}

/// Returns a text as shown in a language, falling back to the file's first language, then to any.
fn shown<'a>(chart: &'a Chart, text: &'a Text, language: &'a str) -> &'a str {
    text.get([language, chart.languages()[0].as_str()])
}

fn cited(cite: &[Citation]) -> String {
    cite.iter().map(Citation::to_string).collect::<Vec<_>>().join(" ")
}

fn reports_to<'a>(chart: &'a Chart, id: &str) -> Vec<&'a str> {
    let head = unit(chart, id).head.as_ref();
    head.map_or_else(Vec::new, |head| {
        head.reports_to.iter().map(|&party| chart.party_id(party)).collect()
    })
}

fn lines(chart: &Chart) -> Vec<String> {
    let line = |line: &Relation| {
        let (from, to) = (chart.party_id(line.from), chart.party_id(line.to));
        format!("{from} {} {to}", line.kind.word())
    };
    chart.relations().iter().map(line).collect()
}

fn codes(problems: &[Diagnostic]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.code.as_str()).collect()
}
