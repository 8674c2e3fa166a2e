//! Workbooks (XLSX), read back cell by cell and by the program's own import.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Range, Reader as _, Xlsx};
use organogram::export::{Format, Job, Output, ProgressSink};
use organogram::import::{ImportOptions, Opened, ReadOptions};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::SceneRequest;
use organogram::source::SourceText;

struct Nobody;

impl ProgressSink for Nobody {
    fn progress(&mut self, _part: f32) {}

    fn advise(&mut self, _advice: organogram::diagnostic::Message) {}
}

fn load(text: &str) -> Chart {
    Chart::load(&SourceText::new("a.ron", text)).0
}

fn workbook(chart: Chart, root: Option<&str>) -> Vec<u8> {
    let root = root.and_then(|id| chart.find(id));
    let mut request = SceneRequest::default();
    request.root = root;
    let output = Output::of(Format::Xlsx);
    let job = Job {
        chart: Arc::new(chart),
        origin: None,
        request,
        area: None,
        content: organogram::export::Content::Units,
        output,
    };
    let mut bytes = Vec::new();
    job.write(None, &mut Nobody, &mut bytes).expect("a vector takes it");
    bytes
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    book.worksheet_range(name).expect("a sheet")
}

fn rows(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let row = |row: &[Data]| row.iter().map(ToString::to_string).collect();
    sheet(bytes, name).rows().map(row).collect()
}

#[test]
fn workbook_has_a_sheet_for_each_list() {
    let bytes = workbook(load(SAMPLE), None);
    let book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes[..])).expect("a workbook");
    let names = book.sheet_names();
    assert_eq!(names, ["units", "posts", "functions", "relations", "bodies", "sources"]);
    let count = |name| rows(&bytes, name).len() - 1;
    assert_eq!(count("units"), 48);
    let functions = rows(&bytes, "functions");
    let of_its: Vec<&Vec<String>> =
        functions.iter().filter(|row| row[0] == "its" && row[1] == "function").collect();
    assert_eq!(of_its[0][2], "5.5(a)");
    let chart = load(SAMPLE);
    assert_eq!(count("relations"), chart.relations().len());
    assert_eq!(count("bodies"), chart.bodies().len());
    assert_eq!(count("sources"), chart.sources().len());
    let all = chart.unit_indices().map(|unit| chart.function_count(unit)).sum::<usize>();
    assert_eq!(functions.iter().filter(|row| row[1] == "function").count(), all);
}

#[test]
fn distinguishes_numbers_from_texts() {
    let bytes = workbook(
        load(
            "(organogram: 1, fields: [(id: \"code\", type: text), (id: \"budget\", type: number)], units: [
                (id: \"a\", kind: \"office\", name: \"=1+1\", headcount: 12, fields: {\"code\": \"007\", \"budget\": 2.5}),
                (id: \"b\", parent: \"a\", kind: \"team\", name: \"B\", count: several,
                 posts: [(id: \"clerk\", title: \"Clerk\", fte: 1.5, fields: {\"code\": \"0010\"})]),
            ])",
        ),
        None,
    );
    let units = sheet(&bytes, "units");
    let heads: Vec<String> = rows(&bytes, "units").remove(0);
    let cell = |row: u32, head: &str| {
        let column = heads.iter().position(|it| it == head).expect("a column");
        units.get((row as usize, column)).cloned().unwrap_or_default()
    };
    assert_eq!(cell(1, "name_en"), Data::String("=1+1".into()));
    assert_eq!(cell(1, "headcount"), Data::Float(12.0));
    assert_eq!(cell(1, "field.budget"), Data::Float(2.5));
    assert_eq!(cell(1, "field.code"), Data::String("007".into()));
    assert_eq!(cell(2, "depth"), Data::Float(1.0));
    assert_eq!(cell(2, "count"), Data::String("several".into()));
    let posts = rows(&bytes, "posts");
    assert_eq!(posts[1][..4], ["b", "clerk", "", "Clerk"]);
    assert!(posts[1].contains(&"0010".to_owned()) && posts[1].contains(&"1.5".to_owned()));
}

#[test]
fn workbook_round_trip_keeps_the_tree() {
    let chart = load(SAMPLE);
    let bytes = workbook(chart.clone(), None);
    let opened = Opened::read("a.xlsx", &bytes, &ReadOptions::default()).expect("a table");
    let imported = opened.import(None, &ImportOptions::default());
    let back = load(&imported.text);
    assert_eq!(back.units().len(), 48);
    for (unit, other) in chart.units().iter().zip(back.units()) {
        let parent =
            |chart: &Chart, parent: Option<_>| parent.map(|parent| chart.unit(parent).id.clone());
        assert_eq!(unit.id, other.id);
        assert_eq!(unit.name, other.name);
        assert_eq!(unit.acronym, other.acronym);
        assert_eq!(parent(&chart, unit.parent), parent(&back, other.parent));
        let head =
            |unit: &organogram::model::Unit| unit.head.as_ref().map(|head| head.title.clone());
        assert_eq!(head(unit), head(other));
    }
}

#[test]
fn branch_has_its_units_and_lines() {
    let bytes = workbook(load(SAMPLE), Some("its"));
    let ids: Vec<String> =
        rows(&bytes, "units").into_iter().skip(1).map(|mut row| row.remove(0)).collect();
    assert_eq!(ids, ["its"]);
    for row in rows(&bytes, "relations").iter().skip(1) {
        assert!(row[0] == "its" || row[3] == "its", "{row:?}");
    }
}

#[test]
fn output_is_deterministic() {
    assert!(workbook(load(SAMPLE), None) == workbook(load(SAMPLE), None));
}
