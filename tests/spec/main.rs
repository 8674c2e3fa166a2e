//! Contracts of the model, layouts, scenes, exports and the command line, tested without a window.

mod accountability;
mod architecture;
mod atlas;
mod blocks;
mod cards;
mod careful;
mod chips;
mod cli;
mod coloring;
mod drawings;
mod edit;
mod editions;
mod facts;
mod filter;
mod fixes;
mod fmt;
mod fonts;
mod history;
mod hostile;
mod html;
mod import;
mod import_mutations;
mod json;
mod lanes;
mod layout;
mod loading;
mod lossless;
mod lsp;
mod matrix;
mod merge;
mod messages;
mod model;
mod names;
mod options;
mod outlines;
mod paper;
mod paths;
mod posts;
mod predecessors;
mod reporting;
mod sample;
mod spreadsheets;
mod stacked;
mod staff;
mod strange;
mod svg;
mod trees;
mod upright;
mod volume;
mod windows;
mod words;
mod workbook;

#[path = "../../examples/synthesize/organization.rs"]
#[expect(dead_code, reason = "the sizes of cards are for the benchmarks")]
mod organization;
