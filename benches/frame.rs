//! The time of one frame of the chart: `cargo bench --bench frame`.
//!
//! Each frame lays out the widget, creates its shapes and tessellates them, without a screen, while the chart is
//! dragged by 40 points per frame. The same run measures `egui_graphs` with its default shapes on the same tree for
//! comparison.

#[expect(dead_code, reason = "the cards are for the benchmark of layouts")]
mod common;
#[path = "../tests/window/hanzi.rs"]
mod hanzi;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use divan::Bencher;
use egui::{
    CentralPanel, Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2, ViewportId,
};
use egui_graphs::{Graph, GraphView};
use organogram::canvas::{Canvas, CanvasView, Description};
use organogram::model::Chart;
use organogram::scene::theme::{Theme, ThemeMode};
use organogram::scene::{IndexedScene, SceneRequest, build};

const SCREEN: Vec2 = Vec2::new(1600.0, 900.0);
/// Distance that the chart is dragged per frame, in points.
const DRAG: f32 = 40.0;

/// Zoom factor per frame.
const ZOOM: f64 = 1.05;

fn main() {
    common::run();
}

/// How much of the chart is visible.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Near {
    /// Approximate number of visible items (cards and the lines to them).
    Things(usize),
    /// The whole chart.
    Whole,
}

/// Scenes, each built once: stacked and unfolded.
fn stage(units: u32) -> Arc<IndexedScene> {
    static STAGES: LazyLock<Mutex<HashMap<u32, Arc<IndexedScene>>>> = LazyLock::new(Mutex::default);
    let mut stages = STAGES.lock().expect("no bench has panicked");
    Arc::clone(stages.entry(units).or_insert_with(|| {
        let (chart, _) = Chart::load(&common::structure(units));
        let mut request = SceneRequest::default();
        request.language = "zh".into();
        Arc::new(build(&chart, &request))
    }))
}

/// A window without a screen that shows the chart.
struct Window {
    context: Context,
    canvas: Canvas,
    view: CanvasView,
    pointer: Pos2,
    frames: u32,
    seconds: f64,
    pixels_per_point: f32,
    /// Delay in seconds after which the window requests another frame.
    wait_seconds: f64,
}

impl Window {
    fn showing(stage: Arc<IndexedScene>, pixels_per_point: f32) -> Self {
        let context = Context::default();
        context.all_styles_mut(|style| style.animation_time = 0.0);
        let view = CanvasView::of(stage, Theme::of(ThemeMode::Light));
        let canvas = Canvas::default();
        let pointer = (SCREEN / 2.0).to_pos2();
        let (frames, seconds, wait_seconds) = (0, 0.0, 0.0);
        let mut window = Self {
            context,
            canvas,
            view,
            pointer,
            frames,
            seconds,
            pixels_per_point,
            wait_seconds,
        };
        window.frame(Vec::new());
        window
    }

    fn new(units: u32, near: Near) -> Self {
        let mut window = Self::showing(stage(units), 1.0);
        if let Near::Things(things) = near {
            window.approach(things);
        }
        for _ in 0..30 {
            window.frame(Vec::new());
        }
        window.frame(vec![
            Event::PointerMoved(window.pointer),
            Event::PointerButton {
                pos: window.pointer,
                button: PointerButton::Primary,
                pressed: true,
                modifiers: Modifiers::NONE,
            },
        ]);
        window
    }

    /// Zooms in on a card in the middle of the list until about `things` items are visible: cards, and a line to each.
    fn approach(&mut self, things: usize) {
        let cards = &self.view.stage.cards;
        self.canvas.centre_on(cards[cards.len() / 2].unit);
        self.frame(Vec::new());
        for _ in 0..400 {
            let seen = self.canvas.visible(SCREEN);
            let shown = self.view.stage.cards_in(seen).len() * 2;
            if shown.abs_diff(things) * 20 <= things {
                break;
            }
            self.canvas.zoom_by(if shown > things { 1.02 } else { 0.98 });
            self.frame(Vec::new());
        }
    }

    /// Runs and tessellates one frame.
    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.frames += 1;
        self.seconds += 1.0 / 60.0;
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SCREEN)),
            time: Some(self.seconds),
            events,
            ..RawInput::default()
        };
        let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(self.pixels_per_point);
        let (canvas, view) = (&mut self.canvas, &self.view);
        let mut output = self.context.run_ui(input, |ui| {
            CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| {
                canvas.show(ui, view, &|_| Description::default());
            });
        });
        output.textures_delta.clear();
        self.wait_seconds = output.viewport_output[&ViewportId::ROOT].repaint_delay.as_secs_f64();
        self.context.tessellate(output.shapes, output.pixels_per_point).len()
    }

    /// Returns whether the picture is not final yet, and advances the time to the requested frame.
    fn wants_another(&mut self) -> bool {
        let wants = self.wait_seconds < 1.0;
        self.seconds += if wants { self.wait_seconds } else { 0.0 };
        wants
    }

    /// Runs one frame of a drag back and forth.
    fn drag(&mut self) -> usize {
        let to_and_fro = if (self.frames / 20).is_multiple_of(2) { DRAG } else { -DRAG };
        self.pointer.x += to_and_fro;
        self.frame(vec![Event::PointerMoved(self.pointer)])
    }
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn forty_cards(bencher: Bencher, units: u32) {
    dragged(bencher, units, Near::Things(80));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn two_thousand_things(bencher: Bencher, units: u32) {
    dragged(bencher, units, Near::Things(2_000));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn whole_chart(bencher: Bencher, units: u32) {
    dragged(bencher, units, Near::Whole);
}

fn dragged(bencher: Bencher, units: u32, near: Near) {
    let mut window = Window::new(units, near);
    bencher.bench_local(|| window.drag());
}

/// Zooms from the whole chart to its text and back, one step per frame: the difference between the slowest frame and
/// the median.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_size = 1, sample_count = 600)]
fn zoomed(bencher: Bencher, units: u32) {
    let mut window = Window::new(units, Near::Whole);
    bencher.bench_local(|| {
        let is_near = (window.frames / 100) % 2 == 1;
        window.canvas.zoom_by(if is_near { 1.0 / ZOOM } else { ZOOM });
        window.frame(Vec::new())
    });
}

/// Names with 3,000 different characters at two pixels per point, zoomed back and forth in a hundred steps, one frame
/// each; every ten steps are followed by a pause, in which glyphs of the new size are drawn.
#[divan::bench(sample_size = 1, sample_count = 600)]
fn three_thousand_hanzi(bencher: Bencher) {
    let stage = build(&hanzi::chart(), &SceneRequest::default());
    let mut window = Window::showing(Arc::new(stage), 2.0);
    let mut steps = 0_u32;
    bencher.bench_local(|| {
        let is_resting = steps.is_multiple_of(10) && window.wants_another();
        if !is_resting {
            window.canvas.zoom_by(if (steps / 50).is_multiple_of(2) { 1.04 } else { 1.0 / 1.04 });
            steps += 1;
        }
        window.frame(Vec::new())
    });
}

/// `egui_graphs` with its default shapes, with all nodes where this program's layout puts them, zoomed to fit and
/// dragged.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn stock_egui_graphs(bencher: Bencher, units: u32) {
    let stage = stage(units);
    let mut graph: Graph<(), ()> = Graph::new();
    let nodes: HashMap<_, _> = stage
        .cards
        .iter()
        .map(|card| (card.unit, graph.add_node_with_location((), card.rect.center())))
        .collect();
    for card in &stage.cards {
        if let Some(parent) = stage.parent(card.unit) {
            graph.add_edge(nodes[&parent], nodes[&card.unit], ());
        }
    }
    let context = Context::default();
    let mut pointer = (SCREEN / 2.0).to_pos2();
    let mut frames = 0_u32;
    bencher.bench_local(|| {
        frames += 1;
        pointer.x += if (frames / 20).is_multiple_of(2) { DRAG } else { -DRAG };
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SCREEN)),
            time: Some(f64::from(frames) / 60.0),
            events: vec![Event::PointerMoved(pointer)],
            ..RawInput::default()
        };
        let mut output = context.run_ui(input, |ui| {
            CentralPanel::default().show(ui, |ui| {
                let navigation =
                    egui_graphs::SettingsNavigation::new().with_zoom_and_pan_enabled(true);
                GraphView::<egui_graphs::LayoutStateRandom, egui_graphs::LayoutRandom>::new()
                    .with_navigations(&navigation)
                    .show(ui, &mut graph);
            });
        });
        output.textures_delta.clear();
        context.tessellate(output.shapes, output.pixels_per_point).len()
    });
}
