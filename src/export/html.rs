//! Interactive page: one HTML file that requires no other program and no network.
//!
//! The page is a nested list of units. The style sheet arranges it in rows and columns, and the script folds, zooms,
//! searches and shows details; both are in `assets/html`. Without JavaScript it is a plain list. A
//! [Content Security Policy](https://www.w3.org/TR/CSP3/) permits exactly this style sheet and this script by their
//! hashes.

mod arrangement;
mod labels;
mod list;
mod looks;
mod markup;

use std::collections::HashSet;
use std::io::{BufWriter, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{ExportError, Metadata, OfficialText, PROGRAM, Subtree};
use crate::model::Chart;
use crate::scene::{SceneRequest, build};
use list::{ListWriter, View};
use looks::Looks;
use markup::{Escaped, Texts};

const STYLE: &str = include_str!("../../assets/html/page.css");
const SCRIPT: &str = include_str!("../../assets/html/page.js");

/// Icons of the buttons, with the command of the script and the key of the label.
const BUTTONS: &[(&str, &str, &str)] = &[
    ("smaller", "−", "html.smaller"),
    ("larger", "+", "html.larger"),
    ("fit", "⤢", "html.fit"),
    ("unfold", "⊞", "html.unfold_all"),
    ("fold", "⊟", "html.fold_all"),
    ("list", "≡", "html.list"),
    ("theme", "◐", "html.theme"),
    ("print", "▤", "html.print"),
];

/// Sheets of paper: CSS size, and the printable width and height in CSS pixels.
const PAPERS: &[(&str, &str, &str)] = &[
    ("A4 landscape", "A4", "1046 718"),
    ("A4 portrait", "A4 ↕", "718 1046"),
    ("A3 landscape", "A3", "1512 1046"),
    ("A3 portrait", "A3 ↕", "1046 1512"),
];

/// Writes the page of what a request shows of a chart, with nothing folded: children are arranged, and cards
/// coloured, as in the picture. The page opens in the language of the label, and quotes the paragraphs that units cite
/// from the official texts.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(
    chart: &Chart,
    request: &SceneRequest,
    official: &[OfficialText],
    metadata: Metadata<'_>,
    out: impl Write,
) -> Result<(), ExportError> {
    let mut out = BufWriter::new(out);
    let request = &SceneRequest { collapsed: HashSet::new(), ..request.clone() };
    let stage = build(chart, request);
    let mut units = Subtree { root: request.root, depth: request.depth }.outline(chart);
    let looks = Looks::new(chart, request, &units);
    units.retain(|&unit| !looks.hides(unit));
    let texts = Texts::new(chart, metadata.language);
    let style = [&labels::colors(), STYLE, &labels::style(chart, &texts), &looks.style()].concat();
    let (style_hash, script_hash) = (hash(&style), hash(SCRIPT));
    let language = Escaped(texts.shown());
    let title = Escaped(metadata.title);
    let interface = texts.interface();
    write!(
        out,
        "<!doctype html>\n<html class=\"plain\" lang=\"{language}\" data-l=\"{language}\" \
         data-ui=\"{interface}\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src '{style_hash}'; script-src '{script_hash}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"{PROGRAM}\">\n<title>{title}</title>\n"
    )?;
    if let Some(origin) = metadata.origin {
        let source = format!("{} (SHA-256: {})", origin.file_name, origin.sha256);
        writeln!(out, "<meta name=\"dcterms.source\" content=\"{}\">", Escaped(&source))?;
    }
    writeln!(out, "<style>{style}</style>")?;
    header(chart, request, &texts, &looks.legend(&units), &mut out)?;
    out.write_all(b"<main tabindex=\"-1\"><div class=\"sheet\"><div class=\"chart\">")?;
    let view = View { official, marks: request.marks.as_deref(), stage: &stage, looks: &looks };
    ListWriter::new(chart, &texts, view, &units, &mut out).write()?;
    out.write_all(b"<svg class=\"lines\" aria-hidden=\"true\"></svg></div></div></main>\n")?;
    writeln!(out, "<aside aria-live=\"polite\" tabindex=\"0\" aria-label=\"{}\"></aside>", {
        Escaped(texts.messages().get("panel.inspector"))
    })?;
    writeln!(
        out,
        "<script type=\"application/json\" id=\"-texts\">{}</script>\n<script>{SCRIPT}</script>\n</html>",
        labels::json(&texts)
    )?;
    out.flush()?;
    Ok(())
}

fn header(
    chart: &Chart,
    request: &SceneRequest,
    texts: &Texts<'_>,
    legend: &str,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let messages = texts.messages();
    let (title, whole) = chart.titles(request.root);
    write!(out, "<header><h1><span>{}</span>", texts.markup(title))?;
    let symbols = chart.sources().iter().filter_map(|source| source.symbol.as_deref());
    let mut facts: Vec<String> = whole.map(|whole| texts.markup(whole)).into_iter().collect();
    for fact in symbols.chain(chart.effective()) {
        let fact = Escaped(fact).to_string();
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    if let Some(marks) = request.marks.as_deref() {
        facts.push(texts.of_marks(marks, |marks| &marks.period));
        let legend = (0..marks.legend.len())
            .map(|at| texts.of_marks(marks, |marks| marks.legend.get(at).map_or("", |it| &it.1)));
        facts.extend(legend);
        if marks.unchanged.is_some() {
            facts.push(texts.of_marks(marks, |it| it.unchanged.as_deref().unwrap_or_default()));
        }
    }
    if let Some(filter) = &request.filter {
        let words = messages.fill("heading.filter", &[&filter.query]);
        facts.push(Escaped(&words).to_string());
    }
    if !facts.is_empty() {
        write!(out, "<small>{}</small>", facts.join(" · "))?;
    }
    write!(
        out,
        "</h1><form role=\"search\"><input type=\"search\" data-say=\"search\" aria-label=\"{0}\" \
         placeholder=\"{0}\"></form>",
        Escaped(messages.get("html.search"))
    )?;
    for (command, icon, key) in BUTTONS {
        let label = Escaped(messages.get(key));
        let say = key.trim_start_matches("html.");
        write!(
            out,
            "<button type=\"button\" data-do=\"{command}\"><span class=\"icon\" aria-hidden=\"true\">{icon}</span>\
             <span class=\"name\" data-say=\"{say}\">{label}</span></button>"
        )?;
    }
    let paper = Escaped(messages.get("export.paper"));
    write!(out, "<select name=\"paper\" data-say=\"paper\" aria-label=\"{paper}\">")?;
    for (size, name, pixels) in PAPERS {
        write!(out, "<option value=\"{size}\" data-px=\"{pixels}\">{name}</option>")?;
    }
    let language = Escaped(messages.get("export.language"));
    write!(
        out,
        "</select><select name=\"language\" data-say=\"language\" aria-label=\"{language}\">"
    )?;
    for tag in texts.languages() {
        let selected = if *tag == texts.shown() { " selected" } else { "" };
        let tag = Escaped(tag);
        write!(out, "<option value=\"{tag}\"{selected}>{tag}</option>")?;
    }
    if texts.languages().len() > 1 {
        let all = texts.languages().join(" + ");
        write!(out, "<option value=\"*\">{}</option>", Escaped(&all))?;
    }
    writeln!(out, "</select>{legend}</header>")?;
    Ok(())
}

/// Hash of a script or style, as a source of the Content Security Policy.
fn hash(content: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content.as_bytes())))
}
