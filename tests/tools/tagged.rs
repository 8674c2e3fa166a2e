//! What screen readers get from a document: its structure, read back by Poppler and qpdf.

use std::fs;

use organogram::model::{Chart, SAMPLE, UnitIndex};
use organogram::source::SourceText;
use serde_json::Value;

use crate::exports::{Folder, said_by, there_is};
use crate::volume::quick_or_thorough;

/// Structure of a document, as qpdf reads it.
pub(crate) struct Structure(Value);

impl Structure {
    pub(crate) fn of(document: &str) -> Self {
        let json = said_by("qpdf", &["--json=2", "--json-key=qpdf", document]);
        Self(serde_json::from_str(&json).expect("JSON"))
    }

    /// Returns the object to which a value refers, or the value itself.
    fn object<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(reference) = value.as_str().filter(|it| it.ends_with(" R")) else { return value };
        let object = &self.0["qpdf"][1][format!("obj:{reference}")];
        if object["stream"].is_null() { &object["value"] } else { &object["stream"]["dict"] }
    }

    fn catalog(&self) -> &Value {
        let trailer = &self.0["qpdf"][1]["trailer"]["value"];
        self.object(&trailer["/Root"])
    }

    /// Returns every element with its depth, in reading order.
    pub(crate) fn elements(&self) -> Vec<(usize, &Value)> {
        let root = self.object(&self.catalog()["/StructTreeRoot"]);
        let mut found = Vec::new();
        let mut open = vec![(0, root)];
        while let Some((depth, element)) = open.pop() {
            if element["/S"].is_string() {
                found.push((depth, element));
            }
            let kids = self.object(&element["/K"]);
            let kids = kids.as_array().map_or(std::slice::from_ref(kids), Vec::as_slice);
            let kids = kids.iter().rev().map(|kid| (depth + 1, self.object(kid)));
            open.extend(kids.filter(|(_, kid)| kid.is_object()));
        }
        found
    }

    /// Returns the texts of an entry of all elements of a kind.
    pub(crate) fn words(&self, kind: &str, entry: &str) -> Vec<String> {
        let elements = self.elements().into_iter().filter(|(_, it)| it["/S"] == kind);
        let words = elements.filter_map(|(_, it)| it[entry].as_str());
        words.map(|words| words.trim_start_matches("u:").to_owned()).collect()
    }
}

/// Returns the lines of text that Poppler reads from the structure, in its order.
pub(crate) fn heard(document: &str) -> String {
    let said = said_by("pdfinfo", &["-struct-text", document]);
    let lines = said.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'));
    lines.collect::<Vec<_>>().join("\n")
}

/// The branch of the sample whose documents are read; a quick run reads a small one, since Poppler takes time in
/// proportion to the square of a document's length.
const BRANCH: &str = "dpet";

/// Returns the arguments of an export of what is read of the sample.
pub(crate) fn extent() -> &'static [&'static str] {
    quick_or_thorough(&["--root", BRANCH], &[])
}

/// Returns the units of the sample that are read, in the order of the tree.
pub(crate) fn units_in_extent(chart: &Chart) -> Vec<UnitIndex> {
    let root = quick_or_thorough(chart.find(BRANCH), None);
    let is_in = |unit: &UnitIndex| {
        root.is_none_or(|root| *unit == root || chart.ancestors(*unit).contains(&root))
    };
    chart.outline().filter(is_in).collect()
}

pub(crate) fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

fn sample() -> Chart {
    Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0
}

#[test]
fn units_are_heard_in_the_order_of_the_tree() {
    if !there_is("pdfinfo", "-v") {
        return;
    }
    let (folder, chart) = (Folder::new(), sample());
    for language in ["zh", "en"] {
        for arguments in [&[][..], &["--atlas"]] {
            let arguments = [&["--lang", language], arguments, extent()].concat();
            let said = without_space(&heard(&folder.export("a.pdf", &arguments)));
            let mut rest = said.as_str();
            let units = units_in_extent(&chart);
            assert_eq!(units.len(), quick_or_thorough(4, 48));
            for unit in units {
                let name = without_space(chart.unit(unit).name.get([language]));
                let at = rest.find(&name);
                let at = at.unwrap_or_else(|| panic!("{name} is not heard after what is above it"));
                rest = &rest[at + name.len()..];
            }
        }
    }
}

#[test]
fn kinds_and_lines_are_heard_in_words() {
    if !there_is("qpdf", "--version") {
        return;
    }
    let (folder, chart) = (Folder::new(), sample());
    let structure = Structure::of(&folder.export("a.pdf", &["--lang", "en", "--lines", "all"]));
    let kinds = structure.words("/Lbl", "/Alt");
    let expected: Vec<&str> =
        chart.outline().map(|unit| chart.kind(chart.unit(unit).kind).label.get(["en"])).collect();
    assert_eq!(kinds, expected);
    let drawings = structure.words("/Figure", "/Alt");
    let first = "Organization chart: 48 units. The following list describes what it shows.";
    assert_eq!(drawings[0], first);
    let sentence = "The Special Assistant coordinates closely with the Chief of Staff";
    assert!(drawings.iter().any(|words| words.starts_with(sentence)), "{drawings:?}");
    // Each drawing states where it is.
    for (_, figure) in structure.elements().iter().filter(|(_, it)| it["/S"] == "/Figure") {
        assert!(figure["/A"].to_string().contains("/BBox"), "{figure}");
    }
}

#[test]
fn documents_meet_the_standards_for_readers_and_archives() {
    if !there_is("qpdf", "--version") {
        return;
    }
    let folder = Folder::new();
    for (language, arguments) in
        [("zh", &[][..]), ("en", &["--atlas"]), ("en", &["--matrix"]), ("zh", &["--paper", "a3"])]
    {
        let document = folder.export("a.pdf", &[&["--lang", language], arguments].concat());
        let bytes = fs::read(&document).expect("the document is there");
        let says = |words: &str| bytes.windows(words.len()).any(|part| part == words.as_bytes());
        for words in ["pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<"] {
            assert!(says(words), "{arguments:?}: {words}");
        }
        let structure = Structure::of(&document);
        let catalog = structure.catalog();
        assert_eq!(catalog["/Lang"], format!("u:{language}"));
        assert_eq!(structure.object(&catalog["/MarkInfo"])["/Marked"], true);
        assert_eq!(structure.object(&catalog["/ViewerPreferences"])["/DisplayDocTitle"], true);
    }
}

#[test]
fn a_matrix_is_a_table_whose_heads_say_what_they_are_of() {
    if !there_is("qpdf", "--version") {
        return;
    }
    let folder = Folder::new();
    let structure = Structure::of(&folder.export("a.pdf", &["--lang", "en", "--matrix"]));
    assert_eq!(structure.words("/H1", "/T"), ["Department of Peacekeeping Operations"]);
    let elements = structure.elements();
    let of_kind = |kind: &str| elements.iter().filter(|(_, it)| it["/S"] == kind).count();
    assert_eq!(of_kind("/Table"), 1);
    let kids = |row: &Value| structure.object(&row["/K"]).as_array().map_or(0, Vec::len);
    let rows: Vec<usize> =
        elements.iter().filter(|(_, it)| it["/S"] == "/TR").map(|(_, it)| kids(it)).collect();
    assert!(rows.len() > 30 && rows.iter().all(|count| *count == rows[0]), "{rows:?}");
    assert_eq!(of_kind("/TH") + of_kind("/TD"), rows.len() * rows[0]);
    // A head for each row and column, and those of the sums; the corner is empty.
    assert_eq!(of_kind("/TH"), rows.len() - 1 + rows[0] - 1);
    for (_, head) in elements.iter().filter(|(_, it)| it["/S"] == "/TH") {
        assert!(structure.object(&head["/A"]).to_string().contains("/Scope"), "{head}");
    }
    let sentences = structure.words("/Figure", "/Alt");
    let sentence = "The Special Assistant coordinates closely with the Chief of Staff";
    assert!(sentences.iter().any(|words| words.starts_with(sentence)), "{sentences:?}");
}

#[test]
fn a_text_in_another_language_says_so() {
    if !there_is("qpdf", "--version") {
        return;
    }
    let folder = Folder::new();
    let text = "(organogram: 1, title: {\"en\": \"Harbour\", \"zh\": \"港口\"}, languages: [\"en\", \"zh\"], \
         units: [(id: \"a\", kind: \"office\", name: {\"zh\": \"办公室\"}), \
         (id: \"b\", parent: \"a\", kind: \"unit\", name: {\"en\": \"Quay\"}, \
          head: (title: {\"zh\": \"主任\"}))])";
    fs::write(folder.path("two.ron"), text).expect("the folder takes files");
    let out = folder.path("two.pdf");
    let arguments = ["export", &folder.path("two.ron"), "-o", &out, "--lang", "en"];
    let output = crate::exports::organogram(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let qdf = folder.path("two.qdf");
    said_by("qpdf", &["--qdf", "--stream-data=uncompress", &out, &qdf]);
    let bytes = fs::read(qdf).expect("it is written");
    let page = String::from_utf8_lossy(&bytes);
    // The name of the first unit, and the title of the head of the second.
    assert_eq!(page.matches("/Lang(zh)").count(), 2, "{page}");
}

#[test]
fn a_tree_deeper_than_readers_go_is_still_tagged() {
    if !there_is("qpdf", "--version") {
        return;
    }
    let folder = Folder::new();
    let unit = |at: usize| {
        let parent = if at == 0 { String::new() } else { format!("parent: \"u{}\", ", at - 1) };
        format!("(id: \"u{at}\", {parent}kind: \"unit\", name: \"Unit {at}\"),")
    };
    let units: String = (0..100).map(unit).collect();
    let text = format!("(organogram: 1, title: \"Chain\", languages: [\"en\"], units: [{units}])");
    fs::write(folder.path("deep.ron"), text).expect("the folder takes files");
    let out = folder.path("deep.pdf");
    let output = crate::exports::organogram(&["export", &folder.path("deep.ron"), "-o", &out]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let structure = Structure::of(&out);
    assert_eq!(structure.words("/Lbl", "/Alt").len(), 100);
    let deepest = structure.elements().into_iter().map(|(depth, _)| depth).max();
    assert!(deepest.is_some_and(|depth| depth <= 105), "{deepest:?}");
}
