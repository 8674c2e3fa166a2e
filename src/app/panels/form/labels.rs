//! Table of forms: which fields of a record are shown first, and their labels.

use crate::ide::schema::Record;

/// The fields of a record that are shown first, in order; the others are under "More".
pub(super) const fn main_fields(record: Record) -> &'static [&'static str] {
    match record {
        Record::File => {
            &["title", "effective", "languages", "sources", "kinds", "bodies", "shared_functions"]
        }
        Record::Source => &["symbol", "title", "date", "id"],
        Record::Kind | Record::Choice => &["label", "color", "id"],
        Record::Declaration => &["label", "type", "unit", "values", "id"],
        Record::SharedSet => &["functions", "cite", "id"],
        Record::Unit => &[
            "name",
            "kind",
            "acronym",
            "cite",
            "head",
            "posts",
            "functions",
            "shared_functions",
            "provisions",
            "fields",
        ],
        Record::Head | Record::Post => &["title", "holder", "reports_to", "cite", "duties"],
        Record::Body | Record::Person => &["name"],
        Record::Statement => &["text", "cite"],
        Record::Relation => &["from", "kind", "to", "text", "cite"],
    }
}

/// The key of the label of a field.
pub(super) fn label(record: Record, field: &str) -> &'static str {
    match (record, field) {
        (Record::Statement, "text") => "form.sentence",
        (Record::Relation, "kind") => "form.relation_kind",
        (Record::Source, "text") => "form.text_file",
        (Record::Declaration, "unit") => "form.unit_of_number",
        (Record::File, "fields") => "form.own_fields",
        _ => LABELS.iter().find(|(name, _)| *name == field).map_or("form.other", |(_, key)| key),
    }
}

/// Fields with the keys of their names.
const LABELS: &[(&str, &str)] = &[
    ("acronym", "form.acronym"),
    ("acting", "form.acting"),
    ("also_named", "form.also_named"),
    ("basis", "form.basis"),
    ("bodies", "form.bodies"),
    ("cite", "form.cite"),
    ("color", "form.color"),
    ("count", "form.count"),
    ("date", "form.date"),
    ("duties", "form.duties"),
    ("effective", "form.effective"),
    ("email", "form.email"),
    ("fields", "form.fields"),
    ("from", "form.from"),
    ("fte", "form.fte"),
    ("functions", "form.functions"),
    ("head", "form.head"),
    ("headcount", "form.headcount"),
    ("holder", "form.holder"),
    ("id", "form.id"),
    ("kind", "form.kind"),
    ("kinds", "form.kinds"),
    ("label", "form.label"),
    ("language", "form.language"),
    ("languages", "form.languages"),
    ("layout", "form.layout"),
    ("link", "form.link"),
    ("name", "form.name"),
    ("notes", "form.notes"),
    ("numbering", "form.numbering"),
    ("parent", "form.parent"),
    ("phone", "form.phone"),
    ("position", "form.position"),
    ("posts", "form.posts"),
    ("previous", "form.previous"),
    ("provisions", "form.provisions"),
    ("rank", "form.rank"),
    ("reports_to", "form.reports_to"),
    ("share", "form.share"),
    ("shared_functions", "form.shared_functions"),
    ("since", "form.since"),
    ("sources", "form.sources"),
    ("status", "form.status"),
    ("symbol", "form.symbol"),
    ("text", "form.text"),
    ("title", "form.title"),
    ("to", "form.to"),
    ("total", "form.total"),
    ("type", "form.type"),
    ("unit", "form.unit_of_number"),
    ("until", "form.until"),
    ("values", "form.values"),
    ("was", "form.was"),
    ("words", "form.words"),
];

/// The key of the message for one record of a list.
pub(super) const fn record_label(record: Record) -> &'static str {
    match record {
        Record::File => "form.file",
        Record::Source => "form.source",
        Record::Kind => "form.kind",
        Record::Choice => "form.value",
        Record::Body => "form.body",
        Record::Declaration => "form.own_field",
        Record::SharedSet => "form.set",
        Record::Unit => "form.unit",
        Record::Head => "form.head",
        Record::Post => "form.post",
        Record::Person => "form.person",
        Record::Statement => "form.statement",
        Record::Relation => "form.relation",
    }
}

/// The key of the message for a bare word of the format; `None` if it is shown unchanged.
pub(super) fn word(record: Record, field: &str, word: &str) -> Option<&'static str> {
    let words = match (record, field) {
        (Record::Relation, "kind") => RELATIONS,
        _ => WORDS,
    };
    words.iter().find(|(known, _)| *known == word).map(|(_, key)| *key)
}

const RELATIONS: &[(&str, &str)] = &[
    ("reports_to", "relation.reports_to"),
    ("deputizes", "relation.deputizes"),
    ("assists", "relation.assists"),
    ("advises", "relation.advises"),
    ("direct_access", "relation.direct_access"),
    ("coordinates", "relation.coordinates"),
    ("supports", "relation.supports"),
    ("serves", "relation.serves"),
    ("guides", "relation.guides"),
    ("belongs_to", "relation.belongs_to"),
];

const WORDS: &[(&str, &str)] = &[
    ("vacant", "form.word.vacant"),
    ("planned", "form.word.planned"),
    ("abolished", "form.word.abolished"),
    ("line", "form.word.line"),
    ("staff", "form.word.staff"),
    ("row", "form.word.row"),
    ("columns", "form.word.columns"),
    ("list", "form.word.list"),
    ("upright", "form.word.upright"),
    ("several", "form.word.several"),
    ("true", "form.word.yes"),
    ("false", "form.word.no"),
    ("text", "form.word.text"),
    ("number", "form.word.number"),
    ("date", "form.word.date"),
    ("link", "form.word.link"),
    ("choice", "form.word.choice"),
    ("sum", "form.word.sum"),
    ("mean", "form.word.mean"),
    ("none", "form.word.none"),
    ("paragraphs", "form.word.paragraphs"),
    ("sections", "form.word.sections"),
    ("articles", "form.word.articles"),
    ("free", "form.word.free"),
];

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: [Record; 13] = [
        Record::File,
        Record::Source,
        Record::Kind,
        Record::Choice,
        Record::Body,
        Record::Declaration,
        Record::SharedSet,
        Record::Unit,
        Record::Head,
        Record::Post,
        Record::Person,
        Record::Statement,
        Record::Relation,
    ];

    #[test]
    fn every_field_has_a_label() {
        // The version is not editable; units have their own forms, which include relations.
        let has_none = ["organogram", "units", "relations"];
        for record in RECORDS {
            let fields = record.fields().iter().map(|field| field.name);
            let nameless: Vec<&str> =
                fields.filter(|name| label(record, name) == "form.other").collect();
            let expected: &[&str] = if record == Record::File { &has_none } else { &[] };
            assert_eq!(nameless, expected, "{record:?}");
            for name in main_fields(record) {
                assert!(record.field(name).is_some(), "{record:?} has no field {name}");
            }
        }
    }
}
