//! Statements of a Turtle text, indexed by subject.

use std::collections::{BTreeMap, HashMap};

use oxrdf::{NamedOrBlankNode, Term};
use oxttl::TurtleParser;

use crate::import::table::TableError;

/// Namespace of the ontology.
pub(super) const ORG: &str = "http://www.w3.org/ns/org#";
/// Namespace of this program's own vocabulary.
pub(super) const OG: &str = "urn:organogram:vocabulary:";

/// Namespaces by the prefixes that this module uses.
const PREFIXES: &[(&str, &str)] = &[
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("og", OG),
    ("org", ORG),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "http://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
];
/// Properties whose value is a name, best first.
const NAMES: &[&str] =
    &["skos:prefLabel", "rdfs:label", "foaf:name", "vcard:fn", "schema:name", "dct:title"];
/// Supported properties other than names.
const READ: &[&str] = &[
    "dct:identifier",
    "dct:valid",
    "foaf:homepage",
    "foaf:mbox",
    "foaf:page",
    "foaf:phone",
    "foaf:primaryTopic",
    "og:acting",
    "og:advises",
    "og:assists",
    "og:belongsTo",
    "og:cite",
    "og:coordinates",
    "og:count",
    "og:deputizes",
    "og:directAccess",
    "og:from",
    "og:fte",
    "og:guides",
    "og:head",
    "og:headcount",
    "og:kind",
    "og:parent",
    "og:position",
    "og:rank",
    "og:serves",
    "og:share",
    "og:status",
    "og:supports",
    "og:to",
    "org:classification",
    "org:hasPost",
    "org:hasSubOrganization",
    "org:hasUnit",
    "org:headOf",
    "org:heldBy",
    "org:holds",
    "org:identifier",
    "org:member",
    "org:organization",
    "org:postIn",
    "org:purpose",
    "org:reportsTo",
    "org:role",
    "org:subOrganizationOf",
    "org:unitOf",
    "rdf:type",
    "skos:altLabel",
    "skos:definition",
    "skos:notation",
    "vcard:hasEmail",
];
/// Maximum number of statements.
const MAX_STATEMENTS: usize = 5_000_000;
/// Maximum number of ignored properties that are reported.
const MAX_UNREAD: usize = 20;

/// Text with its language, "" for none.
type Words = (String, String);

/// The statements of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Statements between nodes, by property with prefix.
    links: HashMap<String, Vec<(usize, usize)>>,
    /// Objects by subject and property, and subjects by object and property.
    forward: HashMap<(usize, String), Vec<usize>>,
    backward: HashMap<(usize, String), Vec<usize>>,
    words: HashMap<(usize, String), Vec<Words>>,
    /// Number of statements of each property.
    counts: BTreeMap<String, usize>,
}

impl Graph {
    pub(super) fn parse(text: &str) -> Result<Self, TableError> {
        let broken = |error: &dyn std::fmt::Display| TableError::Turtle(error.to_string());
        let mut graph = Self::default();
        // Relative IRIs are resolved with a base that is removed again.
        let parser =
            TurtleParser::new().with_base_iri("urn:x-base:/").map_err(|error| broken(&error))?;
        for (at, triple) in parser.for_slice(text.as_bytes()).enumerate() {
            let triple = triple.map_err(|error| broken(&error))?;
            if at >= MAX_STATEMENTS {
                return Err(TableError::TooLarge);
            }
            let subject = graph.node(match &triple.subject {
                NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
                NamedOrBlankNode::BlankNode(node) => node.to_string(),
            });
            let property = shortened(triple.predicate.as_str());
            *graph.counts.entry(property.clone()).or_default() += 1;
            let object = match triple.object {
                Term::NamedNode(node) => graph.node(node.into_string()),
                Term::BlankNode(node) => graph.node(node.to_string()),
                Term::Literal(literal) => {
                    let language = literal.language().unwrap_or_default().to_owned();
                    let words = (language, literal.value().to_owned());
                    graph.words.entry((subject, property)).or_default().push(words);
                    continue;
                }
            };
            graph.links.entry(property.clone()).or_default().push((subject, object));
            graph.forward.entry((subject, property.clone())).or_default().push(object);
            graph.backward.entry((object, property)).or_default().push(subject);
        }
        Ok(graph)
    }

    fn node(&mut self, name: String) -> usize {
        let next = self.names.len();
        let at = *self.numbers.entry(name.clone()).or_insert(next);
        if at == next {
            self.names.push(name);
        }
        at
    }

    /// Whether it is an export of this program.
    pub(super) fn is_own(&self) -> bool {
        self.counts.keys().any(|property| property == "og:parent" || property == "og:head")
            || self.whole_of_own().is_some()
    }

    /// The node of the organization, in an export of this program.
    pub(super) fn whole(&self) -> Option<usize> {
        self.is_own().then(|| self.whole_of_own()).flatten()
    }

    fn whole_of_own(&self) -> Option<usize> {
        let named = |&node: &usize| {
            let name = &self.names[node];
            self.is_a(node, "FormalOrganization")
                && (name.ends_with(":organization") || name.ends_with("/organization"))
        };
        let topics = self.pairs("foaf:primaryTopic");
        let topic = topics.into_iter().map(|(_, topic)| topic).find(named);
        topic.or_else(|| {
            self.nodes()
                .find(|node| named(node) && self.names[*node].starts_with("urn:organogram:"))
        })
    }

    /// All nodes, in the order of the text.
    pub(super) fn nodes(&self) -> std::ops::Range<usize> {
        0..self.names.len()
    }

    /// The IRI of a node, or its label prefixed by `_:`.
    pub(super) fn name(&self, node: usize) -> &str {
        &self.names[node]
    }

    /// Whether a node has a class, which belongs to the ontology if it has no prefix.
    pub(super) fn is_a(&self, node: usize, class: &str) -> bool {
        let full = if class.contains(':') { class.to_owned() } else { format!("org:{class}") };
        let classes = self.objects(node, "rdf:type");
        classes.into_iter().any(|class| shortened(&self.names[class]) == full)
    }

    /// The statements of a property, as pairs of nodes.
    pub(super) fn pairs(&self, property: &str) -> Vec<(usize, usize)> {
        self.links.get(property).cloned().unwrap_or_default()
    }

    /// The nodes that a property leads to.
    pub(super) fn objects(&self, node: usize, property: &str) -> Vec<usize> {
        self.forward.get(&(node, property.to_owned())).cloned().unwrap_or_default()
    }

    /// The nodes that a property leads from.
    pub(super) fn subjects(&self, property: &str, node: usize) -> Vec<usize> {
        self.backward.get(&(node, property.to_owned())).cloned().unwrap_or_default()
    }

    /// The name of the first node that a property leads to, or empty.
    pub(super) fn object_name(&self, node: usize, property: &str) -> String {
        let object = self.objects(node, property).into_iter().next();
        object.map(|object| self.names[object].clone()).unwrap_or_default()
    }

    /// The values of a text property, in each language.
    pub(super) fn texts(&self, node: usize, property: &str) -> Vec<Words> {
        self.words.get(&(node, property.to_owned())).cloned().unwrap_or_default()
    }

    /// The first value of a text property, or empty.
    pub(super) fn word(&self, node: usize, property: &str) -> String {
        self.texts(node, property).into_iter().next().map(|(_, words)| words).unwrap_or_default()
    }

    /// Names of a node, one per language; names without a language only if there are no others.
    pub(super) fn names(&self, node: usize) -> Vec<Words> {
        let all = NAMES.iter().map(|property| self.texts(node, property)).find(|it| !it.is_empty());
        let mut names: Vec<Words> = Vec::new();
        for (language, name) in all.unwrap_or_default() {
            if !name.trim().is_empty() && names.iter().all(|(known, _)| *known != language) {
                names.push((language, name));
            }
        }
        if names.len() > 1 {
            names.retain(|(language, _)| !language.is_empty());
        }
        names
    }

    /// Alternative names of a node in a language in which it has a name.
    pub(super) fn further_names(&self, node: usize) -> Vec<String> {
        let names = self.names(node);
        let all = self.texts(node, "skos:prefLabel").into_iter();
        all.filter(|name| !names.contains(name)).map(|(_, name)| name).collect()
    }

    /// The ignored properties, with their numbers of statements.
    pub(super) fn unread(&self) -> Vec<(String, usize)> {
        let is_read = |property: &str| NAMES.contains(&property) || READ.contains(&property);
        let unread = self.counts.iter().filter(|(property, _)| !is_read(property));
        unread.take(MAX_UNREAD).map(|(property, count)| (property.clone(), *count)).collect()
    }
}

/// An IRI with its prefix, if it is in one of the namespaces.
fn shortened(iri: &str) -> String {
    let iri = iri.strip_prefix("https://schema.org/").map_or(iri, |_| iri);
    let known = PREFIXES
        .iter()
        .find_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)));
    known.map_or_else(|| iri.to_owned(), |(prefix, rest)| format!("{prefix}:{rest}"))
}

/// Last segment of an IRI, with its escapes decoded.
pub(super) fn local(iri: &str) -> String {
    let iri = iri.trim_end_matches(['/', '#']);
    let last = iri.rsplit(['/', '#', ':']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(last.len());
    let mut rest = last.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let code = (first == b'%').then(|| behind.get(..2)).flatten();
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
