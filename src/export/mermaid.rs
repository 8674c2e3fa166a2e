//! [Mermaid](https://mermaid.js.org/syntax/flowchart.html): a flowchart as text, for wikis and notes.
//!
//! Mermaid positions nodes itself; the order of the scene's cards determines the order of siblings.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};

use super::drawing::{Drawing, hex};
use super::{ExportError, is_xml};

/// Maximum number of edges that Mermaid draws by default (`maxEdges`).
pub const MAX_EDGES: usize = 500;

/// Writes a drawing.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(drawing: &Drawing<'_>, out: impl Write) -> Result<(), ExportError> {
    let mut out = BufWriter::new(out);
    let title = serde_json::to_string(&super::metadata_text(drawing.metadata.title))
        .map_err(|error| ExportError::Write(error.into()))?;
    let direction = if drawing.grows_right { "LR" } else { "TB" };
    writeln!(out, "---\ntitle: {title}\n---\nflowchart {direction}")?;
    for (at, node) in drawing.nodes.iter().enumerate() {
        let mut words = escaped(&node.name);
        if !node.details.is_empty() {
            words.push_str(&format!("<br/><small>{}</small>", escaped(&node.details)));
        }
        if let Some(hidden) = node.hidden {
            words.push_str(&format!("<br/><small>+{hidden}</small>"));
        }
        match node.kind {
            Some(kind) => writeln!(out, "  n{at}[\"{words}\"]:::k{kind}")?,
            None => writeln!(out, "  n{at}([\"{words}\"]):::outside")?,
        }
    }
    for edge in &drawing.edges {
        let (from, to) = (edge.from, edge.to);
        match edge.word() {
            None => writeln!(out, "  n{from} --- n{to}")?,
            Some(word) if edge.is_mutual() => writeln!(out, "  n{from} -. \"{word}\" .- n{to}")?,
            Some(word) if edge.dash.is_none() => {
                writeln!(out, "  n{from} == \"{word}\" ==> n{to}")?;
            }
            Some(word) => writeln!(out, "  n{from} -. \"{word}\" .-> n{to}")?,
        }
    }
    let used: BTreeSet<usize> = drawing.nodes.iter().filter_map(|node| node.kind).collect();
    for kind in used {
        let style = drawing.nodes.iter().find(|node| node.kind == Some(kind));
        let Some(node) = style else { continue };
        let (fill, ink, border) = (hex(node.fill), hex(node.ink), hex(node.border));
        writeln!(out, "  classDef k{kind} fill:#{fill},color:#{ink},stroke:#{border}")?;
    }
    // Colours that are not those of the kind.
    for (at, node) in drawing.nodes.iter().enumerate().filter(|(_, node)| node.kind.is_some()) {
        let style = drawing.nodes.iter().find(|other| other.kind == node.kind);
        if style.is_some_and(|style| style.border != node.border) {
            writeln!(out, "  style n{at} fill:#{},stroke:#{}", hex(node.fill), hex(node.border))?;
        }
    }
    if let Some(node) = drawing.nodes.iter().find(|node| node.kind.is_none()) {
        let (fill, ink, border) = (hex(node.fill), hex(node.ink), hex(node.border));
        writeln!(out, "  classDef outside fill:#{fill},color:#{ink},stroke:#{border}")?;
    }
    out.flush()?;
    Ok(())
}

/// Text of a quoted label, in which characters that Mermaid, Markdown or HTML would interpret are
/// [entities](https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '"' | '#' | '&' | '<' | '>' | '`' | '*' | '_' | '\\' | '~' | '$' | ';' | ':' | '@'
            | '{' | '}' | '[' | ']' | '|' => {
                escaped.push_str(&format!("#{};", u32::from(character)));
            }
            character if character.is_control() => escaped.push(' '),
            other if is_xml(other) => escaped.push(other),
            _ => escaped.push(char::REPLACEMENT_CHARACTER),
        }
    }
    // A number and a full stop at the start would start a list.
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && escaped[digits..].starts_with(['.', ')']) {
        escaped.replace_range(
            digits..=digits,
            if escaped[digits..].starts_with('.') { "#46;" } else { "#41;" },
        );
    }
    if escaped.starts_with(['-', '+']) {
        let code = u32::from(escaped.remove(0));
        escaped.insert_str(0, &format!("#{code};"));
    }
    escaped
}
