//! The stacked layout of large charts: close to the wanted aspect ratio, well filled, without crossings.

use std::collections::HashMap;

use emath::{Rect, Vec2};
use organogram::layout::{Direction, Layout, LayoutNode, LayoutRequest, LayoutStyle};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{SceneRequest, build};
use organogram::source::SourceText;

use crate::organization;
use crate::volume::quick_or_thorough;

#[test]
fn ten_thousand_units_fill_a_third_of_a_sheet() {
    for seed in 1..=quick_or_thorough(1, 3) {
        let nodes = chart_cards(10_000, seed);
        for aspect in [1.0, std::f32::consts::SQRT_2] {
            let layout = stacked(&nodes, aspect);
            let size = layout.bounds().size();
            assert!((1.0 / 3.0..=3.0).contains(&(size.x / size.y)), "{seed}: {size}");
            let cover = cover(&layout);
            assert!(cover >= 0.32, "seed {seed}, aspect {aspect}: cards cover {cover} of {size}");
        }
    }
}

#[test]
fn charts_approach_the_requested_aspect() {
    for count in [10, 30, 100, 300, 1_000, 3_000] {
        for seed in 1..=quick_or_thorough(1, 3) {
            let nodes = chart_cards(count, seed);
            for aspect in [0.7, 1.0, 1.5] {
                let ratio = stacked(&nodes, aspect).bounds().aspect_ratio() / aspect;
                assert!((0.5..=2.0).contains(&ratio), "{count} units: {ratio} times {aspect}");
            }
        }
    }
}

#[test]
fn connectors_of_large_charts_avoid_cards() {
    let nodes = chart_cards(1_500, 1);
    let layout = stacked(&nodes, 1.0);
    let all: Vec<Rect> = (0..layout.len()).map(|node| layout.card(node)).collect();
    for (at, card) in all.iter().enumerate() {
        let touches = |other: &Rect| card.expand(0.25).intersects(other.expand(0.25));
        assert!(!all[at + 1..].iter().any(touches), "card {at} meets another one");
    }
    for node in 0..layout.len() {
        let Some(parent) = layout.parent(node) else { continue };
        let line = layout.connector(node).expect("it has a parent");
        for stroke in line.windows(2) {
            let stroke = Rect::from_two_pos(stroke[0], stroke[1]);
            let meets = |(at, card): (usize, &Rect)| {
                at != node && at != parent && card.shrink(0.5).intersects(stroke)
            };
            assert!(!all.iter().enumerate().any(meets), "{parent} to {node}: {line:?}");
        }
    }
}

#[test]
fn sample_has_six_point_text_on_a3() {
    /// A3 landscape less a margin of 10 mm on each side, in points.
    const SHEET: Vec2 = Vec2::new(400.0 / 25.4 * 72.0, 277.0 / 25.4 * 72.0);
    const SMALLEST_TEXT: f32 = 11.5;
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    for language in ["zh", "en"] {
        let mut request = SceneRequest::default();
        request.language = language.into();
        let size = build(&chart, &request).scene.size();
        let points = SMALLEST_TEXT * (SHEET.x / size.x).min(SHEET.y / size.y);
        assert!(points >= 6.0, "{language}: {points} pt on {size}");
    }
}

fn stacked(nodes: &[LayoutNode], aspect: f32) -> Layout {
    Layout::new(&LayoutRequest {
        style: LayoutStyle::Stacked,
        direction: Direction::Down,
        aspect,
        nodes: nodes.to_vec(),
        fits: Vec::new(),
        bodies: Vec::new(),
        lines: Vec::new(),
        ..LayoutRequest::default()
    })
}

/// Returns the cards of an invented organization as they are drawn.
fn chart_cards(units: u32, seed: u64) -> Vec<LayoutNode> {
    let mut text = Vec::new();
    let units = organization::organization(units, seed);
    organization::write_structure(&units, &mut text).expect("memory can be written to");
    let text = String::from_utf8(text).expect("it is UTF-8");
    let (chart, _) = Chart::load(&SourceText::new("large.ron", text));
    let style = LayoutStyle::Indented;
    let mut request = SceneRequest::default();
    request.style = style;
    let stage = build(&chart, &request);
    let mut places = HashMap::new();
    (0..)
        .zip(&stage.cards)
        .map(|(at, card)| {
            places.insert(card.unit, at);
            let parent = chart.unit(card.unit).parent.map(|parent| places[&parent]);
            LayoutNode { parent, size: card.rect.size() }
        })
        .collect()
}

/// Returns the share of the chart that cards cover.
fn cover(layout: &Layout) -> f32 {
    let cards: f32 = (0..layout.len()).map(|node| layout.card(node).area()).sum();
    cards / layout.bounds().area()
}
