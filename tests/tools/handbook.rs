//! The handbook, read by third-party programs.

use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;

use crate::exports::{Folder, said_by, there_is};
use crate::tagged::{Structure, extent, heard, units_in_extent, without_space};
use crate::volume::quick_or_thorough;

fn sample() -> Chart {
    Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0
}

/// Returns the text of each page.
fn pages(document: &str) -> Vec<String> {
    let text = said_by("pdftotext", &["-layout", document, "-"]);
    text.split('\u{c}').map(str::to_owned).collect()
}

fn number_of_pages(document: &str) -> usize {
    let info = said_by("pdfinfo", &[document]);
    let pages = info.lines().find_map(|line| line.strip_prefix("Pages:"));
    pages.and_then(|pages| pages.trim().parse().ok()).expect("a number of pages")
}

#[test]
fn every_function_is_heard_under_its_unit_in_the_order_of_the_tree() {
    if !there_is("pdfinfo", "-v") {
        return;
    }
    let (folder, chart) = (Folder::new(), sample());
    for language in ["zh", "en"] {
        let arguments = [&["--handbook", "--lang", language], extent()].concat();
        let document = folder.export("h.pdf", &arguments);
        let said = without_space(&heard(&document));
        let mut rest = said.as_str();
        let mut count = 0;
        let mut known = std::collections::HashSet::new();
        for index in units_in_extent(&chart) {
            for held in chart.functions(index) {
                if held.set.is_some_and(|set| !known.insert((set, held.place))) {
                    continue;
                }
                let words = without_space(held.statement.text.get([language]));
                let at = rest.find(&words);
                let at = at.unwrap_or_else(|| panic!("{words} is not heard where it belongs"));
                rest = &rest[at + words.len()..];
                count += 1;
            }
        }
        assert_eq!(count, quick_or_thorough(14, 129));
    }
}

#[test]
fn page_numbers_of_the_contents_are_those_of_the_units() {
    if !there_is("pdftotext", "-v") {
        return;
    }
    let (folder, chart) = (Folder::new(), sample());
    let document = folder.export("h.pdf", &["--handbook", "--lang", "en"]);
    let pages = pages(&document);
    for name in ["Public Affairs Section", "Mine Action Service", "Office of Military Affairs"] {
        let line = pages[1].lines().find(|line| line.trim_start().starts_with(name));
        let line = line.unwrap_or_else(|| panic!("{name} is not in the contents"));
        let number = line.split_whitespace().last().and_then(|it| it.parse::<usize>().ok());
        let number = number.unwrap_or_else(|| panic!("no number in {line}"));
        let page = &pages[number - 1];
        assert!(page.contains(name), "{name} is not on page {number}: {page}");
    }
    assert!(chart.units().len() == 48 && pages[0].contains("48 units · 129 functions"));
    // The outer margin of a left-hand page is on its left.
    let foot = |page: usize| {
        let mut lines = pages[page - 1].lines().filter(|line| !line.trim().is_empty());
        lines.next_back().expect("a foot").trim().to_owned()
    };
    assert!(foot(4).starts_with("4 ") && foot(5).ends_with(" 5"), "{} / {}", foot(4), foot(5));
}

#[test]
fn a_handbook_is_tagged_linked_and_within_bounds() {
    if !there_is("qpdf", "--version") {
        return;
    }
    let folder = Folder::new();
    for (languages, most) in [("zh", 40), ("en", 40), ("zh,en", 40)] {
        let document = folder.export("h.pdf", &["--handbook", "--lang", languages]);
        let checked = said_by("qpdf", &["--check", &document]);
        assert!(checked.contains("No syntax or stream encoding errors found"), "{checked}");
        let count = number_of_pages(&document);
        assert!((20..=most).contains(&count), "{languages}: {count} pages");
        let structure = Structure::of(&document);
        let levels = ["/H1", "/H2", "/H3"].map(|level| structure.words(level, "/T").len());
        // The title; contents, general provisions, three indexes and the Department; its offices.
        assert_eq!(levels[0], 1);
        assert_eq!(levels[1], 6);
        assert!(levels[2] >= 5, "{levels:?}");
        let places = structure.words("/Figure", "/Alt");
        assert_eq!(places.len(), 48, "each unit has its place in the chart");
        let links = structure.elements().iter().filter(|(_, it)| it["/S"] == "/Link").count();
        assert!(links > 200, "{links} links");
    }
}

#[test]
fn a_handbook_without_persons_names_none() {
    if !there_is("pdftotext", "-v") {
        return;
    }
    let folder = Folder::new();
    let clinic = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/clinic.ron");
    let chart = Chart::load(&SourceText::new(
        "clinic.ron",
        std::fs::read_to_string(clinic).expect("the sample is there"),
    ))
    .0;
    let posts = chart.units().iter().flat_map(|unit| unit.head.iter().chain(&unit.posts));
    let holder = posts.flat_map(|post| &post.holders).next().expect("somebody");
    let name = without_space(holder.name.get(["en"]));
    let export = |arguments: &[&str]| {
        let out = folder.path("h.pdf");
        let all = [&["export", clinic, "-o", &out, "--handbook", "--force"], arguments].concat();
        let output = crate::exports::organogram(&all);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        without_space(&said_by("pdftotext", &[&out, "-"]))
    };
    assert!(export(&[]).contains(&name), "{name} holds a post");
    assert!(!export(&["--no-persons"]).contains(&name), "{name} is left out");
}

#[test]
fn a_handbook_of_next_to_nothing_is_a_handbook() {
    if !there_is("pdfinfo", "-v") {
        return;
    }
    let folder = Folder::new();
    let text = "(organogram: 1, units: [(id: \"a\", kind: \"unit\", name: \"A\")])";
    std::fs::write(folder.path("a.ron"), text).expect("the folder takes files");
    let out = folder.path("a.pdf");
    let arguments = ["export", &folder.path("a.ron"), "-o", &out, "--handbook"];
    let output = crate::exports::organogram(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Title, contents, the unit, its index.
    assert_eq!(number_of_pages(&out), 4);
}
