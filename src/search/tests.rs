//! Searches in the bundled sample and in small charts.

use super::*;
use crate::model::SAMPLE;
use crate::source::SourceText;

fn sample() -> (Chart, Index) {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    let index = Index::new(&chart);
    (chart, index)
}

/// The English names of what a query finds in the bundled sample.
fn names(query: &str) -> Vec<String> {
    let (chart, index) = sample();
    let found = index.find(query).list;
    found.iter().map(|found| chart.unit(found.unit).name.get(["en"]).to_owned()).collect()
}

fn first_excerpt(query: &str, language: &str) -> Excerpt {
    let (chart, index) = sample();
    let answer = index.find(query);
    excerpt(&chart, &answer.list[0], &answer.query, &[language.to_owned()])
}

/// The marked parts of a text.
fn marked<'a>(index: &Index, query: &str, text: &'a str) -> Vec<&'a str> {
    index.find(query).query.marks(text).into_iter().map(|mark| &text[mark]).collect()
}

#[test]
fn finds_chinese_names_by_pinyin() {
    for query in ["jst", "junshiting", "JunShiTing", "junshit", "军事厅", "oma"] {
        assert_eq!(names(query)[0], "Office of Military Affairs", "{query}");
    }
}

#[test]
fn treats_two_letter_initials_as_one() {
    assert_eq!(names("junshiguihuachu")[0], "Military Planning Service");
    assert_eq!(names("jshghc")[0], "Military Planning Service");
}

#[test]
fn finds_units_by_rank_in_each_language() {
    let text = r#"(organogram: 1, units: [
        (id: "a", kind: "office", name: "Registry", head: (title: "Head", rank: {"en": "Grade 7", "zh": "处长级"})),
        (id: "b", kind: "office", name: "Archive", posts: [(id: "c", title: "Clerk", rank: "G-4")]),
    ])"#;
    let (chart, _) = Chart::load(&SourceText::new("x", text));
    let index = Index::new(&chart);
    for (query, id) in [("grade", "a"), ("处长级", "a"), ("g-4", "b")] {
        let found: Vec<&str> =
            index.find(query).list.iter().map(|found| chart.unit(found.unit).id.as_str()).collect();
        assert_eq!(found, [id], "{query}");
    }
}

#[test]
fn ignores_accents() {
    let text = r#"(organogram: 1, units: [
        (id: "ms", kind: "office", name: "Ministério da Saúde"),
        (id: "str", kind: "office", name: "Straßenbauamt"),
        (id: "gr", kind: "office", name: "Υπουργείο Υγείας"),
        (id: "nfd", kind: "office", name: "E\u{301}quipe"),
    ])"#;
    let (chart, problems) = Chart::load(&SourceText::new("x", text));
    assert!(problems.is_empty(), "{problems:?}");
    let index = Index::new(&chart);
    for (query, id, mark) in [
        ("saude", "ms", "Saúde"),
        ("SAÚDE", "ms", "Saúde"),
        ("strassen", "str", "Straßen"),
        ("υγειας", "gr", "Υγείας"),
        ("equipe", "nfd", "E\u{301}quipe"),
        ("équipe", "nfd", "E\u{301}quipe"),
    ] {
        let answer = index.find(query);
        let found: Vec<&str> =
            answer.list.iter().map(|found| chart.unit(found.unit).id.as_str()).collect();
        assert_eq!(found, [id], "{query}");
        let name = chart.unit(answer.list[0].unit).name.get(["en"]).to_owned();
        assert_eq!(marked(&index, query, &name), [mark], "{query}");
    }
}

#[test]
fn finds_units_by_id() {
    let text = r#"(organogram: 1, units: [
        (id: "hr-0042", kind: "office", name: "Registry"),
        (id: "档案室", kind: "office", name: "Archive"),
    ])"#;
    let (chart, _) = Chart::load(&SourceText::new("x", text));
    let index = Index::new(&chart);
    for (query, id) in [("hr-0042", "hr-0042"), ("0042", "hr-0042"), ("档案", "档案室")] {
        let answer = index.find(query);
        assert_eq!(answer.list.len(), 1, "{query}");
        assert_eq!(chart.unit(answer.list[0].unit).id, id, "{query}");
    }
}

#[test]
fn finds_paragraphs_by_number() {
    for query in ["5.5(b)", "§5.5(b)", "第5.5（b）段", "para. 5.5(b)", "５.５(b)"] {
        assert_eq!(names(query), ["Integrated Training Service"], "{query}");
    }
    assert!(names("5.").is_empty(), "a part of a number is none");
}

#[test]
fn finds_paragraphs_with_their_items() {
    assert_eq!(names("5.5"), ["Integrated Training Service"]);
    assert!(names("8.1").len() < names("§8").len());
    let (_, index) = sample();
    assert!(index.find("4.3(").list.len() >= index.find("4.3(b)").list.len());
}

#[test]
fn requires_all_words() {
    assert_eq!(names("police training")[0], "Integrated Training Service");
    assert!(names("  ").is_empty());
}

#[test]
fn answers_a_question() {
    for query in ["who is responsible for training of police", "谁负责警务人员培训"] {
        assert_eq!(names(query)[0], "Integrated Training Service", "{query}");
    }
}

#[test]
fn names_unknown_words() {
    let (_, index) = sample();
    let answer = index.find("police zebra");
    assert_eq!(answer.unknown, ["zebra"]);
    assert_eq!(answer.list, index.find("police").list);
    assert!(index.find("zebra").list.is_empty());
}

#[test]
fn corrects_typos() {
    for query in ["militery affairs", "milittary affairs", "miltary affairs", "miilitray affairs"] {
        assert_eq!(names(query)[0], "Office of Military Affairs", "{query}");
    }
    assert!(names("zzzz").is_empty());
}

#[test]
fn ranks_names_and_whole_words_first() {
    let (chart, _) = Chart::load(&SourceText::new(
        "x.ron",
        r#"(organogram: 1, languages: ["en"], units: [
            (id: "a", kind: "unit", name: "Alpha", functions: [(cite: ["1.1"], text: "Plans a port")]),
            (id: "b", kind: "unit", name: "Passport Unit"),
            (id: "c", kind: "unit", name: "Harbour Port"),
            (id: "d", kind: "unit", name: "Port"),
        ])"#,
    ));
    let found = Index::new(&chart).find("port").list;
    let ids: Vec<&str> = found.iter().map(|found| chart.unit(found.unit).id.as_str()).collect();
    assert_eq!(ids, ["d", "c", "b", "a"]);
    assert_eq!(found[3].place, Place::Function);
}

#[test]
fn lists_functions_below_a_matching_name() {
    for query in ["mine action", "地雷行动"] {
        assert_eq!(
            names(query)[..4],
            [
                "Mine Action Service",
                "Office of the Director",
                "Programme Management and Oversight Section",
                "Policy, Information and Resource Management Section",
            ],
            "{query}"
        );
    }
    let (chart, index) = sample();
    let answer = index.find("mine action");
    let cited = |found: &Found| excerpt(&chart, found, &answer.query, &[]).cite[0].to_string();
    let first: Vec<String> = answer.paragraphs[..5].iter().map(cited).collect();
    assert_eq!(first, ["8.23(a)", "8.23(c)", "8.23(a)", "8.25(a)", "8.25(b)"]);
}

#[test]
fn ranks_functions_below_a_name_before_namesakes() {
    let (chart, _) = Chart::load(&SourceText::new(
        "x.ron",
        r#"(organogram: 1, languages: ["en"], units: [
            (id: "a", kind: "unit", name: "Office of Alpha"),
            (id: "mines", kind: "unit", name: "Mine Service"),
            (id: "below", parent: "mines", kind: "unit", name: "Office of Beta",
             functions: [(text: "Clears every mine")]),
            (id: "other", kind: "unit", name: "Mine Museum",
             functions: [(text: "Shows every mine")]),
            (id: "far", kind: "unit", name: "Office of Gamma",
             functions: [(text: "Maps every mine")]),
        ])"#,
    ));
    let found = Index::new(&chart).find("mine").list;
    let ids: Vec<&str> = found.iter().map(|found| chart.unit(found.unit).id.as_str()).collect();
    assert_eq!(ids, ["mines", "below", "other", "far"]);
}

#[test]
fn excerpts_show_matches_and_citations() {
    let excerpt = first_excerpt("training standards for", "en");
    assert!(excerpt.words.starts_with("Develop training standards"), "{excerpt:?}");
    assert_eq!(&excerpt.words[excerpt.marks[0].clone()], "training");
    assert_eq!(&excerpt.words[excerpt.marks[1].clone()], "standards");
    assert_eq!(excerpt.cite[0].to_string(), "5.5(b)");
    let cited = first_excerpt("5.5(b)", "en");
    assert!(cited.words.starts_with("Develop training standards"), "{cited:?}");
}

#[test]
fn cuts_excerpts_around_matches() {
    let text = "Draw up policies, guidelines and procedures to guide the planning and conduct of \
                operations, and keep developing best practices";
    let (chart, _) = Chart::load(&SourceText::new(
        "x.ron",
        format!(
            r#"(organogram: 1, languages: ["en", "zh"], units: [(id: "a", kind: "unit", name: "A",
            functions: [(text: {{"en": "{text}", "zh": "制定政策、准则和程序，指导行动的规划与执行"}})])])"#
        ),
    ));
    let cut = |query: &str, room| {
        let answer = Index::new(&chart).find(query);
        let whole = excerpt(&chart, &answer.list[0], &answer.query, &["en".to_owned()]);
        let (words, marks) = whole.cut(room);
        assert!(marks.iter().all(|mark| words.get(mark.clone()).is_some()), "{words}");
        words
    };
    assert_eq!(cut("conduct", 30), "…planning and conduct of…");
    assert_eq!(cut("up practices", 40), "Draw up policies,…best practices");
    assert_eq!(cut("draw", 30), "Draw up policies, guidelines…");
    assert_eq!(cut("规划", 16), "…行动的规划与执行");
    assert_eq!(cut("practices", 1000), text);
    assert_eq!(cut("practices", 0), "…practices");
}

#[test]
fn marks_words_as_written() {
    let (_, index) = sample();
    assert_eq!(marked(&index, "MILITARY aff", "Office of Military Affairs"), ["Military", "Aff"]);
    assert_eq!(marked(&index, "junshi", "维持军事厅"), ["军事"]);
    assert_eq!(marked(&index, "militery", "Military Planning"), ["Military"]);
    assert_eq!(marked(&index, "警务培训", "培训军事、警务人员"), ["培训", "警务"]);
}
