//! Every format preserves the text of any name, and no name breaks a format.

use std::sync::Arc;

use organogram::export::csv::{self, Cells};
use organogram::export::functions::{FunctionRow, write_csv, write_markdown};
use organogram::export::pdf::{self, Conformance, PdfOptions};
use organogram::export::png::{self, PngOptions};
use organogram::export::svg::{self, SvgOptions};
use organogram::export::{Metadata, Origin, Subtree, json, markdown, turtle};
use organogram::model::Chart;
use organogram::scene::{SceneRequest, build};
use organogram::source::SourceText;
use oxttl::TurtleParser;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::cases::cases;

/// Characters with a special meaning in some format.
const TRAPS: &[&str] = &[
    " #",
    "##",
    "# ",
    "`",
    "``",
    "|",
    "<script>",
    "[a](b)",
    "![",
    "[^1]",
    "1. ",
    "2)",
    "- ",
    "+ ",
    "* ",
    "\\",
    "\n",
    "\r\n",
    "&amp;",
    "&#35;",
    "=",
    "===",
    "---",
    "***",
    "__",
    "~~",
    "~a~",
    "^a^",
    "{#id}",
    "$x$",
    ">",
    "    ",
    "\t",
    "]]>",
    "-->",
    "<!--",
    "</title>",
    "\u{1b}",
    "\u{fffe}",
    "\u{ffff}",
    "\0",
    "\u{85}",
    "=1+1",
    ";=1",
    ", @",
    "\"",
    "'",
    "'=",
    "＝",
    "＠",
    "+",
    "-2",
    "\r=",
    "\u{2028}",
    "\u{a0}",
    "　",
    "http://a.example/",
    "司",
    "e\u{301}",
    "\u{202e}",
    "\u{feff}",
    " ",
    "x",
];

fn words() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(TRAPS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[ -~]{1,3}",
    ];
    prop::collection::vec(part, 1..10)
        .prop_map(|parts| parts.concat())
        .prop_filter("a name is not blank", |words| words.chars().any(char::is_alphanumeric))
}

/// Returns a text as a quoted RON string.
fn quoted(words: &str) -> String {
    let character = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", words.chars().map(character).collect::<String>())
}

/// Returns a chart that contains a text in every field that takes one.
fn chart(words: &str) -> Arc<Chart> {
    let it = quoted(words);
    let text = format!(
        "(organogram: 1, title: {it}, languages: [\"en\"], units: [
            (id: \"a\", kind: \"office\", name: {it}, acronym: {it}),
            (id: \"b\", parent: \"a\", kind: \"team\", name: {it},
             head: (title: {it}, rank: {it}, reports_to: \"a\"),
             functions: [(cite: \"1\", text: {it})]),
        ])"
    );
    let (chart, problems) = Chart::load(&SourceText::new("a.ron", text));
    assert!(chart.units().len() == 2, "{problems:?}");
    Arc::new(chart)
}

fn name(chart: &Chart) -> &str {
    chart.units()[0].name.get(["en"])
}

/// Returns a text on one line, as Markdown can represent it.
fn on_one_line(words: &str) -> String {
    let is_break = |c: char| c == ' ' || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let parts: Vec<&str> = words.split(is_break).filter(|part| !part.is_empty()).collect();
    parts.join(" ").trim().to_owned()
}

/// Returns the text of the headings, paragraphs, items and cells of a Markdown document, in order.
fn blocks(text: &str, options: Options) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                blocks.push((format!("h{}", level as usize), String::new()));
            }
            Event::Start(Tag::Paragraph) => blocks.push(("p".into(), String::new())),
            Event::Start(Tag::Item) => blocks.push(("li".into(), String::new())),
            Event::Start(Tag::TableCell) => blocks.push(("td".into(), String::new())),
            Event::Text(words) => blocks.last_mut().expect("words stand in a block").1 += &words,
            Event::Start(
                Tag::List(None) | Tag::Strong | Tag::Table(_) | Tag::TableHead | Tag::TableRow,
            )
            | Event::End(
                TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::List(false)
                | TagEnd::Strong
                | TagEnd::Table
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::TableCell,
            ) => {}
            other => panic!("{other:?} in {text:?}"),
        }
    }
    blocks
}

/// Returns plain Markdown, and Markdown with all common extensions except smart punctuation.
fn dialects() -> [Options; 2] {
    [Options::empty(), Options::all() - Options::ENABLE_SMART_PUNCTUATION]
}

/// Returns the text of a guarded cell, following the rule in `docs/export.md`.
fn unguarded(cell: &str) -> String {
    let mut words = String::new();
    let cell = match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(['\t', '\r']) => rest,
        _ => cell,
    };
    for part in cell.split_inclusive([',', ';', '\t', '\r', '\n']) {
        let first = part
            .chars()
            .find(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\''));
        let is_formula = first.is_some_and(|first| "=+-@＝＋－＠".contains(first));
        words += if is_formula { part.strip_prefix('\'').expect("it is guarded") } else { part };
    }
    words
}

/// Returns a text with replacements for characters that XML cannot represent.
fn in_xml(words: &str) -> String {
    words.replace(
        |c: char| {
            matches!(c, '\0'..' ' if !"\t\n\r".contains(c)) || matches!(c, '\u{fffe}' | '\u{ffff}')
        },
        "\u{fffd}",
    )
}

fn origin(file_name: &str) -> Origin {
    Origin { file_name: file_name.to_owned(), sha256: "00".repeat(32) }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn markdown_keeps_arbitrary_text(words in words()) {
        let chart = chart(&words);
        let it = on_one_line(name(&chart));
        let acronym = chart.units()[0].acronym.as_deref().map(on_one_line);
        let mut out = Vec::new();
        markdown::write(&chart, Subtree::default(), "en", &mut out).expect("memory takes all");
        let text = String::from_utf8(out).expect("text");
        let expected = [
            ("h1", it.clone()),
            ("h2", format!("1 {it}{}", acronym.map(|it| format!(" ({it})")).unwrap_or_default())),
            ("h3", format!("1.1 {it}")),
            ("p", format!("{it} · {it} → {it}")),
            ("li", format!("{it} (1)")),
        ];
        for options in dialects() {
            let found = blocks(&text, options);
            let found: Vec<_> = found.iter().map(|(what, words)| (what.as_str(), words.clone())).collect();
            prop_assert_eq!(&found, &expected, "{:?}", &text);
        }
    }

    #[test]
    fn tables_keep_arbitrary_text(words in words()) {
        let chart = chart(&words);
        let it = name(&chart).to_owned();
        for cells in [Cells::Guarded, Cells::Raw] {
            let mut out = Vec::new();
            csv::write(&chart, Subtree::default(), cells, &mut out).expect("memory takes all");
            let mut reader = ::csv::Reader::from_reader(&out[3..]);
            let column = reader.headers().expect("a heading").iter().position(|it| it == "name_en");
            for row in reader.records() {
                let row = row.expect("a row");
                let cell = &row[column.expect("a column")];
                let found = if cells == Cells::Raw { cell.to_owned() } else { unguarded(cell) };
                prop_assert_eq!(&found, &it);
                if cells == Cells::Guarded {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']));
                }
            }
        }
        let rows = || std::iter::once(FunctionRow { unit: it.clone(), kind: it.clone(), cite: it.clone(), text: it.clone() });
        let mut out = Vec::new();
        write_csv(["U", "K", "P", "F"], rows(), &mut out).expect("memory takes all");
        let mut reader = ::csv::Reader::from_reader(&out[3..]);
        let row = reader.records().next().expect("a row").expect("a row");
        prop_assert!(row.iter().all(|cell| unguarded(cell) == it));
        let mut out = Vec::new();
        write_markdown(["U", "K", "P", "F"], rows(), &mut out).expect("memory takes all");
        let text = String::from_utf8(out).expect("text");
        let cells = blocks(&text, dialects()[1]);
        let cells: Vec<&str> = cells.iter().skip(4).map(|(_, words)| words.as_str()).collect();
        let expected = on_one_line(&it);
        prop_assert_eq!(cells, [expected.as_str(); 4]);
    }

    #[test]
    fn data_formats_keep_arbitrary_text(words in words(), tag in "[a-zA-Z0-9_<\"-]{0,9}") {
        let chart = chart(&words);
        let it = name(&chart);
        let mut out = Vec::new();
        json::write(&chart, Subtree::default(), &mut out).expect("memory takes all");
        let found: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        prop_assert_eq!(found["units"][1]["functions"][0]["text"]["en"].as_str(), Some(it));
        let mut out = Vec::new();
        let origin = origin(&words);
        let metadata = Metadata { title: it, language: &tag, origin: Some(&origin) };
        turtle::write(&chart, Subtree::default(), metadata, None, &mut out).expect("memory takes all");
        let triples: Result<Vec<_>, _> = TurtleParser::new().for_slice(&out).collect();
        let triples = triples.expect("Turtle");
        let has = triples.iter().any(|triple| match &triple.object {
            oxrdf::Term::Literal(literal) => literal.value() == it,
            _ => false,
        });
        prop_assert!(has, "{}", String::from_utf8_lossy(&out));
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn metadata_of_arbitrary_text_is_valid(
        words in words(),
        tag in prop_oneof!["[a-zA-Z0-9_<\"-]{0,9}", Just("en-GB".to_owned()), Just("en\"/><evil a=\"<&".to_owned())],
    ) {
        let chart = chart(&words);
        let origin = origin(&words);
        let metadata = Metadata { title: &words, language: &tag, origin: Some(&origin) };
        let mut request = SceneRequest::default();
        request.language = "en".into();
        request.descriptions = true;
        let stage = build(&chart, &request);
        let metadata_text = in_xml(&words).replace(['\t', '\n', '\r'], " ");
        let is_tag = oxilangtag::LanguageTag::parse(tag.as_str()).is_ok();

        let mut out = Vec::new();
        let mut options = PdfOptions::default();
        options.metadata = metadata;
        let report = pdf::write(&stage.scene, &options, &mut out).expect("a document");
        let packet = between(&out, b"<?xpacket begin", b"<?xpacket end").expect("metadata");
        let packet = std::str::from_utf8(packet).expect("text");
        let packet = packet.split_once("?>").expect("the packet starts").1;
        let packet = roxmltree::Document::parse(packet).expect("XML");
        let list = |what: &str| {
            let element = packet.descendants().find(|node| node.tag_name().name() == what);
            let item = element.and_then(|it| it.descendants().find(|node| node.tag_name().name() == "li"));
            item.and_then(|item| item.text())
        };
        prop_assert_eq!(list("title"), Some(metadata_text.as_str()));
        prop_assert!(list("description").is_some_and(|from| from.contains(metadata_text.as_str())));
        prop_assert_eq!(list("language"), is_tag.then_some(tag.as_str()));
        let says_archival = packet.descendants().any(|node| node.tag_name().name() == "conformance");
        prop_assert_eq!(says_archival, report.conformance != Conformance::None);

        let mut out = Vec::new();
        let mut options = SvgOptions::default();
        options.metadata = metadata;
        svg::write(&stage.scene, &options, &mut out).expect("a drawing");
        let drawing = std::str::from_utf8(&out).expect("text");
        let drawing = roxmltree::Document::parse(drawing).expect("XML");
        let title = drawing.root_element().children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "title")));
        let expected = in_xml(&words);
        prop_assert_eq!(title.as_ref().and_then(roxmltree::Node::text), Some(expected.as_str()));
        prop_assert_eq!(drawing.root_element().attribute("lang"), is_tag.then_some(tag.as_str()));

        let mut out = Vec::new();
        let mut options = PngOptions::default();
        options.scale = 0.1;
        options.metadata = metadata;
        png::write(&stage.scene, &options, &mut out).expect("a picture");
        let reader = ::png::Decoder::new(std::io::Cursor::new(&out)).read_info().expect("a PNG");
        let texts = &reader.info().utf8_text;
        let title = texts.iter().find(|text| text.keyword == "Title").map(::png::text_metadata::ITXtChunk::get_text);
        prop_assert_eq!(title.and_then(Result::ok), Some(metadata_text));
    }
}

/// Returns the bytes from one word up to another.
fn between<'a>(bytes: &'a [u8], start: &[u8], end: &[u8]) -> Option<&'a [u8]> {
    let find = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).position(|part| part == word);
    let bytes = &bytes[find(bytes, start)?..];
    Some(&bytes[..find(bytes, end)?])
}
