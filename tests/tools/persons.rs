//! Exports without persons: no name, address or number of anybody is in the bytes of any format, also where these
//! are compressed.

use std::fs;
use std::io::Read as _;

use organogram::export::Format;

use crate::exports::{Folder, organogram, said_by, there_is};

/// Persons in every place that a file has for them. Each word occurs nowhere else.
const FILE: &str = r#"(organogram: 1, title: "Harbour", languages: ["en", "zh"], units: [
    (id: "harbour", kind: "office", name: "Harbour", head: (title: "Master", holder: "Quorvath"),
     functions: [(text: "Keep the port", cite: "1")], posts: [
        (id: "clerk", title: "Clerk", holder: [
            (name: {"en": "Zimbrel", "zh": "齐穆布"}, acting: true, share: 0.5, since: "2020-01",
             email: "zmail@harbour.example", phone: "+4479460777", link: "https://zpage.example"),
            "Yaxomir"])]),
    (id: "pilots", parent: "harbour", kind: "unit", name: "Pilots",
     head: (title: "Chief", reports_to: "clerk", duties: [(text: "Guide ships", cite: "2")],
            holder: (name: "Wendrik", email: "wmail@harbour.example")))])"#;

const PERSONS: [&str; 9] = [
    "Quorvath",
    "Zimbrel",
    "齐穆布",
    "Yaxomir",
    "Wendrik",
    "zmail",
    "wmail",
    "4479460777",
    "zpage",
];

/// Everything that can be read in a file: its bytes, those of its parts, and the text of its pages.
fn readable(path: &str, format: Format) -> String {
    let bytes = fs::read(path).expect("the file is there");
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    match format {
        Format::Xlsx | Format::Pptx => {
            let file = fs::File::open(path).expect("the file is there");
            let mut archive = zip::ZipArchive::new(file).expect("it is an archive");
            for at in 0..archive.len() {
                let mut part = archive.by_index(at).expect("a part");
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).expect("a part is sound");
                text.push_str(&part.name().expect("a part has a name"));
                text.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
        Format::Pdf => {
            let plain = format!("{path}.qdf");
            said_by("qpdf", &["--qdf", "--stream-data=uncompress", path, &plain]);
            let bytes = fs::read(plain).expect("it is written");
            text.push_str(&String::from_utf8_lossy(&bytes));
            text.push_str(&said_by("pdftotext", &[path, "-"]));
            text.push_str(&said_by("pdfinfo", &["-struct-text", path]));
        }
        _ => {}
    }
    text
}

#[test]
fn no_format_names_a_person_that_is_left_out() {
    if !there_is("qpdf", "--version") || !there_is("pdftotext", "-v") {
        return;
    }
    let folder = Folder::new();
    let file = folder.path("harbour.ron");
    fs::write(&file, FILE).expect("the folder takes files");
    let books = [&["--handbook", "--lang", "en,zh"][..], &["--atlas"]];
    let books = books.into_iter().map(|arguments| (Format::Pdf, arguments));
    for (format, more) in Format::ALL.iter().map(|&format| (format, &[][..])).chain(books) {
        let out = folder.path(&format!("out.{}", format.extension()));
        let found = |persons: &[&str]| {
            let all = [&["export", &file, "-o", &out, "--force"], more, persons].concat();
            let output = organogram(&all);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = readable(&out, format);
            PERSONS.into_iter().filter(|it| text.contains(it)).collect::<Vec<_>>()
        };
        let named = found(&[]);
        // Pixels are not read.
        let shows_none = format == Format::Png;
        assert_eq!(named.is_empty(), shows_none, "{format:?} {more:?} names {named:?}");
        assert_eq!(found(&["--no-persons"]), [""; 0], "{format:?} {more:?}");
    }
}
