//! Merges of two people's changes to one text: changes to different lines are combined, changes to the same lines are
//! kept apart for a decision, and no line is lost.

use std::ops::Range;

use organogram::diagnostic::has_errors;
use organogram::edit::merge::{Change, Merge, Origin};
use organogram::edit::{Edit, Edits};
use organogram::model::Chart;
use organogram::source::SourceText;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::cases::cases;

const COAST: &str = "(organogram: 1, units: [ // all\n\
    \t(id: \"agency\", kind: \"office\", name: \"Coast Agency\"),\n\
    \t(id: \"north\", parent: \"agency\", kind: \"unit\", name: \"North\"), // long\n\
    \t(id: \"south\", parent: \"agency\", kind: \"unit\", name: \"South\"),\n\
    ])\n";

/// Returns the merged text; `None` if something has to be decided.
fn merged(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let merge = Merge::new(base, mine, theirs);
    let is_clean = merge.contested().next().is_none();
    is_clean.then(|| merge.edits(mine, theirs, |_| unreachable!()).apply(mine))
}

/// Returns the contested lines: of the base, mine, theirs.
fn contested<'t>(base: &'t str, mine: &'t str, theirs: &'t str) -> Vec<[&'t str; 3]> {
    let merge = Merge::new(base, mine, theirs);
    let texts =
        |it: &Change| [&base[it.base.clone()], &mine[it.mine.clone()], &theirs[it.theirs.clone()]];
    merge.contested().map(texts).collect()
}

#[test]
fn merges_changes_of_different_lines() {
    let mine = COAST.replace("Coast Agency", "Coast Guard");
    let theirs = COAST.replace("\"South\"", "\"The South\"").replace("// all", "// all of it");
    let both = mine.replace("\"South\"", "\"The South\"").replace("// all", "// all of it");
    assert_eq!(merged(COAST, &mine, &theirs).as_deref(), Some(both.as_str()));
    assert_eq!(merged(COAST, &theirs, &mine).as_deref(), Some(both.as_str()));
}

#[test]
fn merges_changes_of_adjacent_lines() {
    let mine = COAST.replace("\"North\"", "\"Far North\"");
    let theirs = COAST.replace("\"South\"", "\"Far South\"");
    assert_eq!(
        merged(COAST, &mine, &theirs),
        Some(COAST.replace("\"North\"", "\"Far North\"").replace("\"South\"", "\"Far South\""))
    );
    assert_eq!(merged("a\nb\nc\n", "a\nB\nc\n", "a\nc\n"), None);
    assert_eq!(merged("a\nb\nc\n", "a\nB\nc\n", "a\nb\n").as_deref(), Some("a\nB\n"));
    assert_eq!(
        merged("a\nb\nc\n", "a\nB\nc\n", "a\nb\nnew\nc\n").as_deref(),
        Some("a\nB\nnew\nc\n")
    );
    assert_eq!(
        merged("a\nb\nc\n", "a\nB\nc\n", "a\nnew\nb\nc\n").as_deref(),
        Some("a\nnew\nB\nc\n")
    );
}

#[test]
fn changes_of_the_same_line_conflict() {
    let mine = COAST.replace("\"North\"", "\"Far North\"");
    let theirs = COAST.replace("// long", "// longest");
    let line = "\t(id: \"north\", parent: \"agency\", kind: \"unit\", name: \"North\"), // long\n";
    assert_eq!(
        contested(COAST, &mine, &theirs),
        [[
            line,
            &line.replace("\"North\"", "\"Far North\""),
            &line.replace("// long", "// longest")
        ]]
    );
    assert_eq!(contested("a\n", "a\nmine\n", "a\ntheirs\n"), [["", "mine\n", "theirs\n"]]);
    assert_eq!(contested("a\nb\n", "a\n", "a\nB\n"), [["b\n", "", "B\n"]]);
}

#[test]
fn merges_equal_changes() {
    assert_eq!(merged("a\nb\n", "a\nB\n", "a\nB\n").as_deref(), Some("a\nB\n"));
    assert_eq!(merged("a\nb\n", "b\n", "b\n").as_deref(), Some("b\n"));
    assert_eq!(merged("", "x", "x").as_deref(), Some("x"));
}

#[test]
fn does_not_join_an_unterminated_line() {
    assert_eq!(contested("a\nb\n", "a\nB", "a\nb\nc\n"), [["b\n", "B", "b\nc\n"]]);
    assert_eq!(contested("a\nb", "a\nb\nmine", "a\nb\ntheirs"), [["b", "b\nmine", "b\ntheirs"]]);
    assert_eq!(merged("a\nb\nc", "A\nb\nc", "a\nb\nc\n").as_deref(), Some("A\nb\nc\n"));
}

#[test]
fn keeps_line_ends_and_byte_order_mark() {
    let base = "\u{feff}a\r\nb\nc\r\nd";
    assert_eq!(
        merged(base, "\u{feff}a\r\nB\nc\r\nd", "\u{feff}a\r\nb\nC\r\nd").as_deref(),
        Some("\u{feff}a\r\nB\nC\r\nd")
    );
    assert_eq!(merged("a\nb\n", "a\nB\n", "\u{feff}a\nb\n").as_deref(), Some("\u{feff}a\nB\n"));
}

#[test]
fn changed_line_ends_do_not_conflict() {
    let dos = |text: &str| text.replace('\n', "\r\n");
    let mine = COAST.replace("\"North\"", "\"Far North\"");
    let theirs = dos(&COAST.replace("\"South\"", "\"Far South\""));
    let both = dos(&mine.replace("\"South\"", "\"Far South\""));
    assert_eq!(merged(COAST, &mine, &theirs), Some(both.clone()));
    let back = COAST.replace("\"South\"", "\"Far South\"");
    let both = both.replace("\r\n", "\n");
    assert_eq!(merged(&dos(COAST), &dos(&mine), &back), Some(both));
    let merge = Merge::new("a\nb\n", "a\nmine\n", "a\r\ntheirs\r\n");
    let edits = merge.edits("a\nmine\n", "a\r\ntheirs\r\n", |_| "mine\n".into());
    assert_eq!(edits.apply("a\nmine\n"), "a\r\nmine\r\n");
}

#[test]
fn large_texts_merge_in_linear_time() {
    // Nothing in common, and every other line: tens of thousands of changes.
    let lines = |name: &str, step: usize| -> String {
        (0..50_000)
            .map(|at| if at % step == 0 { format!("{name} {at}\n") } else { "same\n".into() })
            .collect()
    };
    let base = lines("base", 1);
    for (mine, theirs) in [
        (lines("mine", 1), lines("theirs", 1)),
        (lines("base", 2), lines("base", 3)),
        (lines("mine", 2), base.clone()),
    ] {
        let start = std::time::Instant::now();
        let merge = Merge::new(&base, &mine, &theirs);
        let edits = merge.edits(&mine, &theirs, |it| mine[it.mine.clone()].to_owned());
        assert!(!edits.apply(&mine).is_empty());
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}

// ---- Random texts

/// A change to a text: the removed lines, and the new ones.
#[derive(Clone, Debug)]
struct Step {
    is_mine: bool,
    lines: Range<usize>,
    text: String,
}

/// Returns lines that all differ, each with its own line ending.
fn distinct_lines(count: usize, ends: &[bool]) -> Vec<String> {
    let end = |at: usize| if ends[at % ends.len()] { "\r\n" } else { "\n" };
    (0..count).map(|at| format!("  line {at} 第{at}行{}", end(at))).collect()
}

/// Returns steps in text order that do not overlap, with at most one insertion per position.
fn disjoint_steps(count: usize, seeds: &[(bool, Index, usize, usize)], end: &str) -> Vec<Step> {
    let mut wanted: Vec<(usize, usize, bool, usize)> = seeds
        .iter()
        .map(|(is_mine, start, gone, added)| (start.index(count + 1), *gone, *is_mine, *added))
        .collect();
    wanted.sort_unstable();
    let mut steps: Vec<Step> = Vec::new();
    for (number, (start, gone, is_mine, added)) in wanted.into_iter().enumerate() {
        let lines = start..(start + gone).min(count);
        // A gap between steps of one side keeps them separate changes.
        let own = steps.iter().rfind(|step| step.is_mine == is_mine);
        let has_gap = own.is_none_or(|own| own.lines.end < start);
        let is_free = steps.last().is_none_or(|last| {
            let both_add = last.lines.is_empty() && lines.is_empty() && last.lines.end == start;
            lines.start >= last.lines.end && !both_add
        });
        let has_effect = added > 0 || !lines.is_empty();
        if has_gap && is_free && has_effect {
            let text = (0..added).map(|at| format!("new {number} {at}{end}")).collect();
            steps.push(Step { is_mine, lines, text });
        }
    }
    steps
}

/// Returns the steps as edits of a text.
fn edits_of<'s>(lines: &[String], steps: impl Iterator<Item = &'s Step>) -> Edits {
    let starts: Vec<usize> =
        (0..=lines.len()).map(|at| lines[..at].iter().map(String::len).sum()).collect();
    let edits = steps.map(|step| Edit {
        span: starts[step.lines.start]..starts[step.lines.end],
        text: step.text.clone(),
    });
    Edits::new(edits.collect())
}

/// Generates a text of a few kinds of lines, so that many are equal; the last may have no line ending.
fn any_text() -> impl Strategy<Value = Vec<String>> {
    let line = prop::sample::select(vec!["a\n", "b\n", "c\n", "\n", "d\n", "甲\n"]);
    (prop::collection::vec(line, 0..12), any::<bool>()).prop_map(|(lines, is_cut)| {
        let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
        if let Some(last) = lines.last_mut().filter(|_| is_cut) {
            *last = last.trim_end().to_owned();
        }
        lines.retain(|line| !line.is_empty());
        lines
    })
}

/// Generates changes to a text: the starting line, the number of removed lines and of new ones.
fn any_changes() -> impl Strategy<Value = Vec<(Index, usize, usize)>> {
    prop::collection::vec((any::<Index>(), 0_usize..3, 0_usize..3), 0..4)
}

/// Returns the text with these changes; new lines say whose they are.
fn changed(lines: &[String], changes: &[(Index, usize, usize)], whose: &str) -> String {
    let mut lines = lines.to_vec();
    for (number, (start, gone, added)) in changes.iter().enumerate() {
        let start = start.index(lines.len() + 1);
        let end = (start + gone).min(lines.len());
        let new: Vec<String> = (0..*added).map(|at| format!("{whose} {number} {at}\n")).collect();
        // Nothing may follow a line without a line ending.
        let is_cut = lines.last().is_some_and(|last| !last.ends_with('\n'));
        if is_cut && end == lines.len() && start == end && *added > 0 {
            lines.last_mut().into_iter().for_each(|last| last.push('\n'));
        }
        lines.splice(start..end, new);
    }
    lines.concat()
}

/// Returns the lines of a text that the merge must not lose.
fn own_lines<'t>(text: &'t str, whose: &str) -> Vec<&'t str> {
    text.split_inclusive('\n').filter(|line| line.starts_with(whose)).collect()
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn merge_contains_all_disjoint_changes(
        count in 1_usize..20,
        ends in prop::collection::vec(any::<bool>(), 1..4),
        seeds in prop::collection::vec((any::<bool>(), any::<Index>(), 0_usize..3, 0_usize..3), 0..8),
        has_tail in any::<bool>(),
    ) {
        let mut lines = distinct_lines(count, &ends);
        let steps = disjoint_steps(count, &seeds, if ends[0] { "\r\n" } else { "\n" });
        if has_tail {
            lines.push("the end, without a line end".into());
        }
        let base = lines.concat();
        let my_edits = edits_of(&lines, steps.iter().filter(|step| step.is_mine));
        let their_edits = edits_of(&lines, steps.iter().filter(|step| !step.is_mine));
        let (mine, theirs) = (my_edits.apply(&base), their_edits.apply(&base));
        let all = edits_of(&lines, steps.iter()).apply(&base);
        prop_assert_eq!(merged(&base, &mine, &theirs), Some(all.clone()));
        prop_assert_eq!(merged(&base, &theirs, &mine), Some(all.clone()));
        let (my_later, their_later) =
            my_edits.transformed(&their_edits).expect("they touch different lines");
        prop_assert_eq!(my_later.apply(&theirs), all.clone());
        prop_assert_eq!(their_later.apply(&mine), all);
    }

    #[test]
    fn choices_are_applied_without_losing_lines(
        base in any_text(),
        my_changes in any_changes(),
        their_changes in any_changes(),
        choices in prop::collection::vec(0_usize..4, 8),
    ) {
        let (mine, theirs) = (changed(&base, &my_changes, "mine"), changed(&base, &their_changes, "theirs"));
        let base = base.concat();
        let merge = Merge::new(&base, &mine, &theirs);
        let choice = |it: &Change, number: usize| match choices[number % choices.len()] {
            0 => mine[it.mine.clone()].to_owned(),
            1 => theirs[it.theirs.clone()].to_owned(),
            2 => base[it.base.clone()].to_owned(),
            _ => "written by hand\n".to_owned(),
        };
        // Built from the three texts using only the changes.
        let (mut expected, mut at, mut number) = (String::new(), [0; 3], 0);
        for it in merge.changes() {
            let same = &base[at[0]..it.base.start];
            prop_assert_eq!(same, &mine[at[1]..it.mine.start]);
            prop_assert_eq!(same, &theirs[at[2]..it.theirs.start]);
            let own = (&mine[it.mine.clone()], &theirs[it.theirs.clone()], &base[it.base.clone()]);
            let (is_mine, is_theirs) = (own.0 != own.2, own.1 != own.2);
            let origin = match (is_mine, is_theirs) {
                (true, true) if own.0 == own.1 => Origin::Both,
                (true, true) => Origin::Contested,
                (true, false) => Origin::Mine,
                (false, _) => Origin::Theirs,
            };
            prop_assert_eq!(it.origin, origin);
            let chosen = match it.origin {
                Origin::Mine | Origin::Both => own.0.to_owned(),
                Origin::Theirs => own.1.to_owned(),
                Origin::Contested => { number += 1; choice(it, number - 1) }
            };
            expected += same;
            expected += &chosen;
            at = [it.base.end, it.mine.end, it.theirs.end];
        }
        prop_assert_eq!(&base[at[0]..], &mine[at[1]..]);
        prop_assert_eq!(&base[at[0]..], &theirs[at[2]..]);
        expected += &base[at[0]..];

        let mut number = 0;
        let edits = merge.edits(&mine, &theirs, |it| { number += 1; choice(it, number - 1) });
        let result = edits.apply(&mine);
        prop_assert_eq!(&result, &expected);
        prop_assert_eq!(edits.inverse(&mine).apply(&result), mine.clone());
        let contested = |side: &dyn Fn(&Change) -> String| -> String { merge.contested().map(side).collect() };
        for (text, whose, left) in [
            (&mine, "mine", contested(&|it| mine[it.mine.clone()].to_owned())),
            (&theirs, "theirs", contested(&|it| theirs[it.theirs.clone()].to_owned())),
        ] {
            for line in own_lines(text, whose) {
                prop_assert!(result.contains(line) || left.contains(line), "{line} is lost");
            }
        }
    }

    #[test]
    fn merge_is_symmetric(
        base in any_text(),
        my_changes in any_changes(),
        their_changes in any_changes(),
    ) {
        let (mine, theirs) = (changed(&base, &my_changes, "mine"), changed(&base, &their_changes, "theirs"));
        let base = base.concat();
        let swapped: Vec<Change> = Merge::new(&base, &theirs, &mine).changes().iter().map(|it| Change {
            base: it.base.clone(), mine: it.theirs.clone(), theirs: it.mine.clone(),
            origin: match it.origin { Origin::Mine => Origin::Theirs, Origin::Theirs => Origin::Mine, other => other },
        }).collect();
        let changes = Merge::new(&base, &mine, &theirs).changes().to_vec();
        prop_assert_eq!(changes, swapped);
        prop_assert_eq!(merged(&base, &mine, &base), Some(mine.clone()));
        prop_assert_eq!(merged(&base, &base, &theirs), Some(theirs.clone()));
        prop_assert_eq!(merged(&base, &mine, &mine), Some(mine));
    }

    #[test]
    fn merges_units_of_two_editors(
        count in 3_usize..10,
        one_line in prop::collection::vec(any::<bool>(), 1..4),
        renamed in prop::collection::vec((any::<Index>(), any::<bool>()), 1..6),
        added in prop::collection::vec((any::<Index>(), any::<bool>()), 0..3),
    ) {
        let unit = |id: usize, name: &str| if one_line[id % one_line.len()] {
            format!("  (id: \"u{id}\", kind: \"unit\", name: \"{name}\"), // 第 {id}\n")
        } else {
            format!("  (\n    id: \"u{id}\", kind: \"unit\",\n    name: \"{name}\",\n  ),\n")
        };
        let file = |names: &[String], new: &dyn Fn(usize) -> String| {
            let units = names.iter().enumerate().map(|(id, name)| unit(id, name) + &new(id));
            format!("(organogram: 1, units: [\n{}])\n", units.collect::<String>())
        };
        let names: Vec<String> = (0..count).map(|id| format!("Unit {id}")).collect();
        let mut by = [(); 3].map(|()| names.clone());
        let mut owner = vec![None; count];
        for (at, is_mine) in &renamed {
            let at = at.index(count);
            let side = *owner[at].get_or_insert(usize::from(*is_mine));
            by[side][at] = format!("Renamed {at} by {side}");
            by[2][at] = by[side][at].clone();
        }
        // Each position where units are added belongs to one person: the one who renamed the unit there.
        let mut adds = vec![None; count];
        for (at, is_mine) in &added {
            let at = at.index(count);
            adds[at] = owner[at].or(adds[at]).or(Some(usize::from(*is_mine)));
        }
        let new = |side: usize| {
            let adds = adds.clone();
            move |at: usize| match adds[at] {
                Some(owner) if side == 2 || side == owner => format!("  (id: \"new-{at}\", kind: \"unit\", name: \"N\"),\n"),
                _ => String::new(),
            }
        };
        let base = file(&names, &|_| String::new());
        let [theirs, mine, all] = [0, 1, 2].map(|side| file(&by[side], &new(side)));
        let found = merged(&base, &mine, &theirs);
        prop_assert_eq!(found.as_deref(), Some(all.as_str()));
        let (chart, problems) = Chart::load(&SourceText::new("x", all));
        prop_assert!(!has_errors(&problems));
        prop_assert_eq!(chart.units().len(), count + adds.iter().flatten().count());
    }
}
