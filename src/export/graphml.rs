//! [GraphML](http://graphml.graphdrawing.org/specification.html) with the labels, positions and colours of
//! [yEd](https://yed.yworks.com/support/manual/faq.html), and the same as plain data for other programs.

use std::io::{BufWriter, Write};

use super::drawing::{Drawing, Edge, Node, SMALL, hex};
use super::xml::Xml;
use super::{ExportError, language_tag};

/// Keys: id, element, attribute name and type.
const KEYS: &[(&str, &str, &str, &str)] = &[
    ("name", "node", "name", "string"),
    ("unit", "node", "id", "string"),
    ("kind", "node", "kind", "string"),
    ("details", "node", "details", "string"),
    ("url", "node", "url", "string"),
    ("relation", "edge", "relation", "string"),
    ("text", "edge", "text", "string"),
    ("title", "graph", "title", "string"),
];

/// Writes a drawing.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(drawing: &Drawing<'_>, out: impl Write) -> Result<(), ExportError> {
    let mut xml = Xml::new(BufWriter::new(out))?;
    let mut top = vec![
        ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xmlns:y", "http://www.yworks.com/xml/graphml"),
        (
            "xsi:schemaLocation",
            "http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd",
        ),
    ];
    top.extend(language_tag(drawing.metadata.language).map(|tag| ("xml:lang", tag)));
    xml.start("graphml", &top)?;
    for (id, of, name, kind) in KEYS {
        xml.empty("key", &[("id", id), ("for", of), ("attr.name", name), ("attr.type", kind)])?;
    }
    xml.empty("key", &[("id", "look"), ("for", "node"), ("yfiles.type", "nodegraphics")])?;
    xml.empty("key", &[("id", "line"), ("for", "edge"), ("yfiles.type", "edgegraphics")])?;
    xml.start("graph", &[("id", "organogram"), ("edgedefault", "directed")])?;
    xml.text("data", &[("key", "title")], drawing.metadata.title)?;
    for (at, node) in drawing.nodes.iter().enumerate() {
        let kind = node.kind.map(|kind| drawing.kinds[kind].id.as_str());
        write_node(&mut xml, at, node, kind)?;
    }
    for (at, edge) in drawing.edges.iter().enumerate() {
        write_edge(&mut xml, at, edge, drawing)?;
    }
    xml.finish_file()?;
    Ok(())
}

fn write_node<W: Write>(
    xml: &mut Xml<W>,
    at: usize,
    node: &Node,
    kind: Option<&str>,
) -> std::io::Result<()> {
    xml.start("node", &[("id", &format!("n{at}"))])?;
    let data = [
        ("name", Some(node.name.as_str())),
        ("unit", Some(node.id.as_str())),
        ("kind", kind),
        ("details", Some(node.details.as_str()).filter(|details| !details.is_empty())),
        ("url", node.link.as_deref()),
    ];
    for (key, words) in data {
        if let Some(words) = words {
            xml.text("data", &[("key", key)], words)?;
        }
    }
    xml.start("data", &[("key", "look")])?;
    xml.start("y:ShapeNode", &[])?;
    let rect = node.rect;
    let [x, y] = [rect.min.x, rect.min.y].map(|it| format!("{it:.1}"));
    let [width, height] = [rect.width(), rect.height()].map(|it| format!("{it:.1}"));
    xml.empty("y:Geometry", &[("x", &x), ("y", &y), ("width", &width), ("height", &height)])?;
    xml.empty("y:Fill", &[("color", &format!("#{}", hex(node.fill))), ("transparent", "false")])?;
    let border = format!("#{}", hex(node.border));
    xml.empty("y:BorderStyle", &[("color", &border), ("type", "line"), ("width", "1.5")])?;
    // yEd does not wrap lines on its own.
    let mut lines = node.name_lines.clone();
    lines.extend(node.hidden.map(|hidden| format!("+{hidden}")));
    label(xml, &lines, node.name_size * 0.9, node.unit.is_some(), &hex(node.ink), "t")?;
    if !node.small_lines.is_empty() {
        label(xml, &node.small_lines, SMALL * 0.9, false, &hex(node.muted), "b")?;
    }
    let shape = if node.unit.is_some() { "roundrectangle" } else { "ellipse" };
    let shape = if node.rect.width() > 2.0 * node.rect.height() { "roundrectangle" } else { shape };
    xml.empty("y:Shape", &[("type", shape)])?;
    for _ in 0..3 {
        xml.end()?;
    }
    Ok(())
}

/// Lines of text at the top or the bottom of a node.
fn label<W: Write>(
    xml: &mut Xml<W>,
    lines: &[String],
    size: f32,
    is_bold: bool,
    color: &str,
    place: &str,
) -> std::io::Result<()> {
    let attributes = [
        ("alignment", "left"),
        ("autoSizePolicy", "content"),
        ("fontFamily", "Dialog"),
        ("fontSize", &format!("{size:.0}")),
        ("fontStyle", if is_bold { "bold" } else { "plain" }),
        ("textColor", &format!("#{color}")),
        ("hasBackgroundColor", "false"),
        ("hasLineColor", "false"),
        ("modelName", "internal"),
        ("modelPosition", place),
        ("xml:space", "preserve"),
    ];
    xml.lines("y:NodeLabel", &attributes, lines)
}

fn write_edge<W: Write>(
    xml: &mut Xml<W>,
    at: usize,
    edge: &Edge,
    drawing: &Drawing<'_>,
) -> std::io::Result<()> {
    let (from, to) = (format!("n{}", edge.from), format!("n{}", edge.to));
    xml.start("edge", &[("id", &format!("e{at}")), ("source", &from), ("target", &to)])?;
    xml.text("data", &[("key", "relation")], edge.word().unwrap_or("parent"))?;
    if !edge.sentence.is_empty() {
        xml.text("data", &[("key", "text")], &edge.sentence)?;
    }
    xml.start("data", &[("key", "line")])?;
    xml.start("y:PolyLineEdge", &[])?;
    // Ends are relative to the middles of the nodes.
    let offset = |point: Option<&emath::Pos2>, node: usize| {
        let middle = drawing.nodes[node].rect.center();
        point.map_or([0.0, 0.0], |point| [point.x - middle.x, point.y - middle.y])
    };
    let [sx, sy] = offset(edge.points.first(), edge.from).map(|it| format!("{it:.1}"));
    let [tx, ty] = offset(edge.points.last(), edge.to).map(|it| format!("{it:.1}"));
    xml.start("y:Path", &[("sx", &sx), ("sy", &sy), ("tx", &tx), ("ty", &ty)])?;
    let inner = edge.points.get(1..edge.points.len().saturating_sub(1)).unwrap_or_default();
    for point in inner {
        let [x, y] = [point.x, point.y].map(|it| format!("{it:.1}"));
        xml.empty("y:Point", &[("x", &x), ("y", &y)])?;
    }
    xml.end()?;
    let color = format!("#{}", hex(edge.color));
    let dashes = if edge.dash.is_some() { "dashed" } else { "line" };
    xml.empty("y:LineStyle", &[("color", &color), ("type", dashes), ("width", "1.5")])?;
    let arrow = if edge.kind.is_some() && !edge.is_mutual() { "standard" } else { "none" };
    xml.empty("y:Arrows", &[("source", "none"), ("target", arrow)])?;
    xml.empty("y:BendStyle", &[("smoothed", "false")])?;
    for _ in 0..3 {
        xml.end()?;
    }
    Ok(())
}
