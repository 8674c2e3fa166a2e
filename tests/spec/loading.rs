//! Progress and cancellation while a large file is read.

use std::ops::ControlFlow;

use organogram::model::{Chart, LoadOptions, LoadStage, Progress};
use organogram::source::SourceText;

use crate::organization;

const UNITS: u32 = 2_000;

fn source() -> SourceText {
    let units = organization::organization(UNITS, 1);
    let mut text = Vec::new();
    organization::write_structure(&units, &mut text).expect("memory can be written to");
    SourceText::new("large.ron", String::from_utf8(text).expect("it is UTF-8"))
}

#[test]
fn generated_organizations_are_valid() {
    let (chart, problems) = Chart::load(&source());
    assert_eq!(problems, []);
    assert_eq!(chart.units().len(), 2_000);
    assert_eq!(chart.roots().len(), 1);
    assert_eq!(chart.relations().len(), 0, "everyone answers to the unit above");
}

#[test]
fn progress_covers_all_stages() {
    let source = source();
    let mut told: Vec<Progress> = Vec::new();
    let watched = Chart::load_watched(&source, LoadOptions::default(), &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(watched, Some(Chart::load(&source)), "to watch changes nothing");
    let stages = [LoadStage::Parsing, LoadStage::Validating];
    for stage in stages {
        let parts: Vec<f32> =
            told.iter().filter(|told| told.stage == stage).map(|told| told.part).collect();
        assert_eq!(parts.first(), Some(&0.0), "{stage:?}");
        assert!(parts.is_sorted(), "{stage:?} goes back: {parts:?}");
        assert!(parts.last().is_some_and(|&last| last > 0.99), "{stage:?} ends at {parts:?}");
    }
    assert!(told.is_sorted_by_key(|told| told.stage), "a stage comes back");
    assert!(told.len() < 500, "told {} times", told.len());
}

#[test]
fn progress_covers_the_second_pass() {
    let text = source().text().replacen("kind: \"office\"", "kind: \"ofice\"", 1);
    let source = SourceText::new("large.ron", text);
    let mut last = None;
    let watched = Chart::load_watched(&source, LoadOptions::default(), &mut |progress| {
        last = Some(progress.stage);
        ControlFlow::Continue(())
    });
    assert_eq!(watched.map(|(_, problems)| problems.len()), Some(1));
    assert_eq!(last, Some(LoadStage::Placing));
}

#[test]
fn reading_can_be_cancelled_in_every_stage() {
    let broken = source().text().replacen("kind: \"office\"", "kind: \"ofice\"", 1);
    let source = SourceText::new("large.ron", broken);
    for stage in [LoadStage::Parsing, LoadStage::Validating, LoadStage::Placing] {
        let mut after = 0;
        let mut is_told = false;
        let watched = Chart::load_watched(&source, LoadOptions::default(), &mut |progress| {
            after += usize::from(is_told);
            is_told |= progress.stage == stage;
            if is_told { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(watched, None, "{stage:?}");
        assert_eq!(after, 0, "told on after the word to stop in {stage:?}");
    }
}

#[test]
fn error_recovery_can_be_cancelled() {
    let broken = source().text().replace("kind: \"office\",", "kind: \"office\"");
    let source = SourceText::new("large.ron", broken);
    let stopped_after = |most: usize| {
        let mut told = 0;
        let watched = Chart::load_watched(&source, LoadOptions::default(), &mut |_| {
            told += 1;
            if told < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        (watched.is_none(), told)
    };
    let (_, all) = stopped_after(usize::MAX);
    assert!((200..2_000).contains(&all), "told {all} times");
    // The number of progress reports varies with several threads; after the mistakes it is one.
    for most in (1..200).step_by(7) {
        assert_eq!(stopped_after(most), (true, most), "of {all}");
    }
}
