//! Suggestions for wrong ids of units, posts and bodies, made after all names are known.

use super::Validator;
use super::names::{Sort, described, did_you_mean};
use crate::diagnostic::{Argument, Fix, Message};
use crate::message;
use crate::model::{Body, Match, Post, References, Resolution, Text, Unit, is_invisible};
use crate::syntax::string_literal;

/// Wrong id whose problem may get a better hint.
pub(super) struct Suggestion {
    /// Index of the problem.
    problem: usize,
    sort: Sort,
    word: String,
    /// The id of the unit that contains it, which is never suggested.
    own: Option<String>,
}

/// Categories of words for units, posts and bodies, by priority.
const ID: usize = 0;
const NAME: usize = 1;
const ACRONYM: usize = 2;
const FORMER_NAME: usize = 3;
const TITLE: usize = 4;

/// Ids of units, and for the ends of lines also of posts and bodies, by their names.
fn references<'a>(units: &'a [Unit], bodies: &'a [Body], sort: Sort) -> References<'a, &'a str> {
    let mut references = References::default();
    let add_text = |references: &mut References<'a, &'a str>, sort, text: &'a Text, id: &'a str| {
        text.entries().for_each(|(_, words)| references.add(sort, words, id));
    };
    for unit in units {
        references.add(ID, &unit.id, &*unit.id);
        add_text(&mut references, NAME, &unit.name, &unit.id);
        if let Some(acronym) = &unit.acronym {
            references.add(ACRONYM, acronym, &*unit.id);
        }
        for name in &unit.also_named {
            add_text(&mut references, FORMER_NAME, name, &unit.id);
        }
        if let Some(head) = &unit.head {
            add_text(&mut references, TITLE, &head.title, &unit.id);
        }
        let posts = unit.posts.iter().filter(|_| sort == Sort::Party);
        for (id, title) in posts.filter_map(|Post { id, title, .. }| Some((id.as_ref()?, title))) {
            references.add(ID, id, id.as_str());
            add_text(&mut references, TITLE, title, id);
        }
    }
    for body in bodies.iter().filter(|_| sort == Sort::Party) {
        references.add(ID, &body.id, &*body.id);
        add_text(&mut references, NAME, &body.name, &body.id);
    }
    references
}

impl Validator<'_> {
    /// Schedules a better hint for the last problem.
    pub(super) fn suggest_later(&mut self, sort: Sort, word: &str, own: Option<&str>) {
        let problem = self.problems.len() - 1;
        let own = own.map(str::to_owned);
        self.suggestions.push(Suggestion { problem, sort, word: word.to_owned(), own });
    }

    /// Replaces the hints of problems with wrong ids by better suggestions.
    pub(super) fn suggest(&mut self, units: &[Unit], bodies: &[Body]) {
        let suggestions = std::mem::take(&mut self.suggestions);
        let mut known: [Option<References<'_, &str>>; 2] = [None, None];
        for Suggestion { problem, sort, word, own } in suggestions {
            let known = known[usize::from(sort == Sort::Party)]
                .get_or_insert_with(|| references(units, bodies, sort));
            if let Some((hint, fix)) = self.suggestion(sort, &word, own.as_deref(), known) {
                let diagnostic = &mut self.problems[problem].diagnostic;
                diagnostic.hints = vec![hint];
                diagnostic.fix = fix.map(Box::new);
            }
            if let Some(hidden) = word.chars().find(|&c| is_invisible(c)) {
                let hint = message!("the text in the file contains {0}", described(hidden));
                self.problems[problem].diagnostic.hints.push(hint);
            }
        }
    }

    /// Hint about the probable meaning of a word, and the corresponding fix.
    ///
    /// By decreasing certainty: the same normalized spelling, a name, several ids in one text, the nearest id by edit
    /// distance, the last one only if the word is not ambiguous.
    fn suggestion(
        &mut self,
        sort: Sort,
        word: &str,
        own: Option<&str>,
        known: &References<'_, &str>,
    ) -> Option<(Message, Option<Fix>)> {
        let is_other = |id: &str| own != Some(id);
        match known.resolve(word) {
            Resolution::One(Match { thing: id, sort: ID, .. }) => {
                let fix = Fix::certain(string_literal(id));
                is_other(id).then(|| (did_you_mean(id.to_owned()), Some(fix)))
            }
            Resolution::One(Match { thing: id, .. }) if is_other(id) => {
                let fix = Fix::certain(string_literal(id));
                let hint = message!("{0} is not an id: write {1} instead", word, id);
                Some((hint, Some(fix)))
            }
            Resolution::Each(found) => {
                let ids: Vec<&str> = found.iter().map(|found| found.thing).collect();
                let hint = if sort == Sort::Unit {
                    let (first, others) = ids.split_first()?;
                    message!(
                        "a unit has one parent: write {0}, and add a line to {1} under relations",
                        *first,
                        Argument::list(others, ", ")
                    )
                } else {
                    let (last, others) = ids.split_last()?;
                    let others = Argument::list(others, ", ");
                    message!("write them as a list: {0} and {1}", others, *last)
                };
                Some((hint, None))
            }
            Resolution::Ambiguous => None,
            Resolution::One(..) | Resolution::Unknown => {
                let near = self.nearest(sort, word).filter(|id| is_other(id))?;
                let fix = Fix::likely(string_literal(&near));
                Some((did_you_mean(near), Some(fix)))
            }
        }
    }
}
