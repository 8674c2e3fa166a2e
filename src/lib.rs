//! Organogram: organizations written as plain text, shown as charts.
//!
//! One way data flows; each stage is a plain value that the next one reads:
//!
//! - [`source`] and [`diagnostic`]: the text of a file, and what is wrong with it;
//! - [`i18n`]: languages and the interface's messages;
//! - [`syntax`]: the lossless tree of a text, sound or broken;
//! - [`model`]: text to a validated [`model::Chart`];
//! - [`edit`]: changes to the text, span by span;
//! - [`search`]: which units a few typed words mean;
//! - [`layout`]: where every card stands, pure geometry;
//! - [`scene`]: what is drawn, as a display list;
//! - [`canvas`]: the display list on screen, through `egui_graphs`;
//! - [`fonts`]: fonts of the system, for what the embedded one lacks;
//! - [`export`]: the display list, or the chart, as bytes;
//! - [`app`]: the window around it; [`cli`]: the same stages without a window.

pub mod diagnostic;
pub mod source;

#[cfg(feature = "window")]
#[doc(hidden)]
pub mod app;
#[cfg(feature = "window")]
#[doc(hidden)]
pub mod canvas;
#[doc(hidden)]
pub mod cli;
pub mod edit;
pub mod export;
pub mod file;
pub mod fonts;
pub mod i18n;
pub mod layout;
pub mod model;
pub mod scene;
pub mod search;
pub mod syntax;
