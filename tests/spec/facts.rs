//! Persons, numbers and custom fields: in the data, on cards, in totals, and omitted.

use organogram::export::{Cells, Subtree, csv, json, markdown};
use organogram::model::{Chart, totals};
use organogram::scene::{SceneRequest, build};
use organogram::source::SourceText;
use serde_json::{Value, json};

const HARBOUR: &str = r##"(organogram: 1, title: "Harbour Authority", languages: ["en"], previous: "harbour-2019.ron",
    fields: [
        (id: "site", label: "Site", type: text),
        (id: "budget", label: "Budget", type: number, unit: "EUR", total: sum),
        (id: "age", type: number, total: mean),
        (id: "state", type: choice, values: [(id: "pilot", label: "Pilot", color: "#a03d5c"), (id: "permanent")]),
    ],
    units: [
        (id: "authority", kind: "department", name: "Harbour Authority", headcount: 12, link: "https://harbour.example",
         fields: {"site": "Pier 1", "budget": 1200000, "age": 40}, head: (title: "Harbour Master", holder: "Ada Marsh")),
        (id: "counsel", parent: "authority", kind: "office", name: "Legal Counsel", position: staff, status: planned,
         fields: {"budget": 7}, head: (holder: "Nobody Yet")),
        (id: "pilots", parent: "authority", kind: "service", name: "Pilot Service", count: 2, layout: list,
         was: ["pilotage", "tug-control"], also_named: ["Pilotage"],
         head: (title: "Chief Pilot", status: vacant), fields: {"budget": 0.5, "age": 10, "state": "pilot"},
         posts: [
             (id: "deputy", title: "Deputy Chief Pilot", fte: 1.0, holder: [
                 (name: "Ben Oduya", share: 0.5, since: "2022-03", email: "pilots@harbour.example"),
                 (name: "Mei Lindqvist", share: 0.5, acting: true)]),
             (id: "pilot", title: "Pilot", reports_to: "deputy", count: 14, fte: 13.5),
         ],
         basis: (text: "Founded by decree"), notes: [(text: "Ask about the tugs")],
         functions: [(was: "pilotage 2.1(c)", text: "Guides ships in and out")]),
        (id: "tugs", parent: "pilots", kind: "section", name: "Tugs", count: several,
         head: (title: "Tug Master", holder: [(name: "Ida Voss", acting: true), (name: "Olaf Brand", until: "2020")])),
    ],
    notes: [(text: "A draft")],
)"##;

fn harbour() -> Chart {
    let (chart, problems) = Chart::load(&SourceText::new("harbour.ron", HARBOUR));
    assert_eq!(problems, []);
    chart
}

fn as_json(chart: &Chart) -> Value {
    let mut out = Vec::new();
    json::write(chart, Subtree::default(), &mut out).expect("it is written");
    serde_json::from_slice(&out).expect("JSON")
}

/// Returns the text on a unit's card, line by line.
fn card(chart: &Chart, id: &str, language: &str) -> Vec<String> {
    let mut request = SceneRequest::default();
    request.language = language.into();
    let stage = build(chart, &request);
    let unit = chart.find(id).expect("it is there");
    let (_, items) = stage.find(unit).expect("it is shown");
    let texts = items.iter().filter_map(|item| match item {
        organogram::scene::SceneItem::Text { run, .. } => Some(run.text().to_owned()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn json_has_every_fact() {
    let data = as_json(&harbour());
    assert_eq!(data["previous"], "harbour-2019.ron");
    assert_eq!(data["notes"], json!([{"cite": [], "text": {"en": "A draft"}}]));
    assert_eq!(
        data["fields"][1],
        json!({"id": "budget", "type": "number", "label": {"en": "Budget"}, "unit": "EUR", "total": "sum"})
    );
    assert_eq!(
        data["fields"][3]["values"][0],
        json!({"id": "pilot", "label": {"en": "Pilot"}, "color": "#a03d5c"})
    );
    let [authority, counsel, pilots, tugs] = [0, 1, 2, 3].map(|at| &data["units"][at]);
    assert_eq!(authority["headcount"], 12);
    assert_eq!(authority["link"], "https://harbour.example");
    assert_eq!(authority["fields"], json!({"site": "Pier 1", "budget": 1_200_000, "age": 40}));
    assert_eq!(authority["head"]["holders"], json!([{"name": "Ada Marsh"}]));
    assert_eq!((&counsel["position"], &counsel["status"]), (&json!("staff"), &json!("planned")));
    assert_eq!(counsel["head"]["title"], json!({}));
    assert_eq!(pilots["was"], json!(["pilotage", "tug-control"]));
    assert_eq!(pilots["also_named"], json!(["Pilotage"]));
    assert_eq!(pilots["layout"], "list");
    assert_eq!(pilots["fields"]["state"], "pilot");
    assert_eq!(pilots["basis"]["text"], json!({"en": "Founded by decree"}));
    assert_eq!(pilots["notes"][0]["text"], json!({"en": "Ask about the tugs"}));
    assert_eq!(pilots["functions"][0]["was"], json!(["pilotage 2.1(c)"]));
    assert_eq!(pilots["head"]["status"], "vacant");
    assert_eq!(
        pilots["posts"][0]["holders"],
        json!([
            {"name": "Ben Oduya", "share": 0.5, "since": "2022-03", "email": "pilots@harbour.example"},
            {"name": "Mei Lindqvist", "acting": true, "share": 0.5},
        ])
    );
    assert_eq!(
        (&pilots["posts"][1]["count"], &pilots["posts"][1]["fte"]),
        (&json!(14), &json!(13.5))
    );
    assert_eq!(tugs["count"], "several");
}

#[test]
fn totals_count_existing_posts() {
    let data = as_json(&harbour());
    // The pilots' unit counts twice, the planned office not at all, and several tugs at least once.
    assert_eq!(
        data["units"][0]["totals"],
        json!({"units": 5, "posts": 35, "holders": 9, "vacant": 2, "fte": 29, "headcount": 12, "span": 2,
               "levels": 2, "functions": 2, "fields": {"budget": 1_200_001, "age": 20}, "at_least": true})
    );
    let tugs = data["units"][3]["totals"].as_object().expect("totals");
    assert_eq!((&tugs["units"], &tugs["at_least"]), (&json!(1), &json!(true)));
    assert!(!tugs.contains_key("fte"));
}

#[test]
fn totals_saturate() {
    let unit = |at: usize| {
        let parent = at.checked_sub(1).map_or(String::new(), |at| format!("parent: \"u{at}\", "));
        format!(
            "(id: \"u{at}\", {parent}kind: \"office\", name: \"N\", count: 4294967295, headcount: 1e300),"
        )
    };
    let units: String = (0..9).map(unit).collect();
    let text = format!("(organogram: 1, units: [{units}])");
    let (chart, problems) = Chart::load(&SourceText::new("a.ron", text));
    assert_eq!(problems, []);
    assert_eq!(totals(&chart)[0].units, u64::MAX);
    assert!(serde_json::to_string(&as_json(&chart)).is_ok());
}

#[test]
fn cards_show_holders_and_vacancies() {
    let chart = harbour();
    assert_eq!(
        card(&chart, "authority", "en")[..4],
        ["Harbour Authority", "Department", "Harbour Master", "Ada Marsh"]
    );
    assert!(card(&chart, "pilots", "en").contains(&"Vacant".to_owned()));
    assert!(card(&chart, "pilots", "zh").contains(&"空缺".to_owned()));
    let tugs = card(&chart, "tugs", "en");
    assert!(tugs.join(" ").contains("Ida Voss (acting)"), "{tugs:?}");
    assert!(!tugs.iter().any(|line| line.contains("Olaf")), "he held it until 2020");
    let many =
        HARBOUR.replace("holder: \"Ada Marsh\"", "holder: [\"A\", \"B\", \"C\", \"D\", \"E\"]");
    let (many, _) = Chart::load(&SourceText::new("a.ron", many));
    assert_eq!(card(&many, "authority", "en")[3], "A\u{a0}· B\u{a0}· C\u{a0}· +2");
    assert!(card(&chart, "counsel", "en").iter().any(|line| line.contains("Planned")));
}

#[test]
fn omits_persons() {
    let chart = harbour().without_persons();
    let data = as_json(&chart).to_string();
    assert!(data.contains("\"persons_left_out\":true"));
    for name in ["Ada", "Ben", "Mei", "Ida", "Olaf", "pilots@harbour.example"] {
        assert!(!data.contains(name), "{name}");
    }
    assert_eq!(
        card(&chart, "authority", "en")[..3],
        ["Harbour Authority", "Department", "Harbour Master"]
    );
    assert!(!as_json(&chart.without_persons()).is_null());
}

#[test]
fn tables_have_heads_and_posts() {
    let text = r#"(organogram: 1, languages: ["en"], fields: [(id: "site", type: text)], units: [
        (id: "a", kind: "office", name: "A", head: (title: "Master", rank: "D-1", cite: ["2.1", "2.2"], fte: 0.5,
            fields: {"site": "Pier 2"}), posts: [
            (id: "p", title: "Pilot", rank: "P-4", count: several, status: planned, reports_to: ["a", "b"], cite: "3.1",
             fields: {"site": "Pier 3"})]),
        (id: "b", kind: "office", name: "B", head: (title: "Clerk", count: 2)),
    ])"#;
    let (chart, problems) = Chart::load(&SourceText::new("a.ron", text));
    assert_eq!(problems, []);
    let mut table = Vec::new();
    csv::write(&chart, Subtree::default(), Cells::Guarded, &mut table).expect("it is written");
    let mut table = ::csv::Reader::from_reader(&table[3..]);
    let names = table.headers().expect("a heading").clone();
    let rows: Vec<::csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    for (name, expected) in [
        ("rank", ["D-1", ""]),
        ("posts", ["p: Pilot (P-4; to a, b; cite 3.1; site Pier 3) × n [planned]", ""]),
        ("head_cite", ["2.1; 2.2", ""]),
        ("head_count", ["", "2"]),
        ("head_fte", ["0.5", ""]),
        ("head_field.site", ["Pier 2", ""]),
    ] {
        let at = names.iter().position(|known| known == name).expect(name);
        assert_eq!([&rows[0][at], &rows[1][at]], expected, "{name}");
    }
}

#[test]
fn tables_and_outlines_have_persons_posts_and_fields() {
    let chart = harbour();
    let mut table = Vec::new();
    csv::write(&chart, Subtree::default(), Cells::Guarded, &mut table).expect("it is written");
    let table = String::from_utf8(table).expect("UTF-8");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(
        lines[0].trim_start_matches('\u{feff}'),
        "id,parent,depth,kind,acronym,name_en,head_en,reports_to,functions,count,holders,head_status,posts,status,\
         position,headcount,link,also_named,was,layout,field.site,field.budget,field.age,field.state,total_units,total_posts,\
         total_holders,total_vacant,total_fte,total_headcount"
    );
    assert_eq!(
        lines[3],
        "pilots,authority,1,service,,Pilot Service,Chief Pilot,,1,2,,vacant,\
         deputy: Deputy Chief Pilot (fte 1) = Ben Oduya (0.5; since 2022-03; pilots@harbour.example); \
         Mei Lindqvist (0.5; acting); pilot: Pilot (fte 13.5; to deputy) × 14,,,,,Pilotage,pilotage; tug-control,list,,\
         0.5,10,pilot,4,34,8,2,29,"
    );
    let mut outline = Vec::new();
    markdown::write(&chart, Subtree::default(), "en", &mut outline).expect("it is written");
    let outline = String::from_utf8(outline).expect("UTF-8");
    assert!(outline.contains("\n**Harbour Master**: Ada Marsh\n"), "{outline}");
    assert!(outline.contains("\n**Chief Pilot** (vacant)\n"), "{outline}");
    assert!(
        outline
            .contains("\n- **Deputy Chief Pilot**: Ben Oduya (0.5), Mei Lindqvist (0.5; acting)\n"),
        "{outline}"
    );
}
