//! Labels of items and their nesting: an item with a new form of label belongs to the preceding item.

use crate::model::numbering::leading_number;

/// Label at the start of an item of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    sort: Sort,
    words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// `(b)`; lower-case Roman numerals are distinguished by what precedes them.
    Letter,
    Roman,
    /// `(2)`.
    Number,
    /// `（二）`.
    Chinese,
    /// `2.`
    Dotted,
    /// `b)`.
    HalfBracketed,
}

impl Label {
    /// The label at the start of a line.
    pub(super) fn read(line: &str) -> Option<Self> {
        let label = |sort, words: &str| Some(Self { sort, words: words.to_owned() });
        if let Some(rest) = line.strip_prefix(['(', '（']) {
            let words = &rest[..rest.find([')', '）'])?];
            let is_letter = words.len() == 1 && words.bytes().all(|byte| byte.is_ascii_lowercase());
            if is_letter || ((1..=5).contains(&words.len()) && is_roman(words)) {
                return label(Sort::Letter, words);
            }
            let (number, behind) = leading_number(words)?;
            let sort = if words.is_ascii() { Sort::Number } else { Sort::Chinese };
            return behind.is_empty().then(|| label(sort, &number))?;
        }
        let end = line.find(['.', ')', '、'])?;
        let (words, behind) = line.split_at(end);
        if behind.starts_with(')') {
            let is_letter = words.len() == 1 && words.bytes().all(|byte| byte.is_ascii_lowercase());
            return is_letter.then(|| label(Sort::HalfBracketed, words))?;
        }
        let is_number =
            (1..=3).contains(&words.len()) && words.bytes().all(|byte| byte.is_ascii_digit());
        let ends = behind.starts_with('、') || behind[1..].starts_with(char::is_whitespace);
        (is_number && ends).then(|| label(Sort::Dotted, words))?
    }
}

fn is_roman(words: &str) -> bool {
    words.chars().all(|c| "ivx".contains(c))
}

/// The path to the last item, outermost first.
#[derive(Default)]
pub(super) struct Items {
    open: Vec<Label>,
    /// Whether items may be numbered.
    are_of_article: bool,
}

impl Items {
    pub(super) const fn of_article() -> Self {
        Self { open: Vec::new(), are_of_article: true }
    }

    /// The labels down to the next item; `None` if the label does not fit here.
    pub(super) fn next(&mut self, mut label: Label) -> Option<String> {
        if self.is_roman(&label) {
            label.sort = Sort::Roman;
        }
        if !self.are_of_article && !matches!(label.sort, Sort::Letter | Sort::Roman) {
            return None;
        }
        let level = self.open.iter().position(|open| open.sort == label.sort);
        self.open.truncate(level.unwrap_or(self.open.len()));
        self.open.push(label);
        Some(self.open.iter().map(|label| format!("({})", label.words)).collect())
    }

    /// Whether letters that may be a Roman numeral are one: they are, unless the preceding label is the preceding
    /// letter of the alphabet.
    fn is_roman(&self, label: &Label) -> bool {
        if label.sort != Sort::Letter || !is_roman(&label.words) {
            return false;
        }
        let letter = self.open.iter().rfind(|open| open.sort == Sort::Letter);
        match letter {
            Some(letter) => !follows(&letter.words, &label.words),
            None => label.words == "i" || self.open.iter().any(|open| open.sort == Sort::Roman),
        }
    }
}

/// Whether a letter directly follows another in the alphabet.
fn follows(letter: &str, next: &str) -> bool {
    match (letter.as_bytes(), next.as_bytes()) {
        ([letter], [next]) => letter + 1 == *next,
        _ => false,
    }
}
