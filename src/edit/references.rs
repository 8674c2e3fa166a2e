//! References to units: posts that report to them, and relations that end at them.

use std::collections::BTreeSet;

use super::record::{RecordEdits, id, items, one_or_several, strings};
use super::{Edits, remove_item};
use crate::syntax::{Tree, Value};

/// Reference to units or posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The head of a unit reports to one of them; id of that unit.
    Head(String),
    /// A further post of a unit reports to one of them; ids of that unit and the post.
    Post(String, String),
    /// A relation ends at one of them.
    Relation {
        /// The ids of its starts.
        from: Vec<String>,
        /// The ids of its ends.
        to: Vec<String>,
        /// Word of its kind.
        kind: String,
    },
    /// A unit has one of them as a predecessor; id of that unit.
    Predecessor(String),
}

/// The ids of some units and of their posts.
#[must_use]
pub fn with_posts(text: &str, units: &BTreeSet<String>) -> BTreeSet<String> {
    let tree = Tree::parse(text);
    let mut ids = units.clone();
    for unit in items(tree.root(), "units").filter(|unit| units.contains(&id(*unit))) {
        ids.extend(items(Some(unit), "posts").map(id));
    }
    ids
}

/// All references to ids, except from units with such an id.
#[must_use]
pub fn references(text: &str, ids: &BTreeSet<String>) -> Vec<Reference> {
    let tree = Tree::parse(text);
    let mut found = Vec::new();
    let refers = |record: Value<'_, '_>, field: &str| {
        let words = record.field(field).map(|field| strings(field.value()));
        words.is_some_and(|words| words.iter().any(|id| ids.contains(id)))
    };
    for unit in items(tree.root(), "units").filter(|unit| !ids.contains(&id(*unit))) {
        let head = unit.field("head").map(|head| head.value().inner());
        if head.is_some_and(|head| refers(head, "reports_to")) {
            found.push(Reference::Head(id(unit)));
        }
        let posts = items(Some(unit), "posts").filter(|post| refers(*post, "reports_to"));
        found.extend(posts.map(|post| Reference::Post(id(unit), id(post))));
        if refers(unit, "was") {
            found.push(Reference::Predecessor(id(unit)));
        }
    }
    let relations = items(tree.root(), "relations");
    found.extend(relations.filter(|it| refers(*it, "from") || refers(*it, "to")).map(|relation| {
        let ends = |field: &str| {
            relation.field(field).map(|field| strings(field.value())).unwrap_or_default()
        };
        let kind = relation.field("kind").map_or("", |kind| kind.value().source());
        Reference::Relation { from: ends("from"), to: ends("to"), kind: kind.to_owned() }
    }));
    found
}

/// Removes references to ids, except from units with such an id: from the superiors of posts, and from relations, which
/// are removed if one end becomes empty. Predecessors stay.
#[must_use]
pub fn remove_references(text: &str, ids: &BTreeSet<String>) -> Edits {
    let tree = Tree::parse(text);
    let mut edits = RecordEdits::new(&tree);
    for unit in items(tree.root(), "units").filter(|unit| !ids.contains(&id(*unit))) {
        let head = unit.field("head").map(|head| head.value().inner());
        for post in items(Some(unit), "posts").chain(head) {
            if leave_out(&mut edits, post, "reports_to", ids) == Left::Nothing {
                edits.remove(post, "reports_to");
            }
        }
    }
    let mut gone = Vec::new();
    for relation in items(tree.root(), "relations") {
        let ends = ["from", "to"].map(|end| left(relation, end, ids));
        if ends.contains(&Left::Nothing) {
            let span = relation.span();
            gone.extend(remove_item(text, &span, tree.comma_behind(span.end).as_ref()));
        } else {
            for end in ["from", "to"] {
                leave_out(&mut edits, relation, end, ids);
            }
        }
    }
    edits.finish().and(Edits(gone))
}

/// Remainder of a field with ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    All,
    Some,
    Nothing,
}

fn left(record: Value<'_, '_>, field: &str, ids: &BTreeSet<String>) -> Left {
    let named = record.field(field).map(|field| strings(field.value())).unwrap_or_default();
    match named.iter().filter(|id| ids.contains(*id)).count() {
        0 => Left::All,
        all if all == named.len() => Left::Nothing,
        _ => Left::Some,
    }
}

/// Removes ids from a field, if others remain in it.
fn leave_out<'t, 'a>(
    edits: &mut RecordEdits<'t, 'a>,
    record: Value<'t, 'a>,
    field: &str,
    ids: &BTreeSet<String>,
) -> Left {
    let left = left(record, field, ids);
    if let Some(field) = record.field(field).filter(|_| left == Left::Some) {
        let mut named = strings(field.value());
        named.retain(|id| !ids.contains(id));
        edits.replace(field.value(), &one_or_several(&named));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"(organogram: 1, units: [
    (id: "a", kind: "office", name: "A", head: (title: "H", reports_to: ["b", "c"])),
    (id: "b", kind: "office", name: "B", posts: [(id: "p", title: "P", reports_to: "c")]),
    (id: "c", kind: "office", name: "C", was: "b", head: (title: "I", reports_to: "p", cite: "1")),
], relations: [
    (from: "a", to: "b", kind: serves), // goes
    (from: ["a", "p"], to: "c", kind: guides),
    (from: "a", to: "c", kind: advises),
])"#;

    #[test]
    fn removes_references_to_a_unit() {
        let ids = with_posts(TEXT, &BTreeSet::from(["b".to_owned()]));
        assert_eq!(ids, BTreeSet::from(["b".to_owned(), "p".to_owned()]));
        let relation = |from: &[&str], to: &str, kind: &str| Reference::Relation {
            from: from.iter().map(ToString::to_string).collect(),
            to: vec![to.into()],
            kind: kind.into(),
        };
        assert_eq!(
            references(TEXT, &ids),
            [
                Reference::Head("a".into()),
                Reference::Head("c".into()),
                Reference::Predecessor("c".into()),
                relation(&["a"], "b", "serves"),
                relation(&["a", "p"], "c", "guides"),
            ]
        );
        let after = remove_references(TEXT, &ids).apply(TEXT);
        let expected = TEXT
            .replace("[\"b\", \"c\"]", "\"c\"")
            .replace("reports_to: \"p\", ", "")
            .replace("(from: \"a\", to: \"b\", kind: serves), // goes", " // goes")
            .replace("[\"a\", \"p\"]", "\"a\"");
        assert_eq!(after, expected);
    }
}
