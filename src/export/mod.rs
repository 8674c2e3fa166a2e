//! Exports: conversion of a scene or a chart to the bytes of a file.
//!
//! Each format has a module with a function `write` that streams into a writer; for pictures it is `write(&scene,
//! &options, out)` with format-specific options. Nothing here opens files. To add a format, add a module, a [`Format`]
//! and an [`Output`].

pub mod changes;
mod columns;
pub mod csv;
pub mod dot;
pub mod drawing;
pub mod drawio;
pub mod functions;
pub mod graphml;
pub mod html;
mod job;
pub mod json;
pub mod markdown;
pub mod matrix;
pub mod mermaid;
mod official;
mod origin;
pub mod outline;
pub mod pdf;
pub mod png;
pub mod pptx;
mod raster;
pub mod svg;
pub mod turtle;
pub mod xlsx;
mod xml;

use std::io;

pub use csv::Cells;
pub use job::{Content, Estimate, Job, Output, PdfPages, PictureSize, ProgressSink};
pub use official::OfficialText;
#[cfg(feature = "window")]
pub(crate) use official::SplitText;
pub use origin::Origin;
pub use pdf::{PageSetup, Paper};

use crate::diagnostic::Message;
use crate::message;
use crate::model::{Chart, UnitIndex};

/// Format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Raster picture.
    Png,
    /// Vector drawing.
    Svg,
    /// Printable document.
    Pdf,
    /// An interactive page.
    Html,
    /// All of the data.
    Json,
    /// A table with a row for each unit.
    Csv,
    /// The readable outline with heads and functions.
    Md,
    /// The data in terms of the W3C's Organization Ontology.
    Ttl,
    /// A workbook with one sheet each for units, posts, functions, relations, bodies and sources.
    Xlsx,
    /// Slides of shapes and connectors.
    Pptx,
    /// A drawing for draw.io.
    Drawio,
    /// A graph for yEd.
    Graphml,
    /// A flowchart for Mermaid.
    Mmd,
    /// A graph for Graphviz.
    Dot,
    /// The outline as text that `import` reads.
    Outline,
}

impl Format {
    /// Every format, pictures first.
    pub const ALL: &'static [Self] = &[
        Self::Png,
        Self::Svg,
        Self::Pdf,
        Self::Html,
        Self::Pptx,
        Self::Drawio,
        Self::Graphml,
        Self::Mmd,
        Self::Dot,
        Self::Xlsx,
        Self::Csv,
        Self::Json,
        Self::Ttl,
        Self::Md,
        Self::Outline,
    ];

    /// The file extension, and the name on the command line.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Md => "md",
            Self::Ttl => "ttl",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Drawio => "drawio",
            Self::Graphml => "graphml",
            Self::Mmd => "mmd",
            Self::Dot => "dot",
            Self::Outline => "outline",
        }
    }

    /// The format of an extension, ignoring case.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }

    /// Whether it is a picture, which has a size.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Svg | Self::Pdf)
    }

    /// Whether it draws cards and lines like the view.
    #[must_use]
    pub const fn is_drawn(self) -> bool {
        match self {
            Self::Png
            | Self::Svg
            | Self::Pdf
            | Self::Pptx
            | Self::Drawio
            | Self::Graphml
            | Self::Mmd
            | Self::Dot => true,
            Self::Html
            | Self::Json
            | Self::Csv
            | Self::Md
            | Self::Ttl
            | Self::Xlsx
            | Self::Outline => false,
        }
    }

    /// Whether its text is in one language.
    #[must_use]
    pub const fn is_in_one_language(self) -> bool {
        self.is_drawn() || matches!(self, Self::Html | Self::Md | Self::Outline)
    }
}

/// Reason why an export failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
#[non_exhaustive]
pub enum ExportError {
    /// A scale that is not a positive number.
    Scale(f32),
    /// A picture over the limits of the format.
    TooLarge {
        /// The requested width, in pixels.
        width: f64,
        /// The requested height, in pixels.
        height: f64,
        /// The largest scale within the limits.
        largest_scale: f64,
    },
    /// A picture that the disk has no room for.
    NoRoom {
        /// The requested width, in pixels.
        width: u32,
        /// The requested height, in pixels.
        height: u32,
        /// Estimated bytes of the file.
        needed: u64,
        /// Free bytes.
        free: u64,
        /// The largest scale that would probably fit.
        largest_scale: f64,
    },
    /// A document that cannot be created.
    Document(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Error of the writer.
    Write(#[from] io::Error),
}

impl ExportError {
    /// The message for users.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Scale(scale) => {
                message!("the scale must be greater than 0, not {0}", scale.to_string())
            }
            Self::TooLarge { width, height, largest_scale } => message!(
                "the picture would be {0} x {1} pixels, but a PNG has at most 2147483647 per side; the largest scale that fits is {2}",
                format!("{width:.0}"),
                format!("{height:.0}"),
                largest_scale.to_string()
            ),
            Self::NoRoom { width, height, needed, free, largest_scale } => message!(
                "the picture would be {0} x {1} pixels and take about {2}, but only {3} are free; a scale of {4} would fit",
                *width,
                *height,
                bytes_in_words(*needed),
                bytes_in_words(*free),
                largest_scale.to_string()
            ),
            Self::Document(error) => {
                message!("the document cannot be created: {0}", error.to_string())
            }
            Self::Write(error) => message!("writing failed: {0}", error.to_string()),
        }
    }
}

/// A number of bytes as readable text.
#[must_use]
pub fn bytes_in_words(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let kilobytes = bytes as f64 / 1e3;
    match kilobytes {
        ..999.5 => format!("{kilobytes:.0} kB"),
        ..9950.0 => format!("{:.1} MB", kilobytes / 1e3),
        _ => format!("{:.0} MB", kilobytes / 1e3),
    }
}

/// Name and version of the program, for metadata.
pub(crate) const PROGRAM: &str = concat!("Organogram ", env!("CARGO_PKG_VERSION"));

/// Metadata of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Metadata<'a> {
    /// The organization's name, preceded by the name of the branch if only that is shown.
    pub title: &'a str,
    /// The tag of the displayed language; empty if there is none.
    pub language: &'a str,
    /// The source file.
    pub origin: Option<&'a Origin>,
}

/// The tag, if it is well-formed (BCP 47).
fn language_tag(tag: &str) -> Option<&str> {
    oxilangtag::LanguageTag::parse(tag).is_ok().then_some(tag)
}

/// Text for metadata: U+FFFD for characters that XML 1.0 cannot represent, and a space for each tab and line break.
fn metadata_text(words: &str) -> String {
    let character = |character| match character {
        '\t' | '\n' | '\r' => ' ',
        other if is_xml(other) => other,
        _ => char::REPLACEMENT_CHARACTER,
    };
    words.chars().map(character).collect()
}

/// Whether [XML 1.0](https://www.w3.org/TR/xml/#charsets) can represent a character.
const fn is_xml(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Validates the scale of a picture.
///
/// # Errors
///
/// If it is not a positive number.
fn checked_scale(scale: f32) -> Result<f64, ExportError> {
    if scale.is_finite() && scale > 0.0 {
        Ok(f64::from(scale))
    } else {
        Err(ExportError::Scale(scale))
    }
}

/// Part of a chart for data formats; everything by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subtree {
    /// Top of the branch.
    pub root: Option<UnitIndex>,
    /// Number of levels below the top.
    pub depth: Option<u32>,
}

impl Subtree {
    /// The units of the part, in preorder.
    fn outline(self, chart: &Chart) -> Vec<UnitIndex> {
        let roots = self.root.map_or_else(|| chart.roots().to_vec(), |root| vec![root]);
        let top = self.root.map_or(0, |root| chart.unit(root).depth);
        let mut units: Vec<UnitIndex> = roots
            .into_iter()
            .flat_map(|root| std::iter::once(root).chain(chart.descendants(root)))
            .collect();
        if let Some(most) = self.depth {
            units.retain(|&unit| chart.unit(unit).depth - top <= most);
        }
        units
    }

    /// The units of the part, in the order of the file.
    fn units(self, chart: &Chart) -> Vec<UnitIndex> {
        let mut units = self.outline(chart);
        units.sort_unstable();
        units
    }
}
