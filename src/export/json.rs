//! Data of a chart as JSON for other programs; `organogram` is the version of the schema.
//!
//! It contains everything in the chart, so that an equal chart can be created from it. A text that is the same in all
//! languages is listed under the file's first language; a text only in the first language additionally has an empty
//! text under an empty tag. For a part of the chart, the lines are those with an end in it; their other ends, and the
//! parent of the top unit, may be outside.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufWriter, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::{ExportError, Subtree};
use crate::model::{
    Arrangement, Body, Chart, Citation, Count, FieldDeclaration, FieldEntry, FieldValue,
    HeldFunction, Kind, Numbering, Party, Person, Position, Post, Relation, SetIndex, Source,
    Statement, Status, Text, Total, Totals, UnitIndex, has_totals, totals,
};

/// Version of the schema.
const VERSION: u32 = 1;
/// Tag of texts without language tags, in a file without languages: undetermined, according to BCP 47.
const UNDETERMINED: &str = "und";

/// Writes the data of a part of a chart, one unit or relation at a time.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(chart: &Chart, subtree: Subtree, out: impl Write) -> Result<(), ExportError> {
    let totals = if has_totals(chart) { totals(chart) } else { Vec::new() };
    let form = Form { totals: &totals, ..Form::of(chart) };
    let file = FileJson { form, units: subtree.units(chart) };
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &file).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// One unit of a chart, without totals.
pub(super) fn unit_value(chart: &Chart, unit: UnitIndex) -> Value {
    value(&Form::of(chart).unit(unit))
}

/// What a chart declares, without its units and relations.
pub(super) fn declared_value(chart: &Chart) -> Value {
    value(&FileJson { form: Form::of(chart), units: Vec::new() })
}

fn value(form: &impl Serialize) -> Value {
    serde_json::to_value(form).expect("its keys are strings and its numbers finite")
}

/// The whole file, generated while it is written.
struct FileJson<'a> {
    form: Form<'a>,
    units: Vec<UnitIndex>,
}

impl Serialize for FileJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { form, units } = self;
        let chart = form.chart;
        let is_whole = units.len() == chart.units().len();
        let is_inside =
            |party: Party| party.unit().is_some_and(|unit| units.binary_search(&unit).is_ok());
        let relations = || {
            let lines = chart.relations().iter();
            lines.filter(|line| is_whole || is_inside(line.from) || is_inside(line.to))
        };
        let mut file = serializer.serialize_map(None)?;
        file.serialize_entry("organogram", &VERSION)?;
        file.serialize_entry("title", &form.words(chart.title()))?;
        file.serialize_entry("effective", &chart.effective())?;
        if chart.lacks_persons() {
            file.serialize_entry("persons_left_out", &true)?;
        }
        if let Some(previous) = chart.previous() {
            file.serialize_entry("previous", previous)?;
        }
        file.serialize_entry("languages", chart.languages())?;
        if !chart.fields().is_empty() {
            let fields = || chart.fields().iter().map(|field| form.declaration(field));
            file.serialize_entry("fields", &List(fields))?;
        }
        if chart.own_kinds().next().is_some() {
            let kinds = || chart.own_kinds().map(|kind| form.kind(kind));
            file.serialize_entry("kinds", &List(kinds))?;
        }
        let sources = || chart.sources().iter().map(|source| form.source(source));
        file.serialize_entry("sources", &List(sources))?;
        let bodies = || chart.bodies().iter().map(|body| form.body(body));
        file.serialize_entry("bodies", &List(bodies))?;
        let sets = form.shared_sets(is_whole, units);
        if !sets.is_empty() {
            file.serialize_entry("shared_sets", &sets)?;
        }
        file.serialize_entry("units", &List(|| units.iter().map(|&unit| form.unit(unit))))?;
        file.serialize_entry("relations", &List(|| relations().map(|line| form.relation(line))))?;
        file.serialize_entry("provisions", &form.statements(chart.provisions()))?;
        if !chart.notes().is_empty() {
            file.serialize_entry("notes", &form.statements(chart.notes()))?;
        }
        if !chart.words().is_empty() {
            let words = chart.words().iter();
            let words = words.map(|(word, text)| (word.key(), form.words(text)));
            file.serialize_entry("words", &WordsJson(words.collect()))?;
        }
        file.end()
    }
}

/// A list whose items are generated while it is written.
struct List<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for List<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

#[derive(Serialize)]
struct SharedSetJson<'a> {
    id: &'a str,
    cite: Vec<String>,
    functions: Vec<StatementJson<'a>>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    id: &'a str,
    symbol: Option<&'a str>,
    title: Words<'a>,
    date: Option<&'a str>,
    language: Option<&'a str>,
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numbering: Option<&'static str>,
}

#[derive(Serialize)]
struct BodyJson<'a> {
    id: &'a str,
    name: Words<'a>,
}

#[derive(Serialize)]
struct UnitJson<'a> {
    id: &'a str,
    kind: &'a str,
    name: Words<'a>,
    acronym: Option<&'a str>,
    parent: Option<&'a str>,
    depth: u32,
    count: CountJson,
    cite: Vec<String>,
    head: Option<PostJson<'a>>,
    posts: Vec<PostJson<'a>>,
    functions: Vec<FunctionJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shared_functions: Vec<&'a str>,
    provisions: Vec<StatementJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headcount: Option<NumberJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_named: Vec<PlainJson<'a>>,
    #[serde(skip_serializing_if = "FieldsJson::is_empty")]
    fields: FieldsJson<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<StatementJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<StatementJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<TotalsJson<'a>>,
}

#[derive(Serialize)]
struct PostJson<'a> {
    /// `None` for a head.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    title: Words<'a>,
    rank: Option<PlainJson<'a>>,
    reports_to: Vec<&'a str>,
    cite: Vec<String>,
    duties: Vec<StatementJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    holders: Vec<PersonJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<CountJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fte: Option<NumberJson>,
    #[serde(skip_serializing_if = "FieldsJson::is_empty")]
    fields: FieldsJson<'a>,
}

#[derive(Serialize)]
struct PersonJson<'a> {
    name: PlainJson<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    acting: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<NumberJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
}

#[derive(Serialize)]
struct KindJson<'a> {
    id: &'a str,
    label: Words<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
}

#[derive(Serialize)]
struct DeclarationJson<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    field_type: &'static str,
    label: Words<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<KindJson<'a>>,
}

/// Totals of a branch.
#[derive(Serialize)]
struct TotalsJson<'a> {
    units: u64,
    posts: u64,
    holders: u64,
    vacant: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    fte: Option<NumberJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headcount: Option<NumberJson>,
    span: u64,
    levels: u32,
    functions: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<&'a str, NumberJson>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    at_least: bool,
}

/// A number, without a decimal point if it is whole.
struct NumberJson(f64);

impl Serialize for NumberJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Up to here, every whole number can be represented exactly.
        const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the range")]
        if self.0.fract() == 0.0 && self.0.abs() <= MAX_WHOLE {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// Values of declared fields by the ids of these.
struct FieldsJson<'a> {
    declared: &'a [FieldDeclaration],
    entries: &'a [FieldEntry],
}

impl FieldsJson<'_> {
    const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Serialize for FieldsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for entry in self.entries {
            let declared = &self.declared[entry.declaration as usize];
            let id = declared.id.as_str();
            match &entry.value {
                FieldValue::Text(text) => {
                    map.serialize_entry(id, &PlainJson(text))?;
                }
                FieldValue::Number(number) => map.serialize_entry(id, &NumberJson(number.get()))?,
                FieldValue::Choice(at) => {
                    map.serialize_entry(id, &declared.values[*at as usize].id)?;
                }
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct FunctionJson<'a> {
    cite: Vec<String>,
    text: Words<'a>,
    shared: Option<&'a str>,
    /// Index among the unit's own functions, if the file has a different order.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'a [String]>,
}

#[derive(Serialize)]
struct StatementJson<'a> {
    cite: Vec<String>,
    text: Words<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'a [String]>,
}

#[derive(Serialize)]
struct RelationJson<'a> {
    from: &'a str,
    to: &'a str,
    kind: &'static str,
    cite: Vec<String>,
    text: Words<'a>,
}

/// A text as an object with languages as keys.
///
/// An empty tag distinguishes a text that is only in the first language from one for all languages.
struct Words<'a> {
    text: &'a Text,
    /// Language of texts without language tags.
    language: &'a str,
}

impl Serialize for Words<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (tag, words) in self.text.entries() {
            map.serialize_entry(if tag.is_empty() { self.language } else { tag }, words)?;
        }
        if self.is_in_first_language_only() {
            map.serialize_entry("", "")?;
        }
        map.end()
    }
}

impl Words<'_> {
    fn is_in_first_language_only(&self) -> bool {
        let mut tags = self.text.entries().map(|(tag, _)| tag);
        tags.next() == Some(self.language) && tags.next().is_none()
    }
}

/// The file's custom wording of legends and sheets, by key.
struct WordsJson<'a>(Vec<(&'static str, Words<'a>)>);

impl Serialize for WordsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, words)| (key, words)))
    }
}

/// A text as a string if it is the same in every language, otherwise as an object with languages as keys.
struct PlainJson<'a>(&'a Text);

impl Serialize for PlainJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.in_every_language() {
            Some(words) => serializer.serialize_str(words),
            None => serializer.collect_map(self.0.entries()),
        }
    }
}

struct CountJson(Count);

impl Serialize for CountJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Count::Number(number) => serializer.serialize_u32(number),
            Count::Several => serializer.serialize_str("several"),
        }
    }
}

/// Converts the model to this schema.
#[derive(Clone, Copy)]
struct Form<'a> {
    chart: &'a Chart,
    /// The totals of each unit's branch; empty if there is nothing to add up.
    totals: &'a [Totals],
    /// Language of texts without language tags.
    language: &'a str,
}

impl<'a> Form<'a> {
    fn of(chart: &'a Chart) -> Self {
        let language = chart.languages().first().map_or(UNDETERMINED, String::as_str);
        Self { chart, totals: &[], language }
    }

    /// The shared sets that units of a part use; for the whole chart, all sets.
    fn shared_sets(&self, whole: bool, units: &[UnitIndex]) -> Vec<SharedSetJson<'a>> {
        let held = units.iter().flat_map(|&unit| &self.chart.unit(unit).shared_functions);
        let held: HashSet<usize> = held.map(|set| set.get()).collect();
        let sets = self.chart.shared_sets().iter().enumerate();
        let sets =
            sets.filter(|(at, _)| whole || held.contains(at)).map(|(_, set)| SharedSetJson {
                id: &set.id,
                cite: citations(&set.cite),
                functions: self.statements(&set.functions),
            });
        sets.collect()
    }

    const fn words(&self, text: &'a Text) -> Words<'a> {
        Words { text, language: self.language }
    }

    fn source(&self, source: &'a Source) -> SourceJson<'a> {
        SourceJson {
            id: &source.id,
            symbol: source.symbol.as_deref(),
            title: self.words(&source.title),
            date: source.date.as_deref(),
            language: source.language.as_deref(),
            text: source.text.as_deref(),
            numbering: source.numbering.map(Numbering::word),
        }
    }

    fn body(&self, body: &'a Body) -> BodyJson<'a> {
        BodyJson { id: &body.id, name: self.words(&body.name) }
    }

    fn unit(&self, index: UnitIndex) -> UnitJson<'a> {
        let unit = self.chart.unit(index);
        let functions = self.chart.functions(index);
        let own = functions.iter().filter(|held| held.set.is_none());
        let is_reordered = !own.map(|held| held.place).is_sorted();
        let shared = unit.shared_functions.iter();
        UnitJson {
            id: &unit.id,
            kind: &self.chart.kind(unit.kind).id,
            name: self.words(&unit.name),
            acronym: unit.acronym.as_deref(),
            parent: unit.parent.map(|parent| self.chart.unit(parent).id.as_str()),
            depth: unit.depth,
            count: CountJson(unit.count),
            cite: citations(&unit.cite),
            head: unit.head.as_ref().map(|head| self.post(head)),
            posts: unit.posts.iter().map(|post| self.post(post)).collect(),
            functions: functions.iter().map(|held| self.function(held, is_reordered)).collect(),
            shared_functions: shared.map(|set| self.set_id(*set)).collect(),
            provisions: self.statements(&unit.provisions),
            position: (unit.position == Position::Staff).then(|| unit.position.word()),
            status: unit.status.map(Status::word),
            headcount: unit.headcount.map(|number| NumberJson(number.get())),
            link: unit.link.as_deref(),
            layout: unit.layout.map(Arrangement::word),
            was: unit.was.as_deref(),
            also_named: unit.also_named.iter().map(PlainJson).collect(),
            fields: FieldsJson { declared: self.chart.fields(), entries: &unit.fields },
            notes: self.statements(&unit.notes),
            basis: unit.basis.as_deref().map(|basis| self.statement(basis)),
            totals: self.totals.get(index.get()).map(|totals| self.branch(totals)),
        }
    }

    fn branch(&self, totals: &Totals) -> TotalsJson<'a> {
        let field = |(&at, &total): (&u32, &f64)| {
            (self.chart.fields()[at as usize].id.as_str(), NumberJson(total))
        };
        TotalsJson {
            units: totals.units,
            posts: totals.posts,
            holders: totals.holders,
            vacant: totals.vacant,
            fte: totals.fte.map(NumberJson),
            headcount: totals.headcount.map(NumberJson),
            span: totals.span,
            levels: totals.levels,
            functions: totals.functions,
            fields: totals.fields.iter().map(field).collect(),
            at_least: totals.is_at_least,
        }
    }

    fn kind(&self, kind: &'a Kind) -> KindJson<'a> {
        let color = kind.color.map(|[red, green, blue]| format!("#{red:02x}{green:02x}{blue:02x}"));
        KindJson { id: &kind.id, label: self.words(&kind.label), color }
    }

    fn declaration(&self, declared: &'a FieldDeclaration) -> DeclarationJson<'a> {
        DeclarationJson {
            id: &declared.id,
            field_type: declared.field_type.word(),
            label: self.words(&declared.label),
            unit: declared.unit.as_deref(),
            total: (declared.total != Total::None).then(|| declared.total.word()),
            values: declared.values.iter().map(|value| self.kind(value)).collect(),
        }
    }

    fn post(&self, post: &'a Post) -> PostJson<'a> {
        PostJson {
            id: post.id.as_deref(),
            title: self.words(&post.title),
            rank: post.rank.as_ref().map(PlainJson),
            reports_to: post.reports_to.iter().map(|&party| self.chart.party_id(party)).collect(),
            cite: citations(&post.cite),
            duties: self.statements(&post.duties),
            holders: post.holders.iter().map(person).collect(),
            status: post.status.map(Status::word),
            count: (post.count != Count::Number(1)).then_some(CountJson(post.count)),
            fte: post.fte.map(|fte| NumberJson(fte.get())),
            fields: FieldsJson { declared: self.chart.fields(), entries: &post.fields },
        }
    }

    fn set_id(&self, set: SetIndex) -> &'a str {
        &self.chart.shared_sets()[set.get()].id
    }

    fn function(&self, held: &HeldFunction<'a>, is_reordered: bool) -> FunctionJson<'a> {
        FunctionJson {
            cite: citations(&held.statement.cite),
            text: self.words(&held.statement.text),
            shared: held.set.map(|set| self.set_id(set)),
            place: (is_reordered && held.set.is_none()).then_some(held.place),
            was: held.statement.was.as_deref(),
        }
    }

    fn statements(&self, statements: &'a [Statement]) -> Vec<StatementJson<'a>> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn statement(&self, statement: &'a Statement) -> StatementJson<'a> {
        StatementJson {
            cite: citations(&statement.cite),
            text: self.words(&statement.text),
            was: statement.was.as_deref(),
        }
    }

    fn relation(&self, relation: &'a Relation) -> RelationJson<'a> {
        RelationJson {
            from: self.chart.party_id(relation.from),
            to: self.chart.party_id(relation.to),
            kind: relation.kind.word(),
            cite: citations(&relation.cite),
            text: self.words(&relation.text),
        }
    }
}

fn person(person: &Person) -> PersonJson<'_> {
    PersonJson {
        name: PlainJson(&person.name),
        acting: person.acting,
        share: person.share.map(|share| NumberJson(share.get())),
        since: person.since.as_deref(),
        until: person.until.as_deref(),
        email: person.email.as_deref(),
        phone: person.phone.as_deref(),
        link: person.link.as_deref(),
    }
}

fn citations(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(ToString::to_string).collect()
}
