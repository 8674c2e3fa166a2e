//! Time of a layout, compared with the crate `tidy-tree` on the same trees: `cargo bench --bench layout`.
//!
//! The tree for `tidy-tree` is built before the measurement starts; ours is built from the list of cards within it.
//! Both lay out a tree that they have not seen before.

#[expect(dead_code, reason = "the texts are for other benchmarks")]
mod common;

use divan::{Bencher, black_box};
use organogram::layout::{CardFit, Direction, Layout, LayoutRequest, LayoutStyle};
use tidy_tree::TidyTree;

const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn main() {
    common::run();
}

#[divan::bench(args = SIZES)]
fn tidy(bencher: Bencher<'_, '_>, units: u32) {
    lay_out(bencher, LayoutStyle::Tidy, units);
}

#[divan::bench(args = SIZES)]
fn tidy_tree_crate(bencher: Bencher<'_, '_>, units: u32) {
    let cards = common::cards(units);
    let ids: Vec<usize> = (0..cards.len()).collect();
    let parents: Vec<usize> =
        cards.iter().map(|card| card.parent.map_or(usize::MAX, |parent| parent as usize)).collect();
    let widths: Vec<f64> = cards.iter().map(|card| f64::from(card.size.x)).collect();
    let heights: Vec<f64> = cards.iter().map(|card| f64::from(card.size.y)).collect();
    bencher
        .with_inputs(|| {
            let mut tree = TidyTree::with_tidy_layout(40.0, 24.0);
            tree.data(&ids, &widths, &heights, &parents);
            tree
        })
        .bench_refs(TidyTree::layout);
}

#[divan::bench(args = SIZES)]
fn stacked(bencher: Bencher<'_, '_>, units: u32) {
    lay_out(bencher, LayoutStyle::Stacked, units);
}

/// Block layouts, including the search for the width of the columns.
#[divan::bench(args = [100, 1_000, 10_000])]
fn blocks(bencher: Bencher<'_, '_>, units: u32) {
    let nodes = common::cards(units);
    let fits = nodes.iter().map(|node| fit(node.size)).collect();
    let aspect = 1.5;
    let request = LayoutRequest { aspect, nodes, fits, ..LayoutRequest::default() };
    bencher.bench(|| Layout::new(black_box(&request)));
}

/// Returns the heights that a text with the area of a card takes at other widths.
fn fit(size: emath::Vec2) -> CardFit {
    let mut steps: Vec<(f32, f32)> = Vec::new();
    for width in (19..120_u8).map(|step| f32::from(step) * 4.0) {
        let height = (size.x * size.y / width / 20.0).ceil() * 20.0 + 16.0;
        if steps.last().is_none_or(|&(_, last)| height < last) {
            steps.push((width, height));
        }
    }
    CardFit { steps, unbroken: 100.0, ..CardFit::default() }
}

#[divan::bench(args = SIZES)]
fn indented(bencher: Bencher<'_, '_>, units: u32) {
    lay_out(bencher, LayoutStyle::Indented, units);
}

fn lay_out(bencher: Bencher<'_, '_>, style: LayoutStyle, units: u32) {
    let nodes = common::cards(units);
    let request = LayoutRequest {
        style,
        direction: Direction::Down,
        aspect: 1.0,
        nodes,
        fits: Vec::new(),
        bodies: Vec::new(),
        lines: Vec::new(),
        ..LayoutRequest::default()
    };
    bencher.bench(|| Layout::new(black_box(&request)));
}
