//! PDF: shapes, text that can be selected and searched, bookmarks that follow the tree, and subsets
//! of the fonts.
//!
//! A page is as large as the scene, or paper that the scene is made to fit; an atlas has a page for
//! each branch that fits one. A point of a scene is 1/96 inch, a point of a document 1/72 inch.

mod bookmarks;
mod painter;
mod paper;

use std::io::Write;

use emath::Pos2;
use krilla::configure::validate::Archival;
use krilla::configure::{Configuration, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::metadata::DateTime;
use krilla::{Document, SerializeSettings};

use self::bookmarks::Bookmarks;
use self::painter::{Fonts, Link, Sheet};
pub use self::paper::{PageSetup, Paper};
use super::{ExportError, Metadata, checked_scale, language_tag, metadata_text};
use crate::scene::atlas::{Atlas, AtlasPage, AtlasPageKind, SHEET_POINT};
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
    /// The day from which the structure holds, or its year or month, as ISO 8601: the date of the
    /// document, so that the same input gives the same bytes.
    pub date: Option<&'a str>,
}

/// Size of the page that a scene is drawn on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PageSize {
    /// That of the scene at a scale; 1 is as large as a picture of 96 dots an inch.
    Scene(f32),
    /// Paper, on which the scene is made to fit.
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
    /// Size of the smallest text, in points; of an atlas without the overview.
    pub least_text: f32,
    /// Whether the chart is smaller than requested, because of the maximum page size.
    pub is_reduced: bool,
    /// Whether it is PDF/A-2b, for archives.
    pub is_archival: bool,
}

/// Width and height in points of the page of a scene, and the report.
///
/// # Errors
/// When the scale is no positive number.
pub fn forecast(scene: &Scene, page: PageSize) -> Result<((f64, f64), PdfReport), ExportError> {
    let (sheet, report) = sheet(scene, page)?;
    Ok((sheet.size(), report))
}

/// Estimated bytes of a document in which each item of a scene is drawn `times` times: within half
/// of the truth for charts.
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
/// When the scale is no positive number, or the document cannot be made, before anything is
/// written; and when `out` refuses.
pub fn write(
    scene: &Scene,
    options: &PdfOptions<'_>,
    out: impl Write,
) -> Result<PdfReport, ExportError> {
    let (sheet, report) = sheet(scene, options.page)?;
    let fonts = Fonts::new(&scene.fonts);
    archived(out, |configuration| {
        let mut document = document(options.metadata, options.date, configuration);
        sheet.draw(&mut document, &fonts, scene, []);
        let mut bookmarks = Bookmarks::default();
        for group in &scene.groups {
            bookmarks.add(group, 0, sheet.point(group.bounds.min));
        }
        document.set_outline(bookmarks.outline());
        Ok((document.finish()?, report))
    })
}

/// Writes an atlas, a page on each sheet.
///
/// # Errors
/// When the document cannot be made, before anything is written; and when `out` refuses.
pub fn write_atlas(
    atlas: &Atlas,
    metadata: Metadata<'_>,
    date: Option<&str>,
    out: impl Write,
) -> Result<PdfReport, ExportError> {
    let sheets: Vec<Sheet> = atlas.pages.iter().map(|page| sheet_of(atlas, page)).collect();
    let branches =
        atlas.pages.iter().zip(&sheets).filter(|(page, _)| page.kind == AtlasPageKind::Branches);
    let least_text =
        branches.map(|(_, sheet)| sheet.points(size::SMALL)).fold(f32::INFINITY, f32::min);
    let pages = atlas.pages.len();
    let report = PdfReport { pages, least_text, is_reduced: false, is_archival: true };
    archived(out, |configuration| {
        let mut document = document(metadata, date, configuration);
        let mut bookmarks = Bookmarks::default();
        let fonts = atlas.pages.first().map(|page| Fonts::new(&page.scene.fonts));
        for (page, sheet) in atlas.pages.iter().zip(&sheets) {
            let Some(fonts) = &fonts else { break };
            let links = page.links.iter().map(|link| Link {
                area: link.area,
                page: link.page,
                place: link.place.map_or(Pos2::ZERO, |place| sheets[link.page].point(place)),
                words: &link.words,
            });
            sheet.draw(&mut document, fonts, &page.scene, links);
            for group in &page.scene.groups {
                let Subject::Unit(unit) = group.subject else { continue };
                if let Some((page, place)) = atlas.place(unit) {
                    bookmarks.add(group, page, sheets[page].point(place));
                }
            }
        }
        document.set_outline(bookmarks.outline());
        Ok((document.finish()?, report))
    })
}

/// The place of an atlas page's scene on the paper.
fn sheet_of(atlas: &Atlas, page: &AtlasPage) -> Sheet {
    match page.kind {
        AtlasPageKind::Overview => Sheet::fitted(atlas.sheet, page.scene.bounds),
        AtlasPageKind::Branches => Sheet::cornered(atlas.sheet, page.scene.bounds),
        AtlasPageKind::Index => Sheet::exact(page.scene.bounds, 1.0),
    }
}

type Drawn = Result<(Vec<u8>, PdfReport), KrillaError>;

/// Writes a document as PDF/A where it can be. PDF/A takes no font whose licence forbids embedding:
/// an ordinary document is better than none.
fn archived(
    mut out: impl Write,
    draw: impl Fn(Configuration) -> Drawn,
) -> Result<PdfReport, ExportError> {
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B).finish();
    let drawn = match archival.map(&draw) {
        Ok(Err(KrillaError::Validation(_))) | Err(_) => draw(Configuration::default())
            .map(|(bytes, report)| (bytes, PdfReport { is_archival: false, ..report })),
        Ok(drawn) => drawn,
    };
    let (bytes, report) = drawn.map_err(|error| ExportError::Document(Box::new(error)))?;
    out.write_all(&bytes)?;
    Ok(report)
}

/// The page of a scene.
fn sheet(scene: &Scene, page: PageSize) -> Result<(Sheet, PdfReport), ExportError> {
    let (sheet, is_reduced) = match page {
        PageSize::Paper(setup) => (Sheet::fitted(setup.sheet(), scene.bounds), false),
        PageSize::Scene(scale) => own_page(scene, checked_scale(scale)?),
    };
    let least_text = sheet.points(size::SMALL);
    Ok((sheet, PdfReport { pages: 1, least_text, is_reduced, is_archival: true }))
}

/// A page as large as the scene, up to the maximum.
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

/// The date that archival documents must have, to the day: the first day of a year or month.
fn creation_date(date: Option<&str>) -> DateTime {
    let mut parts = date.unwrap_or_default().splitn(3, '-');
    let year = parts.next().and_then(|year| year.parse().ok()).unwrap_or(1970);
    let mut part = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    DateTime::new(year).month(part()).day(part()).hour(0).minute(0).second(0).utc_offset_hour(0)
}
