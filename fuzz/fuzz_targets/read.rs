//! Treats arbitrary bytes as a structure file: parses, reads, checks, lays out and edits it, and undoes the edits.
//!
//! See `fuzz/README.md` for how to run it, and for the seeds.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use organogram::edit;
use organogram::model::{Chart, Places};
use organogram::source::SourceText;
use organogram::syntax::Tree;

fuzz_target!(|bytes: &[u8]| {
    let source = SourceText::new("fuzz.ron", String::from_utf8_lossy(bytes));
    let text = source.text();
    let tree = Tree::parse(text);
    let pieces: String = tree.tokens().map(|token| token.text).collect();
    assert_eq!(pieces, text, "every byte belongs to one token");
    let (chart, problems) = Chart::load_with_notes(&source);
    for span in problems.iter().filter_map(|problem| problem.span.clone()) {
        assert!(text.get(span).is_some());
    }
    let below = |root| 1 + chart.descendants(root).len();
    let reached: usize = chart.roots().iter().map(|&root| below(root)).sum();
    assert_eq!(reached, chart.units().len());
    let places = Places::of(text);
    if let Some(unit) = places.units().first() {
        let removed = edit::remove(text, &places, &BTreeSet::from([unit.id.as_str()]));
        assert_eq!(removed.inverse(text).apply(&removed.apply(text)), text);
        if let Some(moved) = edit::move_under(text, &places, &[&unit.id], Some("x")) {
            assert_eq!(moved.inverse(text).apply(&moved.apply(text)), text);
        }
    }
});
