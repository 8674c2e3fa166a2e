//! Units and posts on their way from a table to a structure file.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::columns::slug;

/// A unit.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftUnit {
    pub(super) id: String,
    /// Language tags, "" for none, with the names.
    pub(super) names: Vec<(String, String)>,
    pub(super) kind: String,
    pub(super) acronym: String,
    /// The unit above, by its place among the others.
    pub(super) parent: Option<usize>,
    /// Further units that it belongs to.
    pub(super) belongs_to: Vec<usize>,
    pub(super) head: Option<DraftPost>,
    pub(super) posts: Vec<DraftPost>,
    /// Citations, each may be empty, with the functions.
    pub(super) functions: Vec<(String, String)>,
    pub(super) headcount: String,
    pub(super) link: String,
    pub(super) status: &'static str,
    pub(super) fields: Vec<(String, String)>,
}

/// A head or post.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftPost {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) rank: String,
    /// The id of the unit or post that it answers to, where the tree does not say it.
    pub(super) reports_to: String,
    pub(super) holders: Vec<DraftPerson>,
    pub(super) status: &'static str,
    pub(super) fte: Option<f64>,
    pub(super) fields: Vec<(String, String)>,
}

/// Who holds a post.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftPerson {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
}

/// A structure file before it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) units: Vec<DraftUnit>,
}

/// Ids that are taken.
#[derive(Debug, Default)]
pub(super) struct Ids(HashSet<String>);

impl Ids {
    /// An id like `wanted` that is not taken: with `.2`, `.3` and so on behind it if need be.
    pub(super) fn take(&mut self, wanted: &str, otherwise: &str) -> String {
        let slug = slug(wanted);
        self.free(if slug.is_empty() { otherwise } else { &slug })
    }

    /// An id as a table has it: each run of signs that ids do not have becomes a hyphen.
    pub(super) fn keep(&mut self, given: &str, otherwise: &str) -> String {
        let is_allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let parts = given.split(|c| !is_allowed(c)).filter(|part| !part.is_empty());
        let id = parts.collect::<Vec<_>>().join("-");
        self.free(if id.is_empty() { otherwise } else { &id })
    }

    fn free(&mut self, base: &str) -> String {
        let mut id = base.to_owned();
        let mut next = 2;
        while !self.0.insert(id.clone()) {
            id = format!("{base}.{next}");
            next += 1;
        }
        id
    }
}

impl Draft {
    /// The text of the structure file, one field after the other; `head` is the comment above it.
    pub(super) fn text(&self, head: &str) -> String {
        let mut out = String::new();
        for line in head.lines() {
            let _ = writeln!(out, "// {line}");
        }
        let _ = write!(out, "(organogram: 1, title: {}, ", Quoted(&self.title));
        self.declarations(&mut out);
        out.push_str("units: [\n");
        for unit in &self.units {
            self.unit(&mut out, unit);
        }
        out.push_str("],\n");
        let second: Vec<(&DraftUnit, usize)> = self
            .units
            .iter()
            .flat_map(|unit| unit.belongs_to.iter().map(move |&to| (unit, to)))
            .collect();
        if !second.is_empty() {
            out.push_str("relations: [\n");
            for (unit, to) in second {
                let to = &self.units[to].id;
                let _ = writeln!(
                    out,
                    "(from: {}, to: {}, kind: belongs_to),",
                    Quoted(&unit.id),
                    Quoted(to)
                );
            }
            out.push_str("],\n");
        }
        out.push_str(")\n");
        out
    }

    /// The fields that units and posts have, each once; a number where all values are numbers.
    fn declarations(&self, out: &mut String) {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut names: Vec<&str> = Vec::new();
        for unit in &self.units {
            let posts = unit.head.iter().chain(&unit.posts).flat_map(|post| &post.fields);
            names.extend(
                unit.fields
                    .iter()
                    .chain(posts)
                    .map(|(name, _)| name.as_str())
                    .filter(|name| seen.insert(name)),
            );
        }
        if names.is_empty() {
            return;
        }
        out.push_str("fields: [");
        for name in names {
            let (id, label) = (slug(name), Quoted(name));
            let _ = write!(out, "(id: {}, label: {label}, type: text),", Quoted(&id));
        }
        out.push_str("],\n");
    }

    fn unit(&self, out: &mut String, unit: &DraftUnit) {
        let _ = write!(out, "(id: {}, ", Quoted(&unit.id));
        if let Some(parent) = unit.parent {
            let _ = write!(out, "parent: {}, ", Quoted(&self.units[parent].id));
        }
        let _ = write!(out, "kind: {}, ", Quoted(&unit.kind));
        field(out, "acronym", &unit.acronym);
        word(out, "status", unit.status);
        names(out, &unit.names);
        if let Some(head) = &unit.head {
            out.push_str("head: ");
            post(out, head);
        }
        if !unit.posts.is_empty() {
            out.push_str("posts: [");
            for further in &unit.posts {
                post(out, further);
            }
            out.push_str("], ");
        }
        word(out, "headcount", &unit.headcount);
        field(out, "link", &unit.link);
        fields(out, &unit.fields);
        if !unit.functions.is_empty() {
            out.push_str("functions: [");
            for (cite, text) in &unit.functions {
                out.push('(');
                field(out, "cite", cite);
                let _ = write!(out, "text: {}),", Quoted(text));
            }
            out.push_str("], ");
        }
        out.push_str("),\n");
    }
}

fn names(out: &mut String, names: &[(String, String)]) {
    match names {
        [(language, name)] if language.is_empty() => field(out, "name", name),
        names => {
            out.push_str("name: {");
            for (language, name) in names {
                let _ = write!(out, "{}: {}, ", Quoted(language), Quoted(name));
            }
            out.push_str("}, ");
        }
    }
}

fn post(out: &mut String, post: &DraftPost) {
    out.push('(');
    field(out, "id", &post.id);
    field(out, "title", &post.title);
    field(out, "rank", &post.rank);
    word(out, "status", post.status);
    field(out, "reports_to", &post.reports_to);
    if let Some(fte) = post.fte {
        let _ = write!(out, "fte: {fte}, ");
    }
    match &post.holders[..] {
        [] => {}
        [one] => {
            out.push_str("holder: ");
            person(out, one);
        }
        several => {
            out.push_str("holder: [");
            for one in several {
                person(out, one);
            }
            out.push_str("], ");
        }
    }
    fields(out, &post.fields);
    out.push_str("), ");
}

fn person(out: &mut String, person: &DraftPerson) {
    if person.email.is_empty() && person.phone.is_empty() {
        let _ = write!(out, "{}, ", Quoted(&person.name));
        return;
    }
    let _ = write!(out, "(name: {}, ", Quoted(&person.name));
    field(out, "email", &person.email);
    field(out, "phone", &person.phone);
    out.push_str("), ");
}

fn fields(out: &mut String, fields: &[(String, String)]) {
    if fields.is_empty() {
        return;
    }
    out.push_str("fields: {");
    for (name, value) in fields {
        let _ = write!(out, "{}: {}, ", Quoted(&slug(name)), Quoted(value));
    }
    out.push_str("}, ");
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

/// Words as a string of RON.
struct Quoted<'a>(&'a str);

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
