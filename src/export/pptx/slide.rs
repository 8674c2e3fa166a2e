//! A slide: title, path, shapes, connectors, notes.

use std::collections::HashMap;
use std::io;

use emath::{Pos2, Rect, Vec2, pos2, vec2};

use super::connector::Connector;
use crate::export::drawing::{Drawing, Edge, Node, SMALL, hex, port};
use crate::export::language_tag;
use crate::export::xml::{Attributes, Xml};
use crate::model::{Chart, Text, UnitIndex};
use crate::scene::SceneRequest;

pub(super) const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:p", "http://schemas.openxmlformats.org/presentationml/2006/main"),
];

/// Left, top, width and height of the area for the chart, in points.
pub(super) const ROOM: (f64, f64, f64, f64) = (24.0, 78.0, 912.0, 430.0);
/// Area of the path, in points.
const WAY: Rect = Rect { min: pos2(24.0, 52.0), max: pos2(936.0, 68.0) };
/// EMU per point.
const EMU: f32 = 12_700.0;
/// Maximum number of slide points per scene point.
const MAX_SCALE: f64 = 1.1;
/// Maximum distance between a line and a preset's connection site, as a fraction of the side.
const SITE_SLACK: f32 = 0.02;
/// Connection sites of a rounded rectangle: top, left, bottom, right.
const SITES: [Vec2; 4] = [vec2(0.5, 0.0), vec2(0.0, 0.5), vec2(0.5, 1.0), vec2(1.0, 0.5)];
/// First id of a shape; smaller ids belong to title and number.
const FIRST_SHAPE: usize = 10;

/// A link of a shape.
pub(super) struct Link {
    pub(super) id: String,
    pub(super) target: String,
    /// Whether it leads out of the file.
    pub(super) is_outside: bool,
}

/// Content of a slide.
pub(super) struct Slide<'a> {
    chart: &'a Chart,
    languages: Vec<&'a str>,
    title: String,
    way: String,
    drawing: Drawing<'a>,
    /// The slide that continues each node.
    goes_on: HashMap<usize, usize>,
    /// Slide points per scene point, and the scene's origin in points.
    scale: f32,
    origin: Vec2,
    /// Connection sites of each node, in addition to those of the preset.
    sites: Vec<Vec<Vec2>>,
}

/// Type size in hundredths of a point at which a long title stays in one line; none where that of the master does.
fn title_size(words: &str) -> Option<u32> {
    const MASTER: f32 = 2400.0;
    // Bold letters of the widest fonts that stand in for that of the file.
    let ems = |character: char| if character.is_ascii() { 0.68 } else { 1.02 };
    let ems: f32 = words.chars().map(ems).sum();
    let size = (WAY.width() * 100.0 / ems.max(1.0)).max(1000.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a type size")]
    let size = (size < MASTER).then_some(size as u32);
    size
}

/// A unit's name, in the language of a request.
pub(super) fn name(chart: &Chart, request: &SceneRequest, unit: UnitIndex) -> String {
    let first = chart.languages().first().map(String::as_str);
    let languages = [request.language.as_str()].into_iter().chain(first);
    chart.unit(unit).name.get(languages).to_owned()
}

impl<'a> Slide<'a> {
    /// The slide of some branches; of the whole chart if there are none.
    #[expect(clippy::cast_possible_truncation, reason = "points of a slide")]
    pub(super) fn new(
        chart: &'a Chart,
        request: &SceneRequest,
        title: String,
        drawing: Drawing<'a>,
        tops: &[UnitIndex],
        slide_of: &HashMap<UnitIndex, usize>,
    ) -> Self {
        let first = chart.languages().first().map(String::as_str);
        let languages = [drawing.metadata.language].into_iter().chain(first).collect();
        let above = tops.first().map_or_else(Vec::new, |&top| chart.ancestors(top));
        let way: Vec<String> = above.iter().map(|&unit| name(chart, request, unit)).collect();
        let (width, height) = (f64::from(drawing.size.x), f64::from(drawing.size.y));
        let scale = (ROOM.2 / width.max(1.0)).min(ROOM.3 / height.max(1.0)).min(MAX_SCALE);
        let left = ROOM.0 + (ROOM.2 - width * scale) / 2.0;
        let origin = vec2(left as f32, ROOM.1 as f32);
        let goes_on = drawing.nodes.iter().enumerate().filter_map(|(at, node)| {
            let unit = node.unit?;
            let is_elsewhere = tops.is_empty() || node.hidden.is_some();
            slide_of.get(&unit).filter(|_| is_elsewhere).map(|&slide| (at, slide))
        });
        let goes_on = goes_on.collect();
        let sites = own_sites(&drawing);
        let (scale, way) = (scale as f32, way.join(" › "));
        Self { chart, languages, title, way, drawing, goes_on, scale, origin, sites }
    }

    /// The slide's XML and its links.
    pub(super) fn content(&self) -> io::Result<(Vec<u8>, Vec<Link>)> {
        let mut xml = Xml::new(Vec::new())?;
        let mut links = Vec::new();
        xml.start("p:sld", NAMESPACES)?;
        xml.start("p:cSld", &[("name", &self.title)])?;
        start_tree(&mut xml)?;
        self.placeholder(&mut xml, 2, "title", &self.title)?;
        if !self.way.is_empty() {
            self.way(&mut xml)?;
        }
        for (at, edge) in self.drawing.edges.iter().enumerate() {
            self.connector(&mut xml, at, edge)?;
        }
        for (at, node) in self.drawing.nodes.iter().enumerate() {
            let link = self.link(at, node, links.len());
            self.shape(&mut xml, at, node, link.as_ref())?;
            links.extend(link);
        }
        xml.end()?;
        xml.end()?;
        xml.start("p:clrMapOvr", &[])?;
        xml.empty("a:masterClrMapping", &[])?;
        Ok((xml.finish()?, links))
    }

    /// Target of a click on a node: the slide that continues it, otherwise its web page.
    fn link(&self, at: usize, node: &Node, count: usize) -> Option<Link> {
        let id = format!("rId{}", count + 3);
        if let Some(slide) = self.goes_on.get(&at) {
            return Some(Link { id, target: format!("slide{slide}.xml"), is_outside: false });
        }
        let link = node.link.as_deref()?;
        let is_web =
            ["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
        let is_sound = link.chars().all(|c| c.is_ascii_graphic() && !"<>\"{}|\\^`".contains(c));
        (is_web && is_sound).then(|| Link { id, target: link.to_owned(), is_outside: true })
    }

    /// The functions of the units on the slide, by unit.
    pub(super) fn notes(&self) -> io::Result<Vec<u8>> {
        let mut xml = Xml::new(Vec::new())?;
        xml.start("p:notes", NAMESPACES)?;
        xml.start("p:cSld", &[])?;
        start_tree(&mut xml)?;
        xml.start("p:sp", &[])?;
        xml.start("p:nvSpPr", &[])?;
        xml.empty("p:cNvPr", &[("id", "2"), ("name", "Slide")])?;
        xml.start("p:cNvSpPr", &[])?;
        let locks = [("noGrp", "1"), ("noRot", "1"), ("noChangeAspect", "1")];
        xml.empty("a:spLocks", &locks)?;
        xml.end()?;
        xml.start("p:nvPr", &[])?;
        xml.empty("p:ph", &[("type", "sldImg")])?;
        xml.end()?;
        xml.end()?;
        xml.empty("p:spPr", &[])?;
        xml.end()?;
        let body = [("type", "body"), ("sz", "quarter"), ("idx", "3")];
        start_placeholder(&mut xml, 3, "Notes", &body)?;
        let mut is_empty = true;
        for unit in self.drawing.nodes.iter().filter_map(|node| node.unit) {
            let functions = self.chart.functions(unit);
            if functions.is_empty() {
                continue;
            }
            is_empty = false;
            self.note(&mut xml, self.words(&self.chart.unit(unit).name), true)?;
            for held in functions {
                let cite: Vec<String> =
                    held.statement.cite.iter().map(ToString::to_string).collect();
                let words = self.words(&held.statement.text);
                let cite = cite.join(", ");
                let gap = if cite.is_empty() { "" } else { "  " };
                self.note(&mut xml, &format!("{cite}{gap}{words}"), false)?;
            }
        }
        if is_empty {
            xml.start("a:p", &[])?;
            xml.end()?;
        }
        xml.finish()
    }

    fn note(&self, xml: &mut Xml<Vec<u8>>, words: &str, is_bold: bool) -> io::Result<()> {
        xml.start("a:p", &[])?;
        self.run(xml, words, 10.0, None, is_bold)?;
        xml.end()
    }

    fn words<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.languages.iter().copied())
    }

    fn placeholder(
        &self,
        xml: &mut Xml<Vec<u8>>,
        id: usize,
        kind: &str,
        words: &str,
    ) -> io::Result<()> {
        start_placeholder(xml, id, "Title", &[("type", kind)])?;
        xml.start("a:p", &[])?;
        xml.start("a:r", &[])?;
        let size = title_size(words).map(|size| size.to_string());
        let language = language_tag(self.drawing.metadata.language).map(|tag| ("lang", tag));
        let size = size.as_deref().map(|size| ("sz", size));
        xml.empty("a:rPr", &language.into_iter().chain(size).collect::<Vec<_>>())?;
        xml.text("a:t", &[], words)?;
        for _ in 0..4 {
            xml.end()?;
        }
        Ok(())
    }

    /// Writes the superiors of the branch.
    fn way(&self, xml: &mut Xml<Vec<u8>>) -> io::Result<()> {
        xml.start("p:sp", &[])?;
        xml.start("p:nvSpPr", &[])?;
        xml.empty("p:cNvPr", &[("id", "3"), ("name", "Way")])?;
        xml.empty("p:cNvSpPr", &[("txBox", "1")])?;
        xml.empty("p:nvPr", &[])?;
        xml.end()?;
        xml.start("p:spPr", &[])?;
        transform(xml, WAY, &[])?;
        xml.start("a:prstGeom", &[("prst", "rect")])?;
        xml.empty("a:avLst", &[])?;
        xml.end()?;
        xml.empty("a:noFill", &[])?;
        xml.end()?;
        xml.start("p:txBody", &[])?;
        let insets =
            [("lIns", "0"), ("tIns", "0"), ("rIns", "0"), ("bIns", "0"), ("anchor", "ctr")];
        xml.start("a:bodyPr", &insets)?;
        xml.empty("a:normAutofit", &[])?;
        xml.end()?;
        xml.start("a:p", &[])?;
        let muted = self.drawing.nodes.first().map(|node| hex(node.muted));
        self.run(xml, &self.way, 11.0, muted.as_deref(), false)?;
        for _ in 0..3 {
            xml.end()?;
        }
        Ok(())
    }

    /// A rectangle on the slide, in points.
    fn placed(&self, rect: Rect) -> Rect {
        let at = |point: Pos2| (point.to_vec2() * self.scale + self.origin).to_pos2();
        Rect::from_min_max(at(rect.min), at(rect.max))
    }

    fn shape(
        &self,
        xml: &mut Xml<Vec<u8>>,
        at: usize,
        node: &Node,
        link: Option<&Link>,
    ) -> io::Result<()> {
        xml.start("p:sp", &[])?;
        xml.start("p:nvSpPr", &[])?;
        let id = (FIRST_SHAPE + at).to_string();
        xml.start("p:cNvPr", &[("id", &id), ("name", &node.name), ("descr", &node.details)])?;
        if let Some(link) = link {
            let mut attributes = vec![("r:id", link.id.as_str())];
            if !link.is_outside {
                attributes.push(("action", "ppaction://hlinksldjump"));
            }
            xml.empty("a:hlinkClick", &attributes)?;
        }
        xml.end()?;
        xml.empty("p:cNvSpPr", &[])?;
        xml.empty("p:nvPr", &[])?;
        xml.end()?;
        xml.start("p:spPr", &[])?;
        let rect = self.placed(node.rect);
        transform(xml, rect, &[])?;
        self.outline(xml, at, node, rect)?;
        filled(xml, &hex(node.fill))?;
        xml.start("a:ln", &[("w", &emu((1.5 * self.scale).max(0.5)))])?;
        filled(xml, &hex(node.border))?;
        xml.end()?;
        xml.end()?;
        self.body(xml, node)?;
        xml.end()
    }

    /// The outline of a node: a preset, or a custom shape with additional connection sites where lines meet it.
    fn outline(
        &self,
        xml: &mut Xml<Vec<u8>>,
        at: usize,
        node: &Node,
        rect: Rect,
    ) -> io::Result<()> {
        let radius = node.radius * self.scale;
        if self.sites[at].is_empty() {
            xml.start("a:prstGeom", &[("prst", "roundRect")])?;
            xml.start("a:avLst", &[])?;
            let part = (radius / rect.width().min(rect.height()).max(0.1)).min(0.5) * 100_000.0;
            xml.empty("a:gd", &[("name", "adj"), ("fmla", &format!("val {part:.0}"))])?;
            xml.end()?;
            return xml.end();
        }
        let [width, height] = [rect.width(), rect.height()].map(emu);
        let radius = emu(radius.min(rect.width() / 2.0).min(rect.height() / 2.0));
        let inner = |side: f32| emu(side - radius.parse::<f32>().unwrap_or(0.0) / EMU);
        let (right, bottom) = (inner(rect.width()), inner(rect.height()));
        xml.start("a:custGeom", &[])?;
        xml.empty("a:avLst", &[])?;
        xml.empty("a:gdLst", &[])?;
        xml.empty("a:ahLst", &[])?;
        xml.start("a:cxnLst", &[])?;
        for site in SITES.iter().chain(&self.sites[at]) {
            let place = [site.x * rect.width(), site.y * rect.height()].map(emu);
            xml.start("a:cxn", &[("ang", "0")])?;
            xml.empty("a:pos", &[("x", &place[0]), ("y", &place[1])])?;
            xml.end()?;
        }
        xml.end()?;
        xml.empty("a:rect", &[("l", "0"), ("t", "0"), ("r", "r"), ("b", "b")])?;
        xml.start("a:pathLst", &[])?;
        xml.start("a:path", &[("w", &width), ("h", &height)])?;
        point(xml, "a:moveTo", "0", &radius)?;
        for (angle, x, y) in [
            ("10800000", right.as_str(), "0"),
            ("16200000", &width, &bottom),
            ("0", &radius, &height),
            ("5400000", "0", &radius),
        ] {
            let arc =
                [("wR", radius.as_str()), ("hR", &radius), ("stAng", angle), ("swAng", "5400000")];
            xml.empty("a:arcTo", &arc)?;
            point(xml, "a:lnTo", x, y)?;
        }
        xml.empty("a:close", &[])?;
        for _ in 0..3 {
            xml.end()?;
        }
        Ok(())
    }

    fn body(&self, xml: &mut Xml<Vec<u8>>, node: &Node) -> io::Result<()> {
        let is_card = node.unit.is_some();
        let (left, top) = if is_card { (8.0, 4.0) } else { (8.0, 2.0) };
        let [left, top] = [left * self.scale, top * self.scale].map(emu);
        xml.start("p:txBody", &[])?;
        let anchor = if is_card { "t" } else { "ctr" };
        let insets = [
            ("wrap", "square"),
            ("lIns", &left),
            ("tIns", &top),
            ("rIns", &top),
            ("bIns", &top),
            ("anchor", anchor),
        ];
        xml.start("a:bodyPr", &insets)?;
        xml.empty("a:normAutofit", &[])?;
        xml.end()?;
        let align = if is_card { "l" } else { "ctr" };
        let hidden = node.hidden.map(|hidden| format!("+{hidden}"));
        let name = (&node.name, node.name_size, node.ink, is_card);
        let details = Some(&node.details).filter(|details| !details.is_empty());
        let small =
            details.into_iter().chain(&hidden).map(|words| (words, SMALL, node.muted, false));
        for (words, size, color, is_bold) in std::iter::once(name).chain(small) {
            xml.start("a:p", &[])?;
            xml.start("a:pPr", &[("algn", align)])?;
            xml.start("a:lnSpc", &[])?;
            xml.empty("a:spcPct", &[("val", "95000")])?;
            xml.end()?;
            xml.end()?;
            // Bold fonts of office programs are wider than those of the scene.
            let size = size * self.scale * if is_bold { 0.9 } else { 0.95 };
            self.run(xml, words, size, Some(&hex(color)), is_bold)?;
            xml.end()?;
        }
        xml.end()
    }

    /// A run of text; `size` is in points.
    fn run(
        &self,
        xml: &mut Xml<Vec<u8>>,
        words: &str,
        size: f32,
        color: Option<&str>,
        is_bold: bool,
    ) -> io::Result<()> {
        xml.start("a:r", &[])?;
        let size = format!("{:.0}", (size * 100.0).clamp(100.0, 400_000.0));
        let mut attributes = vec![("sz", size.as_str())];
        attributes.extend(is_bold.then_some(("b", "1")));
        let language = language_tag(self.drawing.metadata.language);
        attributes.extend(language.map(|tag| ("lang", tag)));
        xml.start("a:rPr", &attributes)?;
        if let Some(color) = color {
            filled(xml, color)?;
        }
        xml.end()?;
        xml.text("a:t", &[], words)?;
        xml.end()
    }

    /// Writes a connector that is glued to the shapes at its ends.
    fn connector(&self, xml: &mut Xml<Vec<u8>>, at: usize, edge: &Edge) -> io::Result<()> {
        let emus = |&point: &Pos2| {
            (self.placed(Rect::from_min_max(point, point)).min.to_vec2() * EMU).to_pos2()
        };
        let points: Vec<Pos2> = edge.points.iter().map(emus).collect();
        let connector = Connector::along(&points);
        xml.start("p:cxnSp", &[])?;
        xml.start("p:nvCxnSpPr", &[])?;
        let id = (FIRST_SHAPE + self.drawing.nodes.len() + at).to_string();
        let name = edge.word().unwrap_or("parent");
        xml.empty("p:cNvPr", &[("id", &id), ("name", name), ("descr", &edge.sentence)])?;
        xml.start("p:cNvCxnSpPr", &[])?;
        let ends = [
            ("a:stCxn", edge.from, edge.points.first()),
            ("a:endCxn", edge.to, edge.points.last()),
        ];
        for (end, node, point) in ends {
            let Some(&point) = point else { continue };
            let (id, site) = ((FIRST_SHAPE + node).to_string(), self.site(node, point).to_string());
            xml.empty(end, &[("id", &id), ("idx", &site)])?;
        }
        xml.end()?;
        xml.empty("p:nvPr", &[])?;
        xml.end()?;
        xml.start("p:spPr", &[])?;
        let mut turns = Vec::new();
        turns.extend(connector.is_turned.then_some(("rot", "5400000")));
        turns.extend(connector.flip_h.then_some(("flipH", "1")));
        turns.extend(connector.flip_v.then_some(("flipV", "1")));
        let [left, top, width, height] = connector.place.map(|it| format!("{it:.0}"));
        xml.start("a:xfrm", &turns)?;
        xml.empty("a:off", &[("x", &left), ("y", &top)])?;
        xml.empty("a:ext", &[("cx", &width), ("cy", &height)])?;
        xml.end()?;
        xml.start("a:prstGeom", &[("prst", connector.preset)])?;
        xml.start("a:avLst", &[])?;
        for (at, part) in (1..).zip(&connector.adjustments) {
            let value = [("name", &*format!("adj{at}")), ("fmla", &*format!("val {part:.0}"))];
            xml.empty("a:gd", &value)?;
        }
        xml.end()?;
        xml.end()?;
        xml.start("a:ln", &[("w", &emu((1.5 * self.scale).max(0.5)))])?;
        filled(xml, &hex(edge.color))?;
        if edge.dash.is_some() {
            xml.empty("a:prstDash", &[("val", "dash")])?;
        }
        xml.empty("a:round", &[])?;
        if edge.kind.is_some() && !edge.is_mutual() {
            xml.empty("a:tailEnd", &[("type", "triangle"), ("w", "med"), ("len", "med")])?;
        }
        xml.end()?;
        xml.end()?;
        xml.end()
    }

    /// The connection site of a node that is nearest to a point.
    fn site(&self, node: usize, point: Pos2) -> usize {
        let place = port(&self.drawing.nodes[node], point);
        let sites = SITES.iter().chain(&self.sites[node]).map(|site| (*site - place).length_sq());
        let nearest = sites.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b));
        nearest.map_or(0, |(at, _)| at)
    }
}

/// Connection sites that the lines of a drawing need in addition to those of the preset, by node.
fn own_sites(drawing: &Drawing<'_>) -> Vec<Vec<Vec2>> {
    let mut sites: Vec<Vec<Vec2>> = vec![Vec::new(); drawing.nodes.len()];
    for edge in &drawing.edges {
        for (node, point) in [(edge.from, edge.points.first()), (edge.to, edge.points.last())] {
            let Some(&point) = point else { continue };
            let place = port(&drawing.nodes[node], point);
            let is_there = |site: &Vec2| (*site - place).length() < SITE_SLACK;
            if !SITES.iter().chain(&sites[node]).any(is_there) {
                sites[node].push(place);
            }
        }
    }
    sites
}

fn start_tree(xml: &mut Xml<Vec<u8>>) -> io::Result<()> {
    xml.start("p:spTree", &[])?;
    xml.start("p:nvGrpSpPr", &[])?;
    xml.empty("p:cNvPr", &[("id", "1"), ("name", "")])?;
    xml.empty("p:cNvGrpSpPr", &[])?;
    xml.empty("p:nvPr", &[])?;
    xml.end()?;
    xml.empty("p:grpSpPr", &[])
}

fn transform(xml: &mut Xml<Vec<u8>>, rect: Rect, turns: &[(&str, &str)]) -> io::Result<()> {
    let [left, top] = [rect.min.x, rect.min.y].map(emu);
    let [width, height] = [rect.width(), rect.height()].map(emu);
    xml.start("a:xfrm", turns)?;
    xml.empty("a:off", &[("x", &left), ("y", &top)])?;
    xml.empty("a:ext", &[("cx", &width), ("cy", &height)])?;
    xml.end()
}

fn filled(xml: &mut Xml<Vec<u8>>, color: &str) -> io::Result<()> {
    xml.start("a:solidFill", &[])?;
    xml.empty("a:srgbClr", &[("val", &color.to_uppercase())])?;
    xml.end()
}

fn point(xml: &mut Xml<Vec<u8>>, name: &'static str, x: &str, y: &str) -> io::Result<()> {
    xml.start(name, &[])?;
    xml.empty("a:pt", &[("x", x), ("y", y)])?;
    xml.end()
}

/// A length in EMU.
fn emu(points: f32) -> String {
    format!("{:.0}", points * EMU)
}

/// Opens a placeholder of a slide up to its first paragraph; the shape and its text body stay open.
fn start_placeholder(
    xml: &mut Xml<Vec<u8>>,
    id: usize,
    name: &str,
    attributes: Attributes<'_>,
) -> io::Result<()> {
    xml.start("p:sp", &[])?;
    xml.start("p:nvSpPr", &[])?;
    xml.empty("p:cNvPr", &[("id", &id.to_string()), ("name", name)])?;
    xml.start("p:cNvSpPr", &[])?;
    xml.empty("a:spLocks", &[("noGrp", "1")])?;
    xml.end()?;
    xml.start("p:nvPr", &[])?;
    xml.empty("p:ph", attributes)?;
    xml.end()?;
    xml.end()?;
    xml.empty("p:spPr", &[])?;
    xml.start("p:txBody", &[])?;
    xml.empty("a:bodyPr", &[])?;
    xml.empty("a:lstStyle", &[])
}
