//! Intermediate representation of units and posts between a table and a structure file.

mod text;

use std::collections::{HashMap, HashSet};

use super::columns::slug;
use super::report::Report;
use crate::message;

pub(super) use text::{Quoted, holders_text, names_text};

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
}
