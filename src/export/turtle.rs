//! Data of a chart as Turtle, in terms of the W3C's [Organization Ontology](https://www.w3.org/TR/vocab-org/).
//!
//! All IRIs are under one base, which is given or derived from the title. Concepts for which the ontology has no term
//! use a separate vocabulary, `og:`, which `docs/export.md` describes. Turtle in the test suite is checked against the
//! shapes in `tests/shapes`.

mod events;
mod names;
mod node;

use std::collections::HashSet;
use std::io::{BufWriter, Write};

use super::{ExportError, Metadata, Subtree};
use crate::model::{
    BodyIndex, Chart, Count, FieldDeclaration, FieldEntry, FieldType, FieldValue, KindIndex, Party,
    Person, Position, Post, Relation, RelationKind, Source, Status, Text, Unit, UnitIndex,
    mail_link,
};
pub(super) use events::Events;
use names::Names;
use node::{Node, Quoted, address, dated, literal, telephone};

const PREFIXES: &str = "\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix og: <urn:organogram:vocabulary:> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// Writes the data of a part of a chart; `base` is what all IRIs of its things start with.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(
    chart: &Chart,
    subtree: Subtree,
    metadata: Metadata<'_>,
    base: Option<&str>,
    out: impl Write,
) -> Result<(), ExportError> {
    let names = Names::new(chart, base);
    let mut writer = TurtleWriter { chart, names, out: BufWriter::new(out) };
    writer.out.write_all(PREFIXES.as_bytes())?;
    writer.document(metadata)?;
    writer.organization()?;
    for source in chart.sources() {
        writer.source(source)?;
    }
    let units = subtree.units(chart);
    let used: HashSet<KindIndex> = units.iter().map(|&unit| chart.unit(unit).kind).collect();
    for (at, kind) in chart.kinds().iter().enumerate() {
        if used.contains(&KindIndex::new(at)) {
            let mut node = Node::new(&writer.names.name("kind", &kind.id), "skos:Concept");
            node.texts("skos:prefLabel", &kind.label);
            writer.put(&node)?;
        }
    }
    for declared in chart.fields() {
        writer.declaration(declared)?;
    }
    writer.bodies()?;
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
    names: Names,
    out: BufWriter<W>,
}

impl<W: Write> TurtleWriter<'_, W> {
    fn put(&mut self, node: &Node) -> Result<(), ExportError> {
        write!(self.out, "\n{} .\n", node.0)?;
        Ok(())
    }

    /// Writes the file and its source.
    fn document(&mut self, metadata: Metadata<'_>) -> Result<(), ExportError> {
        let mut node = Node::new(&self.names.document(), "foaf:Document, prov:Entity");
        if !metadata.title.is_empty() {
            node.add("dct:title", &literal(metadata.language, metadata.title));
        }
        node.add("foaf:primaryTopic", &self.names.organization());
        node.words("og:previous", self.chart.previous());
        if let Some(origin) = metadata.origin {
            let words = format!("{}; sha256 {}", origin.file_name, origin.sha256);
            let origin = format!("[ a prov:Entity ; dct:identifier {} ]", Quoted(&words));
            node.add("prov:wasDerivedFrom", &origin);
        }
        self.put(&node)
    }

    fn organization(&mut self) -> Result<(), ExportError> {
        let mut node = Node::new(&self.names.organization(), "org:FormalOrganization");
        node.texts("skos:prefLabel", self.chart.title());
        if let Some(date) = self.chart.effective() {
            node.add("dct:valid", &dated(date));
        }
        for source in self.chart.sources() {
            node.add("dct:source", &self.names.name("source", &source.id));
        }
        node.statements("og:provision", self.chart.provisions());
        node.statements("og:note", self.chart.notes());
        self.put(&node)
    }

    fn source(&mut self, source: &Source) -> Result<(), ExportError> {
        let name = self.names.name("source", &source.id);
        let mut node = Node::new(&name, "dct:BibliographicResource");
        node.texts("dct:title", &source.title);
        node.words("dct:identifier", source.symbol.as_deref());
        if let Some(date) = &source.date {
            node.add("dct:date", &dated(date));
        }
        node.words("dct:language", source.language.as_deref());
        self.put(&node)
    }

    /// Writes a declared field as a property; the values of a choice are concepts.
    fn declaration(&mut self, declared: &FieldDeclaration) -> Result<(), ExportError> {
        let mut node = Node::new(&self.names.name("field", &declared.id), "rdf:Property");
        node.texts("rdfs:label", &declared.label);
        node.words("og:unitOfMeasure", declared.unit.as_deref());
        self.put(&node)?;
        for value in &declared.values {
            let name = self.names.choice(&declared.id, &value.id);
            let mut node = Node::new(&name, "skos:Concept");
            node.texts("skos:prefLabel", &value.label);
            self.put(&node)?;
        }
        Ok(())
    }

    /// Writes outside bodies: persons or organizations; organizations if units belong to them.
    fn bodies(&mut self) -> Result<(), ExportError> {
        let relations = self.chart.relations().iter();
        let relations = relations.filter(|line| line.kind == RelationKind::BelongsTo);
        let ends: HashSet<Party> = relations.flat_map(|line| [line.from, line.to]).collect();
        for (at, body) in self.chart.bodies().iter().enumerate() {
            let is_organization = ends.contains(&Party::Body(BodyIndex::new(at)));
            let class = if is_organization { "org:Organization" } else { "foaf:Agent" };
            let mut node = Node::new(&self.names.id(&body.id), class);
            node.words("dct:identifier", Some(&body.id));
            node.texts("skos:prefLabel", &body.name);
            self.put(&node)?;
        }
        Ok(())
    }

    fn unit(&mut self, index: UnitIndex) -> Result<(), ExportError> {
        let unit = self.chart.unit(index);
        let mut node = Node::new(&self.names.id(&unit.id), "org:OrganizationalUnit");
        node.words("dct:identifier", Some(&unit.id));
        node.texts("skos:prefLabel", &unit.name);
        other_names(&mut node, unit);
        match unit.parent {
            None => node.add("org:unitOf", &self.names.organization()),
            Some(parent) => {
                let parent = self.names.id(&self.chart.unit(parent).id);
                node.add("org:subOrganizationOf", &parent);
                // A second position in the tree is a sub-organization too; this is the first one.
                node.add("og:parent", &parent);
            }
        }
        let kind = &self.chart.kind(unit.kind).id;
        node.add("org:classification", &self.names.name("kind", kind));
        add_count(&mut node, unit.count);
        if unit.position == Position::Staff {
            node.words("og:position", Some(unit.position.word()));
        }
        node.words("og:status", unit.status.map(Status::word));
        if let Some(headcount) = unit.headcount {
            node.add("og:headcount", &headcount.to_string());
        }
        if let Some(link) = &unit.link {
            node.add("foaf:page", &address(link));
        }
        self.fields(&mut node, &unit.fields);
        for was in unit.was.iter().flatten() {
            node.words("og:was", Some(was));
        }
        node.citations(&unit.cite);
        let functions = self.chart.functions(index);
        node.statements("org:purpose", functions.iter().map(|held| held.statement));
        node.statements("og:provision", &unit.provisions);
        node.statements("og:basis", unit.basis.as_deref());
        node.statements("og:note", &unit.notes);
        let posts = self.names.posts(unit);
        for (name, post) in &posts {
            node.add("org:hasPost", name);
            if post.id.is_none() {
                node.add("og:head", name);
            }
        }
        self.put(&node)?;
        for (name, post) in posts {
            self.post(&name, post, &unit.id)?;
        }
        Ok(())
    }

    fn post(&mut self, name: &str, post: &Post, unit: &str) -> Result<(), ExportError> {
        let unit = self.names.id(unit);
        let mut node = Node::new(name, "org:Post");
        node.words("dct:identifier", post.id.as_deref());
        node.texts("skos:prefLabel", &post.title);
        node.add("org:postIn", &unit);
        if let Some(rank) = &post.rank {
            node.texts("og:rank", rank);
        }
        for &superior in &post.reports_to {
            node.add("org:reportsTo", &self.person(superior));
        }
        node.citations(&post.cite);
        node.statements("og:duty", &post.duties);
        node.words("og:status", post.status.map(Status::word));
        add_count(&mut node, post.count);
        if let Some(fte) = post.fte {
            node.add("og:fte", &fte.to_string());
        }
        self.fields(&mut node, &post.fields);
        self.put(&node)?;
        for (holder, person) in self.names.holders(name, &post.holders) {
            let headed = post.id.is_none().then_some(unit.as_str());
            self.put(&person_node(&holder, person, name, headed))?;
        }
        Ok(())
    }

    /// Values of declared fields.
    fn fields(&self, node: &mut Node, entries: &[FieldEntry]) {
        for entry in entries {
            let declared = &self.chart.fields()[entry.declaration as usize];
            let property = self.names.name("field", &declared.id);
            match &entry.value {
                FieldValue::Number(number) => node.add(&property, &number.to_string()),
                FieldValue::Choice(at) => {
                    let value = &declared.values[*at as usize].id;
                    node.add(&property, &self.names.choice(&declared.id, value));
                }
                FieldValue::Text(text) => match (declared.field_type, text.in_every_language()) {
                    (FieldType::Date, Some(date)) => node.add(&property, &dated(date)),
                    (FieldType::Link, Some(link)) => node.add(&property, &address(link)),
                    _ => node.texts(&property, text),
                },
            }
        }
    }

    /// Writes the line itself, and its text and citations.
    fn relation(&mut self, relation: &Relation) -> Result<(), ExportError> {
        let are_organizations = ![relation.from, relation.to].iter().any(Party::is_post);
        let (from, term, to) = match relation.kind {
            // Belonging relates units and bodies, not their heads.
            RelationKind::BelongsTo => {
                let [from, to] = [relation.from, relation.to]
                    .map(|party| self.names.id(self.chart.party_id(party)));
                (from, if are_organizations { "org:subOrganizationOf" } else { "og:belongsTo" }, to)
            }
            kind => (self.person(relation.from), term(kind), self.person(relation.to)),
        };
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

    /// A party as a person: a unit's head, if it has one.
    fn person(&self, party: Party) -> String {
        match party {
            Party::Unit(unit) if self.chart.unit(unit).head.is_some() => {
                self.names.head(&self.chart.unit(unit).id)
            }
            Party::Unit(_) | Party::Post(..) | Party::Body(_) => {
                self.names.id(self.chart.party_id(party))
            }
        }
    }
}

/// Holder of a post; for a head, also the unit.
fn person_node(name: &str, person: &Person, post: &str, headed: Option<&str>) -> Node {
    let mut node = Node::new(name, "foaf:Person");
    node.texts("foaf:name", &person.name);
    node.add("org:holds", post);
    if let Some(unit) = headed {
        node.add("org:headOf", unit);
    }
    if person.acting {
        node.add("og:acting", "true");
    }
    if let Some(share) = person.share {
        node.add("og:share", &share.to_string());
    }
    if let Some(since) = &person.since {
        node.add("og:since", &dated(since));
    }
    if let Some(until) = &person.until {
        node.add("og:until", &dated(until));
    }
    if let Some(email) = &person.email {
        node.add("vcard:hasEmail", &address(&mail_link(email)));
    }
    if let Some(phone) = &person.phone {
        node.add("foaf:phone", &telephone(phone));
    }
    if let Some(link) = &person.link {
        node.add("foaf:page", &address(link));
    }
    node
}

/// The acronym and alternative names, except those equal to a name.
fn other_names(node: &mut Node, unit: &Unit) {
    let called: HashSet<(&str, &str)> = unit.name.entries().collect();
    let acronym = unit.acronym.as_deref().map(|acronym| ("", acronym));
    let others = acronym.into_iter().chain(unit.also_named.iter().flat_map(Text::entries));
    for name in others.filter(|name| !called.contains(name) && !name.1.is_empty()) {
        node.add("skos:altLabel", &literal(name.0, name.1));
    }
}

fn add_count(node: &mut Node, count: Count) {
    match count {
        Count::Number(1) => {}
        Count::Number(number) => node.add("og:count", &number.to_string()),
        Count::Several => node.add("og:count", "\"several\""),
    }
}

/// The ontology's term, if it has one.
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
        RelationKind::BelongsTo => "og:belongsTo",
    }
}
