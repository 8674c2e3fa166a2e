//! Intermediate representation of units and posts between a table and a structure file.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::columns::slug;
use super::report::Report;
use crate::message;

/// Maximum length of a name or title, in characters.
const MAX_NAME_CHARACTERS: usize = 1000;
/// Maximum length of an id, in characters; the format has room for an appended number.
const MAX_ID_CHARACTERS: usize = 240;
/// Maximum number of fields in a structure file.
const MAX_FIELDS: usize = 200;

/// Language tags, "" for none, with the text in each language.
pub(super) type Words = Vec<(String, String)>;

/// A unit.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftUnit {
    /// The row of the unit, if there is one.
    pub(super) row: Option<usize>,
    pub(super) id: String,
    /// Language tags, "" for none, with the names.
    pub(super) names: Vec<(String, String)>,
    pub(super) kind: String,
    pub(super) acronym: String,
    /// Index of the parent unit.
    pub(super) parent: Option<usize>,
    /// Additional parent units.
    pub(super) belongs_to: Vec<usize>,
    pub(super) head: Option<DraftPost>,
    pub(super) posts: Vec<DraftPost>,
    /// Functions with their citations, which may be empty.
    pub(super) functions: Vec<(String, String)>,
    /// Functions in several languages, with their citations.
    pub(super) purposes: Vec<(Vec<String>, Words)>,
    /// Number of units that it represents, `several`, or empty for one.
    pub(super) count: String,
    pub(super) headcount: String,
    pub(super) link: String,
    pub(super) status: &'static str,
    /// Whether it is staff.
    pub(super) is_staff: bool,
    /// Former or alternative names.
    pub(super) also_named: Vec<String>,
    /// The maintainer's remarks.
    pub(super) notes: Vec<String>,
    pub(super) fields: Vec<(String, String)>,
}

/// A head or post.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftPost {
    /// The row of the post, if there is one.
    pub(super) row: Option<usize>,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) rank: String,
    /// The title in several languages, instead of `title`.
    pub(super) titles: Vec<(String, String)>,
    /// Ids of superiors (units, posts and bodies) that the tree does not imply.
    pub(super) reports_to: Vec<String>,
    pub(super) holders: Vec<DraftPerson>,
    pub(super) status: &'static str,
    pub(super) fte: Option<f64>,
    /// Number of posts that it represents, `several`, or empty for one.
    pub(super) count: String,
    pub(super) fields: Vec<(String, String)>,
}

/// Holder of a post.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftPerson {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    /// Whether the person holds the post only until somebody is appointed.
    pub(super) is_acting: bool,
    /// Share of the post, from 0 to 1.
    pub(super) share: Option<f64>,
}

/// A numeric field.
#[derive(Clone, Debug)]
pub(super) struct NumberField {
    pub(super) label: String,
    /// Unit of the numbers, such as `GBP`.
    pub(super) unit: &'static str,
}

/// A line in addition to the tree.
#[derive(Clone, Debug)]
pub(super) struct DraftRelation {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) kind: &'static str,
    pub(super) cite: Vec<String>,
    pub(super) text: Vec<(String, String)>,
}

/// A structure file before it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) title: String,
    /// Effective date, as ISO 8601.
    pub(super) effective: String,
    /// Kinds that are not built in, with their labels.
    pub(super) kinds: Vec<(String, Words)>,
    /// Outside bodies, by id and name.
    pub(super) bodies: Vec<(String, Words)>,
    pub(super) units: Vec<DraftUnit>,
    /// Lines in addition to the tree and second positions.
    pub(super) relations: Vec<DraftRelation>,
    /// Numeric fields; all others are text.
    pub(super) number_fields: Vec<NumberField>,
}

/// Truncates labels and values of fields; `cut` receives the text to truncate, and what it is.
fn cut_fields(
    row: Option<usize>,
    fields: &mut [(String, String)],
    cut: &mut impl FnMut(Option<usize>, &mut String, &str),
) {
    for (label, value) in fields {
        cut(row, label, "field");
        cut(row, value, label);
    }
}

/// Ids that are taken.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
    /// The next number to append to a taken id.
    next: HashMap<String, u32>,
}

/// The field for original ids that the format does not allow.
pub(super) const SOURCE_ID: &str = "source_id";

impl Ids {
    /// An unused id like `wanted`, with `.2`, `.3` and so on appended if necessary.
    pub(super) fn take(&mut self, wanted: &str, otherwise: &str) -> String {
        let slug = slug(wanted);
        self.free(if slug.is_empty() { otherwise } else { &slug })
    }

    /// An id from a table: each run of characters that ids cannot contain is replaced by a hyphen.
    pub(super) fn keep(&mut self, given: &str, otherwise: &str) -> String {
        let is_allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let parts = given.split(|c| !is_allowed(c)).filter(|part| !part.is_empty());
        let mut id = parts.collect::<Vec<_>>().join("-");
        if let Some((end, _)) = id.char_indices().nth(MAX_ID_CHARACTERS) {
            id.truncate(end);
        }
        self.free(if id.is_empty() { otherwise } else { &id })
    }

    /// An id for a field with a given label.
    fn take_field(&mut self, label: &str) -> String {
        if label == SOURCE_ID { self.free(SOURCE_ID) } else { self.take(label, "field") }
    }

    fn free(&mut self, base: &str) -> String {
        let mut id = base.to_owned();
        let mut next = 2;
        while !self.taken.insert(id.clone()) {
            let further = self.next.entry(base.to_owned()).or_insert(next);
            next = *further;
            *further += 1;
            id = format!("{base}.{next}");
        }
        id
    }
}

impl Draft {
    /// The text of the structure file, field by field; `head` is the comment at its start.
    pub(super) fn text(&self, head: &str) -> String {
        let mut out = String::new();
        for line in head.lines() {
            let _ = writeln!(out, "// {line}");
        }
        let _ = write!(out, "(organogram: 1, title: {}, ", Quoted(&self.title));
        field(&mut out, "effective", &self.effective);
        let languages = self.languages();
        if languages.len() > 1 {
            let tags: Vec<String> = languages.iter().map(|tag| Quoted(tag).to_string()).collect();
            let _ = write!(out, "languages: [{}], ", tags.join(", "));
        }
        let ids = self.field_ids();
        self.declarations(&mut out, &ids);
        labelled(&mut out, "kinds", "label", &self.kinds);
        labelled(&mut out, "bodies", "name", &self.bodies);
        out.push_str("units: [\n");
        for unit in &self.units {
            self.unit(&mut out, unit, &ids);
            out.push_str(",\n");
        }
        out.push_str("],\n");
        self.second_places(&mut out);
        out.push_str(")\n");
        out
    }

    /// The languages of the texts, in order of occurrence.
    fn languages(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for unit in &self.units {
            let posts = unit.head.iter().chain(&unit.posts);
            let texts = std::iter::once(&unit.names).chain(posts.map(|post| &post.titles));
            for (tag, _) in texts.flatten() {
                if !tag.is_empty() && !found.contains(&tag.as_str()) {
                    found.push(tag);
                }
            }
        }
        found
    }

    /// Removes the name of the parent from the start of unit names, if most names begin with it.
    pub(super) fn shorten_names(&mut self) {
        const BETWEEN: &[char] =
            &[' ', '-', '–', '—', ',', ':', '/', '.', '·', '|', '\u{3000}', '、'];
        let shortened = |unit: &DraftUnit| {
            let above = &self.units[unit.parent?];
            let name = |(language, name): &(String, String)| {
                let front = above.names.iter().find(|(tag, _)| tag == language)?;
                let rest = name.strip_prefix(front.1.as_str())?.trim_matches(BETWEEN);
                (!rest.is_empty()).then(|| (language.clone(), rest.to_owned()))
            };
            unit.names.iter().map(name).collect::<Option<Vec<_>>>()
        };
        let shorter: Vec<_> = self.units.iter().map(shortened).collect();
        let below = self.units.iter().filter(|unit| unit.parent.is_some()).count();
        if shorter.iter().flatten().count() * 2 <= below {
            return;
        }
        for (unit, shorter) in self.units.iter_mut().zip(shorter) {
            unit.names = shorter.unwrap_or_else(|| std::mem::take(&mut unit.names));
        }
    }

    /// Truncates what exceeds the limits of the format, and reports it.
    pub(super) fn cut_to_limits(&mut self, report: &mut Report) {
        let mut cut = |row: Option<usize>, words: &mut String, what: &str| {
            if let Some((at, _)) = words.char_indices().nth(MAX_NAME_CHARACTERS) {
                words.truncate(at);
                let message = message!(
                    "{0}… has more than {1} characters: it is truncated",
                    format!("{words:.20}"),
                    MAX_NAME_CHARACTERS
                );
                report.correct(row, what, "length", message);
            }
        };
        for unit in &mut self.units {
            let row = unit.row;
            for (_, name) in &mut unit.names {
                cut(row, name, "name");
            }
            unit.also_named.iter_mut().for_each(|name| cut(row, name, "former_name"));
            cut(row, &mut unit.acronym, "acronym");
            cut(row, &mut unit.link, "link");
            cut_fields(row, &mut unit.fields, &mut cut);
            unit.functions.iter_mut().for_each(|(cite, _)| cut(row, cite, "citation"));
            for post in unit.head.iter_mut().chain(&mut unit.posts) {
                let row = post.row.or(unit.row);
                cut(row, &mut post.title, "title");
                post.titles.iter_mut().for_each(|(_, title)| cut(row, title, "title"));
                cut(row, &mut post.rank, "rank");
                cut_fields(row, &mut post.fields, &mut cut);
                for person in &mut post.holders {
                    cut(row, &mut person.name, "holder");
                    cut(row, &mut person.email, "email");
                    cut(row, &mut person.phone, "phone");
                }
            }
        }
        let labels: Vec<String> =
            self.labels().into_iter().skip(MAX_FIELDS).map(String::from).collect();
        if labels.is_empty() {
            return;
        }
        let message = message!("more than {0} fields: {1} are ignored", MAX_FIELDS, labels.len());
        report.leave_out(None, "fields", "I008", message);
        let gone: HashSet<String> = labels.into_iter().collect();
        for unit in &mut self.units {
            unit.fields.retain(|(label, _)| !gone.contains(label));
            for post in unit.head.iter_mut().chain(&mut unit.posts) {
                post.fields.retain(|(label, _)| !gone.contains(label));
            }
        }
    }

    fn second_places(&self, out: &mut String) {
        let second =
            self.units.iter().flat_map(|unit| unit.belongs_to.iter().map(move |&to| (unit, to)));
        let mut second = second.peekable();
        if second.peek().is_none() && self.relations.is_empty() {
            return;
        }
        out.push_str("relations: [\n");
        for (unit, to) in second {
            let (from, to) = (Quoted(&unit.id), Quoted(&self.units[to].id));
            let _ = writeln!(out, "(from: {from}, to: {to}, kind: belongs_to),");
        }
        for DraftRelation { from, to, kind, cite, text } in &self.relations {
            let _ = write!(out, "(from: {}, to: {}, kind: {kind}, ", Quoted(from), Quoted(to));
            list(out, "cite", cite);
            if !text.is_empty() {
                let _ = write!(out, "text: {}, ", names_text(text));
            }
            out.push_str("),\n");
        }
        out.push_str("],\n");
    }

    /// The labels of all fields of units and posts, without duplicates, in order.
    pub(super) fn labels(&self) -> Vec<&str> {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut labels = Vec::new();
        for unit in &self.units {
            let posts = unit.head.iter().chain(&unit.posts).flat_map(|post| &post.fields);
            let all = unit.fields.iter().chain(posts).map(|(label, _)| label.as_str());
            labels.extend(all.filter(|label| seen.insert(label)));
        }
        labels
    }

    /// The ids of fields by label.
    pub(super) fn field_ids(&self) -> HashMap<String, String> {
        let mut ids = Ids::default();
        let id = |label: &str| (label.to_owned(), ids.take_field(label));
        self.labels().into_iter().map(id).collect()
    }

    fn declarations(&self, out: &mut String, ids: &HashMap<String, String>) {
        let labels = self.labels();
        if labels.is_empty() {
            return;
        }
        out.push_str("fields: [");
        for name in labels {
            self.declaration(out, name, &ids[name]);
            out.push(',');
        }
        out.push_str("],\n");
    }

    /// The declaration of a field.
    pub(super) fn declaration(&self, out: &mut String, name: &str, id: &str) {
        let (id, label) = (Quoted(id), Quoted(name));
        let number = self.number_fields.iter().find(|field| field.label == name);
        let _ = match number {
            Some(field) => {
                write!(
                    out,
                    "(id: {id}, label: {label}, type: number, unit: {})",
                    Quoted(field.unit)
                )
            }
            None => write!(out, "(id: {id}, label: {label}, type: text)"),
        };
    }

    /// A unit.
    pub(super) fn unit(&self, out: &mut String, unit: &DraftUnit, ids: &HashMap<String, String>) {
        let _ = write!(out, "(id: {}, ", Quoted(&unit.id));
        if let Some(parent) = unit.parent {
            let _ = write!(out, "parent: {}, ", Quoted(&self.units[parent].id));
        }
        let _ = write!(out, "kind: {}, ", Quoted(&unit.kind));
        field(out, "acronym", &unit.acronym);
        word(out, "position", if unit.is_staff { "staff" } else { "" });
        word(out, "status", unit.status);
        word(out, "count", &unit.count);
        names(out, &unit.names);
        if let Some(head) = &unit.head {
            out.push_str("head: ");
            self.post(out, head, ids);
            out.push_str(", ");
        }
        if !unit.posts.is_empty() {
            out.push_str("posts: [");
            for further in &unit.posts {
                self.post(out, further, ids);
                out.push_str(", ");
            }
            out.push_str("], ");
        }
        word(out, "headcount", &unit.headcount);
        field(out, "link", &unit.link);
        if !unit.also_named.is_empty() {
            out.push_str("also_named: [");
            for name in &unit.also_named {
                let _ = write!(out, "{}, ", Quoted(name));
            }
            out.push_str("], ");
        }
        self.fields(out, &unit.fields, ids);
        if !unit.functions.is_empty() || !unit.purposes.is_empty() {
            out.push_str("functions: [");
            for (cite, text) in &unit.functions {
                out.push('(');
                field(out, "cite", cite);
                let _ = write!(out, "text: {}),", Quoted(text));
            }
            for (cite, texts) in &unit.purposes {
                out.push('(');
                list(out, "cite", cite);
                let _ = write!(out, "text: {}),", names_text(texts));
            }
            out.push_str("], ");
        }
        if !unit.notes.is_empty() {
            out.push_str("notes: [");
            for text in &unit.notes {
                let _ = write!(out, "(text: {}),", Quoted(text));
            }
            out.push_str("], ");
        }
        out.push(')');
    }

    /// A head or post.
    pub(super) fn post(&self, out: &mut String, post: &DraftPost, ids: &HashMap<String, String>) {
        out.push('(');
        field(out, "id", &post.id);
        if post.titles.is_empty() {
            field(out, "title", &post.title);
        } else {
            let _ = write!(out, "title: {}, ", names_text(&post.titles));
        }
        field(out, "rank", &post.rank);
        word(out, "status", post.status);
        list(out, "reports_to", &post.reports_to);
        word(out, "count", &post.count);
        if let Some(fte) = post.fte {
            let _ = write!(out, "fte: {fte}, ");
        }
        match &post.holders[..] {
            [] => {}
            holders => {
                let _ = write!(out, "holder: {}, ", holders_text(holders));
            }
        }
        self.fields(out, &post.fields, ids);
        out.push(')');
    }

    fn fields(&self, out: &mut String, fields: &[(String, String)], ids: &HashMap<String, String>) {
        if fields.is_empty() {
            return;
        }
        out.push_str("fields: {");
        for (name, value) in fields {
            let _ = write!(out, "{}: {}, ", Quoted(&ids[name]), self.field_value(name, value));
        }
        out.push_str("}, ");
    }

    /// The value of a field as RON.
    pub(super) fn field_value(&self, name: &str, value: &str) -> String {
        let is_number = self.number_fields.iter().any(|field| field.label == name);
        if is_number { value.to_owned() } else { Quoted(value).to_string() }
    }
}

/// Writes items with an id and a name or label.
fn labelled(out: &mut String, list: &str, label: &str, things: &[(String, Words)]) {
    if things.is_empty() {
        return;
    }
    let _ = write!(out, "{list}: [");
    for (id, names) in things {
        let _ = write!(out, "(id: {}, ", Quoted(id));
        if !names.is_empty() {
            let _ = write!(out, "{label}: {}", names_text(names));
        } else if label == "name" {
            let _ = write!(out, "name: {}", Quoted(id));
        }
        out.push_str("),");
    }
    out.push_str("],\n");
}

/// Writes one or several strings, if there are any.
fn list(out: &mut String, name: &str, words: &[String]) {
    match words {
        [] => {}
        [one] => field(out, name, one),
        several => {
            let several = several.iter().map(|word| Quoted(word).to_string());
            let _ = write!(out, "{name}: [{}], ", several.collect::<Vec<_>>().join(", "));
        }
    }
}

/// The holders of a post, as RON.
pub(super) fn holders_text(holders: &[DraftPerson]) -> String {
    let mut out = String::new();
    if let [one] = holders {
        person(&mut out, one);
        return out;
    }
    out.push('[');
    for one in holders {
        person(&mut out, one);
        out.push_str(", ");
    }
    out.push(']');
    out
}

fn names(out: &mut String, names: &[(String, String)]) {
    let _ = write!(out, "name: {}, ", names_text(names));
}

/// A name in one or several languages, as RON.
pub(super) fn names_text(names: &[(String, String)]) -> String {
    match names {
        [(language, name)] if language.is_empty() => Quoted(name).to_string(),
        names => {
            let entries = names
                .iter()
                .map(|(language, name)| format!("{}: {}", Quoted(language), Quoted(name)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn person(out: &mut String, person: &DraftPerson) {
    let DraftPerson { name, email, phone, is_acting, share } = person;
    if email.is_empty() && phone.is_empty() && !is_acting && share.is_none() {
        let _ = write!(out, "{}", Quoted(name));
        return;
    }
    let _ = write!(out, "(name: {}, ", Quoted(name));
    word(out, "acting", if *is_acting { "true" } else { "" });
    if let Some(share) = share {
        let _ = write!(out, "share: {share}, ");
    }
    field(out, "email", email);
    field(out, "phone", phone);
    out.push(')');
}

fn field(out: &mut String, name: &str, words: &str) {
    if !words.is_empty() {
        let _ = write!(out, "{name}: {}, ", Quoted(words));
    }
}

fn word(out: &mut String, name: &str, word: &str) {
    if !word.is_empty() {
        let _ = write!(out, "{name}: {word}, ");
    }
}

/// Text as a RON string literal.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl std::fmt::Display for Quoted<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => out.write_str("\\\"")?,
                '\\' => out.write_str("\\\\")?,
                '\n' => out.write_str("\\n")?,
                c if c.is_control() => write!(out, "\\u{{{:x}}}", u32::from(c))?,
                c => out.write_char(c)?,
            }
        }
        out.write_char('"')
    }
}
