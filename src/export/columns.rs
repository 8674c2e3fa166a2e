//! Columns of the table of units, which CSV and XLSX share.

use crate::model::{
    Arrangement, Chart, Count, FieldEntry, FieldValue, Number, Person, Position, Post, Status,
    Text, Totals, UnitIndex, has_totals, totals,
};

/// The columns of a chart's table: those of every table, followed by those that are not empty for all units.
pub(super) struct Columns<'a> {
    chart: &'a Chart,
    languages: Vec<&'a str>,
    more: Vec<Column>,
    totals: Vec<Totals>,
}

/// An optional column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Count,
    Cite,
    Rank,
    Holders,
    HeadStatus,
    Posts,
    Status,
    Position,
    Headcount,
    Link,
    HeadCite,
    HeadCount,
    HeadFte,
    AlsoNamed,
    Was,
    Layout,
    /// A declared field of the unit, by its index.
    Field(usize),
    /// A declared field of the head, by its index.
    HeadField(usize),
    Total(&'static str),
}

const TOTALS: &[&str] = &[
    "total_units",
    "total_posts",
    "total_holders",
    "total_vacant",
    "total_fte",
    "total_headcount",
];

impl<'a> Columns<'a> {
    pub(super) fn new(chart: &'a Chart, units: &[UnitIndex]) -> Self {
        let totals = if has_totals(chart) { totals(chart) } else { Vec::new() };
        let mut columns = Self { chart, languages: languages(chart), more: Vec::new(), totals };
        let facts = [
            Column::Count,
            Column::Cite,
            Column::Rank,
            Column::Holders,
            Column::HeadStatus,
            Column::Posts,
            Column::Status,
            Column::Position,
            Column::Headcount,
            Column::Link,
            Column::HeadCite,
            Column::HeadCount,
            Column::HeadFte,
            Column::AlsoNamed,
            Column::Was,
            Column::Layout,
        ];
        let fields = (0..chart.fields().len()).map(Column::Field);
        let head_fields = (0..chart.fields().len()).map(Column::HeadField);
        let says =
            |column: &Column| units.iter().any(|&unit| !columns.cell(unit, *column).is_empty());
        let mut more: Vec<Column> =
            facts.into_iter().chain(fields).chain(head_fields).filter(says).collect();
        if !columns.totals.is_empty() {
            more.extend(TOTALS.iter().copied().map(Column::Total));
        }
        columns.more = more;
        columns
    }

    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            ["id", "parent", "depth", "kind", "acronym"].map(str::to_owned).to_vec();
        for what in ["name", "head"] {
            names.extend(self.languages.iter().map(|language| match *language {
                "" => what.to_owned(),
                language => format!("{what}_{language}"),
            }));
        }
        names.extend(["reports_to", "functions"].map(str::to_owned));
        names.extend(self.more.iter().map(|column| self.name(*column)));
        names
    }

    fn name(&self, column: Column) -> String {
        match column {
            Column::Count => "count".into(),
            Column::Cite => "cite".into(),
            Column::Rank => "rank".into(),
            Column::Holders => "holders".into(),
            Column::HeadStatus => "head_status".into(),
            Column::Posts => "posts".into(),
            Column::Status => "status".into(),
            Column::Position => "position".into(),
            Column::Headcount => "headcount".into(),
            Column::Link => "link".into(),
            Column::HeadCite => "head_cite".into(),
            Column::HeadCount => "head_count".into(),
            Column::HeadFte => "head_fte".into(),
            Column::AlsoNamed => "also_named".into(),
            Column::Was => "was".into(),
            Column::Layout => "layout".into(),
            Column::Field(at) => format!("field.{}", self.chart.fields()[at].id),
            Column::HeadField(at) => format!("head_field.{}", self.chart.fields()[at].id),
            Column::Total(name) => name.into(),
        }
    }

    pub(super) fn row(&self, index: UnitIndex) -> Vec<String> {
        let chart = self.chart;
        let unit = chart.unit(index);
        let parent = unit.parent.map_or("", |parent| &chart.unit(parent).id);
        let mut cells = vec![
            unit.id.clone(),
            parent.to_owned(),
            unit.depth.to_string(),
            chart.kind(unit.kind).id.clone(),
            unit.acronym.clone().unwrap_or_default(),
        ];
        let nothing = Text::default();
        let head = unit.head.as_ref();
        for text in [&unit.name, head.map_or(&nothing, |head| &head.title)] {
            let words = |language: &&str| text.exactly(language).unwrap_or_default().to_owned();
            cells.extend(self.languages.iter().map(words));
        }
        let superiors = head.map_or(&[][..], |head| &head.reports_to).iter();
        let superiors: Vec<&str> = superiors.map(|&party| chart.party_id(party)).collect();
        cells.extend([superiors.join(";"), chart.function_count(index).to_string()]);
        cells.extend(self.more.iter().map(|column| self.cell(index, *column)));
        cells
    }

    fn cell(&self, index: UnitIndex, column: Column) -> String {
        let unit = self.chart.unit(index);
        let head = unit.head.as_ref();
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        match column {
            Column::Count => count(unit.count),
            Column::Cite => joined(unit.cite.iter()),
            Column::Rank => head
                .and_then(|head| head.rank.as_ref())
                .map_or_else(String::new, |rank| self.words(rank)),
            Column::Holders => head.map_or_else(String::new, |head| self.holders(head)),
            Column::HeadStatus => word(head.and_then(|head| head.status).map(Status::word)),
            Column::Posts => joined(unit.posts.iter().map(|post| self.post(post))),
            Column::Status => word(unit.status.map(Status::word)),
            Column::Position => {
                word((unit.position == Position::Staff).then(|| unit.position.word()))
            }
            Column::Headcount => number(unit.headcount),
            Column::Link => unit.link.clone().unwrap_or_default(),
            Column::HeadCite => head.map_or_else(String::new, |head| joined(head.cite.iter())),
            Column::HeadCount => head.map_or_else(String::new, |head| count(head.count)),
            Column::HeadFte => number(head.and_then(|head| head.fte)),
            Column::AlsoNamed => joined(unit.also_named.iter().map(|name| self.words(name))),
            Column::Was => joined(unit.was.iter().flatten()),
            Column::Layout => word(unit.layout.map(Arrangement::word)),
            Column::Field(at) => self.field(&unit.fields, at),
            Column::HeadField(at) => {
                head.map_or_else(String::new, |head| self.field(&head.fields, at))
            }
            Column::Total(name) => {
                self.totals.get(index.get()).map_or_else(String::new, |totals| total(totals, name))
            }
        }
    }

    fn words(&self, text: &Text) -> String {
        text.get(self.languages.iter().copied()).to_owned()
    }

    /// `Ben Oduya (0.5; acting)`, separated by semicolons.
    pub(super) fn holders(&self, post: &Post) -> String {
        let holder = |person: &Person| {
            let dated =
                |word, date: &Option<String>| date.as_ref().map(|date| format!("{word} {date}"));
            let asides = [
                person.share.map(|share| share.to_string()),
                person.acting.then(|| "acting".to_owned()),
                dated("since", &person.since),
                dated("until", &person.until),
                person.email.clone(),
                person.phone.clone(),
                person.link.clone(),
            ];
            with_asides(self.words(&person.name), asides.into_iter().flatten())
        };
        joined(post.holders.iter().map(holder))
    }

    /// `deputy: Deputy Chief Pilot (P-4; fte 1; to pilots) × 2 [planned] = Ben Oduya`.
    fn post(&self, post: &Post) -> String {
        let title = match &post.id {
            Some(id) => format!("{id}: {}", self.words(&post.title)),
            None => self.words(&post.title),
        };
        let superiors: Vec<&str> =
            post.reports_to.iter().map(|&party| self.chart.party_id(party)).collect();
        let (cited, superiors) = (joined(post.cite.iter()), superiors.join(", "));
        let facts = [
            post.rank.as_ref().map(|rank| self.words(rank)),
            post.fte.map(|fte| format!("fte {fte}")),
            (!superiors.is_empty()).then(|| format!("to {superiors}")),
            (!cited.is_empty()).then(|| format!("cite {cited}")),
        ];
        let fields = post.fields.iter().map(|entry| {
            let id = &self.chart.fields()[entry.declaration as usize].id;
            format!("{id} {}", self.value(entry))
        });
        let mut words = with_asides(title, facts.into_iter().flatten().chain(fields));
        if let Some(times) = post.count.times() {
            words.push_str(&format!(" {times}"));
        }
        if let Some(status) = post.status {
            words.push_str(&format!(" [{}]", status.word()));
        }
        let holders = self.holders(post);
        if !holders.is_empty() {
            words.push_str(&format!(" = {holders}"));
        }
        words
    }

    fn field(&self, entries: &[FieldEntry], at: usize) -> String {
        FieldEntry::find(entries, at).map_or_else(String::new, |entry| self.value(entry))
    }

    pub(super) fn value(&self, entry: &FieldEntry) -> String {
        match &entry.value {
            FieldValue::Text(text) => self.words(text),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Choice(value) => {
                let declared = &self.chart.fields()[entry.declaration as usize];
                declared.values[*value as usize].id.clone()
            }
        }
    }
}

/// `words (aside; aside)`.
fn with_asides(words: String, asides: impl Iterator<Item = String>) -> String {
    let asides = joined(asides);
    if asides.is_empty() { words } else { format!("{words} ({asides})") }
}

/// A count other than one.
pub(super) fn count(count: Count) -> String {
    match count {
        Count::Number(1) => String::new(),
        Count::Number(number) => number.to_string(),
        Count::Several => "several".into(),
    }
}

fn number(number: Option<Number>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

fn total(totals: &Totals, name: &str) -> String {
    let decimal =
        |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    match name {
        "total_units" => totals.units.to_string(),
        "total_posts" => totals.posts.to_string(),
        "total_holders" => totals.holders.to_string(),
        "total_vacant" => totals.vacant.to_string(),
        "total_fte" => decimal(totals.fte),
        _ => decimal(totals.headcount),
    }
}

/// Joins the items of one cell.
pub(super) fn joined(things: impl Iterator<Item = impl ToString>) -> String {
    things.map(|thing| thing.to_string()).collect::<Vec<_>>().join("; ")
}

/// The file's languages; a single unnamed one if the file has none.
pub(super) fn languages(chart: &Chart) -> Vec<&str> {
    let languages: Vec<&str> = chart.languages().iter().map(String::as_str).collect();
    if languages.is_empty() { vec![""] } else { languages }
}
