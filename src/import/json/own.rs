//! Lossless import of the JSON of `organogram export`: each key becomes the field of the structure file that it was
//! made from.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::import::draft::Quoted;
use crate::import::report::Report;
use crate::message;
use crate::model::{Chart, Party, Relation};
use crate::source::SourceText;

type Object = Map<String, Value>;

/// The language tag of texts without one, in an export of a file without languages.
const UNDETERMINED: &str = "und";

/// Conversion of the value of a key to the value of a field.
#[derive(Clone, Copy)]
enum Shape {
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`; `false` is omitted.
    Flag,
    /// A bare word.
    Word,
    /// A number from 1, or the word `several`; 1 is omitted.
    Count,
    /// A text, as an object of languages; only the file's first language means every language.
    Text,
    /// A text, as a string for every language or an object of languages.
    Plain,
    /// One or several strings; omitted if empty.
    Strings,
    /// A list of strings; omitted if empty.
    List,
    /// A list of strings; an empty one is meaningful.
    Was,
    /// A list of texts.
    Texts,
    /// Values of declared fields by their ids.
    Values,
    /// A record.
    Record(&'static [Key]),
    /// A list of records; omitted if empty.
    Records(&'static [Key]),
    /// A required list of records.
    All(&'static [Key]),
}

/// A key in JSON, the field of the structure file, and the conversion of the value.
type Key = (&'static str, &'static str, Shape);

const STATEMENT: &[Key] =
    &[("cite", "cite", Shape::Strings), ("was", "was", Shape::Was), ("text", "text", Shape::Text)];
const KIND: &[Key] = &[
    ("id", "id", Shape::String),
    ("label", "label", Shape::Text),
    ("color", "color", Shape::String),
];
const DECLARATION: &[Key] = &[
    ("id", "id", Shape::String),
    ("type", "type", Shape::Word),
    ("label", "label", Shape::Text),
    ("unit", "unit", Shape::String),
    ("total", "total", Shape::Word),
    ("values", "values", Shape::Records(KIND)),
];
const SOURCE: &[Key] = &[
    ("id", "id", Shape::String),
    ("symbol", "symbol", Shape::String),
    ("title", "title", Shape::Text),
    ("date", "date", Shape::String),
    ("language", "language", Shape::String),
    ("numbering", "numbering", Shape::Word),
    ("text", "text", Shape::String),
];
const BODY: &[Key] = &[("id", "id", Shape::String), ("name", "name", Shape::Text)];
const SET: &[Key] = &[
    ("id", "id", Shape::String),
    ("cite", "cite", Shape::Strings),
    ("functions", "functions", Shape::All(STATEMENT)),
];
const PERSON: &[Key] = &[
    ("name", "name", Shape::Plain),
    ("acting", "acting", Shape::Flag),
    ("share", "share", Shape::Number),
    ("since", "since", Shape::String),
    ("until", "until", Shape::String),
    ("email", "email", Shape::String),
    ("phone", "phone", Shape::String),
    ("link", "link", Shape::String),
];
const POST: &[Key] = &[
    ("id", "id", Shape::String),
    ("title", "title", Shape::Text),
    ("rank", "rank", Shape::Plain),
    ("status", "status", Shape::Word),
    ("reports_to", "reports_to", Shape::Strings),
    ("cite", "cite", Shape::Strings),
    ("count", "count", Shape::Count),
    ("fte", "fte", Shape::Number),
    ("holders", "holder", Shape::Records(PERSON)),
    ("fields", "fields", Shape::Values),
    ("duties", "duties", Shape::Records(STATEMENT)),
];
const UNIT: &[Key] = &[
    ("id", "id", Shape::String),
    ("parent", "parent", Shape::String),
    ("kind", "kind", Shape::String),
    ("position", "position", Shape::Word),
    ("status", "status", Shape::Word),
    ("layout", "layout", Shape::Word),
    ("acronym", "acronym", Shape::String),
    ("count", "count", Shape::Count),
    ("name", "name", Shape::Text),
    ("cite", "cite", Shape::Strings),
    ("was", "was", Shape::Was),
    ("basis", "basis", Shape::Record(STATEMENT)),
    ("head", "head", Shape::Record(POST)),
    ("posts", "posts", Shape::Records(POST)),
    ("headcount", "headcount", Shape::Number),
    ("link", "link", Shape::String),
    ("also_named", "also_named", Shape::Texts),
    ("fields", "fields", Shape::Values),
    ("functions", "functions", Shape::Records(STATEMENT)),
    ("shared_functions", "shared_functions", Shape::Strings),
    ("provisions", "provisions", Shape::Records(STATEMENT)),
    ("notes", "notes", Shape::Records(STATEMENT)),
];
const RELATION: &[Key] = &[
    ("from", "from", Shape::String),
    ("to", "to", Shape::String),
    ("kind", "kind", Shape::Word),
    ("cite", "cite", Shape::Strings),
    ("text", "text", Shape::Text),
];
/// All keys except relations and words.
const FILE: &[Key] = &[
    ("title", "title", Shape::Text),
    ("effective", "effective", Shape::String),
    ("previous", "previous", Shape::String),
    ("languages", "languages", Shape::List),
    ("fields", "fields", Shape::Records(DECLARATION)),
    ("sources", "sources", Shape::Records(SOURCE)),
    ("kinds", "kinds", Shape::Records(KIND)),
    ("bodies", "bodies", Shape::Records(BODY)),
    ("shared_sets", "shared_functions", Shape::Records(SET)),
    ("units", "units", Shape::All(UNIT)),
    ("provisions", "provisions", Shape::Records(STATEMENT)),
    ("notes", "notes", Shape::Records(STATEMENT)),
];

/// Whether an object is an export of this program.
pub(super) fn is_own(file: &Object) -> bool {
    file.contains_key("organogram") && file.get("units").is_some_and(Value::is_array)
}

/// The text of the structure file that an export was made from.
pub(super) fn structure(
    mut file: Object,
    title: &str,
    no_persons: bool,
    report: &mut Report,
) -> String {
    if !title.is_empty() {
        file.insert("title".into(), title.into());
    }
    let language = file.get("languages").and_then(|tags| tags.get(0)).and_then(Value::as_str);
    let language = language.unwrap_or(UNDETERMINED).to_owned();
    prepare(&mut file, no_persons, report);
    let relations = match file.remove("relations") {
        Some(Value::Array(relations)) => relations,
        _ => Vec::new(),
    };
    let writer = Writer { language: &language };
    let mut body = String::new();
    writer.record(&mut body, &file, FILE);
    if let Some(Value::Object(words)) = file.get("words") {
        body.push_str("words: {");
        for (word, text) in words {
            body.push_str(&format!("{}: ", Quoted(word)));
            writer.value(&mut body, text, Shape::Text);
            body.push_str(", ");
        }
        body.push_str("}, ");
    }
    let stated = stated(&body, relations, report);
    if !stated.is_empty() {
        body.push_str("relations: ");
        writer.value(&mut body, &Value::Array(stated), Shape::Records(RELATION));
    }
    format!("(organogram: 1, {body})\n")
}

/// Converts the units to the form of the file: functions in its order without shared ones, and without references to
/// items that are not in the export.
fn prepare(file: &mut Object, no_persons: bool, report: &mut Report) {
    let known = ids(file);
    let Some(Value::Array(units)) = file.get_mut("units") else { return };
    report.rows = units.len();
    report.units = units.len();
    for (at, unit) in units.iter_mut().enumerate() {
        let Value::Object(unit) = unit else { continue };
        functions(unit);
        let word = |key: &str| unit.get(key).and_then(Value::as_str).unwrap_or_default();
        if word("parent").is_empty() {
            report.top_level.push(word("id").to_owned());
        }
        report.abolished += usize::from(word("status") == "abolished");
        if let Some(parent) = unit.get("parent").and_then(Value::as_str)
            && !known.contains(parent)
        {
            report.correct(
                at + 1,
                "parent",
                "unknown",
                message!("{0} was not found: the unit is at top level", parent),
            );
            unit.remove("parent");
        }
        for post in posts(unit) {
            report.posts += 1;
            let Value::Object(post) = post else { continue };
            let status = post.get("status").and_then(Value::as_str);
            report.vacant += usize::from(status == Some("vacant"));
            if let Some(Value::Array(superiors)) = post.get_mut("reports_to") {
                superiors.retain(|superior| {
                    let is_known = superior.as_str().is_some_and(|id| known.contains(id));
                    if !is_known {
                        let message = message!(
                            "{0} was not found: the line is left out",
                            superior.to_string()
                        );
                        report.leave_out(at + 1, "reports_to", "I007", message);
                    }
                    is_known
                });
            }
            let holders = post.get("holders").and_then(Value::as_array).map_or(0, Vec::len);
            if no_persons {
                post.remove("holders");
                report.persons_left_out += holders;
            } else {
                report.persons += holders;
            }
        }
        let is_nobody = |head: &Object| {
            let is_blank = |key: &str| match head.get(key) {
                Some(Value::Object(words)) => words.is_empty(),
                Some(Value::Array(people)) => people.is_empty(),
                Some(Value::Null) | None => true,
                Some(_) => false,
            };
            is_blank("title") && is_blank("holders")
        };
        if no_persons && unit.get("head").and_then(Value::as_object).is_some_and(is_nobody) {
            unit.remove("head");
        }
    }
}

/// The head and posts of a unit.
fn posts(unit: &mut Object) -> Vec<&mut Value> {
    let mut found = Vec::new();
    for (key, value) in unit.iter_mut() {
        match (key.as_str(), value) {
            ("head", head @ Value::Object(_)) => found.push(head),
            ("posts", Value::Array(list)) => found.extend(list),
            _ => {}
        }
    }
    found
}

/// The ids of all possible ends of lines.
fn ids(file: &Object) -> HashSet<String> {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let id = |value: &Value| value.get("id").and_then(Value::as_str).map(str::to_owned);
    let units = file.get("units").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut ids: HashSet<String> = list(file.get("bodies")).iter().filter_map(id).collect();
    for unit in units {
        ids.extend(id(unit));
        let posts = unit.get("posts").and_then(Value::as_array).map(Vec::as_slice);
        ids.extend(posts.unwrap_or_default().iter().filter_map(id));
    }
    ids
}

/// A unit's own functions in the order of the file, and the sets that it shares.
fn functions(unit: &mut Object) {
    let Some(Value::Array(held)) = unit.remove("functions") else { return };
    let set = |function: &Value| function.get("shared").and_then(Value::as_str).map(str::to_owned);
    if !unit.contains_key("shared_functions") {
        let mut sets: Vec<String> = held.iter().filter_map(set).collect();
        let mut seen = HashSet::new();
        sets.retain(|set| seen.insert(set.clone()));
        unit.insert("shared_functions".into(), sets.into());
    }
    let mut own: Vec<Value> = held.into_iter().filter(|function| set(function).is_none()).collect();
    own.sort_by_key(|function| function.get("place").and_then(Value::as_u64).unwrap_or(0));
    unit.insert("functions".into(), own.into());
}

/// The lines that the file states. Lines that follow from `reports_to` come after them and are omitted, as are lines
/// with an end that is not in the export.
fn stated(body: &str, relations: Vec<Value>, report: &mut Report) -> Vec<Value> {
    if relations.is_empty() {
        return relations;
    }
    let text = format!("(organogram: 1, {body})");
    let (chart, _) = Chart::load(&SourceText::new("export.ron", text));
    let ends = |line: &Relation| [line.from, line.to].map(|end| chart.party_id(end).to_owned());
    let made: Vec<Line> = chart
        .relations()
        .iter()
        .map(|line| (ends(line), line.cite.iter().map(ToString::to_string).collect()))
        .collect();
    let known = known_parties(&chart);
    let mut stated = relations;
    stated.truncate(stated_count(&stated, &made));
    let mut row = 0;
    stated.retain(|line| {
        row += 1;
        let strange = ["from", "to"].into_iter().find_map(|end| {
            let id = line.get(end).and_then(Value::as_str).unwrap_or_default();
            (!known.contains(id)).then(|| message!("{0} was not found: the line is left out", id))
        });
        let is_known = strange.is_none();
        if let Some(message) = strange {
            report.leave_out(row, "relations", "I007", message);
        }
        is_known
    });
    stated
}

/// The ends and citations of a line.
type Line = ([String; 2], Vec<String>);

/// The number of stated lines: those before the longest tail that `reports_to` produces, given the stated lines. A
/// stated line is not produced again.
fn stated_count(lines: &[Value], made: &[Line]) -> usize {
    let word =
        |line: &Value, key| line.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_bare = |line: &Value| {
        let text = line.get("text").and_then(Value::as_object);
        word(line, "kind") == "reports_to" && text.is_none_or(Map::is_empty)
    };
    let strings = |value: &Value| value.as_str().map(str::to_owned);
    let cited = |line: &Value| {
        let cite = line.get("cite").and_then(Value::as_array).map(Vec::as_slice);
        cite.unwrap_or_default().iter().filter_map(strings).collect::<Vec<_>>()
    };
    let ends = |line: &Value| [word(line, "from"), word(line, "to")];
    let mut first: HashMap<[String; 2], usize> = HashMap::new();
    for (at, line) in
        lines.iter().enumerate().filter(|(_, line)| word(line, "kind") == "reports_to")
    {
        first.entry(ends(line)).or_insert(at);
    }
    let mut left = made;
    let mut count = lines.len();
    while let Some((at, line)) = count.checked_sub(1).map(|at| (at, &lines[at])) {
        let line = is_bare(line).then(|| (ends(line), cited(line)));
        let Some(same) = left.iter().rposition(|made| Some(made) == line.as_ref()) else { break };
        let is_stated = |(ends, _): &Line| first.get(ends).is_some_and(|&first| first < at);
        if !left[same + 1..].iter().all(is_stated) {
            break;
        }
        left = &left[..same];
        count = at;
    }
    count
}

/// The ids of all units, posts and bodies of a chart.
fn known_parties(chart: &Chart) -> HashSet<String> {
    let mut known: HashSet<String> = chart.bodies().iter().map(|body| body.id.clone()).collect();
    for unit in chart.unit_indices() {
        let posts = 0..u32::try_from(chart.unit(unit).posts.len()).unwrap_or(u32::MAX);
        let parties =
            std::iter::once(Party::Unit(unit)).chain(posts.map(|at| Party::Post(unit, at)));
        known.extend(parties.map(|party| chart.party_id(party).to_owned()));
    }
    known
}

/// Writer of JSON values as RON.
struct Writer<'a> {
    /// The language that means every language if it is the only one.
    language: &'a str,
}

impl Writer<'_> {
    /// Writes the fields of a record that are present and not empty.
    fn record(&self, out: &mut String, object: &Object, keys: &[Key]) {
        for &(key, field, shape) in keys {
            let Some(value) = object.get(key).filter(|value| says_something(value, shape)) else {
                continue;
            };
            out.push_str(field);
            out.push_str(": ");
            self.value(out, value, shape);
            out.push_str(", ");
        }
    }

    fn value(&self, out: &mut String, value: &Value, shape: Shape) {
        match (shape, value) {
            (Shape::Word | Shape::Count, Value::String(word)) if is_word(word) => {
                out.push_str(word);
            }
            (Shape::Text, Value::Object(words)) => self.text(out, words),
            (Shape::Plain, Value::Object(words)) => languages(out, words),
            (Shape::Values, Value::Object(values)) => {
                out.push('{');
                for (field, value) in values {
                    out.push_str(&format!("{}: ", Quoted(field)));
                    self.value(out, value, Shape::Plain);
                    out.push_str(", ");
                }
                out.push('}');
            }
            (Shape::Record(keys), Value::Object(object)) => {
                out.push('(');
                self.record(out, object, keys);
                out.push(')');
            }
            (
                Shape::Strings
                | Shape::List
                | Shape::Was
                | Shape::Texts
                | Shape::Records(_)
                | Shape::All(_),
                Value::Array(items),
            ) => {
                self.list(out, items, shape);
            }
            (_, Value::Bool(is_true)) => out.push_str(if *is_true { "true" } else { "false" }),
            (_, Value::Number(number)) => out.push_str(&number_text(number)),
            (_, Value::String(words)) => out.push_str(&Quoted(words).to_string()),
            // A value of the wrong type is kept, and `check` reports it.
            (_, other) => out.push_str(&Quoted(&other.to_string()).to_string()),
        }
    }

    fn list(&self, out: &mut String, items: &[Value], shape: Shape) {
        let inner = match shape {
            Shape::Records(keys) | Shape::All(keys) => Shape::Record(keys),
            Shape::Texts => Shape::Plain,
            _ => Shape::String,
        };
        // A single value is written without a list.
        if let (Shape::Strings, [one]) = (shape, items) {
            self.value(out, one, inner);
            return;
        }
        out.push('[');
        for item in items {
            self.value(out, item, inner);
            out.push_str(", ");
        }
        out.push(']');
    }

    /// Writes a text: only the file's first language means every language, unless there is an empty tag too.
    fn text(&self, out: &mut String, words: &Object) {
        let mut entries = words.iter();
        match (entries.next(), entries.next()) {
            (Some((tag, Value::String(only))), None) if tag == self.language => {
                out.push_str(&Quoted(only).to_string());
            }
            _ => languages(out, words),
        }
    }
}

/// A text by language.
fn languages(out: &mut String, words: &Object) {
    out.push('{');
    for (tag, words) in words.iter().filter(|(tag, _)| !tag.is_empty()) {
        let words = words.as_str().unwrap_or_default();
        out.push_str(&format!("{}: {}, ", Quoted(tag), Quoted(words)));
    }
    out.push('}');
}

/// Whether a value has to be written; null and default values are omitted.
fn says_something(value: &Value, shape: Shape) -> bool {
    match (shape, value) {
        (_, Value::Null) | (Shape::Flag, Value::Bool(false)) => false,
        (Shape::Count, Value::Number(number)) => number.as_u64() != Some(1),
        (Shape::Was | Shape::All(_), Value::Array(_)) => true,
        (Shape::Text, Value::Object(words)) => !words.is_empty(),
        (_, Value::Array(items)) => !items.is_empty(),
        (_, Value::Object(items)) => !items.is_empty(),
        _ => true,
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// A number in RON, without an exponent.
fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}
