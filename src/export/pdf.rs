//! PDF: shapes, selectable and searchable text, bookmarks that follow the tree, and font subsets.
//!
//! Documents are tagged: [PDF/UA-1](https://pdfa.org/resource/iso-14289-pdfua/) for accessibility, and PDF/A-2a for
//! archiving. Units are read as a nested list.
//!
//! A page has the size of the scene, or is a sheet of paper to which the scene is fitted; an atlas has a page for each
//! branch that fits one. A scene point is 1/96 inch, a document point 1/72 inch.

mod bookmarks;
mod painter;
mod paper;
mod reading;
mod table;
mod tags;

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Write;

use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::metadata::DateTime;
use krilla::outline::Outline;
use krilla::tagging::TagTree;
use krilla::{Document, SerializeSettings};

use self::bookmarks::Bookmarks;
use self::painter::{Fonts, Sheet};
pub use self::paper::{PageSetup, Paper};
use super::{ExportError, Metadata, checked_scale, language_tag, metadata_text};
use crate::scene::atlas::{Atlas, AtlasPage, AtlasPageKind, SHEET_POINT};
use crate::scene::handbook::{self, Handbook};
use crate::scene::matrix::{Matrix, MatrixSheet};
use crate::scene::structure::{self, Leaf, Node};
use crate::scene::theme::size;
use crate::scene::{Scene, SceneItem, Subject};

/// Maximum side of a page, in points.
const MAX_SIDE: f64 = 14_400.0;
/// Minimum size of legible text on paper, in points.
pub const MIN_LEGIBLE: f32 = 5.0;

/// Options of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PdfOptions<'a> {
    /// The size of the page.
    pub page: PageSize,
    /// The metadata.
    pub metadata: Metadata<'a>,
    /// The effective date, or its year or month, as ISO 8601. It is used as the date of the document, so that equal
    /// input produces equal bytes.
    pub date: Option<&'a str>,
}

/// Page size for a scene.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PageSize {
    /// The size of the scene at a scale; scale 1 corresponds to a picture with 96 dots per inch.
    Scene(f32),
    /// Paper, to which the scene is fitted.
    Paper(PageSetup),
}

impl Default for PageSize {
    fn default() -> Self {
        Self::Scene(1.0)
    }
}

/// Report on a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PdfReport {
    /// Number of pages.
    pub pages: usize,
    /// Size of the smallest text, in points; for an atlas, excluding the overview.
    pub least_text: f32,
    /// Whether the chart is smaller than requested, because of the maximum page size.
    pub is_reduced: bool,
    /// The standards that the document conforms to.
    pub conformance: Conformance,
}

/// Standards conformance of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conformance {
    /// PDF/UA-1 and PDF/A-2a: accessible and archivable.
    Accessible,
    /// PDF/A-2b: archivable.
    Archival,
    /// Plain PDF.
    None,
}

impl Conformance {
    /// All levels, strictest first.
    const ALL: [Self; 3] = [Self::Accessible, Self::Archival, Self::None];

    fn configuration(self) -> Option<Configuration> {
        let builder = ConfigurationBuilder::new();
        let builder = match self {
            Self::Accessible => builder
                .with_archival_validator(Archival::A2_A)
                .with_accessibility_validator(Accessibility::UA1),
            Self::Archival => builder.with_archival_validator(Archival::A2_B),
            Self::None => builder,
        };
        builder.finish().ok()
    }
}

/// Width and height of the page of a scene, in points, and the report.
///
/// # Errors
///
/// If the scale is not a positive number.
pub fn forecast(scene: &Scene, page: PageSize) -> Result<((f64, f64), PdfReport), ExportError> {
    let (sheet, report) = sheet(scene, page)?;
    Ok((sheet.size(), report))
}

/// Estimated size in bytes of a document in which each item of a scene is drawn `times` times: within a factor of two
/// for charts.
#[must_use]
pub fn estimated_bytes(scene: &Scene, times: usize) -> u64 {
    const FONTS: usize = 20_000;
    let ink = |item: &SceneItem| match item {
        SceneItem::Box { .. } => 40,
        SceneItem::Strip { .. } | SceneItem::Line { .. } | SceneItem::Polygon { .. } => 25,
        SceneItem::Text { run, .. } | SceneItem::Slanted { run, .. } => {
            40 + 4 * run.text().chars().count()
        }
    };
    (FONTS + times * scene.items.iter().map(ink).sum::<usize>()) as u64
}

/// Writes a scene on one page.
///
/// # Errors
///
/// If the scale is not a positive number, or the document cannot be created, before anything is written; or if writing
/// to `out` fails.
pub fn write(
    scene: &Scene,
    options: &PdfOptions<'_>,
    out: impl Write,
) -> Result<PdfReport, ExportError> {
    let language = language_tag(options.metadata.language).unwrap_or_default();
    write_page(scene, &reading::of_scene(scene, options.metadata.title, language), options, out)
}

/// Writes a matrix on one page.
///
/// # Errors
/// If the scale is no positive number, or the document cannot be created, before anything is written; or if writing
/// to `out` fails.
pub fn write_matrix(
    matrix: &Matrix,
    sheet: &MatrixSheet,
    options: &PdfOptions<'_>,
    out: impl Write,
) -> Result<PdfReport, ExportError> {
    let language = language_tag(options.metadata.language).unwrap_or_default();
    let structure = reading::of_matrix(matrix, sheet, options.metadata.title, language);
    write_page(&sheet.scene, &structure, options, out)
}

fn write_page(
    scene: &Scene,
    structure: &[Node<'_>],
    options: &PdfOptions<'_>,
    out: impl Write,
) -> Result<PdfReport, ExportError> {
    let (sheet, report) = sheet(scene, options.page)?;
    let set = || {
        let mut bookmarks = Bookmarks::default();
        for group in &scene.groups {
            bookmarks.add(group, 0, sheet.point(group.bounds.min));
        }
        let pages = vec![(sheet, Cow::Borrowed(scene))];
        Typeset { pages, structure: Cow::Borrowed(structure), outline: bookmarks.outline() }
    };
    let conformance = write_strictly(set, options.metadata, options.date, out)?;
    Ok(PdfReport { conformance, ..report })
}

/// Writes an atlas, one page per sheet.
///
/// # Errors
///
/// If the document cannot be created, before anything is written; or if writing to `out` fails.
pub fn write_atlas(
    atlas: &Atlas,
    metadata: Metadata<'_>,
    date: Option<&str>,
    out: impl Write,
) -> Result<PdfReport, ExportError> {
    let pages: Vec<(Sheet, &Scene)> =
        atlas.pages.iter().map(|page| (sheet_of(atlas, page), &page.scene)).collect();
    let branches =
        atlas.pages.iter().zip(&pages).filter(|(page, _)| page.kind == AtlasPageKind::Branches);
    let least_text =
        branches.map(|(_, (sheet, _))| sheet.points(size::SMALL)).fold(f32::INFINITY, f32::min);
    let language = language_tag(metadata.language).unwrap_or_default();
    let numbered = atlas.pages.iter().enumerate();
    let structure: Vec<Node<'_>> = numbered
        .flat_map(|(at, page)| reading::of_page(at, page, metadata.title, language))
        .collect();
    let set = || {
        let mut bookmarks = Bookmarks::default();
        for group in atlas.pages.iter().flat_map(|page| &page.scene.groups) {
            let Subject::Unit(unit) = group.subject else { continue };
            if let Some((page, place)) = atlas.place(unit) {
                bookmarks.add(group, page, pages[page].0.point(place));
            }
        }
        let pages = pages.iter().map(|&(sheet, scene)| (sheet, Cow::Borrowed(scene))).collect();
        Typeset { pages, structure: Cow::Borrowed(&structure), outline: bookmarks.outline() }
    };
    let conformance = write_strictly(set, metadata, date, out)?;
    Ok(PdfReport { pages: pages.len(), least_text, is_reduced: false, conformance })
}

/// Writes a handbook. It is set again where it does not meet the strictest standards, so that no page is kept once it
/// is drawn.
///
/// # Errors
/// If the document cannot be created, before anything is written; or if writing to `out` fails.
pub fn write_handbook<'a>(
    book: impl Fn() -> Handbook<'a>,
    metadata: Metadata<'_>,
    date: Option<&str>,
    out: impl Write,
) -> Result<PdfReport, ExportError> {
    let count = Cell::new(0);
    let set = || {
        let Handbook { pages, bookmarks, structure } = book();
        count.set(pages.len());
        let page = |page: Scene| (Sheet::exact(page.bounds, 1.0), Cow::Owned(page));
        let pages = pages.into_iter().map(page).collect();
        let outline = bookmarks::of_book(&bookmarks);
        Typeset { pages, structure: Cow::Owned(structure), outline }
    };
    let conformance = write_strictly(set, metadata, date, out)?;
    let (pages, least_text) = (count.get(), handbook::SMALLEST_TEXT);
    Ok(PdfReport { pages, least_text, is_reduced: false, conformance })
}

/// The sheets of an atlas, each of the size of its paper.
#[must_use]
pub fn sheets_of(atlas: Atlas) -> Vec<Scene> {
    let sheets: Vec<Sheet> = atlas.pages.iter().map(|page| sheet_of(&atlas, page)).collect();
    let scenes = atlas.pages.into_iter().map(|page| page.scene);
    scenes.zip(sheets).map(|(scene, sheet)| Scene { bounds: sheet.area(), ..scene }).collect()
}

/// A scene fitted to a paper, of the size of the paper.
#[must_use]
pub fn on_paper(scene: Scene, setup: PageSetup) -> Scene {
    let bounds = Sheet::fitted(setup.sheet(), scene.bounds).area();
    Scene { bounds, ..scene }
}

/// The position of an atlas page's scene on the paper.
fn sheet_of(atlas: &Atlas, page: &AtlasPage) -> Sheet {
    match page.kind {
        AtlasPageKind::Overview => Sheet::fitted(atlas.sheet, page.scene.bounds),
        AtlasPageKind::Branches => Sheet::cornered(atlas.sheet, page.scene.bounds),
        AtlasPageKind::Index => Sheet::exact(page.scene.bounds, 1.0),
    }
}

/// Writes a document with the strictest conformance that is possible: some standards do not allow fonts whose licence
/// forbids embedding, or characters without a meaning. A plain document is better than none.
fn write_strictly<'a>(
    set: impl Fn() -> Typeset<'a>,
    metadata: Metadata<'_>,
    date: Option<&str>,
    mut out: impl Write,
) -> Result<Conformance, ExportError> {
    for conformance in Conformance::ALL {
        let Some(configuration) = conformance.configuration() else { continue };
        match set().draw(document(metadata, date, configuration)) {
            Err(KrillaError::Validation(_)) if conformance != Conformance::None => {}
            Err(error) => return Err(ExportError::Document(Box::new(error))),
            Ok(bytes) => {
                out.write_all(&bytes)?;
                return Ok(conformance);
            }
        }
    }
    Ok(Conformance::None)
}

/// Pages with their structure and bookmarks.
struct Typeset<'a> {
    pages: Vec<(Sheet, Cow<'a, Scene>)>,
    structure: Cow<'a, [Node<'a>]>,
    outline: Outline,
}

impl Typeset<'_> {
    /// Draws the pages; each is dropped once it is drawn.
    fn draw(self, mut document: Document) -> Result<Vec<u8>, KrillaError> {
        let Self { pages, structure, outline } = self;
        let leaves = structure::leaves(&structure);
        let mut of_page: Vec<Vec<usize>> = vec![Vec::new(); pages.len()];
        for (at, leaf) in leaves.iter().enumerate() {
            of_page[leaf.page].push(at);
        }
        let sheets: Vec<Sheet> = pages.iter().map(|(sheet, _)| *sheet).collect();
        let fonts = pages.first().map(|(_, scene)| Fonts::new(&scene.fonts));
        let mut drawn = vec![Vec::new(); leaves.len()];
        for (own, (sheet, scene)) in of_page.into_iter().zip(pages) {
            let Some(fonts) = &fonts else { break };
            let own_leaves: Vec<&Leaf<'_>> = own.iter().map(|&at| leaves[at]).collect();
            let identifiers = sheet.draw(&mut document, fonts, &scene, &own_leaves, &sheets);
            for (at, identifiers) in own.into_iter().zip(identifiers) {
                drawn[at] = identifiers;
            }
        }
        let tree = tags::of(&structure, &sheets, &mut drawn.into_iter());
        drop(leaves);
        drop(structure);
        document.set_tag_tree(TagTree::from(tree));
        document.set_outline(outline);
        document.finish()
    }
}

/// The page of a scene.
fn sheet(scene: &Scene, page: PageSize) -> Result<(Sheet, PdfReport), ExportError> {
    let (sheet, is_reduced) = match page {
        PageSize::Paper(setup) => (Sheet::fitted(setup.sheet(), scene.bounds), false),
        PageSize::Scene(scale) => own_page(scene, checked_scale(scale)?),
    };
    let least_text = sheet.points(size::SMALL);
    let conformance = Conformance::Accessible;
    Ok((sheet, PdfReport { pages: 1, least_text, is_reduced, conformance }))
}

/// A page of the size of the scene, up to the maximum.
fn own_page(scene: &Scene, scale: f64) -> (Sheet, bool) {
    let (width, height) = (f64::from(scene.size().x), f64::from(scene.size().y));
    let asked = scale * SHEET_POINT;
    let most = MAX_SIDE / width.max(height).max(1.0);
    (Sheet::exact(scene.bounds, asked.min(most)), asked > most)
}

fn document(metadata: Metadata<'_>, date: Option<&str>, configuration: Configuration) -> Document {
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut entries = krilla::metadata::Metadata::new()
        .title(metadata_text(metadata.title))
        .creator(super::PROGRAM.to_owned())
        .producer(super::PROGRAM.to_owned())
        .creation_date(creation_date(date));
    if let Some(tag) = language_tag(metadata.language) {
        entries = entries.language(tag.to_owned());
    }
    if let Some(origin) = metadata.origin {
        let from =
            format!("Source: {}; SHA-256: {}", metadata_text(&origin.file_name), origin.sha256);
        entries = entries.description(from).document_id(origin.sha256.clone());
    }
    let mut document = Document::new_with(settings);
    document.set_metadata(entries);
    document
}

/// The date that archival documents must have, completed to the first day of a year or month.
fn creation_date(date: Option<&str>) -> DateTime {
    let mut parts = date.unwrap_or_default().splitn(3, '-');
    let year = parts.next().and_then(|year| year.parse().ok()).unwrap_or(1970);
    let mut part = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    DateTime::new(year).month(part()).day(part()).hour(0).minute(0).second(0).utc_offset_hour(0)
}
