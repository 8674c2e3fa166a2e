//! [DOT](https://graphviz.org/doc/info/lang.html): a graph for Graphviz, with the positions and lines of the scene.
//!
//! `dot -Tsvg` keeps the positions, because the graph selects the engine `nop2`; without its `layout` attribute,
//! Graphviz arranges the graph itself. A scene point is a Graphviz point, and y points upwards.

use std::fmt::Write as _;
use std::io::{BufWriter, Write};

use emath::Pos2;

use super::drawing::{Drawing, Edge, Node, SMALL, hex};
use super::{ExportError, is_xml};

/// Points per inch, the unit of node sizes in Graphviz.
const INCH: f32 = 72.0;
/// Length of an arrow, in points.
const ARROW: f32 = 7.0;

/// Writes a drawing.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(drawing: &Drawing<'_>, out: impl Write) -> Result<(), ExportError> {
    let mut out = BufWriter::new(out);
    let (width, height) = (drawing.size.x, drawing.size.y);
    writeln!(
        out,
        "digraph organogram {{\n  \
         graph [layout=nop2, bb=\"0,0,{width:.1},{height:.1}\", charset=\"UTF-8\", label={}, labelloc=t, \
         labeljust=l, fontname=\"Noto Sans, Helvetica\"]\n  \
         node [shape=box, style=\"filled,rounded\", fixedsize=true, fontname=\"Noto Sans, Helvetica\"]\n  \
         edge [dir=none, arrowsize=0.7, fontname=\"Noto Sans, Helvetica\", fontsize=10]",
        quoted(drawing.metadata.title)
    )?;
    for (at, node) in drawing.nodes.iter().enumerate() {
        write_node(at, node, height, &mut out)?;
    }
    for edge in &drawing.edges {
        write_edge(edge, height, &mut out)?;
    }
    out.write_all(b"}\n")?;
    out.flush()?;
    Ok(())
}

fn write_node(at: usize, node: &Node, height: f32, out: &mut impl Write) -> std::io::Result<()> {
    let middle = node.rect.center();
    write!(
        out,
        "  n{at} [id={}, pos=\"{:.1},{:.1}\", width={:.3}, height={:.3}, fillcolor=\"#{}\", color=\"#{}\", label=<{}>",
        quoted(&node.id),
        middle.x,
        height - middle.y,
        node.rect.width() / INCH,
        node.rect.height() / INCH,
        hex(node.fill),
        hex(node.border),
        label(node),
    )?;
    write!(out, ", tooltip={}", quoted(&node.name))?;
    if let Some(link) = &node.link {
        write!(out, ", URL={}", quoted(link))?;
    }
    writeln!(out, "]")
}

/// The lines of a card, as an HTML-like label.
fn label(node: &Node) -> String {
    let mut label = String::new();
    let mut line = |words: &str, size: f32, color, is_bold| {
        let (open, close) = if is_bold { ("<B>", "</B>") } else { ("", "") };
        let _ = write!(
            label,
            "<FONT POINT-SIZE=\"{size}\" COLOR=\"#{}\">{open}{}{close}</FONT><BR ALIGN=\"LEFT\"/>",
            hex(color),
            Escaped(words)
        );
    };
    for words in &node.name_lines {
        line(words, node.name_size * 0.9, node.ink, node.unit.is_some());
    }
    for words in &node.small_lines {
        line(words, SMALL * 0.9, node.muted, false);
    }
    if let Some(hidden) = node.hidden {
        line(&format!("+{hidden}"), SMALL * 0.9, node.muted, false);
    }
    label
}

fn write_edge(edge: &Edge, height: f32, out: &mut impl Write) -> std::io::Result<()> {
    let place = |point: Pos2| format!("{:.1},{:.1}", point.x, height - point.y);
    write!(out, "  n{} -> n{} [color=\"#{}\"", edge.from, edge.to, hex(edge.color))?;
    let has_arrow = edge.kind.is_some() && !edge.is_mutual();
    if let [first, rest @ ..] = &shortened(&edge.points, has_arrow)[..] {
        // A straight line is a Bézier curve with its control points at the thirds.
        let mut curve = place(*first);
        let mut before = *first;
        for &point in rest {
            for corner in [before.lerp(point, 1.0 / 3.0), before.lerp(point, 2.0 / 3.0), point] {
                let _ = write!(curve, " {}", place(corner));
            }
            before = point;
        }
        let tip = edge.points.last().filter(|_| has_arrow);
        let arrow = tip.map_or_else(String::new, |&tip| format!("e,{} ", place(tip)));
        write!(out, ", pos=\"{arrow}{curve}\"")?;
    }
    if let Some(word) = edge.word() {
        let style = if edge.dash.is_some() { ", style=dashed" } else { "" };
        let dir = if edge.is_mutual() { "" } else { ", dir=forward" };
        let words = if edge.sentence.is_empty() { word } else { &edge.sentence };
        write!(out, "{style}{dir}, constraint=false, class={word}, tooltip={}", quoted(words))?;
    }
    writeln!(out, "]")
}

/// The corners of a line up to the base of its arrow, which Graphviz draws to the tip.
fn shortened(points: &[Pos2], has_arrow: bool) -> Vec<Pos2> {
    let mut points = points.to_vec();
    if let [.., before, end] = &mut points[..]
        && has_arrow
    {
        let length = before.distance(*end);
        *end = end.lerp(*before, (ARROW / length.max(1.0)).min(0.9));
    }
    points
}

/// A quoted string. Backslashes would start escapes such as `\N`.
fn quoted(words: &str) -> String {
    let mut quoted = String::from("\"");
    for character in words.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' | '\r' | '\t' => quoted.push(' '),
            other if is_xml(other) => quoted.push(other),
            _ => quoted.push(char::REPLACEMENT_CHARACTER),
        }
    }
    quoted.push('"');
    quoted
}

/// Text of an HTML-like label.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                // Graphviz would interpret unclosed brackets.
                '[' => out.write_str("&#91;")?,
                ']' => out.write_str("&#93;")?,
                '\n' | '\r' | '\t' => out.write_char(' ')?,
                other if is_xml(other) => out.write_char(other)?,
                _ => out.write_char(char::REPLACEMENT_CHARACTER)?,
            }
        }
        Ok(())
    }
}
