//! Import into an existing structure file: values of the source are updated by edits of a few spans; everything else,
//! such as comments, functions, lines and the order, stays unchanged.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::columns::Target;
use super::draft::{Draft, DraftPost, DraftUnit, Quoted, holders_text, names_text};
use super::report::{Changes, Replaced, Report};
use crate::edit::format::format;
use crate::edit::record::RecordEdits;
use crate::edit::{Edit, Edits};
use crate::message;
use crate::syntax::{TokenKind, Tree, Value, ValueKind};

/// Merges a draft into a text. Returns `None` if the text has syntax errors or no list of units.
pub(super) fn merged(
    text: &str,
    mut draft: Draft,
    comment: &str,
    report: &mut Report,
) -> Option<String> {
    let tree = Tree::parse(text);
    let root = tree.root()?.inner();
    let list = root.field("units")?.value().inner();
    if !tree.problems().is_empty() || list.kind() != ValueKind::List {
        return None;
    }
    let units: Vec<Value<'_, '_>> = list.items().map(Value::inner).collect();
    let known = matched(&units, &draft);
    let mut changes = Changes::default();
    let found: HashSet<usize> = known.iter().flatten().copied().collect();
    let is_gone =
        |(at, unit): (usize, &Value<'_, '_>)| (!found.contains(&at)).then(|| word(*unit, "id"));
    changes.gone = units.iter().enumerate().filter_map(is_gone).collect();
    rename(&mut draft, &units, &known, root);
    let labels = declared(root, &mut draft, report);
    let mut merger = Merger {
        edits: RecordEdits::new(&tree),
        draft: &draft,
        labels: &labels.ids,
        is_kind_mapped: report.mapping.values().any(|target| *target == Target::Kind.word()),
        unit: String::new(),
        replaced: Vec::new(),
    };
    merger.declare(root, &labels.new);
    for (unit, known) in draft.units.iter().zip(&known) {
        if let Some(at) = known {
            merger.unit(units[*at], unit);
        } else {
            changes.added.push(unit.id.clone());
            let mut ron = String::new();
            draft.unit(&mut ron, unit, &labels.ids);
            merger.edits.add(list, tidy(&ron));
        }
    }
    merger.second_places(root);
    changes.replaced = std::mem::take(&mut merger.replaced);
    report.changes = Some(Box::new(changes));
    let edits = merger.edits.finish().and(head(text, comment));
    let result = edits.apply(text);
    // A file in canonical form stays in canonical form.
    let is_canonical = format(text).is_some_and(|canonical| canonical == text);
    Some(if is_canonical { format(&result).unwrap_or(result) } else { result })
}

/// Replaces the comment of a previous import at the start of a text.
fn head(text: &str, comment: &str) -> Edits {
    const MARKS: &[&str] = &["// Imported from ", "// Columns: "];
    let is_own = |line: &&str| MARKS.iter().any(|mark| line.starts_with(mark));
    let end: usize = text.split_inclusive('\n').take_while(is_own).map(str::len).sum();
    let new: String = comment.lines().map(|line| format!("// {line}\n")).collect();
    if end == 0 || text[..end] == new {
        return Edits::default();
    }
    Edits::new(vec![Edit { span: 0..end, text: new }])
}

/// The value of a string field.
fn word(record: Value<'_, '_>, field: &str) -> String {
    let value = record.field(field).map(|field| field.value().inner());
    value.and_then(|value| value.text().map(std::borrow::Cow::into_owned)).unwrap_or_default()
}

/// A text in all languages.
fn words(value: Value<'_, '_>) -> Vec<String> {
    let value = value.inner();
    match value.kind() {
        ValueKind::Map => value
            .entries()
            .filter_map(|entry| entry.value().text().map(std::borrow::Cow::into_owned))
            .collect(),
        _ => value.text().map(std::borrow::Cow::into_owned).into_iter().collect(),
    }
}

/// For each unit of a draft, the corresponding unit of the file: by id, or else by a unique name.
fn matched(units: &[Value<'_, '_>], draft: &Draft) -> Vec<Option<usize>> {
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut by_name: HashMap<String, Option<usize>> = HashMap::new();
    for (at, unit) in units.iter().enumerate() {
        by_id.entry(word(*unit, "id")).or_insert(at);
        let names: BTreeSet<String> = unit
            .field("name")
            .map(|field| words(field.value()))
            .unwrap_or_default()
            .into_iter()
            .collect();
        for name in names {
            by_name.entry(name).and_modify(|known| *known = None).or_insert(Some(at));
        }
    }
    let mut known: Vec<Option<usize>> =
        draft.units.iter().map(|unit| by_id.get(&unit.id).copied()).collect();
    let mut taken: HashSet<usize> = known.iter().flatten().copied().collect();
    let mut namesakes: HashMap<&str, usize> = HashMap::new();
    let name =
        |unit: &'_ DraftUnit| unit.names.first().map(|(_, name)| name.clone()).unwrap_or_default();
    for unit in &draft.units {
        if let Some((_, name)) = unit.names.first() {
            *namesakes.entry(name.as_str()).or_default() += 1;
        }
    }
    for (unit, known) in draft.units.iter().zip(&mut known) {
        let name = name(unit);
        if known.is_none() && namesakes.get(name.as_str()) == Some(&1) {
            *known = by_name.get(&name).copied().flatten().filter(|&at| taken.insert(at));
        }
    }
    known
}

/// Gives the units and posts of a draft the ids that they have in the file, and unused ids to new ones.
fn rename(
    draft: &mut Draft,
    units: &[Value<'_, '_>],
    known: &[Option<usize>],
    root: Value<'_, '_>,
) {
    let lists = ["bodies", "shared_functions"].into_iter().filter_map(|list| root.field(list));
    let others =
        lists.flat_map(|list| list.value().inner().items()).map(|item| word(item.inner(), "id"));
    let mut taken: HashSet<String> = others.collect();
    for unit in units {
        taken.insert(word(*unit, "id"));
        taken.extend(posts(*unit).map(|post| word(post, "id")));
    }
    let mut free = |id: &str| {
        let mut free = id.to_owned();
        let mut number = 2;
        while !taken.insert(free.clone()) {
            free = format!("{id}.{number}");
            number += 1;
        }
        free
    };
    let mut renamed: HashMap<String, String> = HashMap::new();
    for (unit, known) in draft.units.iter_mut().zip(known) {
        let old = unit.id.clone();
        unit.id = known.map_or_else(|| free(&old), |at| word(units[at], "id"));
        renamed.insert(old, unit.id.clone());
        let file_posts: Vec<Value<'_, '_>> =
            known.iter().flat_map(|&at| posts(units[at])).collect();
        for post in &mut unit.posts {
            let old = post.id.clone();
            let same_id = file_posts.iter().find(|it| word(**it, "id") == old);
            let same_title = || {
                let has_title = |it: &&Value<'_, '_>| {
                    it.field("title")
                        .is_some_and(|field| words(field.value()).contains(&post.title))
                };
                let mut found = file_posts.iter().filter(has_title);
                found.next().filter(|_| found.next().is_none())
            };
            let known = same_id.or_else(same_title).map(|post| word(*post, "id"));
            post.id = known.unwrap_or_else(|| free(&old));
            renamed.insert(old, post.id.clone());
        }
    }
    for unit in &mut draft.units {
        for post in unit.head.iter_mut().chain(&mut unit.posts) {
            for superior in &mut post.reports_to {
                if let Some(id) = renamed.get(superior) {
                    superior.clone_from(id);
                }
            }
        }
    }
}

fn posts<'t, 'a>(unit: Value<'t, 'a>) -> impl Iterator<Item = Value<'t, 'a>> + use<'t, 'a> {
    let list = unit.field("posts").map(|field| field.value().inner());
    list.into_iter().flat_map(Value::items).map(Value::inner)
}

/// Ids of fields by label.
struct Labels {
    ids: HashMap<String, String>,
    /// Labels that the file does not declare, in the order of the draft.
    new: Vec<String>,
}

/// Converts field values to the types that the file declares; values that do not fit are omitted.
fn declared(root: Value<'_, '_>, draft: &mut Draft, report: &mut Report) -> Labels {
    let list = root.field("fields").map(|field| field.value().inner());
    let declarations: Vec<Value<'_, '_>> =
        list.into_iter().flat_map(Value::items).map(Value::inner).collect();
    let mut ids = draft.field_ids();
    let mut new = Vec::new();
    for label in draft.labels().into_iter().map(str::to_owned).collect::<Vec<_>>() {
        let id = ids[&label].clone();
        let known = declarations.iter().find(|field| {
            let labels = field.field("label").map(|field| words(field.value())).unwrap_or_default();
            word(**field, "id") == id || labels.contains(&label)
        });
        let Some(known) = known else {
            new.push(label);
            continue;
        };
        ids.insert(label.clone(), word(*known, "id"));
        let sort =
            known.field("type").and_then(|field| field.value().inner().word()).unwrap_or_default();
        draft.number_fields.retain(|field| field.label != label);
        if sort == "number" {
            draft.number_fields.push(super::draft::NumberField { label: label.clone(), unit: "" });
        }
        let choices = choices(*known);
        let mut fit = |row: Option<usize>, (name, value): &mut (String, String)| {
            if *name != label {
                return true;
            }
            let fitting = match sort {
                "number" => value
                    .replace(',', ".")
                    .parse::<f64>()
                    .ok()
                    .filter(|it| it.is_finite())
                    .map(|it| it.to_string()),
                "choice" => choices.get(value.as_str()).cloned(),
                _ => Some(value.clone()),
            };
            if let Some(fitting) = &fitting {
                value.clone_from(fitting);
            } else {
                report.correct(
                    row,
                    &label,
                    "type",
                    message!("{0} is not a declared value of {1}: it is ignored", &*value, sort),
                );
            }
            fitting.is_some()
        };
        for unit in &mut draft.units {
            let row = unit.row;
            unit.fields.retain_mut(|field| fit(row, field));
            for post in unit.head.iter_mut().chain(&mut unit.posts) {
                let row = post.row.or(row);
                post.fields.retain_mut(|field| fit(row, field));
            }
        }
    }
    Labels { ids, new }
}

/// Ids of the values of a choice, by id and label.
fn choices(declaration: Value<'_, '_>) -> HashMap<String, String> {
    let values = declaration.field("values").map(|field| field.value().inner());
    let mut choices = HashMap::new();
    for value in values.into_iter().flat_map(Value::items).map(Value::inner) {
        let id = word(value, "id");
        for label in value.field("label").map(|field| words(field.value())).unwrap_or_default() {
            choices.insert(label, id.clone());
        }
        choices.insert(id.clone(), id);
    }
    choices
}

struct Merger<'t, 'a, 'd> {
    edits: RecordEdits<'t, 'a>,
    draft: &'d Draft,
    labels: &'d HashMap<String, String>,
    is_kind_mapped: bool,
    /// The id of the unit that is being updated.
    unit: String,
    replaced: Vec<Replaced>,
}

impl<'t, 'a> Merger<'t, 'a, '_> {
    fn declare(&mut self, root: Value<'t, 'a>, new: &[String]) {
        let declarations: Vec<String> = new
            .iter()
            .map(|label| {
                let mut ron = String::new();
                self.draft.declaration(&mut ron, label, &self.labels[label]);
                ron
            })
            .collect();
        self.extend(root, "fields", declarations);
    }

    /// Appends items to a list of a record, which is created if necessary.
    fn extend(&mut self, record: Value<'t, 'a>, list: &str, items: Vec<String>) {
        if items.is_empty() {
            return;
        }
        match record.field(list).map(|field| field.value().inner()) {
            Some(list) => items.into_iter().for_each(|item| self.edits.add(list, item)),
            None => self.edits.add(record, format!("{list}: [{}]", items.join(", "))),
        }
    }

    fn unit(&mut self, file: Value<'t, 'a>, unit: &DraftUnit) {
        self.unit.clone_from(&unit.id);
        if let Some(parent) = unit.parent {
            let parent = Quoted(&self.draft.units[parent].id).to_string();
            self.set(file, "", "parent", &parent);
        }
        if self.is_kind_mapped {
            self.set(file, "", "kind", &Quoted(&unit.kind).to_string());
        }
        self.text(file, "", "name", &unit.names);
        self.quoted(file, "", "acronym", &unit.acronym);
        self.quoted(file, "", "link", &unit.link);
        self.bare(file, "", "headcount", &unit.headcount);
        self.bare(file, "", "status", unit.status);
        self.bare(file, "", "position", if unit.is_staff { "staff" } else { "" });
        self.fields(file, "", &unit.fields);
        if !unit.functions.is_empty() && file.field("functions").is_none() {
            let one = |(cite, text): &(String, String)| {
                let cite = if cite.is_empty() {
                    String::new()
                } else {
                    format!("cite: {}, ", Quoted(cite))
                };
                format!("({cite}text: {})", Quoted(text))
            };
            self.extend(file, "functions", unit.functions.iter().map(one).collect());
        }
        if let Some(head) = &unit.head {
            match file.field("head").map(|field| field.value().inner()) {
                Some(known) if known.kind() == ValueKind::Struct => self.post(known, "head.", head),
                _ => {
                    let mut ron = String::new();
                    self.draft.post(&mut ron, head, self.labels);
                    self.set(file, "", "head", &tidy(&ron));
                }
            }
        }
        let mut new = Vec::new();
        for post in &unit.posts {
            let known = posts(file).find(|known| word(*known, "id") == post.id);
            if let Some(known) = known {
                self.post(known, &format!("{}.", post.id), post);
            } else {
                let mut ron = String::new();
                self.draft.post(&mut ron, post, self.labels);
                new.push(tidy(&ron));
            }
        }
        self.extend(file, "posts", new);
    }

    fn post(&mut self, file: Value<'t, 'a>, path: &str, post: &DraftPost) {
        self.vacancy(file, path, post);
        let plain = |words: &str| vec![(String::new(), words.to_owned())];
        if !post.titles.is_empty() {
            self.text(file, path, "title", &post.titles);
        } else if !post.title.is_empty() {
            self.text(file, path, "title", &plain(&post.title));
        }
        if !post.rank.is_empty() {
            self.text(file, path, "rank", &plain(&post.rank));
        }
        if !post.reports_to.is_empty() {
            let superiors = post.reports_to.iter().map(|id| Quoted(id).to_string());
            let superiors = superiors.collect::<Vec<_>>().join(", ");
            self.set(file, path, "reports_to", &format!("[{superiors}]"));
        }
        self.bare(file, path, "count", &post.count);
        self.bare(file, path, "fte", &post.fte.map(|fte| fte.to_string()).unwrap_or_default());
        self.bare(file, path, "status", post.status);
        self.holders(file, path, post);
        self.fields(file, path, &post.fields);
    }

    /// Keeps vacancy consistent: a vacant post has no holder, and a post with a holder is not vacant.
    fn vacancy(&mut self, file: Value<'t, 'a>, path: &str, post: &DraftPost) {
        let status = file.field("status").and_then(|field| field.value().inner().word());
        let gone = match post.status {
            "vacant" => "holder",
            "" if !post.holders.is_empty() && status == Some("vacant") => "status",
            _ => return,
        };
        let before = self.edits.remove(file, gone);
        self.note(path, gone, before, "");
    }

    /// Updates the holders of a post.
    fn holders(&mut self, file: Value<'t, 'a>, path: &str, post: &DraftPost) {
        if post.holders.is_empty() {
            return;
        }
        let known = file.field("holder").map(|field| field.value().inner());
        let people: Vec<Value<'_, '_>> = match known {
            Some(list) if list.kind() == ValueKind::List => {
                list.items().map(Value::inner).collect()
            }
            other => other.into_iter().collect(),
        };
        let is_same = people.len() == post.holders.len()
            && people
                .iter()
                .zip(&post.holders)
                .all(|(known, person)| names(*known).contains(&person.name));
        if !is_same {
            self.set(file, path, "holder", &tidy(&holders_text(&post.holders)));
            return;
        }
        for (known, person) in people.into_iter().zip(&post.holders) {
            let says_more = !person.email.is_empty() || !person.phone.is_empty();
            if known.kind() == ValueKind::Struct {
                let path = format!("{path}holder.");
                self.quoted(known, &path, "email", &person.email);
                self.quoted(known, &path, "phone", &person.phone);
            } else if says_more {
                let ron = tidy(&holders_text(std::slice::from_ref(person)));
                let _ = self.edits.replace(known, &ron);
            }
        }
    }

    /// Updates a text, only in the languages of the source.
    fn text(&mut self, file: Value<'t, 'a>, path: &str, field: &str, texts: &[(String, String)]) {
        let known = file.field(field).map(|field| field.value().inner());
        let Some(map) = known.filter(|known| known.kind() == ValueKind::Map) else {
            self.set(file, path, field, &names_text(texts));
            return;
        };
        for (language, text) in texts {
            if language.is_empty() && words(map).contains(text) {
                continue;
            }
            let of = |entry: &crate::syntax::Entry<'t, 'a>| {
                language.is_empty()
                    || entry.key().text().is_some_and(|tag| tag == language.as_str())
            };
            let ron = Quoted(text).to_string();
            match map.entries().find(of) {
                Some(entry) => {
                    let before = self.edits.replace(entry.value(), &ron);
                    self.note(path, field, before, &ron);
                }
                None => self.edits.add(map, format!("{}: {ron}", Quoted(language))),
            }
        }
    }

    fn fields(&mut self, file: Value<'t, 'a>, path: &str, fields: &[(String, String)]) {
        let mut new = Vec::new();
        let map = file.field("fields").map(|field| field.value().inner());
        for (label, value) in fields {
            let (id, ron) = (&self.labels[label], self.draft.field_value(label, value));
            let known = map.into_iter().flat_map(Value::entries);
            let known =
                { known }.find(|entry| entry.key().text().is_some_and(|key| key == id.as_str()));
            if let Some(entry) = known {
                let is_among =
                    entry.value().kind() == ValueKind::Map && words(entry.value()).contains(value);
                if !is_among {
                    let before = self.edits.replace(entry.value(), &ron);
                    self.note(path, &format!("fields.{id}"), before, &ron);
                }
            } else {
                new.push(format!("{}: {ron}", Quoted(id)));
            }
        }
        match map {
            _ if new.is_empty() => {}
            Some(map) => new.into_iter().for_each(|entry| self.edits.add(map, entry)),
            None => self.edits.add(file, format!("fields: {{{}}}", new.join(", "))),
        }
    }

    fn quoted(&mut self, file: Value<'t, 'a>, path: &str, field: &str, words: &str) {
        if !words.is_empty() {
            self.set(file, path, field, &Quoted(words).to_string());
        }
    }

    fn bare(&mut self, file: Value<'t, 'a>, path: &str, field: &str, word: &str) {
        if !word.is_empty() {
            self.set(file, path, field, word);
        }
    }

    fn set(&mut self, file: Value<'t, 'a>, path: &str, field: &str, ron: &str) {
        let before = self.edits.set(file, field, ron);
        self.note(path, field, before, ron);
    }

    /// Records a replacement, if there was one.
    fn note(&mut self, path: &str, field: &str, before: Option<String>, after: &str) {
        if let Some(before) = before {
            let (id, field) = (self.unit.clone(), format!("{path}{field}"));
            self.replaced.push(Replaced { id, field, before, after: after.to_owned() });
        }
    }

    /// Adds lines of kind `belongs_to` that the file does not state.
    fn second_places(&mut self, root: Value<'t, 'a>) {
        let list = root.field("relations").map(|field| field.value().inner());
        let mut known: HashSet<(String, String)> = HashSet::new();
        for line in list.into_iter().flat_map(Value::items).map(Value::inner) {
            let ends = |field: &str| {
                let value = line.field(field).map(|field| field.value().inner());
                let items = value.into_iter().flat_map(|value| {
                    if value.kind() == ValueKind::List {
                        value.items().collect()
                    } else {
                        vec![value]
                    }
                });
                items
                    .filter_map(|end| end.text().map(std::borrow::Cow::into_owned))
                    .collect::<Vec<_>>()
            };
            let kind = line.field("kind").and_then(|field| field.value().inner().word());
            if kind == Some("belongs_to") {
                let (from, to) = (ends("from"), ends("to"));
                known.extend(
                    from.iter().flat_map(|from| to.iter().map(|to| (from.clone(), to.clone()))),
                );
            }
        }
        let mut new = Vec::new();
        for unit in &self.draft.units {
            for &to in &unit.belongs_to {
                let to = &self.draft.units[to].id;
                if known.insert((unit.id.clone(), to.clone())) {
                    new.push(format!(
                        "(from: {}, to: {}, kind: belongs_to)",
                        Quoted(&unit.id),
                        Quoted(to)
                    ));
                }
            }
        }
        self.extend(root, "relations", new);
    }
}

/// Removes commas before closing brackets from RON.
fn tidy(ron: &str) -> String {
    let tree = Tree::parse(ron);
    let mut out = String::with_capacity(ron.len());
    let mut held = String::new();
    for token in tree.tokens() {
        match token.kind {
            TokenKind::Comma | TokenKind::Blank => held.push_str(token.text),
            TokenKind::Close => {
                held.clear();
                out.push_str(token.text);
            }
            _ => {
                out.push_str(&held);
                held.clear();
                out.push_str(token.text);
            }
        }
    }
    out
}

/// The name of a person in all languages.
fn names(person: Value<'_, '_>) -> Vec<String> {
    match person.kind() {
        ValueKind::Struct => {
            person.field("name").map(|field| words(field.value())).unwrap_or_default()
        }
        _ => words(person),
    }
}
