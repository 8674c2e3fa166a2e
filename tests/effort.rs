//! What a broken file costs, in times of what a sound one costs: a ratio, never a time on a clock.

use std::time::{Duration, Instant};

use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;

/// A changed sample takes at most so many times as long as the sound one.
const MOST_TIMES: u32 = 20;

/// So many rounds are measured at most.
const ROUNDS: usize = 10;
/// Another process may take the time of one reading, not of so many.
const READINGS: usize = 8;

#[test]
fn the_worst_sample_takes_a_small_multiple_of_the_sound_one() {
    let every = |what: &str, by: &str| SAMPLE.replace(what, by);
    for (name, text) in [
        ("every comma is full-width", every(",", "，")),
        ("no unit has a name", every("name:", "nane:")),
        ("no parent is known", every("parent: \"", "parent: \"x")),
        ("every bracket stays open", every(")", "")),
        ("every quote stays open", every("\",", ",")),
        ("every id is the same", every("id: \"", "id: \"a\", ix: \"")),
        ("every unit is there twice", every("units: [", &format!("units: [{}", units()))),
    ] {
        // Another process may hold up a whole round; what is too slow is so in every one.
        let holds = (0..ROUNDS).any(|_| quickest(&text) < quickest(SAMPLE) * MOST_TIMES);
        assert!(holds, "{name} takes more than {MOST_TIMES} times as long as the sound sample");
    }
}

/// What stands between the brackets of the sample's list of units.
fn units() -> &'static str {
    let behind = SAMPLE.split_once("units: [").map_or("", |(_, behind)| behind);
    behind.split_once("\n    ],").map_or("", |(units, _)| units)
}

fn quickest(text: &str) -> Duration {
    let source = SourceText::new("x", text);
    let times = (0..READINGS).map(|_| {
        let started = Instant::now();
        std::hint::black_box(Chart::load(&source));
        started.elapsed()
    });
    times.min().expect("there are readings")
}
