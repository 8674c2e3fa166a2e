//! The text of a draft as a structure file.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Draft, DraftPerson, DraftPost, DraftRelation, DraftUnit, Words};

impl Draft {
    /// The text of the structure file, field by field; `head` is the comment at its start.
    pub(in crate::import) fn text(&self, head: &str) -> String {
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
    pub(in crate::import) fn declaration(&self, out: &mut String, name: &str, id: &str) {
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
    pub(in crate::import) fn unit(
        &self,
        out: &mut String,
        unit: &DraftUnit,
        ids: &HashMap<String, String>,
    ) {
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
    pub(in crate::import) fn post(
        &self,
        out: &mut String,
        post: &DraftPost,
        ids: &HashMap<String, String>,
    ) {
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
    pub(in crate::import) fn field_value(&self, name: &str, value: &str) -> String {
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
pub(in crate::import) fn holders_text(holders: &[DraftPerson]) -> String {
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
pub(in crate::import) fn names_text(names: &[(String, String)]) -> String {
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
pub(in crate::import) struct Quoted<'a>(pub(in crate::import) &'a str);

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
