//! Units of a large file read on several threads.
//!
//! [Speculative parsing](https://en.wikipedia.org/wiki/Speculative_execution): the text after the first unit is divided
//! at lines that look like its first line, and each stretch is read separately. The result for a stretch is used only
//! if the parser arrives at its start between two units, so that the outcome does not depend on the number of threads.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::Items;
use crate::model::progress::Watch;
use crate::syntax::{Tree, Value, Visit};

/// The list whose items are read on several threads.
const LIST: &str = "units";
/// Maximum number of reading threads.
const MAX_THREADS: usize = 8;

/// Division of a text among threads.
pub(super) struct Split {
    pub(super) threads: usize,
    /// Size of a stretch; shorter texts are read on one thread.
    pub(super) stretch_bytes: usize,
}

impl Split {
    pub(super) fn for_this_computer() -> Self {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
        Self { threads, stretch_bytes: 512 * 1024 }
    }
}

/// Stretches that are read ahead of the parser.
pub(super) struct Stretches<'a> {
    text: &'a str,
    threads: usize,
    stretch_bytes: usize,
    /// Whether the parser has reached the list.
    are_read: bool,
    /// The stretches that the parser has not reached yet, in reverse order.
    read: Vec<Stretch<'a>>,
}

struct Stretch<'a> {
    span: Range<usize>,
    items: Items<'a>,
}

impl<'a> Stretches<'a> {
    pub(super) fn new(text: &'a str, split: &Split) -> Self {
        let Split { threads, stretch_bytes } = *split;
        Self { text, threads, stretch_bytes, are_read: threads < 2, read: Vec::new() }
    }

    /// No stretches: the parser reads the whole text.
    pub(super) fn none(text: &'a str) -> Self {
        Self::new(text, &Split { threads: 1, stretch_bytes: usize::MAX })
    }

    /// The units of the stretch that starts at an item of a list, and the end of the stretch.
    pub(super) fn starting_at(
        &mut self,
        list: &'a str,
        at: usize,
        watch: &mut Watch<'_>,
    ) -> Option<(Items<'a>, usize)> {
        if list != LIST {
            return None;
        }
        if !self.are_read {
            self.are_read = true;
            self.read = self.read_all(list, at, watch);
        }
        while self.read.last().is_some_and(|next| next.span.start < at) {
            self.read.pop();
        }
        let is_next = self.read.last().is_some_and(|next| next.span.start == at);
        let Stretch { span, items } = self.read.pop_if(|_| is_next)?;
        Some((items, span.end))
    }

    /// Reads the stretches of a list whose first item starts at a byte; returns them in reverse order.
    fn read_all(&self, list: &'a str, at: usize, watch: &mut Watch<'_>) -> Vec<Stretch<'a>> {
        let cuts = self.cuts(at);
        if cuts.len() < 2 {
            return Vec::new();
        }
        let shared = Shared {
            text: self.text,
            list,
            cuts: &cuts,
            next: AtomicUsize::new(0),
            bytes: AtomicUsize::new(at),
            is_stopped: AtomicBool::new(false),
        };
        let threads = self.threads.min(cuts.len());
        let mut read = thread::scope(|scope| {
            let shared = &shared;
            let others: Vec<_> = (1..threads)
                .filter_map(|_| {
                    let read = || shared.read(&mut |_| ControlFlow::Continue(()));
                    // If no further thread can be created, this one reads all stretches.
                    thread::Builder::new().name("parser".to_owned()).spawn_scoped(scope, read).ok()
                })
                .collect();
            let mut read = shared.read(&mut |bytes| watch.reach(bytes));
            for other in others {
                // A thread that panicked has no results: the parser reads its stretches.
                read.extend(other.join().into_iter().flatten());
            }
            read
        });
        read.sort_by_key(|stretch| std::cmp::Reverse(stretch.span.start));
        read
    }

    /// The starts of stretches: the first item, and lines that start like the line of that item.
    fn cuts(&self, first: usize) -> Vec<usize> {
        let text = self.text;
        let line = text[..first].rfind('\n').unwrap_or(first);
        let start = &text[line..text.ceil_char_boundary(first + 1)];
        let is_blank = |c: char| c.is_ascii_whitespace();
        if !start.ends_with('(') || !start[..start.len() - 1].trim_matches(is_blank).is_empty() {
            return Vec::new();
        }
        let finder = memchr::memmem::Finder::new(start);
        let mut cuts = vec![first];
        let mut from = first + self.stretch_bytes;
        while let Some(rest) = text.as_bytes().get(from..)
            && let Some(ahead) = finder.find(rest)
        {
            let cut = from + ahead + start.len() - 1;
            cuts.push(cut);
            from = cut + self.stretch_bytes;
        }
        cuts
    }
}

/// State shared by the threads.
struct Shared<'a, 's> {
    text: &'a str,
    list: &'a str,
    cuts: &'s [usize],
    /// The next unread stretch.
    next: AtomicUsize,
    /// Number of bytes read so far.
    bytes: AtomicUsize,
    is_stopped: AtomicBool,
}

impl<'a> Shared<'a, '_> {
    /// Reads stretches until none are left; `reach` receives the progress of all threads together.
    fn read(&self, reach: &mut dyn FnMut(usize) -> ControlFlow<()>) -> Vec<Stretch<'a>> {
        let mut read = Vec::new();
        while let at = self.next.fetch_add(1, Ordering::Relaxed)
            && let Some(&start) = self.cuts.get(at)
            && !self.is_stopped.load(Ordering::Relaxed)
        {
            let cut = start..self.cuts.get(at + 1).copied().unwrap_or(self.text.len());
            let mut reader = Reader { shared: self, items: Items::new(), told: start, reach };
            // A stretch with a syntax error is left to the parser.
            if let Some(end) = Tree::parse_stretch(self.text, self.list, cut, &mut reader) {
                read.push(Stretch { span: start..end, items: reader.items });
            }
        }
        read
    }
}

/// Reader of the items of a stretch.
struct Reader<'a, 's> {
    shared: &'s Shared<'a, 's>,
    items: Items<'a>,
    /// The byte up to which progress has been reported.
    told: usize,
    reach: &'s mut dyn FnMut(usize) -> ControlFlow<()>,
}

impl<'a> Visit<'a> for Reader<'a, '_> {
    fn item(&mut self, list: &'a str, value: Value<'_, 'a>) -> ControlFlow<()> {
        self.items.take(list, value);
        self.reached(value.span().end)
    }

    fn reached(&mut self, byte: usize) -> ControlFlow<()> {
        let more = byte - self.told;
        self.told = byte;
        let bytes = more + self.shared.bytes.fetch_add(more, Ordering::Relaxed);
        if (self.reach)(bytes).is_break() {
            self.shared.is_stopped.store(true, Ordering::Relaxed);
        }
        let is_stopped = self.shared.is_stopped.load(Ordering::Relaxed);
        if is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse_split;
    use super::Split;
    use crate::model::SAMPLE;
    use crate::model::progress::Watch;
    use crate::model::testing::{file, mutated};

    /// Everything that is read from a text, with the spans of its problems.
    fn read(text: &str, threads: usize, stretch_bytes: usize) -> String {
        let split = Split { threads, stretch_bytes };
        let parsed = parse_split(text, &split, &mut Watch::nobody()).continue_value();
        let parsed = parsed.expect("nobody stops it");
        format!("{:?} {:?} {:?}", parsed.file, parsed.problems, parsed.spans.items_of("units"))
    }

    /// Units on separate lines, some with errors, and other lists that look like units.
    fn lines() -> impl Strategy<Value = String> {
        let lines = vec![
            "(id: \"a\", kind: \"unit\", name: \"A\"),",
            "(id: \"b\", kind: \"unit\", name: {\"en\": \"B\"}, posts: [\n(id: \"p\", title: \"P\"),\n]),",
            "(id: 7, colour: \"red\"),",
            "// (id: \"c\",",
            "/*\n(id: \"c\", */",
            "(id: \"d\", kind: \"unit\", name: \"two\n(lines\"),",
            "], relations: [",
            "(id: \"e\" kind: \"unit\")",
            "], units: [",
        ];
        let lines = prop::collection::vec(prop::sample::select(lines), 0..12);
        lines.prop_map(|lines| format!("(organogram: 1, units: [\n{}\n])\n", lines.join("\n")))
    }

    proptest! {
        #[test]
        fn threads_do_not_change_units(
            text in prop_oneof![lines(), file(), file().prop_flat_map(mutated)],
            stretch_bytes in 1_usize..200,
        ) {
            prop_assert_eq!(read(&text, 3, stretch_bytes), read(&text, 1, stretch_bytes));
        }
    }

    #[test]
    fn threads_do_not_change_the_sample() {
        for stretch_bytes in [1, 500, 5_000] {
            assert_eq!(read(SAMPLE, 4, stretch_bytes), read(SAMPLE, 1, stretch_bytes));
        }
    }
}
