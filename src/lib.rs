//! Organizations written as plain text, shown as charts.
//!
//! A structure file is [RON](https://docs.rs/ron) that lists units, heads, functions and lines between them, each with
//! the paragraph that it is based on. Data flows in one direction, and each stage produces a plain value that the next
//! stage reads:
//!
//! | stage | from | to |
//! | --- | --- | --- |
//! | [`syntax`] | a text | a lossless, error-tolerant syntax tree |
//! | [`model`] | a text | a validated [`Chart`](model::Chart) and its [`Diagnostic`](diagnostic::Diagnostic)s |
//! | [`edit`] | a text and a requested edit | spans to replace; also canonical formatting and merging |
//! | [`editions`] | two charts | matched units, functions and facts, and the changes |
//! | [`search`] | a chart and a query | ranked units |
//! | [`layout`] | sizes of cards | positions |
//! | [`scene`] | a chart and a [`SceneRequest`](scene::SceneRequest) | a display list, with indexes over it |
//! | [`export`] | a chart or a scene | the bytes of a file |
//!
//! [`source`] contains texts with line lookup, [`fonts`] finds fonts for characters that the embedded font lacks, and
//! [`file`](mod@file) reads and atomically writes files.
//!
//! # Examples
//!
//! The units of a file as an outline:
//!
//! ```
//! use organogram::model::Chart;
//! use organogram::source::SourceText;
//!
//! let text = r#"(organogram: 1, units: [
//!     (id: "harbour", kind: "department", name: "Harbour Office"),
//!     (id: "pilots", parent: "harbour", kind: "section", name: "Pilots"),
//! ])"#;
//! let (chart, diagnostics) = Chart::load(&SourceText::new("harbour.ron", text));
//! assert!(diagnostics.is_empty());
//! let outline: Vec<String> = chart
//!     .outline()
//!     .map(|index| chart.unit(index))
//!     .map(|unit| format!("{}{}", "  ".repeat(unit.depth as usize), unit.name.get(["en"])))
//!     .collect();
//! assert_eq!(outline, ["Harbour Office", "  Pilots"]);
//! ```
//!
//! A chart as SVG:
//!
//! ```
//! use organogram::export::svg::{self, SvgOptions};
//! use organogram::model::{Chart, SAMPLE};
//! use organogram::scene::{SceneRequest, build};
//! use organogram::source::SourceText;
//!
//! let (chart, _) = Chart::load(&SourceText::new("sample", SAMPLE));
//! let scene = build(&chart, &SceneRequest::default()).scene;
//! let mut drawing = Vec::new();
//! svg::write(&scene, &SvgOptions::default(), &mut drawing)?;
//! # Ok::<(), organogram::export::ExportError>(())
//! ```
//!
//! The unit at a point of a chart:
//!
//! ```
//! use emath::{Rect, Vec2};
//! use organogram::model::{Chart, SAMPLE};
//! use organogram::scene::{SceneRequest, build};
//! use organogram::source::SourceText;
//!
//! let (chart, _) = Chart::load(&SourceText::new("sample", SAMPLE));
//! let stage = build(&chart, &SceneRequest::default());
//! let point = stage.cards[0].rect.center();
//! let found = stage.cards_in(Rect::from_center_size(point, Vec2::ZERO));
//! assert_eq!(found[0].0.unit, chart.roots()[0]);
//! ```
//!
//! # Features
//!
//! `window`, enabled by default, includes the window of the desktop program. Without it no graphics libraries are
//! linked.

pub mod diagnostic;
pub mod source;

#[cfg(feature = "window")]
#[doc(hidden)]
pub mod app;
#[cfg(feature = "window")]
#[doc(hidden)]
pub mod canvas;
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub mod cli;
pub mod edit;
pub mod editions;
pub mod export;
pub mod file;
pub mod fonts;
pub mod i18n;
#[doc(hidden)]
pub mod ide;
pub mod import;
pub mod layout;
pub mod model;
pub mod scene;
pub mod search;
pub mod syntax;
