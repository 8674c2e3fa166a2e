//! Comparison of two editions: `cargo bench --bench editions`.
//!
//! Two charts of 10,000 units each: at most 0.3 s if the ids are kept, 3 s if all ids are new.

#[expect(dead_code, reason = "only structure files are compared")]
mod common;

use divan::Bencher;
use organogram::editions::{Comparison, Lineage};
use organogram::model::Chart;
use organogram::source::SourceText;

fn main() {
    common::run();
}

/// Returns an organization, and the same organization with every tenth unit renamed.
fn charts(units: u32, has_new_ids: bool) -> (Chart, Chart) {
    let text = common::structure(units);
    let mut changed = text.text().replace("Overseas Quality", "Overseas Assurance");
    if has_new_ids {
        changed = changed.replace("\"u", "\"n");
    }
    let load = |text: &SourceText| Chart::load(text).0;
    (load(&text), load(&SourceText::new("changed.ron", changed)))
}

#[divan::bench(args = [1_000, 10_000])]
fn ids_kept(bencher: Bencher<'_, '_>, units: u32) {
    let (old, new) = charts(units, false);
    bencher.bench_local(|| Comparison::between(&old, &new, Lineage::Forward));
}

#[divan::bench(args = [1_000, 10_000])]
fn all_ids_new(bencher: Bencher<'_, '_>, units: u32) {
    let (old, new) = charts(units, true);
    bencher.bench_local(|| Comparison::between(&old, &new, Lineage::Forward));
}
