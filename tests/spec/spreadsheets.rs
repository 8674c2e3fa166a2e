//! Spreadsheets as offices keep them: cells by their format, hidden rows, several sheets, both file formats.

use std::io::{Cursor, Write as _};

use organogram::import::{ImportOptions, Imported, Opened, ReadOptions, Table};
use organogram::model::Chart;
use organogram::source::SourceText;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

fn read(name: &str, bytes: &[u8]) -> Opened {
    Opened::read(name, bytes, &ReadOptions::default()).expect("it can be read")
}

fn imported(opened: &Opened) -> Imported {
    let mut options = ImportOptions::default();
    options.title = "Imported".into();
    opened.import(None, &options)
}

/// Returns the units of a structure file, each with its superior.
fn tree(text: &str) -> Vec<(String, String)> {
    let (chart, _) = Chart::load(&SourceText::new("a.ron", text));
    let pair = |index| {
        let unit = chart.unit(index);
        let above = unit.parent.map(|parent| chart.unit(parent).id.clone());
        (unit.id.clone(), above.unwrap_or_default())
    };
    chart.unit_indices().map(pair).collect()
}

fn said(imported: &Imported) -> Vec<String> {
    let report = &imported.report;
    report.left_out.iter().chain(&report.mended).map(|it| it.message.to_string()).collect()
}

fn xlsx(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().expect("memory takes all")
}

fn write(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, words) in (0..).zip(*cells).filter(|(_, words)| !words.is_empty()) {
            sheet.write_string(row, column, *words).expect("a cell");
        }
    }
}

#[test]
fn cell_indents_nest_units() {
    let bytes = xlsx(|book| {
        let sheet = book.add_worksheet();
        write(sheet, &[&["Name", "Head"]]);
        let rows = [("Harbour", 0), ("Pilots", 1), ("Tugs", 2), ("Quays", 1)];
        for (row, (name, indent)) in (1..).zip(rows) {
            let format = Format::new().set_indent(indent);
            sheet.write_string_with_format(row, 0, name, &format).expect("a cell");
        }
    });
    let text = imported(&read("a.xlsx", &bytes)).text;
    let expected =
        [("harbour", ""), ("pilots", "harbour"), ("tugs", "pilots"), ("quays", "harbour")];
    assert_eq!(tree(&text), expected.map(|(id, above)| (id.into(), above.into())), "{text}");
}

#[test]
fn keeps_leading_zeros_of_number_formats() {
    let bytes = xlsx(|book| {
        let sheet = book.add_worksheet();
        write(sheet, &[&["Id", "Name", "Parent"], &["", "Harbour"], &["", "Pilots", "001000"]]);
        for (row, number) in (1..).zip([1000, 1001]) {
            let format = Format::new().set_num_format("000000");
            sheet.write_number_with_format(row, 0, number, &format).expect("a cell");
        }
    });
    let imported = imported(&read("a.xlsx", &bytes));
    assert_eq!(
        tree(&imported.text),
        [("001000".into(), String::new()), ("001001".into(), "001000".into())]
    );
    assert_eq!(said(&imported), <[String; 0]>::default());
}

#[test]
fn reports_hidden_rows_and_other_sheets() {
    let bytes = xlsx(|book| {
        let sheet = book.add_worksheet().set_name("Read me").expect("a name");
        write(sheet, &[&["This workbook holds the staff list"]]);
        let sheet = book.add_worksheet().set_name("Old").expect("a name").set_hidden(true);
        write(sheet, &[&["Id", "Name"], &["1", "Long ago"]]);
        let sheet = book.add_worksheet().set_name("Units").expect("a name");
        write(sheet, &[&["Id", "Name"], &["1", "Harbour"], &["2", "Secret"], &["3", "Quays"]]);
        sheet.set_row_hidden(2).expect("a row");
        sheet.set_row_hidden(30).expect("a row");
    });
    let opened = read("a.xlsx", &bytes);
    let imported = imported(&opened);
    assert_eq!(tree(&imported.text).len(), 2, "{}", imported.text);
    assert_eq!(said(&imported), ["skipped hidden rows: 1"]);
    let sheets = opened.sheets().expect("it has sheets");
    assert_eq!((sheets.read.as_str(), sheets.all.join(", ")), ("Units", "Read me, Units".into()));
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("a.xlsx"), &bytes).expect("it is written");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"));
    let command = command.args(["import", "a.xlsx", "-o", "-"]).current_dir(folder.path());
    let said = String::from_utf8_lossy(&command.output().expect("it runs").stderr).into_owned();
    let of_sheets = "a.xlsx: reading sheet Units; --sheet selects another one: Read me\n";
    assert!(said.contains(of_sheets), "{said}");
    assert!(said.contains("a.xlsx: skipped hidden rows: 1\n"), "{said}");
}

/// Returns an ODS with the given XML as its tables.
fn ods(styles: &str, tables: &str) -> Vec<u8> {
    const NAMES: &str = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<office:document-content xmlns:office=\"{NAMES}:office:1.0\" xmlns:table=\"{NAMES}:table:1.0\" \
         xmlns:text=\"{NAMES}:text:1.0\" xmlns:style=\"{NAMES}:style:1.0\" xmlns:fo=\"{NAMES}:xsl-fo-compatible:1.0\">\
         <office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("content.xml", options).expect("a part is begun");
    archive.write_all(content.as_bytes()).expect("a part is written");
    archive.finish().expect("it is whole").into_inner()
}

fn words(words: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>"
    )
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| words(cell)).collect();
    format!(
        "<table:table-row>{cells}<table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>"
    )
}

#[test]
fn imports_ods() {
    let styles = "<style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>";
    let header = row(&["Id", "Name", "Parent"]);
    let tables = format!(
        "<table:table table:name=\"Old\" table:style-name=\"ta1\">{header}{}</table:table>\
         <table:table table:name=\"Units\">{header}\
         <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>007</text:p></table:table-cell>{}\
         <table:table-cell/></table:table-row>\
         <table:table-row table:visibility=\"collapse\">{}{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         </table:table>\
         <table:table table:name=\"Notes\"/>",
        row(&["1", "Long ago", ""]),
        words("R&amp;D <office:annotation><text:p>who?</text:p></office:annotation>of &#71;ates"),
        words("8"),
        words("Secret"),
    );
    let bytes = ods(styles, &tables);
    let opened = read("a.ods", &bytes);
    let table = opened.table().expect("a table");
    let cells: Vec<_> = table.rows.iter().map(|row| (row.number, row.cells.join("|"))).collect();
    assert_eq!(cells, [(2, "007|R&D of Gates|".to_owned())]);
    assert_eq!(said(&imported(&opened)), ["skipped hidden rows: 1"]);
    let sheets = opened.sheets().expect("it has sheets");
    assert_eq!((sheets.read.as_str(), sheets.all.join(", ")), ("Units", "Units, Notes".into()));
    let old = Table::of_spreadsheet(&bytes, Some("Old")).expect("a table");
    assert_eq!(old.rows[0].cells, ["1", "Long ago", ""]);
    let missing = Table::of_spreadsheet(&bytes, Some("Posts")).map_err(|error| error.to_string());
    assert_eq!(missing, Err("there is no sheet Posts; the sheets are: Old, Units, Notes".into()));
}

#[test]
fn skips_hidden_rows_of_ods() {
    let header = row(&["Id", "Name"]);
    let many = format!(
        "<table:table-row table:visibility=\"collapse\" table:number-rows-repeated=\"4000000\">{}</table:table-row>",
        words("x")
    );
    let merged = format!(
        "<table:table-row><table:table-cell table:number-rows-spanned=\"3\"><text:p>7</text:p></table:table-cell>{}</table:table-row>\
         <table:table-row table:visibility=\"filter\"><table:covered-table-cell/><table:table-cell/></table:table-row>\
         <table:table-row><table:covered-table-cell/>{}</table:table-row>",
        words("Pilots"),
        words("Tugs"),
    );
    let tables = format!(
        "<table:table table:name=\"Units\">{header}{merged}{}</table:table>",
        many.repeat(900)
    );
    let opened = read("a.ods", &ods("", &tables));
    let table = opened.table().expect("a table");
    let cells: Vec<_> = table.rows.iter().map(|row| (row.number, row.cells.join("|"))).collect();
    assert_eq!(cells, [(2, "7|Pilots".to_owned()), (4, "7|Tugs".to_owned())]);
    assert_eq!(table.hidden_rows, 3_600_000_000);
}

#[test]
fn reads_merged_cells_and_indents_of_ods() {
    let styles = "<style:style style:name=\"ce1\" style:family=\"table-cell\"><style:paragraph-properties fo:margin-left=\"0.5cm\"/></style:style>";
    let tables = format!(
        "<table:table table:name=\"Units\">{}{}\
         <table:table-row><table:table-cell table:style-name=\"ce1\"><text:p>Pilots</text:p></table:table-cell></table:table-row>\
         <table:table-row><table:table-cell table:style-name=\"ce1\"><text:p>Quays</text:p></table:table-cell></table:table-row></table:table>",
        row(&["Name", "Site"]),
        row(&["Harbour", ""])
            .replace("<table:table-cell office:value-type=\"string\"><text:p></text:p></table:table-cell>",
                "<table:table-cell table:number-rows-spanned=\"3\"><text:p>Pier 1</text:p></table:table-cell>"),
    );
    let imported = imported(&read("a.ods", &ods(styles, &tables)));
    let expected = [("harbour", ""), ("pilots", "harbour"), ("quays", "harbour")];
    let text = &imported.text;
    assert_eq!(tree(text), expected.map(|(id, above)| (id.into(), above.into())), "{text}");
    assert_eq!(text.matches("\"site\": \"Pier 1\"").count(), 3, "{text}");
}

#[test]
fn rejects_malicious_ods() {
    let refused = |tables: &str| {
        let read = Table::of_spreadsheet(&ods("", tables), None);
        read.map(|_| ()).map_err(|error| error.to_string())
    };
    let many = "<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"4000000000\">\
        <table:table-cell table:number-columns-repeated=\"1000000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>";
    assert_eq!(refused(many), Err("the table has more than 2000000 cells".into()));
    let far = format!(
        "<table:table table:name=\"A\">{}<table:table-row table:number-rows-repeated=\"4000000000\"/>{}</table:table>",
        row(&["id", "name"]),
        row(&["x"])
    );
    assert_eq!(refused(&far), Err("the table has more than 2000000 cells".into()));
    let long = format!(
        "<table:table table:name=\"A\">{}</table:table>",
        row(&["id", &"x".repeat(40_000)])
    );
    assert_eq!(refused(&long), Err("row 1, column 2: the cell has more than 32768 bytes".into()));
    assert!(refused("<table:table table:name=\"A\"><table:table-row>").is_err(), "it is cut off");
}
