//! What wrong ids of units, posts and bodies were meant to be, found once all names are known.

use super::Validator;
use super::names::{Named, Sort, described, did_you_mean};
use crate::diagnostic::{Message, WrittenForms};
use crate::message;
use crate::model::{Body, Party, Post, Text, Unit, is_invisible};

/// A wrong id whose problem gets a better hint, if there is one.
pub(super) struct Suggestion {
    /// The problem's index.
    problem: usize,
    sort: Sort,
    word: String,
    /// The id of the unit that names it, which is no suggestion.
    own: Option<String>,
}

/// Ids by names, acronyms and titles of heads.
#[derive(Default)]
struct NameIndex {
    names: WrittenForms<String>,
    titles: WrittenForms<String>,
}

impl NameIndex {
    fn new(units: &[Unit], bodies: &[Body], sort: Sort) -> Self {
        let mut index = Self::default();
        for unit in units {
            add(&mut index.names, &unit.name, &unit.id);
            if let Some(acronym) = &unit.acronym {
                index.names.add(acronym, &unit.id);
            }
            if let Some(head) = &unit.head {
                add(&mut index.titles, &head.title, &unit.id);
            }
            if sort == Sort::Party {
                for Post { id, title, .. } in &unit.posts {
                    if let Some(id) = id {
                        add(&mut index.titles, title, id);
                    }
                }
            }
        }
        if sort == Sort::Party {
            for body in bodies {
                add(&mut index.names, &body.name, &body.id);
            }
        }
        index
    }

    fn find(&self, word: &str) -> Option<&String> {
        self.names.find(word).or_else(|| self.titles.find(word))
    }
}

fn add(forms: &mut WrittenForms<String>, text: &Text, id: &String) {
    for (_, words) in text.entries() {
        forms.add(words, id);
    }
}

/// What stands between two ids that were written as one.
const SEPARATORS: [&str; 5] = [";", "；", " & ", "|", " / "];

impl Validator<'_> {
    /// Looks for a better hint for the last problem once all names are known.
    pub(super) fn suggest_later(&mut self, sort: Sort, word: &str, own: Option<&str>) {
        let problem = self.problems.len() - 1;
        let own = own.map(str::to_owned);
        self.suggestions.push(Suggestion { problem, sort, word: word.to_owned(), own });
    }

    /// Replaces the hints of problems with wrong ids by what was probably meant.
    pub(super) fn suggest(&mut self, units: &[Unit], bodies: &[Body]) {
        let suggestions = std::mem::take(&mut self.suggestions);
        let mut indexes: [Option<NameIndex>; 2] = [None, None];
        for Suggestion { problem, sort, word, own } in suggestions {
            let index = indexes[usize::from(sort == Sort::Party)]
                .get_or_insert_with(|| NameIndex::new(units, bodies, sort));
            if let Some(hint) = self.suggestion(sort, &word, own.as_deref(), index) {
                self.problems[problem].diagnostic.hints = vec![hint];
            }
            if let Some(hidden) = word.chars().find(|&c| is_invisible(c)) {
                let hint = message!("the text in the file holds {0}", described(hidden));
                self.problems[problem].diagnostic.hints.push(hint);
            }
        }
    }

    /// In order of how sure it is: the same written form, a name, two ids in one text, the nearest by
    /// edit distance.
    fn suggestion(
        &mut self,
        sort: Sort,
        word: &str,
        own: Option<&str>,
        index: &NameIndex,
    ) -> Option<Message> {
        if let Some(near) = self.alike(sort, word) {
            return (own != Some(&near)).then(|| did_you_mean(near));
        }
        if let Some(id) = index.find(word).filter(|id| own != Some(id)) {
            return Some(message!("{0} is not an id: write {1}, which stands for it", word, id));
        }
        let parts = SEPARATORS.iter().find_map(|separator| word.split_once(separator));
        if let Some((first, second)) = parts {
            let mut found = |part: &str| self.meant(sort, part.trim(), index);
            let (first, second) = (found(first)?, found(second)?);
            return Some(if sort == Sort::Unit {
                message!(
                    "a unit has one parent: write {0}, and draw a line to {1} by relations",
                    first,
                    second
                )
            } else {
                message!("write them one by one, as a list: {0} and {1}", first, second)
            });
        }
        self.nearest(sort, word).filter(|near| own != Some(near)).map(did_you_mean)
    }

    /// The id that is written so or alike, or that has such a name.
    fn meant(&mut self, sort: Sort, word: &str, index: &NameIndex) -> Option<String> {
        if self.names.get(word).is_some_and(|(named, _)| is_of(*named, sort)) {
            return Some(word.to_owned());
        }
        self.alike(sort, word).or_else(|| index.find(word).cloned())
    }
}

fn is_of(named: Named, sort: Sort) -> bool {
    match named {
        Named::Party(Party::Unit(_)) => true,
        Named::Party(_) => sort == Sort::Party,
        Named::Set(_) => false,
    }
}
