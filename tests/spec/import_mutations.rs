//! Sources of an import with bytes changed, removed, duplicated and combined, tried as every kind of source.
//!
//! `IMPORT_MUTATION_SECONDS=1200` runs for that long; a source that violates a guarantee is printed.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use organogram::import::{Form, ImportOptions, Opened, ReadOptions};
use organogram::model::Chart;
use organogram::source::SourceText;

use crate::volume::quick_or_thorough;

const FORMS: [Option<Form>; 7] = [
    None,
    Some(Form::Table),
    Some(Form::UkOrganogram),
    Some(Form::Json),
    Some(Form::Berlin),
    Some(Form::Org),
    Some(Form::Outline),
];
/// Fragments with a meaning in one of the formats.
const PIECES: [&str; 24] = [
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r",
    "\"",
    "'",
    "[u'a', u'b']",
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "\u{3000}",
    "N/D",
    "parent",
    "id",
    "（一）",
    "第一条",
    "#",
    "  ",
    "\0",
];
/// Larger sources take long and reveal no more.
const MAX_SEED_BYTES: usize = 20_000;

/// A [xorshift](https://en.wikipedia.org/wiki/Xorshift) generator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).expect("it is below a usize")
    }
}

fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(24)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            2 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            3 => {
                let other = &seeds[random.below(seeds.len())];
                let start = random.below(other.len() + 1);
                let part = &other[start..(start + random.below(200)).min(other.len())];
                bytes.splice(at..end, part.iter().copied());
            }
            4 => bytes.insert(at, u8::try_from(random.below(256)).expect("a byte")),
            _ => {
                let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let (one, other) = (random.below(lines.len()), random.below(lines.len()));
                let mut lines = lines;
                if !lines.is_empty() {
                    lines.swap(one, other);
                }
                bytes = lines.concat();
            }
        }
    }
    bytes
}

fn keeps_promises(bytes: &[u8]) {
    for form in FORMS {
        let mut options = ReadOptions::default();
        options.form = form;
        let Ok(opened) = Opened::read("mutation", bytes, &options) else { continue };
        let imported = opened.import(None, &ImportOptions::default());
        let (chart, problems) = Chart::load(&SourceText::new("a.ron", imported.text.as_str()));
        // An export that was edited may contain something that the format rejects.
        if opened.title().is_none() {
            assert_eq!(
                chart.units().len(),
                imported.report.units,
                "{problems:?}\n{}",
                imported.text
            );
        }
        if let Ok(again) = opened.import_into(&imported.text, None, &ImportOptions::default()) {
            let changes = again.report.changes.expect("it is known what changed");
            assert!(changes.gone.is_empty() && changes.added.is_empty(), "{changes:?}");
        }
    }
}

#[test]
fn mutated_sources_match_their_report() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let entries = fs::read_dir(folder).expect("there are cases").flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it != "expected" && it != "map"));
    paths.sort();
    let seeds = paths.iter().map(|path| fs::read(path).expect("a case is readable"));
    let seeds: Vec<Vec<u8>> = seeds.filter(|seed| seed.len() <= MAX_SEED_BYTES).collect();
    let seconds = std::env::var("IMPORT_MUTATION_SECONDS").ok();
    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let seed = std::env::var("IMPORT_MUTATION_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut random = Random(seed.unwrap_or(0x9e37_79b9_7f4a_7c15));
    let least = quick_or_thorough(100, 300);
    let mut count = 0_u64;
    while end.map_or(count < least, |end| Instant::now() < end) {
        let bytes = mutated(&seeds, &mut random);
        let outcome = std::panic::catch_unwind(|| keeps_promises(&bytes));
        assert!(outcome.is_ok(), "mutation {count}: {:?}", String::from_utf8_lossy(&bytes));
        count += 1;
    }
    assert!(count >= least, "only {count} mutations were tried");
    println!("{count} mutations");
}
