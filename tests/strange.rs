//! No text is too strange for the reader of files: it panics at none, each gives a chart or problems.

use organogram::diagnostic::has_errors;
use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

/// How many changed samples are read.
const MUTATIONS: usize = 10_000;

proptest! {
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

/// Text of the characters that RON and Chinese typing give a meaning to, or any text at all.
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

/// A change to a text, at a place given in parts of its length.
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

/// Whatever the text: places lie on characters of it, and the chart is a forest.
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
fn ten_thousand_changed_samples_give_a_chart_or_problems() {
    let sample = short_sample();
    let (chart, problems) = Chart::load(&SourceText::new("x", sample.as_str()));
    assert!(chart.units().len() == 6 && !has_errors(&problems), "{problems:#?}");
    let sample = &sample;
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || {
                let seed = proptest::test_runner::TestRng::from_seed(
                    proptest::test_runner::RngAlgorithm::ChaCha,
                    &[u8::try_from(worker).unwrap_or(u8::MAX); 32],
                );
                let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), seed);
                for _ in 0..MUTATIONS.div_ceil(workers) {
                    let mutations = prop::collection::vec(any_mutation(), 1..4);
                    let mutations = mutations.new_tree(&mut runner).expect("a value").current();
                    let mut bytes = sample.clone().into_bytes();
                    for mutation in &mutations {
                        mutation.apply(&mut bytes);
                    }
                    let text = String::from_utf8_lossy(&bytes);
                    let source = SourceText::new("x", text);
                    let (chart, problems) = Chart::load(&source);
                    assert!(!chart.units().is_empty() || !problems.is_empty(), "{mutations:?}");
                    for span in problems.iter().filter_map(|problem| problem.span.clone()) {
                        assert!(source.text().get(span).is_some(), "{mutations:?}");
                    }
                }
            });
        }
    });
}

/// The sample with its first units only: what is changed is read ten thousand times.
fn short_sample() -> String {
    let (head, units) = SAMPLE.split_once("    units: [\n").expect("the sample lists units");
    let units: Vec<&str> = units.split_inclusive("\n        ),\n").take(6).collect();
    format!("{head}    units: [\n{}    ],\n)\n", units.concat())
}
