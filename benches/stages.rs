//! Time of each stage: `cargo bench --bench stages`. Layouts, and the path from a text to the first frame, have
//! separate benchmarks.

#[expect(dead_code, reason = "the cards are for the benchmark of layouts")]
mod common;

use std::hint::black_box;

use divan::Bencher;
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{SceneRequest, build};
use organogram::source::SourceText;

fn main() {
    common::run();
}

#[divan::bench]
fn load_the_sample(bencher: Bencher) {
    let source = SourceText::new("dpko.ron", SAMPLE);
    bencher.bench(|| Chart::load(black_box(&source)));
}

#[divan::bench]
fn build_the_samples_scene(bencher: Bencher) {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    bencher.bench(|| build(black_box(&chart), &SceneRequest::default()));
}

#[divan::bench(args = [1_000, 10_000])]
fn load(bencher: Bencher, units: u32) {
    let source = common::structure(units);
    bencher.bench(|| Chart::load(black_box(&source)));
}

#[divan::bench(args = [1_000, 10_000])]
fn build_the_scene(bencher: Bencher, units: u32) {
    let (chart, _) = Chart::load(&common::structure(units));
    bencher.bench(|| build(black_box(&chart), &SceneRequest::default()));
}
