//! Frame times while the text of a unit is edited, for charts of several sizes: folded as they open, and unfolded.
//!
//! The benchmark requests a frame every 16 milliseconds, as a screen does, and types a character in every sixth frame.
//! Files are read on threads, as in the real program.

#[expect(dead_code, reason = "the cards are for the benchmark of layouts")]
mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::background::Background;
use organogram::app::{App, Options};

const FRAME: Duration = Duration::from_millis(16);
const FRAMES_PER_LETTER: usize = 6;
const LETTERS: usize = 40;

#[expect(clippy::print_stdout, reason = "what a benchmark is for")]
fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let sizes: &[u32] = if is_quick { &[1_000] } else { &[1_000, 10_000, 100_000] };
    for &units in sizes {
        for is_unfolded in [false, true] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("large.ron");
            fs::write(&path, common::structure(units).text()).expect("a file can be written");
            let frames = Frames::of(&path, is_unfolded);
            let how = if is_unfolded { "unfolded" } else { "as at first" };
            println!("{units} units, {how}: {frames}");
        }
    }
}

/// Frame times.
struct Frames {
    idle: Duration,
    typing: Vec<Duration>,
    /// From the last typed character to the chart that contains it.
    until_shown: Duration,
}

impl std::fmt::Display for Frames {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut sorted = self.typing.clone();
        sorted.sort_unstable();
        let slow = sorted.iter().filter(|frame| **frame > Duration::from_millis(33)).count();
        write!(
            out,
            "median {:.1?}, slowest {:.1?}, {slow} of {} over 33 ms; idle {:.1?}; shown after {:.0?}",
            sorted[sorted.len() / 2],
            sorted[sorted.len() - 1],
            sorted.len(),
            self.idle,
            self.until_shown,
        )
    }
}

impl Frames {
    fn of(path: &Path, is_unfolded: bool) -> Self {
        let options = Options {
            background: Background::threads(),
            ..Options::new(Some(path.to_owned()), "en")
        };
        let background = options.background.clone();
        let mut harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .with_step_dt(FRAME.as_secs_f32())
            .build_eframe(move |creation| App::new(creation, options));
        let settle = |harness: &mut Harness<'_, App>| {
            for _ in 0..40 {
                background.finish();
                harness.step();
            }
        };
        settle(&mut harness);
        if is_unfolded {
            harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
            settle(&mut harness);
            harness.event(Event::Text("expand all".into()));
            settle(&mut harness);
            harness.key_press(Key::Enter);
            settle(&mut harness);
        }
        harness.key_press(Key::ArrowDown);
        settle(&mut harness);
        harness.key_press(Key::F4);
        settle(&mut harness);
        harness.get_by_role(Role::MultilineTextInput).focus();
        settle(&mut harness);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::End);
        settle(&mut harness);
        let at = before_last_quote(&harness);
        for _ in 0..at {
            harness.key_press(Key::ArrowLeft);
        }
        settle(&mut harness);
        let started = Instant::now();
        harness.step();
        let idle = started.elapsed();
        let mut typing = Vec::new();
        for frame in 0..LETTERS * FRAMES_PER_LETTER {
            if frame.is_multiple_of(FRAMES_PER_LETTER) {
                harness.event(Event::Text("x".into()));
            }
            typing.push(timed_step(&mut harness));
        }
        let typed = Instant::now();
        let name = "x".repeat(LETTERS);
        while harness.query_all_by_label_contains(&name).next().is_none() {
            assert!(typed.elapsed() < Duration::from_mins(1), "what is typed is not shown");
            typing.push(timed_step(&mut harness));
        }
        Self { idle, typing, until_shown: typed.elapsed() }
    }
}

/// Runs a frame and returns how long it took, then waits for the rest of the frame interval.
fn timed_step(harness: &mut Harness<'_, App>) -> Duration {
    let started = Instant::now();
    harness.step();
    let taken = started.elapsed();
    std::thread::sleep(FRAME.saturating_sub(taken));
    taken
}

/// Returns the distance of the last quotation mark of the unit's name from the end of the text.
fn before_last_quote(harness: &Harness<'_, App>) -> usize {
    let text = harness.get_by_role(Role::MultilineTextInput).accesskit_node().value();
    let text = text.unwrap_or_default();
    let name = text.find("name:").unwrap_or(0);
    let open = name + text[name..].find('"').unwrap_or(0) + 1;
    let close = open + text[open..].find('"').unwrap_or(0);
    text[close..].chars().count()
}
