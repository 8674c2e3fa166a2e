//! A chart's data as JSON, for other programs; `organogram` in it is the version of the form.
//!
//! All languages are in it; a text that the file writes once for all of them stands under the
//! file's first. Of a part of the chart, the lines are those with an end in it; what they lead to,
//! and the top unit's parent, may be outside of it.

use std::collections::HashSet;
use std::io::{BufWriter, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{ExportError, Extent};
use crate::model::{
    Body, Chart, Citation, Count, HeldFunction, Numbering, Party, Post, Relation, Source,
    Statement, Text, UnitIndex,
};

/// The version of the form.
const VERSION: u32 = 1;
/// The tag of texts without one, in a file without languages: undetermined, after BCP 47.
const UNDETERMINED: &str = "und";

/// Writes the data of a part of a chart, one unit or relation at a time.
///
/// # Errors
/// When `out` refuses.
pub fn write(chart: &Chart, extent: Extent, out: impl Write) -> Result<(), ExportError> {
    let language = chart.languages().first().map_or(UNDETERMINED, String::as_str);
    let file = FileJson { form: Form { chart, language }, units: extent.units(chart) };
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &file).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// The whole file. Nothing of it is made before it is written.
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
        file.serialize_entry("languages", chart.languages())?;
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
        if !chart.words().is_empty() {
            let words = chart.words().iter();
            let words = words.map(|(word, text)| (word.key(), form.words(text)));
            file.serialize_entry("words", &WordsJson(words.collect()))?;
        }
        file.end()
    }
}

/// A list whose items are made one by one while it is written.
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
    provisions: Vec<StatementJson<'a>>,
}

#[derive(Serialize)]
struct PostJson<'a> {
    /// A head has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    title: Words<'a>,
    rank: Option<RankJson<'a>>,
    reports_to: Vec<&'a str>,
    cite: Vec<String>,
    duties: Vec<StatementJson<'a>>,
}

#[derive(Serialize)]
struct FunctionJson<'a> {
    cite: Vec<String>,
    text: Words<'a>,
    shared: Option<&'a str>,
}

#[derive(Serialize)]
struct StatementJson<'a> {
    cite: Vec<String>,
    text: Words<'a>,
}

#[derive(Serialize)]
struct RelationJson<'a> {
    from: &'a str,
    to: &'a str,
    kind: &'static str,
    cite: Vec<String>,
    text: Words<'a>,
}

/// A text as an object of languages.
struct Words<'a> {
    text: &'a Text,
    /// The language of what has none.
    language: &'a str,
}

impl Serialize for Words<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (tag, words) in self.text.entries() {
            map.serialize_entry(if tag.is_empty() { self.language } else { tag }, words)?;
        }
        map.end()
    }
}

/// What the file calls things in legends and on sheets, by key.
struct WordsJson<'a>(Vec<(&'static str, Words<'a>)>);

impl Serialize for WordsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, words)| (key, words)))
    }
}

/// A rank: a string where it is the same in every language, else an object of languages.
struct RankJson<'a>(Words<'a>);

impl Serialize for RankJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.text.in_every_language() {
            Some(words) => serializer.serialize_str(words),
            None => self.0.serialize(serializer),
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

/// Turns the model into the form above.
#[derive(Clone, Copy)]
struct Form<'a> {
    chart: &'a Chart,
    /// The language of what has none.
    language: &'a str,
}

impl<'a> Form<'a> {
    /// The sets of functions that units of a part hold; of the whole chart all.
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
            functions: functions.into_iter().map(|held| self.function(held)).collect(),
            provisions: self.statements(&unit.provisions),
        }
    }

    fn post(&self, post: &'a Post) -> PostJson<'a> {
        PostJson {
            id: post.id.as_deref(),
            title: self.words(&post.title),
            rank: post.rank.as_ref().map(|rank| RankJson(self.words(rank))),
            reports_to: post.reports_to.iter().map(|&party| self.chart.party_id(party)).collect(),
            cite: citations(&post.cite),
            duties: self.statements(&post.duties),
        }
    }

    fn function(&self, held: HeldFunction<'a>) -> FunctionJson<'a> {
        FunctionJson {
            cite: citations(&held.statement.cite),
            text: self.words(&held.statement.text),
            shared: held.set.map(|set| self.chart.shared_sets()[set.get()].id.as_str()),
        }
    }

    fn statements(&self, statements: &'a [Statement]) -> Vec<StatementJson<'a>> {
        let json = |statement: &'a Statement| StatementJson {
            cite: citations(&statement.cite),
            text: self.words(&statement.text),
        };
        statements.iter().map(json).collect()
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

fn citations(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(ToString::to_string).collect()
}
