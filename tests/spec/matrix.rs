//! The matrix of relations: its marks, how it folds, and whether it is legible on paper.

use std::process::Command;

use organogram::export::{Cells, matrix};
use organogram::model::{Chart, RelationKind, SAMPLE};
use organogram::scene::matrix::{Matrix, sheet};
use organogram::scene::text::TextRun;
use organogram::scene::{RelationFilter, SceneItem, SceneRequest};
use organogram::source::SourceText;

fn sample() -> Chart {
    Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0
}

fn request(language: &str) -> SceneRequest {
    let mut request = SceneRequest::default();
    request.language = language.into();
    request.relations = RelationFilter::all();
    request.heading = true;
    request.descriptions = true;
    request
}

#[test]
fn sample_has_a_mark_for_each_relation() {
    let chart = sample();
    let matrix = Matrix::new(&chart, &request("en"));
    let kinds: Vec<_> = matrix.kinds.iter().map(|&(kind, count)| (kind.word(), count)).collect();
    let expected = [
        ("reports_to", 6),
        ("deputizes", 1),
        ("assists", 5),
        ("advises", 38),
        ("direct_access", 1),
        ("supports", 37),
        ("serves", 23),
        ("guides", 34),
        ("coordinates", 180),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(matrix.total, 325);
    let row = matrix.rows.iter().position(|row| row.label == "Office of Operations");
    let column =
        matrix.columns.iter().position(|it| it.label == "Department of Peacekeeping Operations");
    let cell = matrix.cell(row.expect("a row"), column.expect("a column")).expect("relations");
    let kinds: Vec<_> = cell.kinds.iter().map(|(kind, which)| (*kind, which.len())).collect();
    let expected =
        [(RelationKind::Deputizes, 1), (RelationKind::Assists, 1), (RelationKind::Advises, 1)];
    assert_eq!(kinds, expected);
}

#[test]
fn groups_units_by_office_and_lists_bodies_last() {
    let chart = sample();
    let matrix = Matrix::new(&chart, &request("en"));
    let mut offices: Vec<&str> = matrix
        .rows
        .iter()
        .map(|row| row.office.map_or("outside", |office| chart.unit(office).id.as_str()))
        .collect();
    offices.dedup();
    assert_eq!(offices, ["dpko", "ousg", "dpet", "oo", "oma", "orolsi", "outside"]);
    let bodies: Vec<usize> =
        matrix.columns.iter().filter(|it| it.office.is_none()).map(|it| it.total).collect();
    assert!(bodies.is_sorted_by(|a, b| a >= b), "{bodies:?}");
    let first = matrix.columns.iter().find(|it| it.office.is_none()).expect("bodies");
    assert_eq!(
        (first.label.as_str(), first.total),
        ("Operations led by the Department of Peacekeeping Operations", 38)
    );
}

#[test]
fn distinguishes_equal_names_by_their_parents() {
    let matrix = Matrix::new(&sample(), &request("en"));
    let mut labels: Vec<&str> = matrix.columns.iter().map(|it| it.label.as_str()).collect();
    let all = labels.len();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), all);
    assert!(labels.contains(&"IOT · Africa I Division"), "{labels:?}");
}

#[test]
fn folded_units_include_relations_below() {
    let chart = sample();
    let mut request = request("en");
    request.depth = Some(1);
    let matrix = Matrix::new(&chart, &request);
    let rows: Vec<&str> = matrix
        .rows
        .iter()
        .filter_map(|row| row.office.map(|office| chart.unit(office).id.as_str()))
        .collect();
    assert_eq!(rows, ["dpko", "ousg", "dpet", "oo", "oma", "orolsi"]);
    assert_eq!(matrix.total, 325);
    let sum: usize = matrix.cells.iter().flat_map(|it| &it.kinds).map(|(_, it)| it.len()).sum();
    assert_eq!(sum, 325);
}

#[test]
fn branch_has_relations_that_end_in_it() {
    let chart = sample();
    let mut request = request("en");
    request.root = chart.find("oma");
    let matrix = Matrix::new(&chart, &request);
    let oma = chart.find("oma");
    let is_ours =
        |at: usize, entries: &[organogram::scene::matrix::MatrixEntry]| entries[at].office == oma;
    assert!(matrix.total > 40, "{}", matrix.total);
    assert!(
        matrix
            .cells
            .iter()
            .all(|it| is_ours(it.row, &matrix.rows) || is_ours(it.column, &matrix.columns))
    );
}

#[test]
fn sample_is_legible_on_a3() {
    for language in ["en", "zh"] {
        let chart = sample();
        let request = request(language);
        let matrix = Matrix::new(&chart, &request);
        let sheet = sheet(&chart, &matrix, &request);
        let size = sheet.scene.size();
        let scale = ((1190.55 - 48.0) / size.x).min((841.89 - 48.0) / size.y).min(0.75);
        assert!(12.0 * scale >= 7.0, "{language}: names of {:.1} points", 12.0 * scale);
        assert_eq!(sheet.marks.len(), matrix.cells.iter().map(|it| it.kinds.len()).sum::<usize>());
        for mark in &sheet.marks {
            let cell = &matrix.cells[mark.cell];
            let (row, column) = (&sheet.rows[cell.row], &sheet.columns[cell.column]);
            assert!(row.start < mark.rect.min.y && mark.rect.max.y < row.end);
            assert!(column.start < mark.rect.min.x && mark.rect.max.x < column.end);
        }
        let texts: Vec<String> = sheet.scene.texts().map(|run| run.text().to_owned()).collect();
        for entry in matrix.rows.iter().chain(&matrix.columns) {
            let words: Vec<&str> = entry.label.split_whitespace().collect();
            let is_whole = |word: &&str| texts.iter().any(|text| text.contains(*word));
            assert!(language == "zh" || words.iter().all(is_whole), "{}", entry.label);
        }
        assert!(!texts.iter().any(|text| text.contains('…')), "{texts:?}");
        let bounds = sheet.scene.bounds;
        assert!(sheet.scene.items.iter().all(|item| bounds.contains_rect(item.bounds())));
    }
}

#[test]
fn column_names_are_slanted() {
    let chart = sample();
    let request = request("en");
    let sheet = sheet(&chart, &Matrix::new(&chart, &request), &request);
    let starts: Vec<f32> = sheet
        .scene
        .items
        .iter()
        .filter_map(|item| match item {
            SceneItem::Slanted { origin, .. } => Some(origin.x),
            _ => None,
        })
        .collect();
    assert!(starts.len() >= sheet.columns.len());
    for column in &sheet.columns {
        assert!(starts.iter().any(|x| column.contains(x)), "{column:?}");
    }
}

#[test]
fn counts_parallel_relations() {
    let text = r#"(organogram: 1, title: "T", units: [
        (id: "a", kind: "office", name: "A"), (id: "b", parent: "a", kind: "office", name: "B"),
        (id: "c", parent: "a", kind: "office", name: "C")],
        relations: [(from: "b", to: "c", kind: serves, text: "with maps"),
            (from: "b", to: "c", kind: serves, text: "with weather")])"#;
    let chart = Chart::load(&SourceText::new("a.ron", text)).0;
    let mut out = Vec::new();
    matrix::write(&chart, &request("en"), Cells::default(), &mut out)
        .expect("the memory takes everything");
    let expected = "\u{feff}id,name,C,all\nb,B,Serves ×2,2\n,all,2,2\n";
    assert_eq!(String::from_utf8_lossy(&out), expected);
    let matrix = Matrix::new(&chart, &request("en"));
    let sheet = sheet(&chart, &matrix, &request("en"));
    let texts: Vec<&str> = sheet.scene.texts().map(TextRun::text).collect();
    assert!(texts.windows(2).any(|pair| pair == ["V", "2"]), "{texts:?}");
}

fn run(arguments: &[&str]) -> std::process::Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("dpko.ron"), SAMPLE).expect("the folder takes files");
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.current_dir(folder.path()).args(["export", "dpko.ron", "--matrix"]).args(arguments);
    command.output().expect("the program runs")
}

#[test]
fn table_is_translated_and_has_sums() {
    let out = run(&["-o", "-", "--format", "csv", "--lang", "en"]);
    let text = String::from_utf8(out.stdout).expect("it is UTF-8");
    let row = |id: &str| {
        let start = format!("{id},");
        text.lines().find(|line| line.starts_with(&start)).unwrap_or_default().to_owned()
    };
    assert!(row("oo").contains("Deputizes; Assists; Advises"), "{}", row("oo"));
    assert!(text.trim_end().ends_with(",325"), "{text}");
    let chinese = run(&["-o", "-", "--format", "csv", "--lang", "zh"]);
    assert!(String::from_utf8_lossy(&chinese.stdout).contains("协调"));
}

#[test]
fn svg_describes_each_mark() {
    let out = run(&["-o", "-", "--format", "svg", "--lang", "en"]);
    let text = String::from_utf8(out.stdout).expect("it is UTF-8");
    assert!(text.contains("data-kind=\"guides\" data-from=\"oo\""), "ids of the ends");
    assert!(text.contains("rotate(-60 "), "slanted names");
    assert_eq!(text.matches("class=\"relation\"").count(), 325);
}

#[test]
fn rejects_tree_flags_and_other_formats() {
    for (arguments, words) in [
        (&["-o", "a.json"][..], "--matrix does not apply to json"),
        (&["-o", "a.html"], "--matrix does not apply to html"),
        (&["-o", "a.svg", "--layout", "tidy"], "--layout does not apply to a matrix"),
        (&["-o", "a.pdf", "--atlas"], "--atlas does not apply to a matrix"),
    ] {
        let out = run(arguments);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(said.contains(words), "{said}");
    }
}
