//! Tables and outlines as structure files: each file of `tests/cases/import` gives the structure file and
//! the report beside it. `BLESS=1` writes what is given now.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use organogram::import::{
    ImportOptions, Imported, Mapping, Table, decode, from_outline, from_table,
};
use organogram::model::Chart;
use organogram::source::SourceText;
use proptest::prelude::*;

fn imported(bytes: &[u8], is_outline: bool) -> Imported {
    let (text, _) = decode(bytes, None).expect("a text");
    let options = ImportOptions { title: "Imported".into(), ..ImportOptions::default() };
    if is_outline {
        return from_outline(&text, &options);
    }
    let table = Table::parse(&text).expect("a table");
    from_table(&table, &Mapping::proposed(&table), &options)
}

/// The structure file, and the report line by line.
fn outcome(path: &Path) -> String {
    let is_outline = path.extension().is_none_or(|extension| extension != "csv");
    let Imported { text, report } =
        imported(&fs::read(path).expect("a case is readable"), is_outline);
    let mut outcome = format!("{text}---\n{report}\n");
    for (what, remarks) in [("mended", &report.mended), ("left out", &report.left_out)] {
        for remark in remarks {
            let _ = writeln!(
                outcome,
                "{what}: row {}, {}: {}",
                remark.row, remark.column, remark.message
            );
        }
    }
    outcome
}

#[test]
fn every_case_gives_the_structure_file_and_report_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let entries = fs::read_dir(&folder).expect("there are cases");
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "expected"))
        .collect();
    cases.sort();
    assert!(cases.len() >= 30, "only {} cases were found", cases.len());
    let mut faults = String::new();
    for case in cases {
        let (found, beside) = (outcome(&case), case.with_extension("expected"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &found).expect("a case can be written");
        }
        if fs::read_to_string(&beside).ok().as_deref() != Some(found.as_str()) {
            let _ = writeln!(faults, "{}:\n{found}", case.display());
        }
        let structure = found.split("---\n").next().unwrap_or_default();
        let (chart, problems) = Chart::load(&SourceText::new("imported.ron", structure));
        let is_sound = problems.iter().all(|problem| problem.code.as_str() == "W101");
        assert!(is_sound && !chart.units().is_empty(), "{}: {problems:?}", case.display());
    }
    assert!(faults.is_empty(), "BLESS=1 writes what is given now\n{faults}");
}

#[test]
fn a_table_is_imported_from_the_command_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it is written");
    write(
        "people.csv",
        "Name,Title,Manager,Site\nAda Marsh,Director,,Pier 1\n,,,Pier 2\nBen Oduya,Pilot,Ada Marsh,\n",
    );
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"));
        let output = command.arg("import").args(arguments).current_dir(folder.path()).output();
        let output = output.expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = run(&[
        "people.csv",
        "-o",
        "people.ron",
        "--report",
        "report.json",
        "--save-map",
        "map.ron",
    ]);
    assert_eq!(code, Some(1), "a row was lost: {said}");
    assert!(
        said.contains("people.csv, row 3, Name: the row names neither a post nor a person"),
        "{said}"
    );
    assert!(
        said.contains("3 rows read: 1 unit, 2 posts, 2 persons; 0 mended, 1 left out"),
        "{said}"
    );
    let text = fs::read_to_string(folder.path().join("people.ron")).expect("it is written");
    assert!(text.starts_with("// Imported from people.csv (SHA-256 "), "{text}");
    assert!(text.contains("title: \"people\""), "{text}");
    let report = fs::read_to_string(folder.path().join("report.json")).expect("it is written");
    assert!(report.contains("\"persons\": 2"), "{report}");
    let (code, said) = run(&["people.csv", "-o", "people.ron"]);
    assert_eq!((code, said.contains("--force replaces it")), (Some(3), true), "{said}");
    let (code, _) = run(&["people.csv", "-o", "strict.ron", "--strict"]);
    assert_eq!((code, folder.path().join("strict.ron").exists()), (Some(1), false));
    let map = fs::read_to_string(folder.path().join("map.ron")).expect("it is written");
    assert!(map.contains("\"Site\": \"field.site\"") && map.contains("rows: posts"), "{map}");
    write("map.ron", &map.replace("field.site", "ignored"));
    let (code, _) = run(&["people.csv", "-o", "mapped.ron", "--map", "map.ron", "--no-persons"]);
    let text = fs::read_to_string(folder.path().join("mapped.ron")).expect("it is written");
    assert_eq!(
        (code, text.contains("Pier 1"), text.contains("holder:")),
        (Some(1), false, false),
        "{text}"
    );
    write("empty.csv", " ,\n");
    let (code, said) = run(&["empty.csv", "-o", "empty.ron"]);
    assert_eq!((code, said.contains("there is nothing in it")), (Some(2), true), "{said}");
    assert!(!folder.path().join("empty.ron").exists());
}

proptest! {
    #[test]
    fn whatever_stands_in_a_table_becomes_a_sound_structure_file(
        rows in prop::collection::vec(prop::collection::vec("[a-c0-2\"\\\\\u{1}\u{202e}/;&| .名]{0,4}", 5), 0..12),
        is_of_people in any::<bool>(),
        is_outline in any::<bool>(),
    ) {
        let header = if is_of_people { "id,full name,title,department,manager" } else { "id,name,parent,site,head" };
        let mut text = Vec::new();
        if is_outline {
            text = rows.iter().flatten().fold(text, |text, cell| [text, format!("  {cell}\n").into_bytes()].concat());
        } else {
            let mut writer = csv::Writer::from_writer(&mut text);
            writer.write_record(header.split(',')).expect("it is written");
            for row in &rows {
                writer.write_record(row).expect("it is written");
            }
            drop(writer);
        }
        let Imported { text, report } = imported(&text, is_outline);
        let (chart, problems) = Chart::load(&SourceText::new("a.ron", text.clone()));
        let errors: Vec<_> = problems.iter().filter(|it| it.code.as_str().starts_with('E')).collect();
        prop_assert!(errors.is_empty() || report.units == 0, "{text}\n{errors:?}");
        prop_assert_eq!(chart.units().len(), report.units);
    }
}
