//! Slides (PPTX): one slide per branch as in the atlas, with native shapes that contain text, connectors glued to the
//! shapes, and the functions in the notes.
//!
//! The container is an [OPC](https://ecma-international.org/publications-and-standards/standards/ecma-376/) package;
//! its constant parts are in `assets/pptx`.

mod connector;
mod slide;

use std::collections::HashMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::drawing::Drawing;
use super::xml::Xml;
use super::{ExportError, Metadata, PROGRAM, language_tag};
use crate::model::{Chart, UnitIndex};
use crate::scene::atlas::plan::{Leaf, Plan};
use crate::scene::{SceneRequest, build};
use slide::{ROOM, Slide};

const THEME: &str = include_str!("../../assets/pptx/theme.xml");
const MASTER: &str = include_str!("../../assets/pptx/master.xml");
const LAYOUT: &str = include_str!("../../assets/pptx/layout.xml");
const NOTES_MASTER: &str = include_str!("../../assets/pptx/notes-master.xml");

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Width and height of a 16:9 slide, in EMU.
const SLIDE_SIZE: (&str, &str) = ("12192000", "6858000");
/// Fraction of a slide's area for which branches are planned: the smallest text of a slide is larger than that of a
/// printed sheet.
const ROOM_FACTOR: f64 = 0.72;

/// Writes the slides of a chart: an overview if the whole chart does not fit on one slide, and the branches.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(
    chart: &Chart,
    request: &SceneRequest,
    metadata: Metadata<'_>,
    mut out: impl Write,
) -> Result<(), ExportError> {
    let slides = slides(chart, request, metadata);
    let mut package = Package { zip: ZipWriter::new(Cursor::new(Vec::new())), types: Vec::new() };
    package.fixed_parts(metadata)?;
    package.presentation(slides.len())?;
    for (at, slide) in slides.iter().enumerate() {
        package.slide(at + 1, slide)?;
    }
    out.write_all(&package.finish()?)?;
    Ok(out.flush()?)
}

/// The request in the proportions of a slide.
#[expect(clippy::cast_possible_truncation, reason = "a ratio")]
fn planned(request: &SceneRequest) -> SceneRequest {
    let aspect = (ROOM.2 / ROOM.3) as f32;
    SceneRequest { aspect, heading: false, legend: false, ..request.clone() }
}

fn plan(chart: &Chart, request: &SceneRequest) -> Plan {
    Plan::new(chart, request, (ROOM.2 * ROOM_FACTOR, ROOM.3 * ROOM_FACTOR), None)
}

fn slides<'a>(chart: &'a Chart, request: &SceneRequest, metadata: Metadata<'a>) -> Vec<Slide<'a>> {
    let request = &planned(request);
    let plan = plan(chart, request);
    let has_overview = plan.leaves.len() > 1;
    // Slides are numbered from 1.
    let first = 1 + usize::from(has_overview);
    let slide_of: HashMap<UnitIndex, usize> =
        plan.of_root.iter().map(|(&unit, &at)| (unit, at + first)).collect();
    let mut slides = Vec::new();
    if has_overview {
        let stage = build(chart, request);
        let drawing = Drawing::new(chart, &stage, request.mode, metadata);
        slides.push(Slide::new(chart, request, metadata.title.to_owned(), drawing, &[], &slide_of));
    }
    for Leaf { tops, stage, .. } in &plan.leaves {
        let drawing = Drawing::new(chart, stage, request.mode, metadata);
        let title = match tops[..] {
            [top] => slide::name(chart, request, top),
            _ => metadata.title.to_owned(),
        };
        slides.push(Slide::new(chart, request, title, drawing, tops, &slide_of));
    }
    slides
}

/// A package under construction.
struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    /// Parts with their content types.
    types: Vec<(String, &'static str)>,
}

/// Relation of a part: id, type, target, and whether the target is external.
type Relation<'a> = (&'a str, &'a str, &'a str, bool);

impl Package {
    fn part(
        &mut self,
        name: &str,
        content_type: &'static str,
        content: &[u8],
    ) -> Result<(), ExportError> {
        // The same chart produces the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let refused = |error: zip::result::ZipError| ExportError::Write(error.into());
        self.zip.start_file(name, options).map_err(refused)?;
        self.zip.write_all(content)?;
        if !content_type.is_empty() {
            self.types.push((format!("/{name}"), content_type));
        }
        Ok(())
    }

    fn relations(&mut self, name: &str, relations: &[Relation<'_>]) -> Result<(), ExportError> {
        let mut xml = Xml::new(Vec::new())?;
        let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
        xml.start("Relationships", &[("xmlns", namespace)])?;
        for (id, kind, target, is_outside) in relations {
            let kind =
                if kind.contains(':') { (*kind).to_owned() } else { format!("{RELATIONS}/{kind}") };
            let mut attributes = vec![("Id", *id), ("Type", kind.as_str()), ("Target", *target)];
            if *is_outside {
                attributes.push(("TargetMode", "External"));
            }
            xml.empty("Relationship", &attributes)?;
        }
        let content = xml.finish()?;
        self.part(name, "", &content)
    }

    fn fixed_parts(&mut self, metadata: Metadata<'_>) -> Result<(), ExportError> {
        const CORE: &str =
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
        self.relations(
            "_rels/.rels",
            &[
                ("rId1", "officeDocument", "ppt/presentation.xml", false),
                ("rId2", CORE, "docProps/core.xml", false),
                ("rId3", "extended-properties", "docProps/app.xml", false),
            ],
        )?;
        self.properties(metadata)?;
        for (name, content_type, content) in [
            ("ppt/theme/theme1.xml", "theme+xml", THEME),
            ("ppt/theme/theme2.xml", "theme+xml", THEME),
            ("ppt/slideMasters/slideMaster1.xml", "presentationml.slideMaster+xml", MASTER),
            ("ppt/slideLayouts/slideLayout1.xml", "presentationml.slideLayout+xml", LAYOUT),
            ("ppt/notesMasters/notesMaster1.xml", "presentationml.notesMaster+xml", NOTES_MASTER),
        ] {
            self.part(name, content_type, content.as_bytes())?;
        }
        self.relations(
            "ppt/slideMasters/_rels/slideMaster1.xml.rels",
            &[
                ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml", false),
                ("rId2", "theme", "../theme/theme1.xml", false),
            ],
        )?;
        self.relations(
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
            &[("rId1", "slideMaster", "../slideMasters/slideMaster1.xml", false)],
        )?;
        self.relations(
            "ppt/notesMasters/_rels/notesMaster1.xml.rels",
            &[("rId1", "theme", "../theme/theme2.xml", false)],
        )
    }

    /// Title, program and source.
    fn properties(&mut self, metadata: Metadata<'_>) -> Result<(), ExportError> {
        let mut xml = Xml::new(Vec::new())?;
        let namespaces = [
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ];
        xml.start("cp:coreProperties", &namespaces)?;
        xml.text("dc:title", &[], metadata.title)?;
        xml.text("dc:creator", &[], PROGRAM)?;
        if let Some(tag) = language_tag(metadata.language) {
            xml.text("dc:language", &[], tag)?;
        }
        if let Some(origin) = metadata.origin {
            let words = format!("source {}; sha256 {}", origin.file_name, origin.sha256);
            xml.text("dc:description", &[], &words)?;
        }
        let content = xml.finish()?;
        self.part("docProps/core.xml", "core-properties+xml", &content)?;
        let mut xml = Xml::new(Vec::new())?;
        let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
        xml.start("Properties", &[("xmlns", namespace)])?;
        xml.text("Application", &[], PROGRAM)?;
        let content = xml.finish()?;
        self.part("docProps/app.xml", "extended-properties+xml", &content)
    }

    fn presentation(&mut self, count: usize) -> Result<(), ExportError> {
        let mut xml = Xml::new(Vec::new())?;
        xml.start("p:presentation", slide::NAMESPACES)?;
        xml.start("p:sldMasterIdLst", &[])?;
        xml.empty("p:sldMasterId", &[("id", "2147483648"), ("r:id", "rId1")])?;
        xml.end()?;
        xml.start("p:notesMasterIdLst", &[])?;
        xml.empty("p:notesMasterId", &[("r:id", "rId2")])?;
        xml.end()?;
        xml.start("p:sldIdLst", &[])?;
        let mut relations = vec![
            ("rId1".to_owned(), "slideMaster", "slideMasters/slideMaster1.xml".to_owned()),
            ("rId2".to_owned(), "notesMaster", "notesMasters/notesMaster1.xml".to_owned()),
            ("rId3".to_owned(), "theme", "theme/theme1.xml".to_owned()),
        ];
        for at in 1..=count {
            let id = format!("rId{}", at + 3);
            xml.empty("p:sldId", &[("id", &(255 + at).to_string()), ("r:id", &id)])?;
            relations.push((id, "slide", format!("slides/slide{at}.xml")));
        }
        xml.end()?;
        xml.empty("p:sldSz", &[("cx", SLIDE_SIZE.0), ("cy", SLIDE_SIZE.1)])?;
        xml.empty("p:notesSz", &[("cx", "6858000"), ("cy", "9144000")])?;
        let content = xml.finish()?;
        self.part("ppt/presentation.xml", "presentationml.presentation.main+xml", &content)?;
        let relations: Vec<Relation<'_>> = relations
            .iter()
            .map(|(id, kind, target)| (id.as_str(), *kind, target.as_str(), false))
            .collect();
        self.relations("ppt/_rels/presentation.xml.rels", &relations)
    }

    fn slide(&mut self, number: usize, slide: &Slide<'_>) -> Result<(), ExportError> {
        let (content, links) = slide.content()?;
        let name = format!("ppt/slides/slide{number}.xml");
        self.part(&name, "presentationml.slide+xml", &content)?;
        let notes = format!("../notesSlides/notesSlide{number}.xml");
        let mut relations = vec![
            ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml", false),
            ("rId2", "notesSlide", notes.as_str(), false),
        ];
        for link in &links {
            let kind = if link.is_outside { "hyperlink" } else { "slide" };
            relations.push((&link.id, kind, &link.target, link.is_outside));
        }
        self.relations(&format!("ppt/slides/_rels/slide{number}.xml.rels"), &relations)?;
        let name = format!("ppt/notesSlides/notesSlide{number}.xml");
        self.part(&name, "presentationml.notesSlide+xml", &slide.notes()?)?;
        let target = format!("../slides/slide{number}.xml");
        self.relations(
            &format!("ppt/notesSlides/_rels/notesSlide{number}.xml.rels"),
            &[
                ("rId1", "notesMaster", "../notesMasters/notesMaster1.xml", false),
                ("rId2", "slide", &target, false),
            ],
        )
    }

    fn finish(mut self) -> Result<Vec<u8>, ExportError> {
        let mut xml = Xml::new(Vec::new())?;
        let namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
        xml.start("Types", &[("xmlns", namespace)])?;
        let relations = "application/vnd.openxmlformats-package.relationships+xml";
        xml.empty("Default", &[("Extension", "rels"), ("ContentType", relations)])?;
        xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")])?;
        for (name, kind) in std::mem::take(&mut self.types) {
            let area = if kind.starts_with("core") { "package" } else { "officedocument" };
            let kind = format!("application/vnd.openxmlformats-{area}.{kind}");
            xml.empty("Override", &[("PartName", &name), ("ContentType", &kind)])?;
        }
        let content = xml.finish()?;
        self.part("[Content_Types].xml", "", &content)?;
        let bytes = self.zip.finish().map_err(|error| ExportError::Write(error.into()))?;
        Ok(bytes.into_inner())
    }
}
