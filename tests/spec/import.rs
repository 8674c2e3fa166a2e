//! Import of tables and outlines: each file of `tests/cases/import` has the expected structure file and report beside
//! it. `BLESS=1` updates the expectations.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use organogram::import::{
    ImportOptions, Imported, Mapping, Opened, ReadOptions, Remark, Replaced, Table, TableError,
};
use organogram::model::Chart;
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::cases::cases;

/// Imports a case as the command line does, by its file name.
fn imported(name: &str, bytes: &[u8]) -> Imported {
    let opened = Opened::read(name, bytes, &ReadOptions::default());
    let mut options = ImportOptions::default();
    options.title = "Imported".into();
    opened.expect("it can be read").import(None, &options)
}

/// Imports a case with the additional table and the mapping from files of the same name, if any.
fn case(path: &Path) -> Result<Imported, TableError> {
    let read = |path: &Path| {
        let bytes = fs::read(path).expect("a case is readable");
        Opened::read(&path.display().to_string(), &bytes, &ReadOptions::default())
    };
    let mut opened = read(path)?;
    let further = path.with_extension("and.csv");
    if further.exists() {
        opened = opened.and(read(&further)?)?;
    }
    let mapping: Option<Mapping> = fs::read_to_string(path.with_extension("map"))
        .ok()
        .map(|text| ron::from_str(&text).expect("a mapping"));
    let title = opened.title().map_or("Imported", |_| "").to_owned();
    let mut options = ImportOptions::default();
    options.title = title;
    Ok(opened.import(mapping.as_ref(), &options))
}

/// Returns the text for the row of a remark; empty if the remark concerns no single row.
fn place(row: Option<usize>) -> String {
    row.map(|row| format!("row {row}, ")).unwrap_or_default()
}

/// Returns the structure file and the report line by line, or the error.
fn outcome(path: &Path) -> String {
    let Imported { text, report } = match case(path) {
        Ok(imported) => imported,
        Err(error) => return format!("refused: {error}\n"),
    };
    let mut outcome = format!("{text}---\n{report}\n");
    for (what, remarks) in [("mended", &report.mended), ("left out", &report.left_out)] {
        for Remark { row, column, how, code, message, .. } in remarks {
            let place = place(*row);
            let _ = writeln!(outcome, "{what} ({how}{code}): {place}{column}: {message}");
        }
    }
    outcome
}

#[test]
fn every_case_matches_its_expected_output() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let entries = fs::read_dir(&folder).expect("there are cases");
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry is readable").path())
        .filter(|path| path.extension().is_some_and(|it| it != "expected" && it != "map"))
        .filter(|path| !path.display().to_string().ends_with(".and.csv"))
        .collect();
    cases.sort();
    assert!(cases.len() >= 90, "only {} cases were found", cases.len());
    let mut faults = String::new();
    for case in cases {
        let (found, beside) = (outcome(&case), case.with_extension("expected"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &found).expect("a case can be written");
        }
        if fs::read_to_string(&beside).ok().as_deref() != Some(found.as_str()) {
            let _ = writeln!(faults, "{}:\n{found}", case.display());
        }
        if found.starts_with("refused: ") {
            continue;
        }
        let structure = found.split("---\n").next().unwrap_or_default();
        let (chart, problems) = Chart::load(&SourceText::new("imported.ron", structure));
        let is_sound = problems.iter().all(|problem| problem.code.as_str() == "W101");
        assert!(is_sound && !chart.units().is_empty(), "{}: {problems:?}", case.display());
    }
    assert!(faults.is_empty(), "BLESS=1 writes what is given now\n{faults}");
}

#[test]
fn updates_only_values_of_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import-again");
    for case in ["harbour", "people", "broken"] {
        let path = folder.join(case);
        let before = fs::read_to_string(path.with_extension("ron")).expect("a case is readable");
        let table = fs::read(path.with_extension("csv")).expect("a case is readable");
        let opened = Opened::read("a.csv", &table, &ReadOptions::default()).expect("a table");
        let mut options = ImportOptions::default();
        options.comment = "Imported from a.csv.".into();
        let found = match opened.import_into(&before, None, &options) {
            Err(error) => format!("refused: {error}\n"),
            Ok(Imported { text, report }) => {
                let (chart, problems) = Chart::load(&SourceText::new("a.ron", text.clone()));
                let is_sound =
                    problems.iter().all(|problem| problem.code.as_str().starts_with('W'));
                assert!(is_sound, "{case}: {problems:?}\n{text}");
                assert!(chart.units().len() >= report.units, "{case}");
                let again = opened.import_into(&text, None, &options).expect("it is sound");
                assert_eq!(again.text, text, "{case}: a second time changes nothing");
                let changes = report.changes.as_deref().expect("it is known what changed");
                let mut found = format!("{text}---\n{report}\n");
                for Replaced { id, field, before, after } in &changes.replaced {
                    let _ = writeln!(found, "replaced: {id}, {field}: {before} -> {after}");
                }
                for Remark { row, column, message, .. } in &report.mended {
                    let place = place(*row);
                    let _ = writeln!(found, "mended: {place}{column}: {message}");
                }
                let _ = writeln!(found, "added: {:?}, gone: {:?}", changes.added, changes.gone);
                found
            }
        };
        let beside = path.with_extension("expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &found).expect("a case can be written");
        }
        assert_eq!(fs::read_to_string(&beside).ok().as_deref(), Some(found.as_str()), "{case}");
    }
}

#[test]
fn imports_a_table_from_the_command_line() {
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
        said.contains("people.csv, row 3, Name: the row has neither a post nor a person"),
        "{said}"
    );
    assert!(
        said.contains("3 rows read: 1 unit, 2 posts, 2 persons; 0 corrected, 1 left out"),
        "{said}"
    );
    let text = fs::read_to_string(folder.path().join("people.ron")).expect("it is written");
    assert!(text.starts_with("// Imported from people.csv (SHA-256 "), "{text}");
    assert!(text.contains("title: \"people\""), "{text}");
    let report = fs::read_to_string(folder.path().join("report.json")).expect("it is written");
    assert!(report.contains("\"holders\": 2"), "{report}");
    let (code, said) = run(&["people.csv", "-o", "people.ron"]);
    assert_eq!((code, said.contains("--force overwrites it")), (Some(3), true), "{said}");
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
    write(
        "kept.ron",
        "// By hand.\n(organogram: 1, title: \"Kept\", units: [(id: \"director\", kind: \"office\", name: \"Top\"), (id: \"gone\", kind: \"office\", name: \"Gone\")])\n",
    );
    let (code, said) = run(&["people.csv", "--into", "kept.ron"]);
    let text = fs::read_to_string(folder.path().join("kept.ron")).expect("it is written");
    assert_eq!(code, Some(1), "a row was lost: {said}");
    assert!(text.starts_with("// By hand.\n(organogram: 1, title: \"Kept\", units: [(id: \"director\", kind: \"office\", name: \"Director\", head: "), "{text}");
    assert!(said.contains("director, name: \"Top\" is replaced by \"Director\""), "{said}");
    assert!(said.contains("gone is not in people.csv: it is kept"), "{said}");
    assert!(said.contains("0 added, 1 value replaced, 1 gone"), "{said}");
    write("empty.csv", " ,\n");
    let (code, said) = run(&["empty.csv", "-o", "empty.ron"]);
    assert_eq!((code, said.contains("it is empty")), (Some(2), true), "{said}");
    assert!(!folder.path().join("empty.ron").exists());
}

/// Returns a spreadsheet with one sheet of the given XML, and one further part.
fn spreadsheet(rows: &str, further: &[u8]) -> Vec<u8> {
    spreadsheet_with(rows, ("further", std::iter::once(further)))
}

/// Returns a spreadsheet with one more part, written piece by piece.
fn spreadsheet_with<'a>(
    rows: &str,
    (further, pieces): (&str, impl Iterator<Item = &'a [u8]>),
) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>\
         <sheet name=\"Units\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let root = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let types = format!("<Types xmlns=\"{PACKAGE}/content-types\"/>");
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ] {
        archive.start_file(name, options).expect("a part is begun");
        std::io::Write::write_all(&mut archive, content).expect("a part is written");
    }
    archive.start_file(further, options).expect("a part is begun");
    for piece in pieces {
        std::io::Write::write_all(&mut archive, piece).expect("a part is written");
    }
    archive.finish().expect("it is whole").into_inner()
}

fn cell(place: &str, words: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
}

#[test]
fn imports_spreadsheets() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"3\">{}{}{}</row><row r=\"4\"><c r=\"A4\"><v>7</v></c>{}</row>\
         <row r=\"5\"><c r=\"A5\"><v>8.5</v></c>{}<c r=\"C5\"><v>7</v></c></row>",
        cell("A1", "Units of 2024"),
        cell("A3", "id"),
        cell("B3", "name"),
        cell("C3", "parent"),
        cell("B4", "North"),
        cell("B5", " South "),
    );
    let bytes = spreadsheet(&rows, b"");
    let table = Table::of_spreadsheet(&bytes, None).expect("a table");
    assert_eq!(table.columns, ["id", "name", "parent"]);
    let cells: Vec<_> = table.rows.iter().map(|row| (row.number, row.cells.join("|"))).collect();
    assert_eq!(cells, [(4, "7|North|".to_owned()), (5, "8.5|South|7".to_owned())]);
    let missing = Table::of_spreadsheet(&bytes, Some("Posts")).map_err(|error| error.to_string());
    assert_eq!(missing, Err("there is no sheet Posts; the sheets are: Units".into()));
}

#[test]
fn rejects_malicious_spreadsheets() {
    let far = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        cell("A1", "id"),
        cell("XFD1048576", "x")
    );
    let refused =
        |bytes: &[u8]| Table::of_spreadsheet(bytes, None).map_err(|error| error.to_string());
    let far = Table::of_spreadsheet(&spreadsheet(&far, b""), Some("Units"))
        .map_err(|error| error.to_string());
    assert_eq!(far, Err("the table has more than 2000000 cells".into()));
    assert!(refused(b"PK\x03\x04 and no more").is_err());
    if crate::volume::is_thorough() {
        let bomb = spreadsheet("", &vec![0; 1025 << 20]);
        assert!(bomb.len() < 2 << 20, "it is small");
        assert_eq!(refused(&bomb), Err("the spreadsheet contains more than 1024 MB".into()));
    }
}

/// Returns the output of `import` for a spreadsheet, under a memory limit in kilobytes.
#[cfg(target_os = "linux")]
fn said_of_spreadsheet(bytes: &[u8], kilobytes: u32) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("a.xlsx"), bytes).expect("a file can be written");
    let script = format!("ulimit -v {kilobytes}; exec \"$0\" import a.xlsx -o a.ron");
    let output = std::process::Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_organogram")])
        .current_dir(folder.path())
        .output()
        .expect("a shell runs");
    assert!(!folder.path().join("a.ron").exists(), "nothing is written");
    String::from_utf8_lossy(&output.stderr).trim_end().to_owned()
}

#[test]
fn rejects_expanding_spreadsheets() {
    let refused = |bytes: &[u8]| {
        Table::of_spreadsheet(bytes, None).map(|_| ()).map_err(|error| error.to_string())
    };
    let with_part = |rows: &str, name: &str, part: &str| {
        spreadsheet_with(rows, (name, std::iter::once(part.as_bytes())))
    };
    let header = format!("<row r=\"1\">{}{}</row>", cell("A1", "id"), cell("B1", "name"));
    let format = format!("<numFmt numFmtId=\"164\" formatCode=\"&gt;{}\"/>", "0".repeat(1 << 20));
    let styles = format!(
        "<styleSheet><numFmts>{format}</numFmts><cellXfs>{}</cellXfs></styleSheet>",
        "<xf numFmtId=\"164\"/>".repeat(2000)
    );
    let bytes = with_part(&header, "xl/Styles.xml", &styles);
    assert_eq!(refused(&bytes), Err("the spreadsheet contains more than 512 MB".into()));

    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let rows: String = (2..9000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let bytes = with_part(&format!("{header}{rows}"), "xl/sharedStrings.xml", &strings);
    assert_eq!(refused(&bytes), Err("the spreadsheet contains more than 256 MB".into()));

    let merged = "<mergeCell ref=\"A1:B1000000\"/>".repeat(3);
    let rows = format!(
        "{header}<row r=\"900000\">{}</row></sheetData><mergeCells>{merged}</mergeCells><sheetData>",
        cell("A900000", "x")
    );
    assert_eq!(
        refused(&with_part(&rows, "further", "")),
        Err("the table has more than 2000000 cells".into())
    );
}

#[cfg(target_os = "linux")]
#[test]
fn rejects_zip_bombs_in_little_memory() {
    let zeros = vec![0; 1 << 20];
    let pieces = std::iter::repeat_n(zeros.as_slice(), 257);
    let bomb = spreadsheet_with("", ("xl/sharedStrings.xml", pieces));
    assert!(bomb.len() < 1 << 20, "it is small");
    let said = said_of_spreadsheet(&bomb, 100_000);
    assert_eq!(said, "organogram: a.xlsx: the spreadsheet contains more than 256 MB");

    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
        cell("A1", "id"),
        cell("B1", "name"),
        cell("A2", "a"),
        cell("B2", &"x".repeat(50 << 20))
    );
    let said = said_of_spreadsheet(&spreadsheet(&rows, b""), 600_000);
    assert_eq!(said, "organogram: a.xlsx: row 2, column 2: the cell has more than 32768 bytes");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn arbitrary_tables_become_valid_files(
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
        let Imported { text, report } = imported(if is_outline { "a.txt" } else { "a.csv" }, &text);
        let (chart, problems) = Chart::load(&SourceText::new("a.ron", text.clone()));
        let errors: Vec<_> = problems.iter().filter(|it| it.code.as_str().starts_with('E')).collect();
        prop_assert!(errors.is_empty() || report.units == 0, "{text}\n{errors:?}");
        prop_assert_eq!(chart.units().len(), report.units);
    }
}

/// Returns the names of units with the titles, states and holders of their heads and posts, in German.
fn staff(chart: &Chart) -> Vec<String> {
    let german = |text: &organogram::model::Text| text.get(["de"]).to_owned();
    let mut staff: Vec<String> = (chart.units().iter())
        .flat_map(|unit| {
            unit.head.iter().chain(&unit.posts).map(move |post| {
                let holders: Vec<String> =
                    post.holders.iter().map(|holder| german(&holder.name)).collect();
                let (unit, title) = (german(&unit.name), german(&post.title));
                format!("{unit}: {title}: {}: {:?}", holders.join(", "), post.fte)
            })
        })
        .collect();
    staff.sort();
    staff
}

#[test]
fn clinic_matches_its_table() {
    let clinic = &organogram::model::SAMPLES[1];
    let (_, csv) = clinic.beside[0];
    let imported = imported("clinic.csv", csv.as_bytes());
    assert_eq!((imported.report.rows, imported.report.left_out.len()), (61, 0));
    let chart = |text: &str| Chart::load(&SourceText::new("x", text)).0;
    let (table, by_hand) = (chart(&imported.text), chart(clinic.text));
    assert_eq!((by_hand.units().len(), table.units().len()), (30, 30));
    assert_eq!(staff(&by_hand), staff(&table));
    assert_eq!(staff(&by_hand).len(), 60);
    let origin = organogram::export::Origin::of_bytes("clinic.csv", csv.as_bytes());
    assert!(clinic.text.contains(&origin.sha256), "{}", origin.sha256);
}

#[test]
fn reuses_a_saved_mapping() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it is written");
    write("units.csv", "key,name,parent,extra\n1,Harbour Authority,,a\n2,Pilots,1,b\n");
    write("next.csv", "name,key,extra,parent\nHarbour Authority,1,a,\n");
    write("other.csv", "key,name,parent\n1,Harbour Authority,\n");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"));
        let output = command.arg("import").args(arguments).current_dir(folder.path()).output();
        let output = output.expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), said)
    };
    let (code, text, _) = run(&["units.csv", "-o", "-", "--save-map", "units.map"]);
    assert!(code == Some(0) && text.contains("\"extra\": \"a\""), "{text}");
    let map = fs::read_to_string(folder.path().join("units.map")).expect("it is written");
    write("units.map", &map.replace("field.extra", "ignored"));
    let said_of =
        "organogram: the columns are mapped by units.map; --no-map maps them by the header";
    for table in ["units.csv", "next.csv"] {
        let (code, text, said) = run(&[table, "-o", "-"]);
        assert!(code == Some(0) && said.contains(said_of), "{table}: {said}");
        assert!(!text.contains("\"a\"") && text.contains("extra = ignored"), "{table}: {text}");
    }
    let (_, text, said) = run(&["units.csv", "-o", "-", "--no-map"]);
    assert!(text.contains("\"extra\": \"a\"") && !said.contains("units.map"), "{said}");
    let (code, _, said) = run(&["other.csv", "-o", "-"]);
    assert!(code == Some(0) && !said.contains("units.map"), "another header: {said}");
}

#[test]
fn reports_rows_in_chinese() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("people.csv");
    let text = "Name,Title,Manager\nAda Marsh,Director,\n,,x\nBen Oduya,Pilot,ada marsh\n";
    fs::write(&path, text).expect("it is written");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"));
    let output = command.arg("import").arg(&path).args(["-o", "-", "--lang", "zh"]).output();
    let said = String::from_utf8_lossy(&output.expect("the program runs").stderr).into_owned();
    assert!(said.contains("第 3 行，Name：此行既没有职位，也没有人员"), "{said}");
    assert!(said.contains("第 4 行，Manager：ada marsh 视为 Ada Marsh"), "{said}");
    let tally = "读入 3 行：1 个单位，2 个职位，2 人；修正 1 处，未采用 1 处";
    assert!(said.contains(tally), "{said}");
}

#[test]
fn leading_blanks_nest_rows() {
    let blank = |place: &str, words: &str| {
        format!(
            "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>"
        )
    };
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}</row><row r=\"3\">{}</row><row r=\"4\">{}</row><row r=\"5\">{}</row>",
        cell("A1", "Name"),
        cell("B1", "Head"),
        cell("A2", "Harbour Authority"),
        blank("A3", "  Pilots"),
        blank("A4", "    Tugs"),
        blank("A5", "  Quays"),
    );
    let imported = imported("units.xlsx", &spreadsheet(&rows, b""));
    let (chart, _) = Chart::load(&SourceText::new("a.ron", imported.text.as_str()));
    let above = |id: &str| {
        let unit = chart.unit(chart.find(id).expect("it is there"));
        unit.parent.map(|parent| chart.unit(parent).id.clone())
    };
    assert_eq!(above("harbour-authority"), None, "{}", imported.text);
    assert_eq!(above("pilots").as_deref(), Some("harbour-authority"), "{}", imported.text);
    assert_eq!(above("tugs").as_deref(), Some("pilots"), "{}", imported.text);
    assert_eq!(above("quays").as_deref(), Some("harbour-authority"), "{}", imported.text);
}
