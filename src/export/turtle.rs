//! A chart's data as Turtle, in the terms of the W3C's Organization Ontology.
//!
//! Ids become names under `urn:organogram:`, so that two exports of one file speak of the same
//! things. What the ontology has no term for stands in a vocabulary of its own, `og:`; what each of
//! these means is said in `docs/export.md`.

use std::collections::HashSet;
use std::fmt;
use std::io::{BufWriter, Write};

use super::{ExportError, Extent, Label, language_tag};
use crate::model::{
    Chart, Citation, Count, KindIndex, Party, Post, Relation, RelationKind, Source, Statement,
    Text, UnitIndex,
};

const PREFIXES: &str = "\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix og: <urn:organogram:vocabulary:> .
";

/// Writes the data of a part of a chart.
///
/// # Errors
/// When `out` refuses.
pub fn write(
    chart: &Chart,
    extent: Extent,
    label: Label<'_>,
    out: impl Write,
) -> Result<(), ExportError> {
    let mut writer = TurtleWriter { chart, out: BufWriter::new(out) };
    writer.out.write_all(PREFIXES.as_bytes())?;
    writer.organization(label)?;
    for source in chart.sources() {
        writer.source(source)?;
    }
    let units = extent.units(chart);
    let used: HashSet<KindIndex> = units.iter().map(|&unit| chart.unit(unit).kind).collect();
    for (at, kind) in chart.kinds().iter().enumerate() {
        if used.contains(&KindIndex::new(at)) {
            let mut node = Node::new(&name("kind", &kind.id), "skos:Concept");
            node.texts("skos:prefLabel", &kind.label);
            writer.put(&node)?;
        }
    }
    for body in chart.bodies() {
        let mut node = Node::new(&id(&body.id), "org:Organization");
        node.texts("skos:prefLabel", &body.name);
        writer.put(&node)?;
    }
    for &unit in &units {
        writer.unit(unit)?;
    }
    let is_inside =
        |party: Party| party.unit().is_some_and(|unit| units.binary_search(&unit).is_ok());
    let relations = chart.relations().iter().filter(|line| {
        units.len() == chart.units().len() || is_inside(line.from) || is_inside(line.to)
    });
    for relation in relations {
        writer.relation(relation)?;
    }
    writer.out.flush()?;
    Ok(())
}

struct TurtleWriter<'a, W: Write> {
    chart: &'a Chart,
    out: BufWriter<W>,
}

impl<W: Write> TurtleWriter<'_, W> {
    fn put(&mut self, node: &Node) -> Result<(), ExportError> {
        write!(self.out, "\n{} .\n", node.0)?;
        Ok(())
    }

    fn organization(&mut self, label: Label<'_>) -> Result<(), ExportError> {
        let mut node = Node::new(ORGANIZATION, "org:FormalOrganization");
        node.texts("skos:prefLabel", self.chart.title());
        if let Some(date) = self.chart.effective() {
            node.add("dct:valid", &dated(date));
        }
        for source in self.chart.sources() {
            node.add("dct:source", &name("source", &source.id));
        }
        for provision in self.chart.provisions() {
            node.statement("og:provision", provision);
        }
        if let Some(origin) = label.origin {
            let words = format!("{}; sha256 {}", origin.file_name, origin.sha256);
            node.add("prov:wasDerivedFrom", &format!("[ dct:identifier {} ]", Quoted(&words)));
        }
        self.put(&node)
    }

    fn source(&mut self, source: &Source) -> Result<(), ExportError> {
        let mut node = Node::new(&name("source", &source.id), "dct:BibliographicResource");
        node.texts("dct:title", &source.title);
        if let Some(symbol) = &source.symbol {
            node.add("dct:identifier", &Quoted(symbol).to_string());
        }
        if let Some(date) = &source.date {
            node.add("dct:date", &dated(date));
        }
        if let Some(language) = source.language.as_deref().and_then(language_tag) {
            node.add("dct:language", &Quoted(language).to_string());
        }
        self.put(&node)
    }

    fn unit(&mut self, index: UnitIndex) -> Result<(), ExportError> {
        let unit = self.chart.unit(index);
        let mut node = Node::new(&id(&unit.id), "org:OrganizationalUnit");
        node.add("dct:identifier", &Quoted(&unit.id).to_string());
        node.texts("skos:prefLabel", &unit.name);
        if let Some(acronym) = &unit.acronym {
            node.add("skos:altLabel", &Quoted(acronym).to_string());
        }
        match unit.parent {
            None => node.add("org:unitOf", ORGANIZATION),
            Some(parent) => {
                let parent = id(&self.chart.unit(parent).id);
                node.add("org:subOrganizationOf", &parent);
                // A second place in the tree is a sub-organization too; this is the first one.
                node.add("og:parent", &parent);
            }
        }
        node.add("org:classification", &name("kind", &self.chart.kind(unit.kind).id));
        match unit.count {
            Count::Number(1) => {}
            Count::Number(number) => node.add("og:count", &number.to_string()),
            Count::Several => node.add("og:count", "\"several\""),
        }
        node.texts_of("skos:altLabel", &unit.also_named);
        if let Some(link) = &unit.link {
            node.add("foaf:homepage", &address(link));
        }
        node.citations(&unit.cite);
        for held in self.chart.functions(index) {
            node.statement("org:purpose", held.statement);
        }
        for provision in &unit.provisions {
            node.statement("og:provision", provision);
        }
        if unit.head.is_some() {
            node.add("org:hasPost", &head(&unit.id));
            node.add("og:head", &head(&unit.id));
        }
        let posts = unit.posts.iter().filter_map(|post| Some((id(post.id.as_deref()?), post)));
        let posts: Vec<(String, &Post)> = posts.collect();
        for (name, _) in &posts {
            node.add("org:hasPost", name);
        }
        self.put(&node)?;
        let heads = unit.head.iter().map(|post| (head(&unit.id), post));
        for (name, post) in heads.chain(posts) {
            self.post(&name, post, &unit.id)?;
        }
        Ok(())
    }

    fn post(&mut self, name: &str, post: &Post, unit: &str) -> Result<(), ExportError> {
        let mut node = Node::new(name, "org:Post");
        node.texts("skos:prefLabel", &post.title);
        node.add("org:postIn", &id(unit));
        if let Some(rank) = &post.rank {
            node.texts("og:rank", rank);
        }
        for &superior in &post.reports_to {
            node.add("org:reportsTo", &self.person(superior));
        }
        node.citations(&post.cite);
        for duty in &post.duties {
            node.statement("og:duty", duty);
        }
        if let Some(status) = post.status {
            node.add("og:status", &Quoted(status.word()).to_string());
        }
        if let Some(fte) = post.fte {
            node.add("og:fte", &fte.to_string());
        }
        self.put(&node)?;
        for (at, person) in post.holders.iter().enumerate() {
            let mut node = Node::new(&holder(name, at), "foaf:Person");
            node.texts("foaf:name", &person.name);
            node.add("org:holds", name);
            if let Some(email) = &person.email {
                node.add("foaf:mbox", &address(&format!("mailto:{email}")));
            }
            if let Some(phone) = &person.phone {
                node.add("foaf:phone", &Quoted(phone).to_string());
            }
            if let Some(link) = &person.link {
                node.add("foaf:homepage", &address(link));
            }
            self.put(&node)?;
        }
        Ok(())
    }

    /// The line itself, and what the source says of it.
    fn relation(&mut self, relation: &Relation) -> Result<(), ExportError> {
        let (from, to) = (self.person(relation.from), self.person(relation.to));
        let term = term(relation.kind);
        writeln!(self.out, "\n{from} {term} {to} .")?;
        if relation.cite.is_empty() && relation.text.is_empty() {
            return Ok(());
        }
        let mut node = Node::new("[]", "og:Relation");
        node.add("og:from", &from);
        node.add("og:to", &to);
        node.add("og:kind", term);
        node.citations(&relation.cite);
        node.texts("skos:definition", &relation.text);
        self.put(&node)
    }

    /// A party where a person is meant: a unit's head, when it has one.
    fn person(&self, party: Party) -> String {
        match party {
            Party::Unit(unit) if self.chart.unit(unit).head.is_some() => {
                head(&self.chart.unit(unit).id)
            }
            Party::Unit(_) | Party::Post(..) | Party::Body(_) => id(self.chart.party_id(party)),
        }
    }
}

const ORGANIZATION: &str = "<urn:organogram:organization>";

/// The ontology's term where it has one.
const fn term(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::ReportsTo => "org:reportsTo",
        RelationKind::Deputizes => "og:deputizes",
        RelationKind::Assists => "og:assists",
        RelationKind::Advises => "og:advises",
        RelationKind::DirectAccess => "og:directAccess",
        RelationKind::Coordinates => "og:coordinates",
        RelationKind::Supports => "og:supports",
        RelationKind::Serves => "og:serves",
        RelationKind::Guides => "og:guides",
        RelationKind::BelongsTo => "org:subOrganizationOf",
    }
}

/// A thing and what is said of it.
struct Node(String);

impl Node {
    fn new(name: &str, class: &str) -> Self {
        Self(format!("{name} a {class}"))
    }

    fn add(&mut self, property: &str, value: &str) {
        self.0.push_str(&format!(" ;\n    {property} {value}"));
    }

    fn texts(&mut self, property: &str, text: &Text) {
        for (language, words) in text.entries().filter(|(_, words)| !words.is_empty()) {
            self.add(property, &literal(language, words));
        }
    }

    fn texts_of(&mut self, property: &str, texts: &[Text]) {
        for text in texts {
            self.texts(property, text);
        }
    }

    fn citations(&mut self, citations: &[Citation]) {
        for citation in citations {
            self.add("dct:bibliographicCitation", &Quoted(&citation.to_string()).to_string());
        }
    }

    /// A sentence of the source with its paragraphs.
    fn statement(&mut self, property: &str, statement: &Statement) {
        let mut inner = Self("a skos:Concept".to_owned());
        inner.texts("skos:definition", &statement.text);
        inner.citations(&statement.cite);
        let lines = inner.0.replace("\n    ", "\n        ");
        self.add(property, &format!("[ {lines} ]"));
    }
}

/// The name of a unit, post or body.
fn id(id: &str) -> String {
    format!("<urn:organogram:id:{}>", Encoded(id))
}

/// The name of a unit's head, which has no id of its own.
fn head(unit: &str) -> String {
    format!("<urn:organogram:head:{}>", Encoded(unit))
}

/// The name of someone who holds the post with a name.
fn holder(post: &str, at: usize) -> String {
    format!("{}:holder:{}>", post.trim_end_matches('>'), at + 1)
}

/// An address as an IRI: what an IRI may not hold is encoded by its bytes.
fn address(address: &str) -> String {
    let mut iri = String::with_capacity(address.len() + 2);
    for character in address.chars() {
        if character.is_control() || character.is_whitespace() || "<>\"{}|\\^`".contains(character)
        {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                iri.push_str(&format!("%{byte:02X}"));
            }
        } else {
            iri.push(character);
        }
    }
    format!("<{iri}>")
}

fn name(what: &str, id: &str) -> String {
    format!("<urn:organogram:{what}:{}>", Encoded(id))
}

fn literal(language: &str, words: &str) -> String {
    match language_tag(language) {
        Some(tag) => format!("{}@{tag}", Quoted(words)),
        None => Quoted(words).to_string(),
    }
}

/// A date with its type, by how much of it is there.
fn dated(date: &str) -> String {
    let kind = match date.len() {
        4 => "gYear",
        7 => "gYearMonth",
        _ => "date",
    };
    format!("{}^^xsd:{kind}", Quoted(date))
}

/// Words as Turtle quotes them.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        out.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' => out.write_str("\\\"")?,
                '\\' => out.write_str("\\\\")?,
                '\n' => out.write_str("\\n")?,
                '\r' => out.write_str("\\r")?,
                '\t' => out.write_str("\\t")?,
                control if control.is_control() => write!(out, "\\u{:04X}", u32::from(control))?,
                other => out.write_char(other)?,
            }
        }
        out.write_char('"')
    }
}

/// An id as a part of a name: what such a name may not hold is encoded by its bytes.
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for character in self.0.chars() {
            if character.is_alphanumeric() || matches!(character, '-' | '_' | '.') {
                out.write_char(character)?;
            } else {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    write!(out, "%{byte:02X}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_ids_cannot_break_out() {
        assert_eq!(Quoted("a \"b\" \\ \n\u{1}司").to_string(), "\"a \\\"b\\\" \\\\ \\n\\u0001司\"");
        assert_eq!(id("组.1> x"), "<urn:organogram:id:组.1%3E%20x>");
        assert_eq!(literal("zh", "司"), "\"司\"@zh");
        assert_eq!(literal("", "x"), "\"x\"");
        assert_eq!(literal("not a tag", "x"), "\"x\"");
        assert_eq!(address("https://a.example/x y>"), "<https://a.example/x%20y%3E>");
        assert_eq!(holder(&id("a"), 0), "<urn:organogram:id:a:holder:1>");
        assert_eq!(dated("2010-01"), "\"2010-01\"^^xsd:gYearMonth");
    }
}
