//! Editing: the undo history of the text, and the unit in the editor.

use std::collections::HashSet;
use std::ops::Range;

use crate::app::state::dedent::Dedented;
use crate::edit::Edits;

/// The maximum number of edits visited when the history is rebased.
const MAX_WORK: usize = 10_000_000;

/// The undo history of a text.
#[derive(Default)]
pub(crate) struct UndoHistory {
    /// The inverse of each step, oldest first.
    done: Vec<Edits>,
    /// The edits that redo each undone step.
    undone: Vec<Edits>,
}

/// The state of editing.
#[derive(Default)]
pub(crate) struct EditSession {
    /// The unit in the editor.
    pub(crate) target: Option<EditTarget>,
    /// The id of the unit to be moved under the one selected next.
    pub(crate) moving: Option<String>,
    /// The unit to show once the typed text is parsed.
    pub(crate) awaited: Option<Awaited>,
    /// The name that is being typed in place.
    pub(crate) naming: Option<Naming>,
    /// The unit that was cut or copied.
    pub(crate) carried: Option<UnitClipboard>,
}

/// A unit that was just added or moved, by its id.
pub(crate) enum Awaited {
    /// It is selected and named in place.
    New(String, NamingPlace),
    /// It is selected and brought into view.
    Moved(String),
}

/// A name that is being typed in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Naming {
    /// The id of the unit.
    pub(crate) unit: String,
    /// The language of the name.
    pub(crate) language: String,
    /// The typed text.
    pub(crate) words: String,
    pub(crate) place: NamingPlace,
}

/// Place where a name is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamingPlace {
    /// On the card.
    Card,
    /// In the row of the outline.
    Outline,
}

/// A unit that was cut or copied, to be pasted under another one.
pub(crate) struct UnitClipboard {
    /// Its id.
    pub(crate) unit: String,
    /// Whether it was copied.
    pub(crate) is_copy: bool,
}

/// The unit in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EditTarget {
    /// Its last valid id.
    pub(crate) id: String,
    /// Its span in the text, in bytes; empty if it cannot be found.
    pub(crate) span: Range<usize>,
}

impl EditTarget {
    /// The unit's text in the editor.
    pub(crate) fn shown<'t>(&self, text: &'t str) -> Dedented<'t> {
        Dedented::of(text, self.span.clone())
    }

    /// The byte offset in the text of a character in the editor, whose line endings are LF.
    pub(crate) fn byte_of(&self, text: &str, index: usize) -> usize {
        let index = self.shown(text).own_index(index);
        let unit = text.get(self.span.clone()).unwrap_or_default();
        let flat = unit.replace("\r\n", "\n");
        let byte = flat.char_indices().nth(index).map_or(flat.len(), |(byte, _)| byte);
        self.span.start + in_crlf(unit, byte)
    }

    /// The character in the editor at a byte offset of the text.
    pub(crate) fn index_of(&self, text: &str, byte: usize) -> usize {
        let unit = text.get(self.span.clone()).unwrap_or_default();
        let byte = unit.floor_char_boundary(byte.saturating_sub(self.span.start));
        self.shown(text).shown_index(unit[..byte].replace("\r\n", "\n").chars().count())
    }
}

impl UndoHistory {
    /// Records a step by its inverse. Consecutive typing is one step.
    pub(crate) fn note(&mut self, back: Edits, is_typing: bool) {
        self.undone.clear();
        if is_typing
            && let Some(joined) = self.done.last().and_then(|last| joined(last, &back))
            && let Some(last) = self.done.last_mut()
        {
            *last = joined;
            return;
        }
        self.done.push(back);
    }

    /// Adds the inverse of an edit to the last step. The edit changed the text `before` to `after`.
    pub(crate) fn join(&mut self, back: &Edits, before: &str, after: &str) {
        self.undone.clear();
        match self.done.last_mut() {
            Some(last) => *last = Edits::between(after, &last.apply(before)),
            None => self.done.push(back.clone()),
        }
    }

    /// Undoes the last step in a text, or redoes the last undone one.
    pub(crate) fn step(&mut self, text: &str, back: bool) -> Option<String> {
        let (from, to) = if back {
            (&mut self.done, &mut self.undone)
        } else {
            (&mut self.undone, &mut self.done)
        };
        let edits = from.pop()?;
        to.push(edits.inverse(text));
        Some(edits.apply(text))
    }

    /// Rebases the history onto the text after some edits of the current one. A step that conflicts with the edits is
    /// dropped, together with all older ones.
    pub(crate) fn move_over(&mut self, edits: &Edits) {
        for steps in [&mut self.done, &mut self.undone] {
            let (mut over, mut moved, mut work) = (edits.clone(), Vec::new(), 0);
            while let Some(step) = steps.pop() {
                work += step.list().len() + over.list().len();
                let Some((step, later)) = step.transformed(&over).filter(|_| work < MAX_WORK)
                else {
                    break;
                };
                moved.push(step);
                over = later;
            }
            moved.reverse();
            *steps = moved;
        }
    }

    /// Whether there is a step to undo.
    pub(crate) fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a step to redo.
    pub(crate) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}

/// Two steps joined into one, if the second continues the typing of the first.
fn joined(first: &Edits, second: &Edits) -> Option<Edits> {
    let ([first], [second]) = (first.list(), second.list()) else { return None };
    let goes_on = first.text.is_empty()
        && second.text.is_empty()
        && first.span.end == second.span.start
        && second.span.len() <= 4;
    goes_on.then(|| Edits::one(first.span.start..second.span.end, ""))
}

/// The edit from a text to the editor's content, which has only LF line endings. Unchanged lines keep their line
/// endings; new ones get that of the preceding line, otherwise that of the following one.
pub(crate) fn typed(before: &str, words: &str) -> Edits {
    if !before.contains("\r\n") {
        return Edits::between(before, words);
    }
    let edits = Edits::between(&before.replace("\r\n", "\n"), words);
    let [edit] = edits.list() else { return edits };
    let (start, end) = (in_crlf(before, edit.span.start), in_crlf(before, edit.span.end));
    let line_end =
        before[..start].rfind('\n').or_else(|| Some(start + before[start..].find('\n')?));
    let is_crlf = line_end.is_some_and(|at| before[..at].ends_with('\r'));
    let text = if is_crlf { edit.text.replace('\n', "\r\n") } else { edit.text.clone() };
    Edits::one(start..end, text)
}

/// Maps a byte offset in a text with CRLF replaced by LF to the text itself.
fn in_crlf(text: &str, byte: usize) -> usize {
    let mut at = byte;
    for (pairs, (pair, _)) in text.match_indices("\r\n").enumerate() {
        // The offset of the pair, with the CR of earlier pairs removed.
        if pair - pairs >= byte {
            break;
        }
        at += 1;
    }
    at
}

/// The ids of a unit's branch, including its own.
pub(crate) fn branch(chart: &crate::model::Chart, id: &str) -> HashSet<String> {
    let Some(unit) = chart.find(id) else { return HashSet::new() };
    let below = chart.descendants(unit).into_iter().map(|at| chart.unit(at).id.clone());
    below.chain([id.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_line_ends() {
        let before = "a\r\nb\nc\r\nd";
        for (words, after) in [
            ("a\nb\nc\nd!", "a\r\nb\nc\r\nd!"),
            ("a!\nb\nc\nd", "a!\r\nb\nc\r\nd"),
            ("a\nb\nnew\nc\nd", "a\r\nb\nnew\nc\r\nd"),
            ("a\nnew\nb\nc\nd", "a\r\nnew\r\nb\nc\r\nd"),
            ("new\na\nb\nc\nd", "new\r\na\r\nb\nc\r\nd"),
            ("a\nb\nd", "a\r\nb\nd"),
            ("ab\nc\nd", "ab\nc\r\nd"),
            ("", ""),
        ] {
            assert_eq!(typed(before, words).apply(before), after, "{words:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn typing_changes_nothing_else(
            before in "(a|\\r\\n|\\n|海){0,12}",
            words in "(a|\\n|海|b){0,12}",
        ) {
            let flat = |text: &str| text.replace("\r\n", "\n");
            let after = typed(&before, &words).apply(&before);
            proptest::prop_assert_eq!(flat(&after), words);
            proptest::prop_assert_eq!(typed(&before, &flat(&before)).apply(&before), before);
        }
    }

    #[test]
    fn maps_positions_to_bytes_and_back() {
        let text = "x\r\n(海\r\nb)\r\n";
        let target = EditTarget { id: "u".into(), span: 3..11 };
        for (index, byte) in [(0, 3), (1, 4), (2, 7), (3, 9), (4, 10), (5, 11), (99, 11)] {
            assert_eq!(target.byte_of(text, index), byte, "character {index}");
            assert_eq!(target.index_of(text, byte), index.min(5), "byte {byte}");
        }
    }

    proptest::proptest! {
        #[test]
        fn undo_after_a_merge_restores_the_other_version(
            words in proptest::collection::vec(("[a-c 海]{0,3}", 0_usize..4), 1..8),
            redone in 0_usize..8,
        ) {
            // Each line has one writer: mine are typed into, theirs are replaced.
            let base = "mine\ntheirs 1\nmine 海\ntheirs 2\nmine\n";
            let theirs = base.replace("theirs 1\n", "").replace("theirs 2", "more\ntheirs two");
            let mut history = UndoHistory::default();
            let mut mine = base.to_owned();
            for (typed, place) in &words {
                let starts: Vec<usize> =
                    mine.match_indices("mine").map(|(at, _)| at + place.min(&4)).collect();
                let start = starts[place % starts.len()];
                let edits = Edits::one(start..start, typed.as_str());
                history.note(edits.inverse(&mine), false);
                mine = edits.apply(&mine);
                if !mine.contains("mine") {
                    break;
                }
            }
            for _ in 0..redone {
                mine = history.step(&mine, true).unwrap_or(mine);
            }
            let merge = crate::edit::merge::Merge::new(base, &mine, &theirs);
            proptest::prop_assert!(merge.contested().next().is_none());
            let edits = merge.edits(&mine, &theirs, |_| String::new());
            let mut text = edits.apply(&mine);
            history.move_over(&edits);
            let merged = text.clone();
            let mut steps = 0;
            while let Some(before) = history.step(&text, true) {
                (text, steps) = (before, steps + 1);
            }
            proptest::prop_assert_eq!(&text, &theirs);
            for _ in 0..steps {
                text = history.step(&text, false).expect("it was taken back");
            }
            proptest::prop_assert_eq!(text, merged);
        }
    }

    #[test]
    fn drops_undo_steps_that_were_overwritten() {
        let mut history = UndoHistory::default();
        let mut text = String::from("a b c");
        for (from, to) in [("a", "A"), ("b", "B"), ("c", "C")] {
            let edits = Edits::between(&text, &text.replace(from, to));
            history.note(edits.inverse(&text), false);
            text = edits.apply(&text);
        }
        let theirs = Edits::one(2..3, "X");
        let text = theirs.apply(&text);
        history.move_over(&theirs);
        assert_eq!(history.step(&text, true).as_deref(), Some("A X c"));
        assert!(!history.can_undo(), "what came before led through what is gone");
    }

    #[test]
    fn consecutive_typing_is_one_undo_step() {
        let mut history = UndoHistory::default();
        let mut text = String::from("()");
        for typed in ["(a)", "(ab)", "(abc)"] {
            let edits = Edits::between(&text, typed);
            history.note(edits.inverse(&text), true);
            text = typed.to_owned();
        }
        assert_eq!(history.step(&text, true).as_deref(), Some("()"));
        assert!(!history.can_undo());
        assert_eq!(history.step("()", false).as_deref(), Some("(abc)"));
    }
}
