//! Characters that the embedded font lacks: set in a fallback font that has them, otherwise drawn as a box and
//! reported.
//!
//! The icon font takes the place of a system font; its characters are in a private use area, which no system font is
//! asked for here.

use std::process::{Command, Output};

use organogram::diagnostic::{Code, Diagnostic};
use organogram::export::pdf::{self, Conformance, PdfOptions};
use organogram::export::png::{self, PngOptions};
use organogram::export::svg::{self, SvgOptions};
use organogram::fonts::FontLibrary;
use organogram::model::Chart;
use organogram::scene::text::{FontSet, TextRun, Weight};
use organogram::scene::{IndexedScene, SceneRequest, build};
use organogram::source::SourceText;

/// A character of the icon font.
const ICON: &str = egui_phosphor::regular::TREE_STRUCTURE;
/// The last two private use characters, which no font has.
const NOWHERE: &str = "\u{10fffd}";
const NOWHERE_EITHER: &str = "\u{10fffc}";

#[test]
fn warns_of_missing_glyphs_at_the_first_unit() {
    let name = format!("A {NOWHERE}{NOWHERE_EITHER}{NOWHERE}");
    let source = source(&name);
    let (chart, problems) = Chart::load(&source);
    assert_eq!(problems, []);
    let warning = lacking(&chart, &source).expect("a warning");
    assert_eq!(warning.code, Code::NoFont);
    assert_eq!(&source.text()[warning.span.expect("a place")], NOWHERE);
    let expected = format!(
        "no font on this computer supports: {NOWHERE} (U+10FFFD) {NOWHERE_EITHER} (U+10FFFC)"
    );
    assert_eq!(warning.message.to_string(), expected);
    let fonts = FontSet::default();
    let run = TextRun::new(&fonts, NOWHERE, Weight::Medium, 15.0);
    let [glyph] = run.glyphs().collect::<Vec<_>>()[..] else { panic!("{run:?}") };
    assert_eq!(glyph.glyph.to_u32(), 0);
    assert_eq!(glyph.face, fonts.font(Weight::Medium).id());
}

#[test]
fn lists_at_most_eight_characters() {
    let name: String = ('\u{10ff00}'..='\u{10ff08}').collect();
    let source = source(&name);
    let warning = lacking(&Chart::load(&source).0, &source).expect("a warning");
    let words = warning.message.to_string();
    assert!(words.contains("U+10FF07) …"), "{words}");
    assert!(!words.contains("U+10FF08"), "{words}");
}

#[test]
fn locates_escaped_characters_at_their_unit() {
    let source = source(r"B \u{10fffd}");
    let warning = lacking(&Chart::load(&source).0, &source).expect("a warning");
    assert_eq!(&source.text()[warning.span.expect("a place")], "\"second\"");
}

#[test]
fn embedded_font_needs_no_fallback() {
    let source = source("军事厅 Ångström — 5 €\u{200b}\u{a0}");
    assert_eq!(lacking(&Chart::load(&source).0, &source), None);
}

#[test]
fn draws_with_fallback_fonts() {
    let (plain, iconic) = (FontSet::default(), icons());
    // A character that no font has is drawn as the same box.
    let boxed = [NOWHERE, ICON].map(|name| picture(&stage(name, &plain)));
    assert_eq!(boxed[0], boxed[1]);

    let (font, text) = (iconic.font(Weight::Medium), format!("A{ICON}B"));
    let run = TextRun::new(&iconic, &text, Weight::Medium, 15.0);
    let [before, icon, behind] = run.glyphs().collect::<Vec<_>>()[..] else { panic!("{run:?}") };
    assert!(icon.face.is_fallback() && icon.glyph.to_u32() != 0);
    assert!(!before.face.is_fallback() && !behind.face.is_fallback());
    assert_eq!([before.start, icon.start, behind.start], [0, 1, 4]);
    assert_eq!(iconic.face(icon.face).family(), "Phosphor");
    let parts = ["A", ICON, "B"].map(|part| font.width(part, 15.0));
    assert!((run.width() - parts.iter().sum::<f32>()).abs() < 0.01, "{run:?} {parts:?}");

    assert_ne!(picture(&stage(ICON, &iconic)), boxed[0]);
    let (document, drawing) = (document(ICON, &iconic), drawing(ICON, &iconic));
    assert!(document.starts_with(b"%PDF"));
    assert!(document.windows(8).any(|part| part == b"Phosphor"), "the font is in it");
    assert!(drawing.contains("'Noto Sans CJK SC', 'Phosphor', sans-serif"), "{drawing}");
    assert!(drawing.contains("@font-face{font-family:'Phosphor'"));
}

#[test]
fn restricted_fonts_produce_a_plain_pdf() {
    let mut font = egui_phosphor::bytes::regular::FONT.to_vec();
    let record = font.windows(4).position(|tag| tag == b"OS/2").expect("it has the table");
    let offset: [u8; 4] = font[record + 8..record + 12].try_into().expect("four bytes");
    // The field `fsType`: 2 means "restricted licence embedding".
    let fs_type = u32::from_be_bytes(offset) as usize + 8;
    font[fs_type..fs_type + 2].copy_from_slice(&[0, 2]);
    let mut restricted = FontSet::default();
    restricted.add_fallback(font, 0);
    let report = |fonts: &FontSet| {
        let scene = stage(ICON, fonts).scene;
        pdf::write(&scene, &PdfOptions::default(), Vec::new()).expect("a document")
    };
    assert_ne!(report(&icons()).conformance, Conformance::None);
    assert_eq!(report(&restricted).conformance, Conformance::None);
}

#[test]
fn font_sets_reject_duplicates_and_invalid_fonts() {
    let mut fonts = icons();
    fonts.add_fallback(egui_phosphor::bytes::regular::FONT.to_vec(), 0);
    fonts.add_fallback(b"no font".to_vec(), 0);
    assert_eq!(fonts.fallbacks().len(), 1);
    assert_eq!(fonts, fonts.clone());
    assert_ne!(fonts, FontSet::default());
}

#[test]
fn scenes_do_not_depend_on_other_threads() {
    let name = format!("A name with {ICON}, which takes two lines on its card");
    let (plain, iconic) = (FontSet::default(), icons());
    let scenes = |fonts: &FontSet| -> Vec<Vec<u8>> {
        (0..20).map(|_| picture(&stage(&name, fonts))).collect()
    };
    let [boxed, drawn] = std::thread::scope(|scope| {
        [&plain, &iconic]
            .map(|fonts| scope.spawn(move || scenes(fonts)))
            .map(|thread| thread.join().expect("no panic"))
    });
    assert!(boxed.iter().all(|picture| *picture == boxed[0]));
    assert!(drawn.iter().all(|picture| *picture == drawn[0]));
    assert_ne!(boxed[0], drawn[0]);
    assert_eq!(stage(&name, &iconic).scene, stage(&name, &iconic).scene);
}

#[test]
fn check_warns_of_missing_glyphs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.ron");
    std::fs::write(&path, source(NOWHERE).text()).expect("a file can be written");
    let output = check(&[path.as_os_str()]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("warning[W108]: no font on this computer supports: "), "{said}");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(check(&["--deny-warnings".as_ref(), path.as_os_str()]).status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn font_search_is_bounded() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let is_text = |character: &char| !character.is_control() && !matches!(character, '"' | '\\');
    let all: Vec<char> = (char::MIN..=char::MAX).filter(is_text).collect();
    // One character from each block of 128 triggers a search through all fonts.
    let one_of_each = all.chunk_by(|a, b| u32::from(*a) >> 7 == u32::from(*b) >> 7);
    let one_of_each: Vec<char> = one_of_each.filter_map(<[char]>::last).copied().collect();
    let functions = |characters: &[char]| -> String {
        let parts = characters.chunks(500).map(|part| part.iter().collect::<String>());
        parts.map(|part| format!("(cite: \"1\", text: \"{part}\"),")).collect()
    };
    let unit =
        |fields: &str| format!("(organogram: 1, units: [(id: \"a\", kind: \"office\", {fields})])");
    let unit =
        |characters: &[char]| unit(&format!("name: \"A\", functions: [{}]", functions(characters)));
    let (all, one_of_each) = (unit(&all), unit(&one_of_each));
    for (name, text, seconds) in [("one.ron", one_of_each, 10), ("all.ron", all, 40)] {
        std::fs::write(folder.path().join(name), text).expect("a file can be written");
        // Processor time in seconds, which does not depend on other programs.
        let script = format!("ulimit -t {seconds}; exec \"$0\" check {name}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_organogram")]).current_dir(folder.path());
        let output = shell.output().expect("a shell runs");
        assert_eq!(output.status.code(), Some(0), "{name}: {:?}", output.status);
    }
}

fn check(arguments: &[&std::ffi::OsStr]) -> Output {
    let program = env!("CARGO_BIN_EXE_organogram");
    Command::new(program).arg("check").args(arguments).output().expect("the program runs")
}

/// Returns a chart whose second unit has the given name.
fn source(name: &str) -> SourceText {
    let text = format!(
        r#"(organogram: 1, units: [
            (id: "first", kind: "office", name: "First"),
            (id: "second", parent: "first", kind: "office", name: "{name}"),
        ])"#
    );
    SourceText::new("a.ron", text)
}

/// Returns the warning about characters that no font has.
fn lacking(chart: &Chart, source: &SourceText) -> Option<Diagnostic> {
    FontLibrary::default().provide(chart, source).1
}

/// Returns the embedded fonts with the icon font as a fallback.
fn icons() -> FontSet {
    let mut fonts = FontSet::default();
    fonts.add_fallback(egui_phosphor::bytes::regular::FONT.to_vec(), 0);
    fonts
}

fn request(fonts: &FontSet) -> SceneRequest {
    let mut request = SceneRequest::default();
    request.fonts = fonts.clone();
    request
}

fn stage(name: &str, fonts: &FontSet) -> IndexedScene {
    build(&Chart::load(&source(name)).0, &request(fonts))
}

fn picture(stage: &IndexedScene) -> Vec<u8> {
    let mut out = Vec::new();
    png::write(&stage.scene, &PngOptions::default(), &mut out).expect("a picture");
    out
}

fn document(name: &str, fonts: &FontSet) -> Vec<u8> {
    let mut out = Vec::new();
    let scene = stage(name, fonts).scene;
    pdf::write(&scene, &PdfOptions::default(), &mut out).expect("a document");
    out
}

fn drawing(name: &str, fonts: &FontSet) -> String {
    let mut out = Vec::new();
    let mut options = SvgOptions::default();
    options.embed_font = true;
    svg::write(&stage(name, fonts).scene, &options, &mut out).expect("a drawing");
    String::from_utf8(out).expect("text")
}
