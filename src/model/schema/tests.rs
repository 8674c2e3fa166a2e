//! Typed reading compared with the crate `ron`: for every text that `ron` accepts, both return the same value.

use proptest::prelude::*;

use super::by_ron;
use crate::model::parse::{Parsed, parse};
use crate::model::progress::Watch;
use crate::syntax::Tree;

/// Debug output of a file by typed reading; `None` if there is a problem.
fn read(text: &str) -> Option<String> {
    let Parsed { file, problems, .. } = parse(text, &mut Watch::nobody()).continue_value()?;
    let file = format!("{:?}", file.filter(|_| problems.is_empty())?);
    // Indices and omitted items are not part of the value of the text.
    let mut value = String::with_capacity(file.len());
    let mut parts = file.split("place: ");
    value.push_str(parts.next().unwrap_or_default());
    for part in parts {
        value.push_str(part.split_once(", ").map_or("", |(_, behind)| behind));
    }
    Some(value.replace(", left_out: []", ""))
}

/// Debug output of the value of a text according to `ron`; `None` if `ron` rejects it.
pub(crate) fn value_by_ron(text: &str) -> Option<String> {
    by_ron::read(text).map(|file| format!("{file:?}"))
}

fn compare(text: &str) -> Result<(), TestCaseError> {
    let by_ron = value_by_ron(text);
    if by_ron.is_some() {
        let problems = || parse(text, &mut Watch::nobody()).continue_value().map(|it| it.problems);
        let ours = read(text);
        prop_assert_eq!(ours, by_ron, "ron reads this otherwise:\n{}\n{:?}", text, problems());
    }
    Ok(())
}

/// White space and comments, as allowed between any two tokens.
fn trivia() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        2 => Just(" ".to_owned()),
        1 => prop::sample::select(vec![
            "\n", "\r\n\t", " // Some words, (and) \"more\"\n", "/* Some */", "/* a /* b: ( */ , */",
            "\u{85}", "\u{2028}", "\u{200e}", "\n\n  // above\n", " // behind\r\n\r\n", "/* a */ /* b */\n",
            "\n/* two\n  lines */ ", " /* at the end */\n\n", "\n\n\n /* before */ ",
        ]).prop_map(String::from),
    ]
}

/// A string literal.
fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,6}".prop_map(|text| format!("\"{text}\"")),
        1 => prop::sample::select(vec![
            r#""海岸, (巡逻) // no: comment""#, r#""a\"b\\c\n\t\x41\u{4e2d}\0\'""#, "r\"raw \\ text\"",
            "r#\"raw \"quoted\" text\"#", "r##\"a\"# b\"##", "\"two\nlines\"", "\"one\\\n  line\"", r#""\xc3\xa4""#, "\"\u{feff}\u{3000}\"",
        ]).prop_map(String::from),
    ]
}

/// Tokens that are joined with trivia between them.
fn tokens(parts: Vec<&str>) -> Vec<String> {
    parts.into_iter().map(String::from).collect()
}

fn list(
    item: impl Strategy<Value = Vec<String>> + 'static,
    open: &'static str,
    close: &'static str,
) -> impl Strategy<Value = Vec<String>> {
    (prop::collection::vec(item, 0..3), any::<bool>()).prop_map(move |(items, trailing)| {
        let count = items.len();
        let mut all = tokens(vec![open]);
        for (at, item) in items.into_iter().enumerate() {
            all.extend(item);
            if at + 1 < count || trailing {
                all.push(",".into());
            }
        }
        all.push(close.into());
        all
    })
}

fn words() -> BoxedStrategy<Vec<String>> {
    let one = string().prop_map(|text| vec![text]);
    let tag = prop_oneof![4 => "\"[a-z]{2,4}\"", 1 => string()];
    let entry = (tag, string()).prop_map(|(tag, text)| vec![tag, ":".into(), text]);
    prop_oneof![3 => one, 2 => list(entry, "{", "}")].boxed()
}

fn several() -> BoxedStrategy<Vec<String>> {
    let one = || string().prop_map(|text| vec![text]);
    prop_oneof![2 => one(), 2 => list(one(), "[", "]"), 1 => list(one(), "(", ")")].boxed()
}

/// An optional value: bare, in `Some`, or `None`.
fn optional(value: BoxedStrategy<Vec<String>>) -> BoxedStrategy<Vec<String>> {
    (value, 0..4_u8)
        .prop_map(|(value, form)| match form {
            0 => [tokens(vec!["Some", "("]), value, tokens(vec![")"])].concat(),
            1 => tokens(vec!["None"]),
            _ => value,
        })
        .boxed()
}

/// A struct with some of the fields, in any order; the first `required` ones are always included.
fn record(
    fields: Vec<(&'static str, BoxedStrategy<Vec<String>>)>,
    required: usize,
) -> BoxedStrategy<Vec<String>> {
    let count = fields.len();
    let field = |(at, (name, value)): (usize, (&'static str, BoxedStrategy<Vec<String>>))| {
        let value = value.prop_map(move |value| [tokens(vec![name, ":"]), value].concat());
        if at < required {
            value.prop_map(Some).boxed()
        } else {
            prop::option::weighted(0.3, value).boxed()
        }
    };
    let fields: Vec<_> = fields.into_iter().enumerate().map(field).collect();
    let order = Just((0..count).collect::<Vec<usize>>()).prop_shuffle();
    (fields, order, any::<bool>())
        .prop_map(|(fields, order, trailing)| {
            let present: Vec<_> = order.iter().filter_map(|&at| fields[at].clone()).collect();
            let mut all = tokens(vec!["("]);
            let count = present.len();
            for (at, field) in present.into_iter().enumerate() {
                all.extend(field);
                if at + 1 < count || trailing {
                    all.push(",".into());
                }
            }
            all.push(")".into());
            all
        })
        .boxed()
}

fn one_string() -> BoxedStrategy<Vec<String>> {
    string().prop_map(|text| vec![text]).boxed()
}

fn number() -> BoxedStrategy<Vec<String>> {
    prop::sample::select(vec![
        "1", "+1", "1_0", "0x1F", "0b11", "0o7", "12u32", "3i64", "-1", "1.0",
    ])
    .prop_map(|word| tokens(vec![word]))
    .boxed()
}

/// A number that may have a fraction.
fn decimal() -> BoxedStrategy<Vec<String>> {
    prop::sample::select(vec!["1", "0.5", "-2", "1_000.5", "1e3", "+7", "007"])
        .prop_map(|word| tokens(vec![word]))
        .boxed()
}

/// One of several bare words.
fn one_of(words: &[&'static str]) -> BoxedStrategy<Vec<String>> {
    prop::sample::select(words.to_vec()).prop_map(|word| tokens(vec![word])).boxed()
}

fn statement() -> BoxedStrategy<Vec<String>> {
    let was = optional(several());
    record(vec![("text", words()), ("cite", several()), ("was", was)], 1)
}

fn facts() -> BoxedStrategy<Vec<String>> {
    let value = prop_oneof![words(), decimal()];
    let entry =
        (string(), value).prop_map(|(field, value)| [vec![field, ":".into()], value].concat());
    list(entry, "{", "}").boxed()
}

fn person() -> BoxedStrategy<Vec<String>> {
    record(
        vec![
            ("name", words()),
            ("acting", one_of(&["true", "false"])),
            ("share", optional(decimal())),
            ("since", optional(one_string())),
            ("email", optional(one_string())),
        ],
        1,
    )
}

fn holder() -> BoxedStrategy<Vec<String>> {
    let one = || prop_oneof![words(), person()];
    prop_oneof![2 => one(), 1 => list(one(), "[", "]")].boxed()
}

fn head() -> BoxedStrategy<Vec<String>> {
    let duties = list(statement(), "[", "]").boxed();
    record(
        vec![
            ("title", words()),
            ("rank", optional(words())),
            ("reports_to", several()),
            ("cite", several()),
            ("duties", duties),
            ("status", optional(one_of(&["vacant", "planned", "abolished", "unknown"]))),
            ("fte", optional(decimal())),
            ("holder", holder()),
            ("fields", facts()),
        ],
        1,
    )
}

fn unit() -> BoxedStrategy<Vec<String>> {
    let count = prop::sample::select(vec!["1", "3", "several", "\"several\"", "0"])
        .prop_map(|word| tokens(vec![word]))
        .boxed();
    record(
        vec![
            ("id", one_string()),
            ("kind", one_string()),
            ("name", words()),
            ("parent", optional(one_string())),
            ("acronym", optional(one_string())),
            ("head", optional(head())),
            ("functions", list(statement(), "[", "]").boxed()),
            ("shared_functions", several()),
            ("count", count),
            ("position", optional(one_of(&["line", "staff", "beside"]))),
            ("layout", optional(one_of(&["row", "columns", "list", "upright"]))),
            ("headcount", optional(decimal())),
            ("also_named", list(words(), "[", "]").boxed()),
            ("fields", facts()),
            ("was", optional(several())),
            ("basis", optional(statement())),
            ("notes", list(statement(), "[", "]").boxed()),
        ],
        3,
    )
}

fn relation() -> BoxedStrategy<Vec<String>> {
    let kind = prop::sample::select(vec!["reports_to", "advises", "r#serves", "unknown"])
        .prop_map(|word| tokens(vec![word]))
        .boxed();
    record(vec![("from", several()), ("to", several()), ("kind", kind), ("text", words())], 3)
}

fn source() -> BoxedStrategy<Vec<String>> {
    let numbering = prop::sample::select(vec!["sections", "free", "unknown"])
        .prop_map(|word| tokens(vec![word]))
        .boxed();
    let title = words();
    record(vec![("id", one_string()), ("title", title), ("numbering", optional(numbering))], 1)
}

fn declaration() -> BoxedStrategy<Vec<String>> {
    record(
        vec![
            ("id", one_string()),
            ("type", one_of(&["text", "number", "date", "link", "choice", "unknown"])),
            ("label", optional(words())),
            ("total", optional(one_of(&["sum", "mean", "none"]))),
        ],
        2,
    )
}

fn word_entry() -> BoxedStrategy<Vec<String>> {
    (string(), words()).prop_map(|(key, words)| [vec![key, ":".into()], words].concat()).boxed()
}

/// Texts of structure files, with white space and comments at every position.
pub(crate) fn file() -> impl Strategy<Value = String> {
    let attribute = prop::sample::select(vec![
        "",
        "#![enable(implicit_some)]\n",
        "#![enable(unwrap_newtypes)] // words\n",
        "#![enable(implicit_some, unwrap_newtypes,)] #![type = \"a::B\"]",
    ]);
    let file = record(
        vec![
            ("organogram", number()),
            ("units", list(unit(), "[", "]").boxed()),
            ("title", words()),
            ("effective", optional(one_string())),
            ("languages", list(one_string(), "[", "]").boxed()),
            ("relations", list(relation(), "[", "]").boxed()),
            ("provisions", list(statement(), "[", "]").boxed()),
            ("sources", list(source(), "[", "]").boxed()),
            ("fields", list(declaration(), "[", "]").boxed()),
            ("previous", optional(one_string())),
            ("words", list(word_entry(), "{", "}").boxed()),
        ],
        2,
    );
    (attribute, file).prop_flat_map(|(attribute, tokens)| {
        let blanks = prop::collection::vec(trivia(), tokens.len() + 1);
        blanks.prop_map(move |blanks| {
            let mut text = attribute.to_owned();
            for (blank, token) in blanks.iter().zip(&tokens) {
                text.push_str(blank);
                text.push_str(token);
            }
            text + blanks.last().map_or("", String::as_str)
        })
    })
}

/// A text with a few characters removed, doubled or replaced.
pub(crate) fn mutated(text: String) -> impl Strategy<Value = String> {
    let pieces = vec![
        "", ",", ":", "(", ")", "[", "]", "{", "}", "\"", "'", "\\", "/", "Some", "r#", "//", "_",
        "1", " ", "\u{a0}", "，", "\u{feff}",
    ];
    let change = (any::<prop::sample::Index>(), 0..3_usize, prop::sample::select(pieces));
    prop::collection::vec(change, 1..4).prop_map(move |changes| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, length, piece) in changes {
            let at = at.index(characters.len() + 1);
            let end = (at + length).min(characters.len());
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn agrees_with_ron_on_valid_texts(text in file()) {
        compare(&text)?;
    }

    #[test]
    fn agrees_with_ron_on_mutated_texts(text in file().prop_flat_map(mutated)) {
        // `Some` without parentheses is an error here; `ron` ignores the word.
        let tree = Tree::parse(&text);
        let mut words = tree.tokens().filter(|token| !token.kind.is_trivia()).peekable();
        while let Some(word) = words.next() {
            let is_open = words.peek().is_some_and(|next| next.text == "(");
            prop_assume!(word.text != "Some" || is_open);
        }
        compare(&text)?;
    }

    #[test]
    fn reports_what_ron_rejects(text in file().prop_flat_map(mutated)) {
        // A byte-order mark is skipped here.
        if by_ron::read(&text).is_none() && !text.starts_with('\u{feff}') {
            prop_assert_eq!(read(&text), None, "ron refuses this:\n{}", text);
        }
    }
}

#[test]
fn agrees_with_ron_on_the_sample() {
    let by_ron = value_by_ron(crate::model::SAMPLE);
    assert!(by_ron.is_some());
    assert_eq!(read(crate::model::SAMPLE), by_ron);
}

#[test]
fn rejects_an_empty_raw_identifier() {
    let text = "(organogram: 1, units: [r# (id: \"a\", kind: \"office\", name: \"A\")])";
    assert_eq!((by_ron::read(text).is_none(), read(text)), (true, None));
}
