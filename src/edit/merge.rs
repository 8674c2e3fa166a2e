//! Three-way merge by lines.
//!
//! [diff3](https://www.cis.upenn.edu/~bcpierce/papers/diff3-short.pdf) over two differences found with Git's bounded
//! form of Myers' algorithm. Two changes conflict if they touch the same lines of the base, or both add lines at the
//! same position. Unlike in Git, changes of adjacent lines do not conflict: in a structure file, each line is often a
//! separate unit.
//!
//! If one side converted all line endings, as some editors do, lines are compared without their endings, and the result
//! has the new ones.

use std::borrow::Cow;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Edit, Edits};

/// Side that made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Only my text differs from the base.
    Mine,
    /// Only their text differs from the base.
    Theirs,
    /// Both texts differ from the base in the same way.
    Both,
    /// Both texts differ from the base and from each other: a conflict.
    Contested,
}

/// Range of whole lines that differ from the base, as byte ranges of each text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In the base.
    pub base: Range<usize>,
    /// In my text.
    pub mine: Range<usize>,
    /// In their text.
    pub theirs: Range<usize>,
    /// The sides that changed it.
    pub origin: Origin,
}

/// Changes of two texts with a common base, in the order of the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    changes: Vec<Change>,
    /// The line ending of their text, if it is uniform and differs from that of base and my text.
    line_end: Option<&'static str>,
}

impl Merge {
    /// Compares two texts with their base.
    #[must_use]
    pub fn new(base: &str, mine: &str, theirs: &str) -> Self {
        let line_end = new_line_end(base, theirs);
        let [base, mine, theirs] = [base, mine, theirs].map(Lines::of);
        let differences = |side: &Lines<'_>| {
            if line_end.is_some() {
                differing(&base.without_ends(), &side.without_ends())
            } else {
                differing(&base.all, &side.all)
            }
        };
        let walk = Walk {
            mine: &differences(&mine),
            theirs: &differences(&theirs),
            base_lines: base.all.len(),
            ends_meet: mine.is_terminated() && theirs.is_terminated(),
        };
        let changes = walk.clusters().into_iter().map(|cluster| {
            let [my_lines, their_lines] =
                [mine.slice(&cluster.mine), theirs.slice(&cluster.theirs)];
            let is_same = converted(my_lines, line_end) == their_lines;
            let origin = match (cluster.has_mine, cluster.has_theirs) {
                (true, true) if is_same => Origin::Both,
                (true, true) => Origin::Contested,
                (true, false) => Origin::Mine,
                (false, _) => Origin::Theirs,
            };
            Change {
                base: base.bytes(&cluster.base),
                mine: mine.bytes(&cluster.mine),
                theirs: theirs.bytes(&cluster.theirs),
                origin,
            }
        });
        Self { changes: changes.collect(), line_end }
    }

    /// All changes.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The conflicts.
    pub fn contested(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.origin == Origin::Contested)
    }

    /// The same merge with each of my changes contested: for two texts whose changes do not touch but are incompatible.
    #[must_use]
    pub fn with_mine_contested(mut self) -> Self {
        for change in &mut self.changes {
            if change.origin == Origin::Mine {
                change.origin = Origin::Contested;
            }
        }
        self
    }

    /// Edits that turn my text into the merged text; `decide` returns the replacement of a contested change.
    #[must_use]
    pub fn edits(
        &self,
        mine: &str,
        theirs: &str,
        mut decide: impl FnMut(&Change) -> String,
    ) -> Edits {
        let mut edits = Vec::new();
        let mut at = 0;
        for change in &self.changes {
            let text = match change.origin {
                Origin::Mine | Origin::Both => continue,
                Origin::Theirs => theirs[change.theirs.clone()].into(),
                Origin::Contested => Cow::from(decide(change)),
            };
            self.convert_line_ends(mine, at..change.mine.start, &mut edits);
            at = change.mine.end;
            let text = converted(&text, self.line_end);
            let changed = Edits::between(&mine[change.mine.clone()], &text);
            edits.extend(changed.shifted(change.mine.start).0);
        }
        self.convert_line_ends(mine, at..mine.len(), &mut edits);
        Edits(edits)
    }

    /// Converts a range of my text to the line endings of theirs.
    fn convert_line_ends(&self, mine: &str, stretch: Range<usize>, edits: &mut Vec<Edit>) {
        let Some(line_end) = self.line_end else { return };
        for (at, _) in mine[stretch.clone()].match_indices('\n') {
            let at = stretch.start + at;
            let has_return = mine[..at].ends_with('\r');
            match line_end {
                "\r\n" if !has_return => edits.push(Edit { span: at..at, text: "\r".into() }),
                "\n" if has_return => edits.push(Edit { span: at - 1..at, text: String::new() }),
                _ => {}
            }
        }
    }
}

/// The byte ranges of a text whose words do not occur at the same position in the text that it was made from.
#[must_use]
pub fn changed_words(base: &str, text: &str) -> Vec<Range<usize>> {
    let (base, words) = (words_of(base), words_of(text));
    let mut starts = words.iter().scan(0, |end, word| {
        let start = *end;
        *end += word.len();
        Some(start)
    });
    let starts: Vec<usize> = starts.by_ref().chain([text.len()]).collect();
    let differences = differing(&base, &words).into_iter();
    let stretches = differences.map(|it| starts[it.side.start]..starts[it.side.end]);
    stretches.filter(|stretch| !stretch.is_empty()).collect()
}

/// Splits a text into words and the single characters between them; each Chinese character is a word.
fn words_of(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_of_word = |c: char| c.is_alphanumeric() && c < '\u{2E80}';
        let length = if is_of_word(first) {
            rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, behind) = rest.split_at(length);
        words.push(word);
        rest = behind;
    }
    words
}

/// The line ending of `theirs`, if it is uniform and differs from that of `base`.
fn new_line_end(base: &str, theirs: &str) -> Option<&'static str> {
    let before = only_line_end(base)?;
    only_line_end(theirs).filter(|&now| now != before)
}

/// The uniform line ending of a text; `None` if it has several kinds or only one line.
fn only_line_end(text: &str) -> Option<&'static str> {
    let breaks = text.bytes().filter(|&byte| byte == b'\n').count();
    match text.matches("\r\n").count() {
        0 if breaks > 0 => Some("\n"),
        with_return if with_return == breaks && breaks > 0 => Some("\r\n"),
        _ => None,
    }
}

/// A text with a uniform line ending, or unchanged if there is none.
fn converted<'a>(text: &'a str, line_end: Option<&str>) -> Cow<'a, str> {
    match line_end {
        None => text.into(),
        Some("\n") => text.replace("\r\n", "\n").into(),
        Some(line_end) => text.replace("\r\n", "\n").replace('\n', line_end).into(),
    }
}

/// Lines of a text, each with its ending.
struct Lines<'a> {
    text: &'a str,
    all: Vec<&'a str>,
    /// Start of each line in bytes, followed by the end of the text.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let mut starts = Vec::with_capacity(all.len() + 1);
        starts.push(0);
        starts.extend(all.iter().scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        }));
        Self { text, all, starts }
    }

    /// The lines without their endings.
    fn without_ends(&self) -> Vec<(&'a str, bool)> {
        let split = |line: &&'a str| match line.strip_suffix('\n') {
            Some(line) => (line.strip_suffix('\r').unwrap_or(line), true),
            None => (*line, false),
        };
        self.all.iter().map(split).collect()
    }

    fn bytes(&self, lines: &Range<usize>) -> Range<usize> {
        self.starts[lines.start]..self.starts[lines.end]
    }

    fn slice(&self, lines: &Range<usize>) -> &'a str {
        &self.text[self.bytes(lines)]
    }

    /// Whether another line can follow the last one.
    fn is_terminated(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }
}

/// Lines of the base, and the lines of a side that replace them.
struct Difference {
    base: Range<usize>,
    side: Range<usize>,
}

/// Differences of a side from the base, with at least one equal line between two of them.
fn differing<T: std::hash::Hash + Eq>(base: &[T], side: &[T]) -> Vec<Difference> {
    let mut differences: Vec<Difference> = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, base, side) {
        if matches!(operation, DiffOp::Equal { .. }) {
            continue;
        }
        let (base, side) = (operation.old_range(), operation.new_range());
        match differences.last_mut() {
            Some(last) if last.base.end == base.start && last.side.end == side.start => {
                (last.base.end, last.side.end) = (base.end, side.end);
            }
            _ => differences.push(Difference { base, side }),
        }
    }
    differences
}

/// Overlapping changes: line ranges of each text.
struct Cluster {
    base: Range<usize>,
    mine: Range<usize>,
    theirs: Range<usize>,
    has_mine: bool,
    has_theirs: bool,
}

/// Simultaneous iteration over the differences of both sides.
struct Walk<'a> {
    mine: &'a [Difference],
    theirs: &'a [Difference],
    base_lines: usize,
    /// Whether another line can follow the last one of both sides.
    ends_meet: bool,
}

impl Walk<'_> {
    fn clusters(&self) -> Vec<Cluster> {
        let (mut mine, mut theirs) = (Side::new(self.mine), Side::new(self.theirs));
        let mut clusters = Vec::new();
        while let Some(first) = mine.next().into_iter().chain(theirs.next()).min_by_key(by_place) {
            let mut base = first.clone();
            // Before the cluster, both sides equal the base, apart from earlier additions and removals.
            let starts = (mine.place_of(base.start), theirs.place_of(base.start));
            let (mut has_mine, mut has_theirs) = (false, false);
            loop {
                if let Some(next) = mine.next_if(|next| self.meets(&base, next)) {
                    (base.end, has_mine) = (base.end.max(next.end), true);
                } else if let Some(next) = theirs.next_if(|next| self.meets(&base, next)) {
                    (base.end, has_theirs) = (base.end.max(next.end), true);
                } else {
                    break;
                }
            }
            let ends = (mine.place_of(base.end), theirs.place_of(base.end));
            let (mine, theirs) = (starts.0..ends.0, starts.1..ends.1);
            clusters.push(Cluster { base, mine, theirs, has_mine, has_theirs });
        }
        clusters
    }

    /// Whether a difference belongs to a cluster that covers these lines so far.
    fn meets(&self, cluster: &Range<usize>, next: &Range<usize>) -> bool {
        let both_add = cluster.is_empty() && next.is_empty();
        let cannot_follow = cluster.end == self.base_lines && !self.ends_meet;
        next.start < cluster.end || next.start == cluster.end && (both_add || cannot_follow)
    }
}

/// Sort key of differences: their start; additions come before the line at that position.
fn by_place(lines: &Range<usize>) -> (usize, usize) {
    (lines.start, lines.end)
}

/// The remaining differences of one side.
struct Side<'a> {
    ahead: std::slice::Iter<'a, Difference>,
    /// The ends of the last processed difference, in base and side.
    passed: (usize, usize),
}

impl<'a> Side<'a> {
    fn new(differences: &'a [Difference]) -> Self {
        Self { ahead: differences.iter(), passed: (0, 0) }
    }

    /// The next lines of the base that differ.
    fn next(&self) -> Option<Range<usize>> {
        self.ahead.as_slice().first().map(|difference| difference.base.clone())
    }

    fn next_if(&mut self, is_wanted: impl FnOnce(&Range<usize>) -> bool) -> Option<Range<usize>> {
        let next = self.next().filter(is_wanted)?;
        let difference = self.ahead.next()?;
        self.passed = (difference.base.end, difference.side.end);
        Some(next)
    }

    /// The line of the side that corresponds to a line of the base between the last and the next difference.
    fn place_of(&self, line: usize) -> usize {
        self.passed.1 + line - self.passed.0
    }
}
