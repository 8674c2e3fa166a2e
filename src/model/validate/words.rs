//! Custom wording of the chart.

use super::Validator;
use crate::diagnostic::{Code, near_or_known, nearest};
use crate::message;
use crate::model::schema;
use crate::model::{Text, Word};

impl Validator<'_> {
    pub(super) fn words(&mut self, map: schema::WordMap) -> Vec<(Word, Text)> {
        let mut words: Vec<(Word, Text)> = Vec::new();
        for (key, text) in map.0 {
            let known: Vec<&str> = Word::all().map(|(key, _)| key).collect();
            let (code, message, hint) = match Word::of(&key) {
                None => (
                    Code::UnknownField,
                    message!("unknown key {0} of a word", &key),
                    near_or_known(nearest(&key, known.iter().copied()), &known),
                ),
                Some(word) if words.iter().any(|(held, _)| *held == word) => (
                    Code::Syntax,
                    message!("duplicate word {0}", &key),
                    message!("keep one of them"),
                ),
                Some(word) if word.has_number() && lacks_number(&text) => (
                    Code::BadValue,
                    message!("the word {0} has no placeholder for its number", &key),
                    message!("write {0} where the number belongs", "{0}"),
                ),
                Some(word) => {
                    words.push((word, text.entries));
                    continue;
                }
            };
            self.problem(code, &path!["words"], message, hint);
        }
        words
    }
}

fn lacks_number(text: &schema::Words) -> bool {
    text.entries.entries().any(|(_, words)| !words.contains("{0}"))
}
