//! How long each stage takes: `cargo bench`.
//!
//! Organizations are made up here, of the shape that real ones have: a mean span of five or so.

use std::hint::black_box;

use divan::Bencher;
use organogram::layout::{Direction, Layout, LayoutNode, LayoutRequest, LayoutStyle};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{SceneRequest, build};
use organogram::source::SourceText;

fn main() {
    divan::main();
}

/// A structure file with so many units.
fn structure(units: usize) -> SourceText {
    use std::fmt::Write as _;
    let mut text = String::from("(organogram: 1, languages: [\"zh\", \"en\"], units: [\n");
    for at in 0..units {
        let parent =
            if at == 0 { String::new() } else { format!("parent: \"u{}\", ", (at - 1) / 5) };
        let _ = writeln!(
            text,
            "    (id: \"u{at}\", {parent}kind: \"team\", name: {{\"zh\": \"第{at}工作组\", \
             \"en\": \"Working Group {at}\"}}, functions: [(cite: [\"{at}\"], text: \"Works\")]),"
        );
    }
    text.push_str("])\n");
    SourceText::new("made-up.ron", text)
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
fn load(bencher: Bencher, units: usize) {
    let source = structure(units);
    bencher.bench(|| Chart::load(black_box(&source)));
}

#[divan::bench(args = [1_000, 10_000])]
fn build_the_scene(bencher: Bencher, units: usize) {
    let (chart, _) = Chart::load(&structure(units));
    bencher.bench(|| build(black_box(&chart), &SceneRequest::default()));
}

fn size(points: u32) -> f32 {
    u16::try_from(points).map_or(0.0, f32::from)
}

/// The nodes of a layout alone; sizes vary.
fn nodes(count: u32) -> Vec<LayoutNode> {
    (0..count)
        .map(|at| LayoutNode {
            parent: at.checked_sub(1).map(|at| at / 5),
            size: emath::vec2(120.0 + size(at * 37 % 140), 40.0 + size(at * 13 % 70)),
        })
        .collect()
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn lay_out_tidy(bencher: Bencher, count: u32) {
    lay_out(bencher, LayoutStyle::Tidy, count);
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn lay_out_stacked(bencher: Bencher, count: u32) {
    lay_out(bencher, LayoutStyle::Stacked, count);
}

fn lay_out(bencher: Bencher, style: LayoutStyle, count: u32) {
    let request = LayoutRequest {
        style,
        direction: Direction::Down,
        aspect: 1.41,
        nodes: nodes(count),
        bodies: Vec::new(),
        lines: Vec::new(),
    };
    bencher.bench(|| Layout::new(black_box(&request)));
}
