//! Exports read back with third-party programs: every name and citation is found where it belongs, and the pictures
//! look alike.
//!
//! A test whose program is missing reports this and is skipped; with `ORGANOGRAM_TOOLS=required` in the environment, as
//! in CI, it fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use organogram::model::{Chart, SAMPLE, Text};
use organogram::scene::text::{FontSet, TextRun, Weight};
use organogram::source::SourceText;
use oxttl::TurtleParser;
use tempfile::TempDir;

use crate::volume::quick_or_thorough;

const SAMPLE_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/dpko.ron");
const ORG: &str = "http://www.w3.org/ns/org#";
const CITATION: &str = "urn:organogram:vocabulary:cite";
const DEFINITION: &str = "http://www.w3.org/2004/02/skos/core#definition";

#[test]
fn every_name_in_a_document_is_text() {
    if !there_is("pdftotext", "-v") {
        return;
    }
    let folder = Folder::new();
    for language in ["zh", "en"] {
        let document = folder.export("a.pdf", &["--lang", language]);
        let text = without_space(&said_by("pdftotext", &["-raw", &document, "-"]));
        for unit in sample().units() {
            let name = unit.name.get([language]);
            assert!(text.contains(&without_space(name)), "{name} is not in the document");
        }
    }
}

#[test]
fn a_word_that_goes_on_in_the_next_line_is_found_whole() {
    let words = [
        "Donaudampfschifffahrtsgesellschaftsverwaltung",
        "Neugeborenenintensivstation",
        "Öffentlichkeitsarbeit",
    ];
    let folder = Folder::new();
    let unit = |(at, word): (usize, &&str)| {
        format!("(id: \"u{at}\", kind: \"office\", name: \"Referat für {word} und anderes\"),")
    };
    let units: String = words.iter().enumerate().map(unit).collect();
    let text = format!("(organogram: 1, title: \"Amt\", languages: [\"de\"], units: [{units}])");
    fs::write(folder.path("de.ron"), text).expect("the folder takes files");
    let export = |name: &str| {
        let out = folder.path(name);
        let output = organogram(&["export", &folder.path("de.ron"), "-o", &out]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        out
    };
    let drawing = fs::read_to_string(export("de.svg")).expect("it is text");
    for word in words {
        assert!(drawing.contains(word), "{word} is not in the drawing");
    }
    if !there_is("pdftotext", "-v") {
        return;
    }
    let document = export("de.pdf");
    for order in [&[][..], &["-raw"], &["-layout"]] {
        let text = said_by("pdftotext", &[order, &[&document, "-"]].concat());
        for word in words {
            assert!(text.contains(word), "{word} is not in {text}");
        }
    }
}

#[test]
fn documents_are_sound_and_their_bookmarks_are_the_tree() {
    if !there_is("qpdf", "--version") {
        return;
    }
    let folder = Folder::new();
    for arguments in [&[][..], &["--paper", "a3", "--landscape"], &["--atlas"], &["--lang", "en"]] {
        let document = folder.export("a.pdf", arguments);
        let checked = said_by("qpdf", &["--check", &document]);
        assert!(checked.contains("No syntax or stream encoding errors found"), "{checked}");
    }
    let document = folder.export("a.pdf", &["--lang", "en"]);
    let json = said_by("qpdf", &["--json", "--json-key=outlines", &document]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let mut titles = Vec::new();
    read_outline(&json["outlines"], None, &mut titles);
    let chart = sample();
    let name = |text: &Text| text.get(["en"]).to_owned();
    let mut expected: Vec<(Option<String>, String)> = chart
        .units()
        .iter()
        .map(|unit| (unit.parent.map(|parent| name(&chart.unit(parent).name)), name(&unit.name)))
        .collect();
    expected.sort();
    titles.sort();
    assert_eq!(titles, expected);
}

/// Returns each title with its superior's title.
fn read_outline(
    nodes: &serde_json::Value,
    above: Option<&str>,
    titles: &mut Vec<(Option<String>, String)>,
) {
    for node in nodes.as_array().into_iter().flatten() {
        let title = node["title"].as_str().expect("a title");
        titles.push((above.map(str::to_owned), title.to_owned()));
        read_outline(&node["kids"], Some(title), titles);
    }
}

#[test]
fn documents_are_made_for_the_archive() {
    let folder = Folder::new();
    let is_archival = |document: &str| {
        let bytes = fs::read(document).expect("the document is there");
        let says = |words: &[u8]| bytes.windows(words.len()).any(|part| part == words);
        let is = says(b"<pdfaid:part>2<") && says(b"<pdfaid:conformance>A<");
        // The sample's structure is valid from 1 January 2010.
        (is, says(b"<xmp:CreateDate>2010-01-01T00:00:00+00:00<"))
    };
    for arguments in [&["--lang", "zh"][..], &["--lang", "en"], &["--lang", "en", "--atlas"]] {
        assert_eq!(is_archival(&folder.export("a.pdf", arguments)), (true, true));
    }
}

#[test]
fn an_atlas_has_every_name_on_a_branch_page_and_in_the_index() {
    if !there_is("pdftotext", "-v") || !there_is("pdfinfo", "-v") {
        return;
    }
    let folder = Folder::new();
    let document = folder.export("a.pdf", &["--atlas", "--lang", "en"]);
    let info = said_by("pdfinfo", &[&document]);
    assert!(info.contains("841.89 x 595.276 pts (A4)"), "{info}");
    let pages: Vec<String> = said_by("pdftotext", &["-raw", &document, "-"])
        .split('\u{c}')
        .map(without_space)
        .filter(|page| !page.is_empty())
        .collect();
    let (index, branches) = pages[1..].split_last().expect("an overview and more");
    assert!(index.starts_with("Indexofunits"), "{index}");
    for unit in sample().units() {
        let name = without_space(unit.name.get(["en"]));
        assert!(branches.iter().any(|page| page.contains(&name)), "{name} is on no page");
        assert!(index.contains(&name) || name.len() > 40, "{name} is not in the index");
    }
    // Each page to which another one refers names the page that it continues.
    for (number, page) in (2..).zip(branches) {
        for goes_on in page.split("continuedonpage").skip(1) {
            let digits: String = goes_on.chars().take_while(char::is_ascii_digit).collect();
            let at: usize = digits.parse().expect("a page's number");
            let target = &pages[at - 1];
            assert!(target.contains(&format!("continuespage{number}")), "{number} to {at}");
        }
    }
}

#[test]
fn what_the_font_lacks_is_no_reason_to_fail() {
    let folder = Folder::new();
    let odd = "(organogram: 1, units: [(id: \"a\", kind: \"office\", \
               name: \"A \u{1f600} \u{5d0}\u{627} \u{e000} \u{feff} \u{0} b\")])";
    fs::write(folder.path("odd.ron"), odd).expect("the folder takes files");
    for format in ["pdf", "png", "svg"] {
        let out = folder.path(&format!("odd.{format}"));
        let output = organogram(&["export", &folder.path("odd.ron"), "-o", &out]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_letter_of_every_name_is_in_the_font() {
    for unit in sample().units() {
        for language in ["zh", "en"] {
            let name = unit.name.get([language]);
            let run = TextRun::new(&FontSet::default(), name, Weight::Medium, 15.0);
            assert!(run.glyphs().all(|glyph| glyph.glyph.to_u32() != 0), "{name} has a gap");
        }
    }
}

#[test]
fn turtle_is_read_by_a_parser_and_has_every_function_with_its_paragraph() {
    let folder = Folder::new();
    let text = fs::read(folder.export("a.ttl", &[])).expect("the file is there");
    let triples: Vec<_> = TurtleParser::new()
        .for_slice(&text)
        .collect::<Result<_, _>>()
        .expect("it is Turtle throughout");
    let objects = |subject: &str, property: &str| -> BTreeSet<String> {
        let all = triples.iter().filter(|triple| triple.subject.to_string() == subject);
        let all = all.filter(|triple| triple.predicate.as_str() == property);
        all.map(|triple| triple.object.to_string()).collect()
    };
    let chart = sample();
    let base = "<urn:organogram:维持和平行动部:";
    let mut functions = BTreeSet::new();
    for index in chart.unit_indices() {
        let unit = chart.unit(index);
        let name = format!("{base}id:{}>", unit.id);
        let parent = unit.parent.map(|parent| format!("{base}id:{}>", chart.unit(parent).id));
        let (top, below) = match parent {
            None => ([format!("{base}organization>")].into(), BTreeSet::new()),
            Some(parent) => (BTreeSet::new(), [parent].into()),
        };
        assert_eq!(objects(&name, &format!("{ORG}unitOf")), top);
        assert_eq!(objects(&name, &format!("{ORG}subOrganizationOf")), below);
        let purposes = objects(&name, &format!("{ORG}purpose"));
        assert_eq!(purposes.len(), chart.function_count(index), "{name}");
        for purpose in purposes {
            let words = objects(&purpose, DEFINITION);
            functions.insert((objects(&purpose, CITATION), words));
        }
    }
    let is_lettered = |cite: &String| cite.contains('(');
    let lettered = functions.iter().filter(|(cite, _)| cite.iter().any(is_lettered));
    assert_eq!(lettered.count(), 128);
    for index in chart.unit_indices() {
        for held in chart.functions(index) {
            let cite = held.statement.cite.iter().map(|cite| format!("\"{cite}\"")).collect();
            let has = |found: &(BTreeSet<String>, BTreeSet<String>)| found.0 == cite;
            assert!(functions.iter().any(has), "{cite:?} is missing");
        }
    }
}

/// Validates a JSON file against a schema in `docs`; does nothing if the validator is missing.
fn follows_schema(schema: &str, data: &str) {
    const CHECK: &str = "import json, jsonschema, sys; \
                         schema = json.load(open(sys.argv[1])); \
                         jsonschema.Draft202012Validator.check_schema(schema); \
                         jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))";
    let python =
        if Path::new("/usr/bin/python3").exists() { "/usr/bin/python3" } else { "python3" };
    let has = Command::new(python).args(["-c", "import jsonschema"]).output();
    if is_there("python3-jsonschema", has.is_ok_and(|output| output.status.success())) {
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(schema);
        said_by(python, &["-c", CHECK, &schema.display().to_string(), data]);
    }
}

#[test]
fn the_json_of_the_sample_is_as_its_schema_says() {
    let folder = Folder::new();
    for arguments in [&[][..], &["--root", "ousg"], &["--depth", "1"]] {
        follows_schema("export.schema.json", &folder.export("a.json", arguments));
    }
}

#[test]
fn the_json_of_a_difference_is_as_its_schema_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let harbour = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/harbour");
    for (old, new) in [("2009.ron", "2016.ron"), ("2016.ron", "2009.ron"), ("2024.ron", "2024.ron")]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
        let said = run(command.args(["diff", old, new, "--format", "json"]).current_dir(&harbour));
        let data = folder.path().join("difference.json");
        fs::write(&data, said).expect("the folder takes files");
        follows_schema("diff.schema.json", &data.display().to_string());
    }
}

#[test]
fn a_table_reader_finds_every_unit_and_counts_its_functions() {
    let folder = Folder::new();
    let bytes = fs::read(folder.export("a.csv", &[])).expect("the file is there");
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let headers = reader.headers().expect("a heading").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let (name, functions) = (column("name_zh"), column("functions"));
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("a table");
    let chart = sample();
    assert_eq!(rows.len(), 48);
    for (row, index) in rows.iter().zip(chart.unit_indices()) {
        assert_eq!(&row[name], chart.unit(index).name.get(["zh"]));
        assert_eq!(row[functions], chart.function_count(index).to_string());
    }
}

#[test]
fn drawing_and_document_look_like_the_picture() {
    let folder = Folder::new();
    let fonts = folder.font_configuration();
    for language in quick_or_thorough(&["zh"][..], &["zh", "en"]) {
        let picture = read_png(&folder.export("a.png", &["--lang", language]));
        if there_is("rsvg-convert", "--version") {
            let drawing = folder.export("a.svg", &["--lang", language]);
            let out = folder.path("rsvg.png");
            let mut command = Command::new("rsvg-convert");
            run(command.env("FONTCONFIG_FILE", &fonts).args([&drawing, "-o", &out]));
            assert_alike(&picture, &read_png(&out), "rsvg-convert");
        }
        if there_is("pdftoppm", "-v") {
            let document = folder.export("a.pdf", &["--lang", language]);
            let out = folder.path("poppler");
            said_by("pdftoppm", &["-r", "96", "-png", "-singlefile", &document, &out]);
            assert_alike(&picture, &read_png(&format!("{out}.png")), "pdftoppm");
        }
    }
}

#[test]
fn a_browser_shows_a_drawing_with_its_own_letters() {
    if !there_is("chromium", "--version") {
        return;
    }
    let folder = Folder::new();
    let picture = read_png(&folder.export("a.png", &["--lang", "zh"]));
    let drawing = folder.export("a.svg", &["--lang", "zh", "--embed-font"]);
    let out = folder.path("chromium.png");
    let profile = format!("--user-data-dir={}", folder.path("profile"));
    let size = format!("--window-size={},{}", picture.width, picture.height);
    let mut command = Command::new("chromium");
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", &profile]);
    command.args([&size, &format!("--screenshot={out}"), &format!("file://{drawing}")]);
    run(&mut command);
    assert_alike(&picture, &read_png(&out), "chromium");
}

#[test]
fn a_browser_runs_the_script_of_a_page_and_nothing_of_its_texts() {
    if !there_is("chromium", "--version") {
        return;
    }
    let folder = Folder::new();
    let attack = "</script><img src=x onerror=\\\"document.body.id='owned'\\\">";
    let text = format!(
        "(organogram: 1, title: \"{attack}\", languages: [\"en\"], units: [(id: \"a\", kind: \"office\", \
         name: \"{attack}\", functions: [(text: \"{attack}\")]), (id: \"b\", parent: \"a\", \
         kind: \"team\", name: \"Quay\")])"
    );
    fs::write(folder.path("x.ron"), text).expect("the folder takes files");
    let page = folder.path("x.html");
    assert!(
        organogram(&["export", &folder.path("x.ron"), "-o", &page, "--allow-errors"])
            .status
            .success()
    );
    let profile = format!("--user-data-dir={}", folder.path("profile"));
    let address = format!("file://{page}#b");
    let arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", &profile, "--dump-dom", &address];
    let shown = said_by("chromium", &arguments);
    assert!(shown.contains("class=\"app\""), "the script ran");
    assert!(shown.contains("<h2>Quay</h2>"), "the address opened its unit");
    assert!(!shown.contains("id=\"owned\""), "a text ran");
}

#[test]
fn the_widest_picture_is_drawn_to_its_last_pixel() {
    let folder = Folder::new();
    let mut text = "(organogram: 1, units: [(id: \"a\", kind: \"office\", name: \"A\"),".to_owned();
    for at in 0..60 {
        text.push_str(&format!(
            "(id: \"b{at}\", kind: \"team\", name: \"B {at}\", parent: \"a\"),"
        ));
    }
    fs::write(folder.path("wide.ron"), text + "])").expect("the folder takes files");
    let out = folder.path("wide.png");
    let arguments = ["--layout", "tidy", "--scale", "2", "--no-legend"];
    let wide = folder.path("wide.ron");
    let output = organogram(&[&["export", &wide, "-o", &out][..], &arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let picture = read_png(&out);
    assert!(picture.width > 20_000, "{}", picture.width);
    let ground = picture.pixel(0, 0);
    for y in 0..picture.height {
        assert_eq!(picture.pixel(picture.width - 1, y), ground);
    }
    for x in 0..picture.width {
        assert_eq!(picture.pixel(x, picture.height - 1), ground);
    }
    // The last card ends 24 points above the bottom edge, at a scale of 2.
    let y = picture.height - 48 - 40;
    let mut last = picture.width - 60..picture.width - 40;
    assert!(last.any(|x| picture.pixel(x, y) != ground), "the last card is not there");
}

#[test]
fn the_same_file_gives_the_same_bytes_and_names_its_source() {
    let folder = Folder::new();
    let digest = "sha256sum";
    for format in ["png", "svg", "pdf", "ttl"] {
        let read = || fs::read(folder.export(&format!("a.{format}"), &[])).expect("it is there");
        let bytes = read();
        assert!(bytes == read(), "two exports as {format} differ");
        if there_is(digest, "--version") && format != "pdf" {
            let sum = said_by(digest, &[SAMPLE_PATH]);
            let sum = sum.split(' ').next().expect("a sum").as_bytes();
            assert!(bytes.windows(sum.len()).any(|part| part == sum), "{format} has no {digest}");
        }
    }
}

fn sample() -> Chart {
    Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

pub(crate) fn organogram(arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.args(arguments).output().expect("the program runs")
}

/// Returns whether a program is available, and reports it if not.
pub(crate) fn there_is(program: &str, version: &str) -> bool {
    is_there(program, Command::new(program).arg(version).output().is_ok())
}

#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
pub(crate) fn is_there(program: &str, is_there: bool) -> bool {
    if !is_there {
        let is_required = std::env::var_os("ORGANOGRAM_TOOLS").is_some_and(|it| it == "required");
        assert!(!is_required, "{program} is missing");
        eprintln!("skipped: {program} is missing");
    }
    is_there
}

pub(crate) fn said_by(program: &str, arguments: &[&str]) -> String {
    run(Command::new(program).args(arguments))
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} says\n{error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The pixels of a picture: red, green, blue.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * self.width + x) * 3;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }

    /// Returns the mean lightness of a square of pixels.
    fn lightness(&self, left: usize, top: usize, side: usize) -> f64 {
        let mut sum = 0_u32;
        for y in top..top + side {
            for x in left..left + side {
                sum += self.pixel(x, y).into_iter().map(u32::from).sum::<u32>();
            }
        }
        f64::from(sum) / number(3 * side * side)
    }
}

fn read_png(path: &str) -> Picture {
    let file = std::io::BufReader::new(fs::File::open(path).expect("the picture is there"));
    let mut decoder = png::Decoder::new(file);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut bytes).expect("a whole PNG");
    let samples = frame.color_type.samples();
    let pixels = bytes[..frame.buffer_size()].chunks_exact(samples).flat_map(|pixel| {
        [pixel[0], pixel[samples.min(3) / 2], pixel[if samples > 2 { 2 } else { 0 }]]
    });
    let pixels = pixels.collect();
    Picture { width: frame.width as usize, height: frame.height as usize, pixels }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pixels are small")]
fn number(number: usize) -> f64 {
    number as f64
}

/// Asserts that squares of a few pixels are equally light; text may be slightly bolder.
fn assert_alike(one: &Picture, other: &Picture, who: &str) {
    const SIDE: usize = 8;
    assert!(
        one.width.abs_diff(other.width) <= 1 && one.height.abs_diff(other.height) <= 1,
        "{who}"
    );
    let columns = one.width.min(other.width) / SIDE;
    let rows = one.height.min(other.height) / SIDE;
    let mut sum = 0.0;
    for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))) {
        let (left, top) = (column * SIDE, row * SIDE);
        let apart = (one.lightness(left, top, SIDE) - other.lightness(left, top, SIDE)).abs();
        assert!(apart < 40.0, "{who}: {apart} apart at {left}, {top}");
        sum += apart;
    }
    let mean = sum / number(columns * rows);
    assert!(mean < 1.0, "{who}: {mean} apart");
}

/// A temporary folder for one test, deleted afterwards.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    /// Exports the sample, and returns the path of the file.
    pub(crate) fn export(&self, name: &str, arguments: &[&str]) -> String {
        let out = self.path(name);
        let whole = [&["export", SAMPLE_PATH, "-o", &out, "--force"], arguments].concat();
        let output = organogram(&whole);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        out
    }

    /// Creates a font configuration in which the embedded font is the only one.
    fn font_configuration(&self) -> PathBuf {
        let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts");
        let text = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\
             <fontconfig><dir>{fonts}</dir><cachedir>{}</cachedir></fontconfig>",
            self.path("cache")
        );
        fs::write(self.path("fonts.conf"), text).expect("the folder takes files");
        PathBuf::from(self.path("fonts.conf"))
    }
}
