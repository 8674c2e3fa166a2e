//! Merges three arbitrary texts, as when a file changes on disk while it is edited.
//!
//! The input is split into three by the first two NUL bytes: base, mine, theirs. Nothing of mine or theirs may be lost,
//! and the difference of the charts must be found.

#![no_main]

use libfuzzer_sys::fuzz_target;
use organogram::edit::Edits;
use organogram::edit::merge::{Merge, Origin};
use organogram::editions::Difference;
use organogram::model::Chart;
use organogram::source::SourceText;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(3, '\0');
    let mut part = || parts.next().unwrap_or_default();
    let (base, mine, theirs) = (part(), part(), part());
    let merge = Merge::new(base, mine, theirs);
    let is_contested = merge.changes().iter().any(|change| change.origin == Origin::Contested);
    for decision in [mine, theirs] {
        let edits = merge.edits(mine, theirs, |change| {
            let span = if decision == mine { &change.mine } else { &change.theirs };
            decision[span.clone()].to_owned()
        });
        let merged = edits.apply(mine);
        assert_eq!(edits.inverse(mine).apply(&merged), mine);
        if base == mine && !is_contested {
            assert_eq!(merged, theirs);
        }
    }
    let edits = Edits::between(mine, theirs);
    assert_eq!(edits.apply(mine), theirs);
    let chart = |text: &str| Chart::load(&SourceText::new("fuzz.ron", text)).0;
    let _ = Difference::between(&chart(mine), &chart(theirs));
});
