//! Order and grouping of fields in the canonical form.

/// Record type: its fields by groups, and the record types of their values.
pub(super) struct Record {
    /// Fields of one group share a line if they fit.
    groups: &'static [&'static [&'static str]],
    /// The record types of fields, including lists of records.
    fields: &'static [(&'static str, &'static Record)],
}

impl Record {
    /// The position of a field: its group, and its position in the group. Unknown fields come last.
    pub(super) fn place(&self, field: &str) -> (usize, usize) {
        let mut places = self.groups.iter().enumerate().filter_map(|(group, names)| {
            names.iter().position(|&name| name == field).map(|at| (group, at))
        });
        places.next().unwrap_or((usize::MAX, 0))
    }

    /// Whether this is a unit, which takes at least one line, and one for each group if one is not enough.
    pub(super) fn is_unit(&self) -> bool {
        std::ptr::eq(self, &raw const UNIT)
    }

    /// The record type of a field.
    pub(super) fn of_field(&self, field: &str) -> &'static Self {
        let found = self.fields.iter().find(|(name, _)| *name == field);
        found.map_or(&OTHER, |(_, record)| record)
    }
}

/// The file.
pub(super) static FILE: Record = Record {
    groups: &[
        &["organogram"],
        &["title"],
        &["effective"],
        &["previous"],
        &["languages"],
        &["fields"],
        &["sources"],
        &["kinds"],
        &["bodies"],
        &["shared_functions"],
        &["units"],
        &["relations"],
        &["provisions"],
        &["notes"],
        &["words"],
    ],
    fields: &[
        ("fields", &DECLARATION),
        ("sources", &SOURCE),
        ("kinds", &KIND),
        ("bodies", &BODY),
        ("shared_functions", &SHARED_SET),
        ("units", &UNIT),
        ("relations", &RELATION),
        ("provisions", &STATEMENT),
        ("notes", &STATEMENT),
    ],
};

static UNIT: Record = Record {
    groups: &[
        &["id", "parent", "kind", "position", "status", "acronym", "count"],
        &["name"],
        &["cite"],
        &["basis"],
        &["head"],
        &["posts"],
        &["headcount", "link", "fields", "also_named", "was", "layout"],
        &["functions"],
        &["shared_functions"],
        &["provisions"],
        &["notes"],
    ],
    fields: &[
        ("basis", &STATEMENT),
        ("head", &POST),
        ("posts", &POST),
        ("functions", &STATEMENT),
        ("provisions", &STATEMENT),
        ("notes", &STATEMENT),
    ],
};

/// Post or head.
static POST: Record = Record {
    groups: &[
        &["id", "title"],
        &["rank", "status", "reports_to", "cite", "count", "fte"],
        &["holder"],
        &["fields"],
        &["duties"],
    ],
    fields: &[("holder", &PERSON), ("duties", &STATEMENT)],
};

static PERSON: Record = Record {
    groups: &[&["name"], &["acting", "share", "since", "until"], &["email", "phone", "link"]],
    fields: &[],
};

static STATEMENT: Record = Record { groups: &[&["cite", "was"], &["text"]], fields: &[] };

static SHARED_SET: Record =
    Record { groups: &[&["id", "cite"], &["functions"]], fields: &[("functions", &STATEMENT)] };

static RELATION: Record =
    Record { groups: &[&["from", "to", "kind", "cite"], &["text"]], fields: &[] };

static BODY: Record = Record { groups: &[&["id"], &["name"]], fields: &[] };

static KIND: Record = Record { groups: &[&["id"], &["label"], &["color"]], fields: &[] };

static SOURCE: Record = Record {
    groups: &[&["id", "symbol"], &["title"], &["date", "language", "numbering", "text"]],
    fields: &[],
};

/// Declaration of a field.
static DECLARATION: Record = Record {
    groups: &[&["id", "label", "type", "unit", "total"], &["values"]],
    fields: &[("values", &KIND)],
};

/// Unknown record type: its fields keep their order.
pub(super) static OTHER: Record = Record { groups: &[], fields: &[] };
