//! Time and memory for the import of a table of 100,000 people, compared with only reading the same bytes with `csv`
//! and `calamine`: `cargo bench --bench import`.

use std::io::{Cursor, Write as _};

use calamine::{Reader as _, Xlsx};
use divan::{AllocProfiler, Bencher, black_box};
use organogram::import::{ImportOptions, Opened, ReadOptions};

/// Counts allocations: "max alloc" is the peak in addition to the source itself.
#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const ROWS: usize = 100_000;
const HEADER: [&str; 8] = [
    "Employee ID",
    "Full Name",
    "Job Title",
    "Department",
    "Manager ID",
    "E-mail",
    "Site",
    "Grade",
];

fn main() {
    divan::main();
}

/// Returns the cells of a person: departments have twenty people, and each person reports to one of the ten before.
fn row(at: usize) -> [String; 8] {
    let department = at / 20;
    let manager = if at == 0 { String::new() } else { format!("{:06}", (at - 1) / 10) };
    [
        format!("{at:06}"),
        format!("Person {at} of Invention"),
        format!("Officer {}", at % 37),
        format!("Department of Matter {department}"),
        manager,
        format!("p{at}@office.example"),
        format!("Site {}", at % 11),
        format!("P-{}", at % 5),
    ]
}

fn csv_bytes() -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).expect("memory takes all");
    for at in 0..ROWS {
        writer.write_record(row(at)).expect("memory takes all");
    }
    writer.into_inner().expect("memory takes all")
}

/// Returns a spreadsheet as common programs write it: all text in a table of shared strings.
fn xlsx_bytes() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut put = |name: &str, content: &str| {
        archive.start_file(name, options).expect("memory takes all");
        archive.write_all(content.as_bytes()).expect("memory takes all");
    };
    put("[Content_Types].xml", &format!("<Types xmlns=\"{PACKAGE}/content-types\"/>"));
    put(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    put(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        ),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        ),
    );
    let (mut strings, mut sheet) = (String::new(), String::new());
    let mut number = 0;
    let header = HEADER.map(str::to_owned);
    for (at, cells) in std::iter::once(header).chain((0..ROWS).map(row)).enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", at + 1));
        for (column, cell) in ('A'..='H').zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.push_str(&format!("<c r=\"{column}{}\" t=\"s\"><v>{number}</v></c>", at + 1));
            strings.push_str(&format!("<si><t>{cell}</t></si>"));
            number += 1;
        }
        sheet.push_str("</row>");
    }
    put("xl/sharedStrings.xml", &format!("<sst xmlns=\"{MAIN}\">{strings}</sst>"));
    put(
        "xl/worksheets/sheet1.xml",
        &format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{sheet}</sheetData></worksheet>"),
    );
    archive.finish().expect("memory takes all").into_inner()
}

fn imported(name: &str, bytes: &[u8]) -> usize {
    let opened = Opened::read(name, bytes, &ReadOptions::default()).expect("it is a table");
    let imported = opened.import(None, &ImportOptions::default());
    assert_eq!(imported.report.posts, ROWS);
    imported.text.len()
}

#[divan::bench(sample_count = 5)]
fn csv_alone(bencher: Bencher<'_, '_>) {
    let bytes = csv_bytes();
    bencher.bench(|| {
        let mut reader = csv::Reader::from_reader(black_box(&bytes[..]));
        reader.records().map(|record| record.expect("it is sound").len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 5)]
fn csv_import(bencher: Bencher<'_, '_>) {
    let bytes = csv_bytes();
    bencher.bench(|| imported("people.csv", black_box(&bytes)));
}

#[divan::bench(sample_count = 5)]
fn calamine_alone(bencher: Bencher<'_, '_>) {
    let bytes = xlsx_bytes();
    bencher.bench(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(black_box(&bytes))).expect("it is sound");
        book.worksheet_range("People").expect("it is there").height()
    });
}

#[divan::bench(sample_count = 5)]
fn xlsx_import(bencher: Bencher<'_, '_>) {
    let bytes = xlsx_bytes();
    bencher.bench(|| imported("people.xlsx", black_box(&bytes)));
}
