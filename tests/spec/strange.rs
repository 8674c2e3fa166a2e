//! Robustness of the reader: it never panics, every text gives a chart or problems, and none costs more than a small
//! multiple of a valid file.

use std::time::Duration;

use organogram::diagnostic::Diagnostic;
use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::cases::cases;
use crate::volume::quick_or_thorough;

/// Maximum ratio of the cost of a mutated sample to that of the original.
const MAX_TIMES: u32 = 20;

/// Number of measured readings per text.
const READINGS: usize = 10;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_text_panics(text in any_text()) {
        holds_its_promises(&text);
    }

    #[test]
    fn no_mutation_of_the_sample_panics(changes in prop::collection::vec(any_mutation(), 1..12)) {
        let mut bytes: Vec<u8> = SAMPLE.bytes().take(6_000).collect();
        for change in changes {
            change.apply(&mut bytes);
        }
        holds_its_promises(&String::from_utf8_lossy(&bytes));
    }
}

/// Generates text from characters with a meaning in RON or typed with Chinese input methods, or arbitrary text.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "'",
        "\\",
        "//",
        "/*",
        "*/",
        "\n",
        "\t",
        " ",
        "units",
        "id",
        "organogram: 1",
        "(id: \"a\", kind: \"unit\", name: \"甲\")",
        "Some",
        "r#\"",
        "：",
        "，",
        "（",
        "）",
        "“",
        "”",
        "【",
        "\u{3000}",
        "\u{feff}",
        "海",
        "#!",
        "1",
        "-",
        "=",
        "é",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

/// A mutation of a text, at a position given as a fraction of its length.
#[derive(Clone, Debug)]
enum Mutation {
    Delete(f64, usize),
    Duplicate(f64, usize),
    Replace(f64, char),
}

fn any_mutation() -> impl Strategy<Value = Mutation> {
    let characters = prop::sample::select(
        "()[]{},:\"'\\/*\n （）：，“”【】\u{3000}\u{feff}海a1".chars().collect::<Vec<_>>(),
    );
    prop_oneof![
        (0.0..1.0, 1_usize..40).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (0.0..1.0, 1_usize..200).prop_map(|(at, length)| Mutation::Duplicate(at, length)),
        (0.0..1.0, characters).prop_map(|(at, c)| Mutation::Replace(at, c)),
    ]
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let (&Self::Delete(part, _) | &Self::Duplicate(part, _) | &Self::Replace(part, _)) = self;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a short text"
        )]
        let at = (part * bytes.len() as f64) as usize;
        let end = |length: usize| (at + length).min(bytes.len());
        match *self {
            Self::Delete(_, length) => drop(bytes.drain(at..end(length))),
            Self::Duplicate(_, length) => {
                let copy = bytes[at..end(length)].to_vec();
                bytes.splice(at..at, copy);
            }
            Self::Replace(_, c) => {
                let end = end(1);
                bytes.splice(at..end, c.to_string().into_bytes());
            }
        }
    }
}

/// Checks the guarantees for any text: positions are on character boundaries, and the chart is a forest.
fn holds_its_promises(text: &str) {
    let source = SourceText::new("x", text);
    let (chart, problems) = Chart::load_with_notes(&source);
    for problem in &problems {
        if let Some(span) = &problem.span {
            assert!(text.get(span.clone()).is_some(), "{problem:?} is not within the text");
            assert!(source.position(span.start).line <= source.position(span.end).line);
        }
    }
    let reached: usize = chart.roots().iter().map(|&root| 1 + chart.descendants(root).len()).sum();
    assert_eq!(reached, chart.units().len(), "every unit hangs on a root");
    for at in chart.unit_indices() {
        assert_eq!(chart.find(&chart.unit(at).id), Some(at));
        assert_eq!(chart.ancestors(at).len(), chart.unit(at).depth as usize);
    }
}

#[test]
fn mutated_samples_load_in_time() {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mutations = quick_or_thorough(250_usize, 10_000);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || read_changed(worker, mutations.div_ceil(workers)));
        }
    });
}

/// Reads `count` mutated samples; each worker mutates them differently, but deterministically.
fn read_changed(worker: usize, count: usize) {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[u8::try_from(worker).unwrap_or(255); 32]);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), seed);
    let sound = SourceText::new("x", SAMPLE);
    let sound_cost = least_cost(&sound);
    for _ in 0..count {
        let mutations = prop::collection::vec(any_mutation(), 1..4);
        let mutations = mutations.new_tree(&mut runner).expect("a value").current();
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for mutation in &mutations {
            mutation.apply(&mut bytes);
        }
        let source = SourceText::new("x", String::from_utf8_lossy(&bytes));
        let ((chart, problems), cost) = read(&source);
        assert!(!chart.units().is_empty() || !problems.is_empty(), "{mutations:?}");
        for span in problems.iter().filter_map(|problem| problem.span.clone()) {
            assert!(source.text().get(span).is_some(), "{mutations:?}");
        }
        if cost > sound_cost * MAX_TIMES {
            assert_in_time(&source, &format!("{mutations:?}"));
        }
    }
}

#[test]
fn worst_case_samples_load_in_time() {
    let every = |what: &str, by: &str| SAMPLE.replace(what, by);
    let twice = format!("units: [{}", units());
    for (name, text) in [
        ("every comma is full-width", every(",", "，")),
        ("no unit has a name", every("name:", "nane:")),
        ("no parent is known", every("parent: \"", "parent: \"x")),
        ("every bracket stays open", every(")", "")),
        ("every quote stays open", every("\",", ",")),
        ("every id is the same", every("id: \"", "id: \"a\", ix: \"")),
        ("every unit is there twice", every("units: [", &twice)),
    ] {
        assert_in_time(&SourceText::new("x", text), name);
    }
}

/// Returns the text between the brackets of the sample's list of units.
fn units() -> &'static str {
    let behind = SAMPLE.split_once("units: [").map_or("", |(_, behind)| behind);
    behind.split_once("\n    ],").map_or("", |(units, _)| units)
}

/// Asserts that a text costs at most the allowed multiple of the original sample, both measured now.
fn assert_in_time(source: &SourceText, name: &str) {
    let (sound, cost) = (least_cost(&SourceText::new("x", SAMPLE)), least_cost(source));
    assert!(
        cost <= sound * MAX_TIMES,
        "{name} takes {cost:?}, more than {MAX_TIMES} times the {sound:?} of the sound sample"
    );
}

/// Returns the smallest cost of several readings, so that evicted caches do not count.
fn least_cost(source: &SourceText) -> Duration {
    (0..READINGS).map(|_| read(source).1).min().expect("there are readings")
}

/// Reads a text and returns what the reading cost: the processor time of this thread, not elapsed time.
fn read(source: &SourceText) -> ((Chart, Vec<Diagnostic>), Duration) {
    let before = computed();
    let read = std::hint::black_box(Chart::load(source));
    (read, computed().saturating_sub(before))
}

/// Returns the processor time of this thread.
#[cfg(unix)]
fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a thread has not computed for less than no time")
}

/// Returns the elapsed time, which includes waiting for other threads.
#[cfg(not(unix))]
fn computed() -> Duration {
    use std::time::Instant;
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}
