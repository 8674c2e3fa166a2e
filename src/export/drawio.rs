//! [draw.io](https://www.drawio.com): one cell per unit, containing its text, and lines attached to their cells.

use std::io::{BufWriter, Write};

use super::drawing::{Drawing, Edge, Node, SMALL, hex, port};
use super::xml::Xml;
use super::{ExportError, PROGRAM};

/// Writes a drawing.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(drawing: &Drawing<'_>, out: impl Write) -> Result<(), ExportError> {
    let mut xml = Xml::new(BufWriter::new(out))?;
    xml.start("mxfile", &[("host", PROGRAM)])?;
    xml.start("diagram", &[("id", "organogram"), ("name", drawing.metadata.title)])?;
    let [width, height] = [drawing.size.x, drawing.size.y].map(|side| format!("{side:.0}"));
    let page = [
        ("grid", "0"),
        ("guides", "1"),
        ("connect", "1"),
        ("arrows", "1"),
        ("page", "1"),
        ("pageWidth", width.as_str()),
        ("pageHeight", height.as_str()),
        ("math", "0"),
    ];
    xml.start("mxGraphModel", &page)?;
    xml.start("root", &[])?;
    xml.empty("mxCell", &[("id", "0")])?;
    xml.empty("mxCell", &[("id", "1"), ("parent", "0")])?;
    for (at, node) in drawing.nodes.iter().enumerate() {
        let kind = node.kind.map_or("outside", |kind| drawing.kinds[kind].id.as_str());
        write_node(&mut xml, at, node, kind)?;
    }
    for (at, edge) in drawing.edges.iter().enumerate() {
        write_edge(&mut xml, at, edge, drawing)?;
    }
    xml.finish_file()?;
    Ok(())
}

/// Writes a card. A `UserObject` carries the id and kind as data, which draw.io displays and searches.
fn write_node<W: Write>(
    xml: &mut Xml<W>,
    at: usize,
    node: &Node,
    kind: &str,
) -> std::io::Result<()> {
    let mut words = escaped(&node.name);
    if node.unit.is_some() {
        words = format!("<b>{words}</b>");
    }
    let hidden = node.hidden.map(|hidden| format!("+{hidden}"));
    for details in Some(&node.details).filter(|it| !it.is_empty()).into_iter().chain(&hidden) {
        words.push_str(&format!(
            "<br><font color=\"#{}\" style=\"font-size: {}px\">{}</font>",
            hex(node.muted),
            SMALL,
            escaped(details)
        ));
    }
    let id = format!("n{at}");
    let mut object =
        vec![("id", id.as_str()), ("label", &words), ("unit", &node.id), ("kind", kind)];
    object.extend(node.link.as_deref().map(|link| ("link", link)));
    xml.start("UserObject", &object)?;
    let arc = if node.unit.is_some() { node.radius } else { node.rect.height() / 2.0 };
    let align = if node.unit.is_some() {
        "left;verticalAlign=top;spacing=4;spacingLeft=6"
    } else {
        "center"
    };
    let style = format!(
        "rounded=1;absoluteArcSize=1;arcSize={:.0};whiteSpace=wrap;html=1;align={align};fontSize={:.0};\
         fontColor=#{};fillColor=#{};strokeColor=#{};strokeWidth=1.5;",
        2.0 * arc,
        node.name_size,
        hex(node.ink),
        hex(node.fill),
        hex(node.border)
    );
    xml.start("mxCell", &[("style", &style), ("vertex", "1"), ("parent", "1")])?;
    let [x, y] = [node.rect.min.x, node.rect.min.y].map(|it| format!("{it:.1}"));
    let [width, height] = [node.rect.width(), node.rect.height()].map(|it| format!("{it:.1}"));
    let place =
        [("x", x.as_str()), ("y", &y), ("width", &width), ("height", &height), ("as", "geometry")];
    xml.empty("mxGeometry", &place)?;
    xml.end()?;
    xml.end()
}

fn write_edge<W: Write>(
    xml: &mut Xml<W>,
    at: usize,
    edge: &Edge,
    drawing: &Drawing<'_>,
) -> std::io::Result<()> {
    let mut style = format!(
        "edgeStyle=orthogonalEdgeStyle;rounded=1;arcSize=8;html=1;strokeWidth=1.5;strokeColor=#{};startArrow=none;\
         endArrow={};",
        hex(edge.color),
        if edge.kind.is_some() && !edge.is_mutual() { "block;endFill=1;endSize=5" } else { "none" }
    );
    if let Some((dash, gap)) = edge.dash {
        style.push_str(&format!("dashed=1;dashPattern={dash:.0} {gap:.0};"));
    }
    if let (Some(&first), Some(&last)) = (edge.points.first(), edge.points.last()) {
        let exit = port(&drawing.nodes[edge.from], first);
        let entry = port(&drawing.nodes[edge.to], last);
        style.push_str(&format!(
            "exitX={:.4};exitY={:.4};exitPerimeter=0;entryX={:.4};entryY={:.4};entryPerimeter=0;",
            exit.x, exit.y, entry.x, entry.y
        ));
    }
    let (id, from, to) = (format!("e{at}"), format!("n{}", edge.from), format!("n{}", edge.to));
    xml.start(
        "UserObject",
        &[
            ("id", id.as_str()),
            ("label", ""),
            ("relation", edge.word().unwrap_or("parent")),
            ("tooltip", &escaped(&edge.sentence)),
        ],
    )?;
    let attributes = [
        ("style", style.as_str()),
        ("edge", "1"),
        ("parent", "1"),
        ("source", &from),
        ("target", &to),
    ];
    xml.start("mxCell", &attributes)?;
    xml.start("mxGeometry", &[("relative", "1"), ("as", "geometry")])?;
    let inner = edge.points.get(1..edge.points.len().saturating_sub(1)).unwrap_or_default();
    if !inner.is_empty() {
        xml.start("Array", &[("as", "points")])?;
        for point in inner {
            let [x, y] = [point.x, point.y].map(|it| format!("{it:.1}"));
            xml.empty("mxPoint", &[("x", &x), ("y", &y)])?;
        }
        xml.end()?;
    }
    for _ in 0..3 {
        xml.end()?;
    }
    Ok(())
}

/// Escapes the text of a label, which is HTML.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
