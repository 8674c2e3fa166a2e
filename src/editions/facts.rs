//! Facts of a chart about each unit and about the organization, as a flat list that can be compared.

use super::changes::Part;
use crate::model::{
    Chart, Citation, Count, FieldEntry, FieldValue, Kind, Number, Numbering, Party, Person, Post,
    Statement, Text, UnitIndex,
};

/// Key by which a unit is compared: its id, or its group number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Handle<'a> {
    Group(u32),
    Id(&'a str),
}

/// The handle of each unit of a chart.
pub(super) type Handles<'a, 'b> = &'b dyn Fn(UnitIndex) -> Handle<'a>;

/// Key by which a party is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartyHandle<'a> {
    Unit(Handle<'a>),
    Post(Handle<'a>, &'a str),
    Body(&'a str),
}

impl<'a> PartyHandle<'a> {
    pub(super) fn of(chart: &'a Chart, party: Party, handles: Handles<'a, '_>) -> Self {
        match party {
            Party::Unit(unit) => Self::Unit(handles(unit)),
            Party::Post(unit, _) => Self::Post(handles(unit), chart.party_id(party)),
            Party::Body(body) => Self::Body(&chart.body(body).id),
        }
    }
}

/// Value of a fact.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Text(&'a Text),
    Words(&'a str),
    /// Compared by the word, displayed by the label.
    Labelled(&'a str, &'a Text),
    Party(PartyHandle<'a>, &'a Text),
    /// Declared kind of units, or value of a choice.
    Declared(&'a Kind),
    Count(Count),
    Number(Number),
    Statement(&'a Statement),
    Person(&'a Person),
    Citations(&'a [Citation]),
    Made(String),
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Words(a), Self::Words(b)) | (Self::Labelled(a, _), Self::Labelled(b, _)) => {
                a == b
            }
            (Self::Party(a, _), Self::Party(b, _)) => a == b,
            (Self::Declared(a), Self::Declared(b)) => a == b,
            (Self::Count(a), Self::Count(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Statement(a), Self::Statement(b)) => a.text == b.text && a.cite == b.cite,
            (Self::Person(a), Self::Person(b)) => a == b,
            (Self::Citations(a), Self::Citations(b)) => a == b,
            (Self::Made(a), Self::Made(b)) => a == b,
            _ => false,
        }
    }
}

impl Value<'_> {
    /// The text to display.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::Text(text) | Self::Labelled(_, text) | Self::Party(_, text) => (*text).clone(),
            Self::Declared(kind) => declared_text(kind),
            Self::Words(words) => Text::plain(*words),
            Self::Count(Count::Number(number)) => Text::plain(number.to_string()),
            Self::Count(Count::Several) => Text::plain("…"),
            Self::Number(number) => Text::plain(number.to_string()),
            Self::Statement(said) => said.text.clone(),
            Self::Person(person) => person_text(person),
            Self::Citations(cite) => Text::plain(citations(cite)),
            Self::Made(words) => Text::plain(words.clone()),
        }
    }

    /// The citations of a statement.
    pub(super) fn cite(&self) -> &[Citation] {
        match self {
            Self::Statement(said) => &said.cite,
            Self::Citations(cite) => cite,
            _ => &[],
        }
    }

    /// Whether both are statements with the same text but different citations.
    fn differs_only_in_citation(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Statement(a), Self::Statement(b)) if a.text == b.text)
    }
}

/// Citations as written in the file, separated by commas.
pub(super) fn citations(cite: &[Citation]) -> String {
    cite.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The label, with the colour if there is one.
fn declared_text(kind: &Kind) -> Text {
    let Some([red, green, blue]) = kind.color else { return kind.label.clone() };
    let colored = |(tag, label): (&str, &str)| {
        (tag.to_owned(), format!("{label} #{red:02x}{green:02x}{blue:02x}"))
    };
    Text::by_language(&kind.label.entries().map(colored).collect::<Vec<_>>())
}

fn person_text(person: &Person) -> Text {
    let mut facts = Vec::new();
    facts.extend(person.share.map(|share| share.to_string()));
    facts.extend(person.acting.then(|| "acting".to_owned()));
    let dates = [("≥", &person.since), ("≤", &person.until)];
    facts.extend(
        dates.into_iter().filter_map(|(sign, date)| Some(format!("{sign} {}", date.as_ref()?))),
    );
    let addresses = [&person.email, &person.phone, &person.link];
    facts.extend(addresses.into_iter().flatten().cloned());
    if facts.is_empty() {
        return person.name.clone();
    }
    let facts = facts.join(", ");
    let entries = person.name.entries().map(|(tag, name)| (tag, format!("{name} ({facts})")));
    Text::by_language(&entries.collect::<Vec<_>>())
}

/// One fact: of a unit, of its head (post 0) or of a further post.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fact<'a> {
    pub(super) post: Option<u32>,
    pub(super) part: Part,
    /// The id of a declared field, body, source, …
    pub(super) key: &'a str,
    pub(super) value: Value<'a>,
}

impl Fact<'_> {
    /// Key that both versions of a fact have in common.
    fn slot(&self) -> (u8, Option<u32>, Part, &str) {
        let section = match self.part {
            _ if self.post.is_some() => 1,
            Part::Function | Part::Provision | Part::Note => 2,
            _ => 0,
        };
        (section, self.post, self.part, self.key)
    }
}

/// Facts of a unit.
pub(super) struct UnitFacts<'a, 'b> {
    pub(super) chart: &'a Chart,
    pub(super) handles: Handles<'a, 'b>,
    /// Whether functions and duties are treated as facts, instead of being matched across units.
    pub(super) has_functions: bool,
}

impl<'a> UnitFacts<'a, '_> {
    /// Appends the facts of a unit; `posts` are the numbers of its further posts.
    pub(super) fn append(&self, index: UnitIndex, posts: &[u32], facts: &mut Vec<Fact<'a>>) {
        let chart = self.chart;
        let unit = chart.unit(index);
        let mut add = |part, value| facts.push(Fact { post: None, part, key: "", value });
        add(Part::Name, Value::Text(&unit.name));
        if let Some(acronym) = &unit.acronym {
            add(Part::Acronym, Value::Words(acronym));
        }
        unit.also_named.iter().for_each(|name| add(Part::AlsoNamed, Value::Text(name)));
        if let Some(parent) = unit.parent {
            let handle = PartyHandle::Unit((self.handles)(parent));
            add(Part::Parent, Value::Party(handle, &chart.unit(parent).name));
        }
        if let Some(basis) = &unit.basis {
            add(Part::Basis, Value::Statement(basis));
        }
        let kind = chart.kind(unit.kind);
        add(Part::Kind, Value::Labelled(&kind.id, &kind.label));
        if unit.count != Count::Number(1) {
            add(Part::Count, Value::Count(unit.count));
        }
        if !unit.cite.is_empty() {
            add(Part::Citation, Value::Citations(&unit.cite));
        }
        if unit.position != crate::model::Position::Line {
            add(Part::Position, Value::Words(unit.position.word()));
        }
        if let Some(status) = unit.status {
            add(Part::Status, Value::Words(status.word()));
        }
        if let Some(layout) = unit.layout {
            add(Part::Layout, Value::Words(layout.word()));
        }
        if let Some(headcount) = unit.headcount {
            add(Part::Headcount, Value::Number(headcount));
        }
        if let Some(link) = &unit.link {
            add(Part::Link, Value::Words(link));
        }
        unit.provisions.iter().for_each(|said| add(Part::Provision, Value::Statement(said)));
        unit.notes.iter().for_each(|said| add(Part::Note, Value::Statement(said)));
        if self.has_functions {
            for held in chart.functions(index) {
                add(Part::Function, Value::Statement(held.statement));
            }
        } else {
            for set in &unit.shared_functions {
                add(Part::SharedSet, Value::Words(&chart.shared_sets()[set.get()].id));
            }
        }
        self.fields(None, &unit.fields, facts);
        if let Some(head) = &unit.head {
            self.post(0, head, facts);
        }
        for (post, &number) in unit.posts.iter().zip(posts) {
            self.post(number, post, facts);
        }
    }

    fn post(&self, number: u32, post: &'a Post, facts: &mut Vec<Fact<'a>>) {
        let mut add = |part, value| facts.push(Fact { post: Some(number), part, key: "", value });
        let title = if number == 0 { Part::Head } else { Part::Post };
        add(title, Value::Text(&post.title));
        if let Some(rank) = &post.rank {
            add(Part::Rank, Value::Text(rank));
        }
        for &superior in &post.reports_to {
            let handle = PartyHandle::of(self.chart, superior, self.handles);
            add(Part::ReportsTo, Value::Party(handle, self.chart.party_title(superior)));
        }
        post.holders.iter().for_each(|person| add(Part::Holder, Value::Person(person)));
        if !post.cite.is_empty() {
            add(Part::Citation, Value::Citations(&post.cite));
        }
        if let Some(status) = post.status {
            add(Part::Status, Value::Words(status.word()));
        }
        if post.count != Count::Number(1) {
            add(Part::Count, Value::Count(post.count));
        }
        if let Some(fte) = post.fte {
            add(Part::Fte, Value::Number(fte));
        }
        if self.has_functions {
            post.duties.iter().for_each(|said| add(Part::Duty, Value::Statement(said)));
        }
        self.fields(Some(number), &post.fields, facts);
    }

    fn fields(&self, post: Option<u32>, entries: &'a [FieldEntry], facts: &mut Vec<Fact<'a>>) {
        for entry in entries {
            let declared = &self.chart.fields()[entry.declaration as usize];
            let value = match &entry.value {
                FieldValue::Text(text) => Value::Text(text),
                FieldValue::Number(number) => Value::Number(*number),
                FieldValue::Choice(at) => {
                    let choice = &declared.values[*at as usize];
                    Value::Labelled(&choice.id, &choice.label)
                }
            };
            facts.push(Fact { post, part: Part::Field, key: &declared.id, value });
        }
    }
}

/// Facts of the organization.
pub(super) fn chart_facts(chart: &Chart) -> Vec<Fact<'_>> {
    let mut facts = Vec::new();
    let mut add = |part, key, value| facts.push(Fact { post: None, part, key, value });
    add(Part::Title, "", Value::Text(chart.title()));
    if let Some(date) = chart.effective() {
        add(Part::Effective, "", Value::Words(date));
    }
    add(Part::Languages, "", Value::Made(chart.languages().join(", ")));
    for source in chart.sources() {
        add(Part::Source, &source.id, Value::Text(&source.title));
        let facts = [&source.symbol, &source.date, &source.language, &source.text];
        let numbering = source.numbering.map(Numbering::word);
        let facts = facts.into_iter().flatten().map(String::as_str);
        let facts: Vec<&str> = facts.chain(numbering).collect();
        add(Part::SourceFacts, &source.id, Value::Made(facts.join(", ")));
    }
    for body in chart.bodies() {
        add(Part::Body, &body.id, Value::Text(&body.name));
    }
    for kind in chart.own_kinds() {
        add(Part::KindDeclared, &kind.id, Value::Declared(kind));
    }
    for field in chart.fields() {
        add(Part::FieldDeclared, &field.id, Value::Text(&field.label));
        let unit = field.unit.as_deref().unwrap_or_default();
        let (of_type, total) = (field.field_type.word(), field.total.word());
        let facts = [of_type, unit, total].into_iter().filter(|word| !word.is_empty());
        let facts = facts.collect::<Vec<_>>().join(", ");
        add(Part::FieldFacts, &field.id, Value::Made(facts));
        for value in &field.values {
            add(Part::FieldChoice, &field.id, Value::Declared(value));
        }
    }
    for set in chart.shared_sets() {
        add(Part::SetCitation, &set.id, Value::Citations(&set.cite));
    }
    for (word, text) in chart.words() {
        add(Part::Words, word.key(), Value::Text(text));
    }
    for said in chart.provisions() {
        add(Part::Provision, "", Value::Statement(said));
    }
    for said in chart.notes() {
        add(Part::Note, "", Value::Statement(said));
    }
    facts
}

/// Facts that differ between two lists, as pairs of old and new versions.
pub(super) fn differences<'f, 'a>(
    old: &'f [Fact<'a>],
    new: &'f [Fact<'a>],
) -> Vec<(Option<&'f Fact<'a>>, Option<&'f Fact<'a>>)> {
    let mut found = Vec::new();
    if old == new {
        return found;
    }
    let sorted = |facts: &'f [Fact<'a>]| {
        let mut facts: Vec<&Fact<'a>> = facts.iter().collect();
        facts.sort_by(|a, b| a.slot().cmp(&b.slot()));
        facts
    };
    let (old, new) = (sorted(old), sorted(new));
    let (mut old, mut new) = (old.as_slice(), new.as_slice());
    while let Some(slot) = old.first().into_iter().chain(new.first()).map(|it| it.slot()).min() {
        let length = |facts: &[&Fact<'a>]| facts.iter().take_while(|it| it.slot() == slot).count();
        let (here, rest) = old.split_at(length(old));
        let (there, others) = new.split_at(length(new));
        pair(here, there, &mut found);
        (old, new) = (rest, others);
    }
    found
}

/// Maximum number of facts that are compared regardless of their order.
const MAX_UNORDERED: usize = 64;

/// Pairs the versions of one key: first those with equal text, then the rest in order.
fn pair<'f, 'a>(
    old: &[&'f Fact<'a>],
    new: &[&'f Fact<'a>],
    found: &mut Vec<(Option<&'f Fact<'a>>, Option<&'f Fact<'a>>)>,
) {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let mut old: Vec<&Fact<'a>> = old[..old.len() - end].to_vec();
    let mut new: Vec<Option<&Fact<'a>>> =
        new[..new.len() - end].iter().map(|it| Some(*it)).collect();
    if old.len().max(new.len()) <= MAX_UNORDERED {
        let mut take = |is_match: &dyn Fn(&Fact<'a>, &Fact<'a>) -> bool, changed: bool| {
            old.retain(|before| {
                let place = new.iter().position(|it| it.is_some_and(|it| is_match(before, it)));
                let Some(place) = place else { return true };
                let after = new[place].take();
                found.extend(changed.then_some((Some(*before), after)));
                false
            });
        };
        take(&|old, new| old == new, false);
        take(&|old, new| old.value.differs_only_in_citation(&new.value), true);
    }
    let new: Vec<&Fact<'a>> = new.into_iter().flatten().collect();
    for at in 0..old.len().max(new.len()) {
        found.push((old.get(at).copied(), new.get(at).copied()));
    }
}
