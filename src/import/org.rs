//! Turtle in terms of the W3C's [Organization Ontology](https://www.w3.org/TR/vocab-org/): units, posts, parents,
//! heads, holders, names and purposes; for this program's own export, also statements about these in the vocabulary
//! `og:`.

mod graph;

use std::collections::{HashMap, HashSet};

use super::draft::{Draft, DraftPerson, DraftPost, DraftRelation, DraftUnit, Ids, SOURCE_ID};
use super::report::Report;
use super::table::TableError;
use crate::message;
use crate::model::{RelationKind, built_in_kind};
use graph::{Graph, ORG, local};

/// Classes of units.
const UNIT_CLASSES: &[&str] =
    &["Organization", "FormalOrganization", "OrganizationalUnit", "OrganizationalCollaboration"];
/// Properties that lead from a unit to its parent, and from the parent to the unit.
const ABOVE: &[&str] = &["subOrganizationOf", "unitOf"];
const BELOW: &[&str] = &["hasSubOrganization", "hasUnit"];

/// Whether a text is Turtle that uses the ontology.
pub(super) fn is_turtle(text: &str) -> bool {
    text.contains(ORG) && ["@prefix", "PREFIX", "prefix"].iter().any(|word| text.contains(word))
}

/// Content of a Turtle text.
#[derive(Clone, Debug)]
pub(super) struct Turtle(Graph);

/// Reads a Turtle text.
pub(super) fn read(text: &str) -> Result<Turtle, TableError> {
    Graph::parse(text).map(Turtle)
}

impl Turtle {
    /// The name of the organization, in an export of this program.
    pub(super) fn title(&self) -> Option<String> {
        let whole = self.0.whole()?;
        self.0.names(whole).into_iter().next().map(|(_, name)| name)
    }

    /// The units.
    pub(super) fn units(&self, report: &mut Report) -> Draft {
        let graph = &self.0;
        let whole = graph.whole();
        let mut reader = Reader {
            graph,
            draft: Draft::default(),
            ids: Ids::default(),
            units: HashMap::new(),
            parties: HashMap::new(),
        };
        reader.draft.effective =
            whole.map(|whole| graph.word(whole, "dct:valid")).unwrap_or_default();
        for &unit in &reader.unit_nodes() {
            reader.unit(unit);
        }
        report.rows = reader.draft.units.len();
        reader.bodies();
        reader.posts();
        reader.memberships();
        reader.tree(report);
        reader.relations();
        for (property, count) in graph.unread() {
            let message = message!("ignored statements: {0}", count);
            report.correct(None, &property, "unread", message);
        }
        reader.draft
    }
}

struct Reader<'a> {
    graph: &'a Graph,
    draft: Draft,
    ids: Ids,
    /// Index of each unit by node.
    units: HashMap<usize, usize>,
    /// Ids of units, posts and bodies by node, for the ends of lines.
    parties: HashMap<usize, String>,
}

impl Reader<'_> {
    /// The nodes of units, in the order of the text. In an export of this program, organizations are outside bodies.
    fn unit_nodes(&self) -> Vec<usize> {
        let graph = self.graph;
        let classes = if graph.is_own() { &["OrganizationalUnit"][..] } else { UNIT_CLASSES };
        let mut named: HashSet<usize> = HashSet::new();
        if !graph.is_own() {
            for property in ABOVE.iter().chain(BELOW) {
                for (from, to) in graph.pairs(&format!("org:{property}")) {
                    named.extend([from, to]);
                }
            }
        }
        let is_unit = |&node: &usize| {
            named.contains(&node) || classes.iter().any(|class| graph.is_a(node, class))
        };
        graph.nodes().filter(is_unit).collect()
    }

    /// The id of a node, or the last part of its IRI.
    fn id(&mut self, node: usize, otherwise: &str) -> String {
        let graph = self.graph;
        let given =
            ["dct:identifier", "org:identifier", "skos:notation"].map(|it| graph.word(node, it));
        let given = given.into_iter().find(|it| !it.is_empty());
        let given = given.unwrap_or_else(|| local(graph.name(node)));
        self.ids.keep(&given, otherwise)
    }

    fn unit(&mut self, node: usize) {
        let graph = self.graph;
        let at = self.draft.units.len();
        let id = self.id(node, &format!("unit-{}", at + 1));
        let mut names = graph.names(node);
        if names.is_empty() {
            names.push((String::new(), local(graph.name(node))));
        }
        let mut acronym = String::new();
        let mut also_named: Vec<String> = graph.further_names(node);
        for (_, other) in graph.texts(node, "skos:altLabel") {
            let is_acronym = other.chars().count() <= 15
                && (graph.is_own() || !other.contains(char::is_whitespace))
                && other.chars().any(char::is_uppercase);
            if acronym.is_empty() && is_acronym {
                acronym = other;
            } else {
                also_named.push(other);
            }
        }
        let mut fields = Vec::new();
        if !graph.is_own() && !graph.name(node).starts_with("_:") {
            fields.push((SOURCE_ID.to_owned(), graph.name(node).to_owned()));
        }
        let mut purposes = Vec::new();
        for purpose in graph.objects(node, "org:purpose") {
            let mut texts = graph.texts(purpose, "skos:definition");
            for property in ["skos:prefLabel", "rdfs:label", "dct:description"] {
                if texts.is_empty() {
                    texts = graph.texts(purpose, property);
                }
            }
            let cite = graph.texts(purpose, "og:cite").into_iter().map(|(_, cite)| cite).collect();
            if !texts.is_empty() {
                purposes.push((cite, texts));
            }
        }
        let said = graph.texts(node, "org:purpose").into_iter();
        purposes.extend(said.map(|text| (Vec::new(), vec![text])));
        let link = ["foaf:page", "foaf:homepage"].map(|it| graph.object_name(node, it));
        let link = link.into_iter().find(|it| it.starts_with("http") || it.starts_with("mailto:"));
        let status = graph.word(node, "og:status");
        self.parties.insert(node, id.clone());
        self.units.insert(node, at);
        let kind = self.kind(node);
        self.draft.units.push(DraftUnit {
            id,
            names,
            kind,
            acronym,
            also_named,
            purposes,
            fields,
            link: link.unwrap_or_default(),
            headcount: number(&graph.word(node, "og:headcount")),
            count: count(&graph.word(node, "og:count")),
            status: ["planned", "abolished"]
                .into_iter()
                .find(|it| *it == status)
                .unwrap_or_default(),
            is_staff: graph.word(node, "og:position") == "staff",
            ..DraftUnit::default()
        });
    }

    /// The kind of a unit: a built-in one, or one declared with its label.
    fn kind(&mut self, node: usize) -> String {
        let graph = self.graph;
        let Some(class) = graph.objects(node, "org:classification").into_iter().next() else {
            return "unit".into();
        };
        let labels = graph.names(class);
        let name = local(graph.name(class));
        let known = built_in_kind(&name);
        let known = known.or_else(|| labels.iter().find_map(|(_, label)| built_in_kind(label)));
        if let Some(kind) = known {
            return kind.to_owned();
        }
        let is_known = |(id, _): &&(String, _)| *id == name;
        if name.is_empty() {
            return "unit".into();
        }
        if !self.draft.kinds.iter().any(|kind| is_known(&kind)) {
            self.draft.kinds.push((name.clone(), labels));
        }
        name
    }

    /// Reads outside bodies, in an export of this program.
    fn bodies(&mut self) {
        if !self.graph.is_own() {
            return;
        }
        for node in self.graph.nodes() {
            let is_body =
                self.graph.is_a(node, "foaf:Agent") || self.graph.is_a(node, "Organization");
            if is_body && !self.units.contains_key(&node) {
                let id = self.id(node, "body");
                self.parties.insert(node, id.clone());
                self.draft.bodies.push((id, self.graph.names(node)));
            }
        }
    }

    /// Reads posts with their holders and units; first all ids, so that lines can refer to them.
    fn posts(&mut self) {
        let graph = self.graph;
        let mut in_unit: HashMap<usize, usize> = HashMap::new();
        let pairs = graph.pairs("org:hasPost").into_iter().map(|(unit, post)| (post, unit));
        for (post, unit) in graph.pairs("org:postIn").into_iter().chain(pairs) {
            if let Some(&unit) = self.units.get(&unit) {
                in_unit.entry(post).or_insert(unit);
            }
        }
        let mut heads: HashMap<usize, usize> = HashMap::new();
        for (unit, post) in graph.pairs("og:head") {
            if let Some(&unit) = self.units.get(&unit) {
                heads.insert(unit, post);
            }
        }
        for (person, unit) in graph.pairs("org:headOf") {
            let Some(&unit) = self.units.get(&unit) else { continue };
            let held = graph.objects(person, "org:holds").into_iter();
            let held = held.chain(graph.subjects("org:heldBy", person));
            let post = { held }.find(|post| in_unit.get(post) == Some(&unit));
            match post {
                Some(post) => {
                    heads.entry(unit).or_insert(post);
                }
                None if self.draft.units[unit].head.is_none() => {
                    let holders = vec![self.person(person)];
                    self.draft.units[unit].head =
                        Some(DraftPost { holders, ..DraftPost::default() });
                }
                None => {}
            }
        }
        let mut posts: Vec<(usize, usize)> = in_unit.into_iter().collect();
        posts.sort_unstable();
        for &(post, unit) in &posts {
            let id = if heads.get(&unit) == Some(&post) {
                self.draft.units[unit].id.clone()
            } else {
                self.id(post, "post")
            };
            self.parties.insert(post, id);
        }
        for (node, unit) in posts {
            let mut post = self.post(node);
            if heads.get(&unit) == Some(&node) {
                if post.titles.is_empty() && post.holders.is_empty() {
                    continue;
                }
                self.draft.units[unit].head = Some(post);
            } else {
                post.id.clone_from(&self.parties[&node]);
                if post.titles.is_empty() {
                    post.title.clone_from(&post.id);
                }
                self.draft.units[unit].posts.push(post);
            }
        }
    }

    fn post(&self, node: usize) -> DraftPost {
        let graph = self.graph;
        let mut titles = graph.names(node);
        if titles.is_empty() {
            let role = graph.objects(node, "org:role").into_iter().next();
            titles = role.map(|role| graph.names(role)).unwrap_or_default();
        }
        let holders = graph.objects(node, "org:heldBy").into_iter();
        let mut holders: Vec<usize> = holders.chain(graph.subjects("org:holds", node)).collect();
        let mut seen = HashSet::new();
        holders.retain(|holder| seen.insert(*holder));
        let superiors = graph.objects(node, "org:reportsTo").into_iter();
        let status = graph.word(node, "og:status");
        let is_status = |word: &&str| *word == status;
        DraftPost {
            titles,
            rank: graph.word(node, "og:rank"),
            reports_to: superiors.filter_map(|it| self.parties.get(&it).cloned()).collect(),
            holders: holders.into_iter().map(|holder| self.person(holder)).collect(),
            status: ["vacant", "planned", "abolished"]
                .into_iter()
                .find(is_status)
                .unwrap_or_default(),
            fte: graph.word(node, "og:fte").parse().ok().filter(|fte: &f64| *fte >= 0.0),
            count: count(&graph.word(node, "og:count")),
            ..DraftPost::default()
        }
    }

    fn person(&self, node: usize) -> DraftPerson {
        let graph = self.graph;
        let name = graph.names(node).into_iter().next().map(|(_, name)| name);
        let mail = ["vcard:hasEmail", "foaf:mbox"].map(|it| graph.object_name(node, it));
        let mail = mail.into_iter().find_map(|it| it.strip_prefix("mailto:").map(str::to_owned));
        let phone =
            [graph.object_name(node, "foaf:phone"), graph.word(node, "foaf:phone")].concat();
        DraftPerson {
            name: name.unwrap_or_else(|| local(graph.name(node))),
            email: mail.unwrap_or_default(),
            phone: phone.trim_start_matches("tel:").to_owned(),
            is_acting: graph.word(node, "og:acting") == "true",
            share: graph.word(node, "og:share").parse().ok().filter(|it| (0.0..=1.0).contains(it)),
        }
    }

    /// Reads members with a role, which become posts.
    fn memberships(&mut self) {
        let graph = self.graph;
        for (membership, organization) in graph.pairs("org:organization") {
            let Some(&unit) = self.units.get(&organization) else { continue };
            let role = graph.objects(membership, "org:role").into_iter().next();
            let titles = role.map(|role| graph.names(role)).unwrap_or_default();
            let members = graph.objects(membership, "org:member").into_iter();
            let holders: Vec<DraftPerson> = members.map(|member| self.person(member)).collect();
            if holders.is_empty() && titles.is_empty() {
                continue;
            }
            let title = if titles.is_empty() { "Member".into() } else { String::new() };
            let words = titles.first().map_or("member", |(_, title)| title).to_owned();
            let id = self.ids.take(&format!("{} {words}", self.draft.units[unit].id), "member");
            let post = DraftPost { id, title, titles, holders, ..DraftPost::default() };
            self.draft.units[unit].posts.push(post);
        }
    }

    /// Sets the parents; further ones become second positions.
    fn tree(&mut self, report: &mut Report) {
        let graph = self.graph;
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); self.draft.units.len()];
        let up = ABOVE.iter().map(|property| format!("org:{property}"));
        let up = std::iter::once("og:parent".to_owned()).chain(up);
        let mut pairs: Vec<(usize, usize)> = up.flat_map(|it| graph.pairs(&it)).collect();
        for property in BELOW {
            let down = graph.pairs(&format!("org:{property}"));
            pairs.extend(down.into_iter().map(|(parent, unit)| (unit, parent)));
        }
        for (unit, parent) in pairs {
            let ends = (self.units.get(&unit), self.units.get(&parent));
            if let (Some(&unit), Some(&parent)) = ends
                && unit != parent
                && !above[unit].contains(&parent)
            {
                above[unit].push(parent);
            }
        }
        let mut parents: Vec<Option<usize>> = above.iter().map(|it| it.first().copied()).collect();
        for at in super::references::open_rings(&mut parents) {
            let message =
                message!("the parents of these units form a cycle: this unit is at top level");
            report.correct(at + 1, "subOrganizationOf", "ring", message);
        }
        for ((unit, parent), above) in self.draft.units.iter_mut().zip(parents).zip(above) {
            unit.parent = parent;
            unit.belongs_to = above.into_iter().skip(1).collect();
        }
    }

    /// Reads lines in the terms of this program, with their texts and citations.
    fn relations(&mut self) {
        let graph = self.graph;
        let mut texts = HashMap::new();
        for (node, from) in graph.pairs("og:from") {
            let to = graph.objects(node, "og:to").into_iter().next();
            let kind = local(&graph.object_name(node, "og:kind"));
            let cite: Vec<String> =
                graph.texts(node, "og:cite").into_iter().map(|(_, it)| it).collect();
            let Some(to) = to else { continue };
            texts.insert((from, to, kind), (cite, graph.texts(node, "skos:definition")));
        }
        for kind in RelationKind::ALL {
            let term = match kind {
                RelationKind::DirectAccess => "directAccess",
                // These follow from the posts.
                RelationKind::ReportsTo => continue,
                RelationKind::BelongsTo => "belongsTo",
                other => other.word(),
            };
            for (from, to) in graph.pairs(&format!("og:{term}")) {
                let ends = [from, to].map(|end| self.parties.get(&end).cloned());
                let [Some(from_id), Some(to_id)] = ends else { continue };
                let (cite, text) = texts.remove(&(from, to, term.to_owned())).unwrap_or_default();
                let kind = kind.word();
                self.draft.relations.push(DraftRelation {
                    from: from_id,
                    to: to_id,
                    kind,
                    cite,
                    text,
                });
            }
        }
    }
}

/// A number from 0, or empty.
fn number(words: &str) -> String {
    let number: Option<f64> = words.parse().ok();
    number.filter(|it| it.is_finite() && *it >= 0.0).map(|it| it.to_string()).unwrap_or_default()
}

/// A count from 2, `several`, or empty.
fn count(words: &str) -> String {
    let is_count = words == "several" || words.parse::<u32>().is_ok_and(|count| count > 1);
    if is_count { words.to_owned() } else { String::new() }
}
