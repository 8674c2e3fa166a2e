//! Declared fields and their values, persons, and addresses.

use std::collections::HashMap;
use std::ops::ControlFlow;

use smol_str::SmolStr;

use super::Validator;
use super::names::{Sort, did_you_mean};
use crate::diagnostic::{Code, Message, near_or_known, nearest};
use crate::message;
use crate::model::facts::BEHIND_HOST;
use crate::model::limits::MAX_FIELDS;
use crate::model::progress::Watch;
use crate::model::schema::{self, FactValue, Words};
use crate::model::tree::{Site, ToPath as _, Trail, below};
use crate::model::{
    FieldDeclaration, FieldEntry, FieldType, FieldValue, Kind, Number, Person, Text, Total,
};

/// Maximum number of values of a choice that a wrong value is compared with.
const MAX_NAMED_VALUES: usize = 100;
/// Schemes of links.
const SCHEMES: &[&str] = &["https:", "http:", "mailto:"];

impl Validator<'_> {
    /// Validates the declarations of fields.
    pub(super) fn declarations(
        &mut self,
        list: Vec<schema::Declaration>,
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), Vec<FieldDeclaration>> {
        let mut declarations: Vec<FieldDeclaration> = Vec::with_capacity(list.len());
        let mut places: Vec<usize> = Vec::with_capacity(list.len());
        for draft in list {
            watch.step()?;
            let path = path!["fields", draft.place];
            let at = |field: &'static str| below(&path, path![field]);
            if let Some(&first) = self.field_by_id.get(&draft.id) {
                let message =
                    message!("the id {0} is already used by another field", draft.id.as_str());
                let hint = message!("give each field a unique id");
                let first = Site::item("fields", places[first as usize]).id_path();
                self.twice(&at("id"), first, message, hint);
                continue;
            }
            if declarations.len() == MAX_FIELDS {
                let message = message!("there are more than {0} fields", MAX_FIELDS);
                let hint = message!("keep {0} of them; the others are ignored", MAX_FIELDS);
                self.problem(Code::OverLimit, &path, message, hint);
                break;
            }
            let Ok(place) = u32::try_from(declarations.len()) else { break };
            self.field_by_id.insert(draft.id.clone(), place);
            places.push(draft.place);
            let label = draft.label.map(|label| self.name(label, &at("label")));
            declarations.push(FieldDeclaration {
                label: label.unwrap_or_else(|| Text::plain(draft.id.as_str())),
                field_type: draft.field_type,
                unit: draft.unit.map(|unit| self.short(unit, &at("unit"))),
                total: draft.total.unwrap_or(Total::None),
                values: self.choices(place, draft.values, &at("values")),
                id: draft.id,
            });
        }
        ControlFlow::Continue(declarations)
    }

    fn choices(&mut self, field: u32, list: Vec<schema::Kind>, path: &Trail<'_>) -> Vec<Kind> {
        let mut choices: Vec<Kind> = Vec::with_capacity(list.len());
        let mut seen: HashMap<String, usize> = HashMap::new();
        for draft in list {
            let list = path;
            let path = below(list, path![draft.place]);
            if let Some(&first) = seen.get(&draft.id) {
                let message = message!("the id {0} is already used by another value", &draft.id);
                let hint = message!("give each value a unique id");
                let first = below(list, path![first, "id"]).to_path();
                self.twice(&below(&path, path!["id"]), first, message, hint);
                continue;
            }
            seen.insert(draft.id.clone(), draft.place);
            let label = draft.label.map(|label| self.name(label, &below(&path, path!["label"])));
            let color = draft.color.as_deref();
            let color = color.and_then(|color| self.color(color, &below(&path, path!["color"])));
            let label = label.unwrap_or_else(|| Text::plain(draft.id.clone()));
            if let Ok(place) = u32::try_from(choices.len()) {
                self.choice_by_id.insert((field, draft.id.clone()), place);
            }
            choices.push(Kind { id: draft.id, label, color });
        }
        choices
    }

    /// Validates the values of declared fields; unusable ones are omitted with an error.
    pub(super) fn field_values(
        &mut self,
        facts: schema::Facts,
        path: &Trail<'_>,
    ) -> Vec<FieldEntry> {
        let mut entries = Vec::with_capacity(facts.0.len());
        for (at, fact) in facts.0.into_iter().enumerate() {
            let path = below(path, path![at]);
            let Some(&declaration) = self.field_by_id.get(&fact.field) else {
                self.undeclared(&fact.field, &path);
                continue;
            };
            let value = self.field_value(declaration, fact, &path);
            entries.extend(value.map(|value| FieldEntry { declaration, value }));
        }
        entries
    }

    fn undeclared(&mut self, id: &str, path: &Trail<'_>) {
        let hint = match self.nearest(Sort::Field, id) {
            Some(near) => did_you_mean(near),
            None => message!("add it under fields: (id: \"{0}\", type: text)", id),
        };
        let message = message!("field {0} is not declared", id);
        self.problem(Code::UndeclaredField, path, message, hint);
    }

    fn field_value(
        &mut self,
        declaration: u32,
        fact: schema::Fact,
        path: &Trail<'_>,
    ) -> Option<FieldValue> {
        let declared = &self.declarations[declaration as usize];
        let field_type = declared.field_type;
        match (field_type, fact.value) {
            (FieldType::Number, FactValue::Number(number)) => Some(FieldValue::Number(number)),
            (FieldType::Text, FactValue::Words(words)) => {
                Some(FieldValue::Text(self.name(words, path)))
            }
            (FieldType::Date, FactValue::Words(words)) => {
                let date = self.one_text(&fact.field, field_type, &words, path)?;
                Some(FieldValue::Text(Text::plain(self.date(Some(date), path)?)))
            }
            (FieldType::Link, FactValue::Words(words)) => {
                let link = self.one_text(&fact.field, field_type, &words, path)?;
                Some(FieldValue::Text(Text::plain(self.link(Some(link), path)?)))
            }
            (FieldType::Choice, FactValue::Words(words)) => {
                let id = self.one_text(&fact.field, field_type, &words, path)?;
                self.choice(declaration, &id, path)
            }
            (FieldType::Number, FactValue::Words(_)) | (_, FactValue::Number(_)) => {
                self.not_of_type(&fact.field, field_type, path);
                None
            }
        }
    }

    /// The string of a value without language tags.
    fn one_text(
        &mut self,
        field: &SmolStr,
        field_type: FieldType,
        words: &Words,
        path: &Trail<'_>,
    ) -> Option<String> {
        let mut entries = words.entries.entries();
        if let (Some(("", words)), None) = (entries.next(), entries.next()) {
            return Some(words.to_owned());
        }
        self.not_of_type(field, field_type, path);
        None
    }

    fn not_of_type(&mut self, field: &str, field_type: FieldType, path: &Trail<'_>) {
        let message = message!("the value of field {0} must be {1}", field, described(field_type));
        let hint = match field_type {
            FieldType::Number => message!("write it without quotes: 1200"),
            FieldType::Text => message!("write it in double quotes: \"{0}\"", "…"),
            FieldType::Date => message!("write YYYY, YYYY-MM or YYYY-MM-DD"),
            FieldType::Link => {
                message!("write an address that starts with https:, http: or mailto:")
            }
            FieldType::Choice => {
                message!("write the id of one of its values in double quotes")
            }
        };
        self.problem(Code::BadValue, path, message, hint);
    }

    fn choice(&mut self, declaration: u32, id: &str, path: &Trail<'_>) -> Option<FieldValue> {
        if let Some(&at) = self.choice_by_id.get(&(declaration, id.to_owned())) {
            return Some(FieldValue::Choice(at));
        }
        let declared = &self.declarations[declaration as usize];
        let ids = declared.values.iter().map(|value| value.id.as_str());
        let known: Vec<&str> = ids.take(MAX_NAMED_VALUES).collect();
        let hint = near_or_known(nearest(id, known.iter().copied()), &known);
        let message = message!("the field {0} has no value {1}", declared.id.as_str(), id);
        self.problem(Code::BadValue, path, message, hint);
        None
    }

    /// Validates a web or `mailto:` link.
    pub(super) fn link(&mut self, link: Option<String>, path: &Trail<'_>) -> Option<String> {
        let link = link?;
        let is_known = |scheme: &&str| {
            link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        let is_whole = SCHEMES.iter().find(|scheme| is_known(scheme)).is_some_and(|scheme| {
            !link[scheme.len()..].trim_matches('/').is_empty()
                && !link.chars().any(|c| c.is_whitespace() || c.is_control())
        });
        if is_whole {
            return Some(self.short(link, path));
        }
        let hint = message!("write an address that starts with https:, http: or mailto:");
        self.problem(Code::BadValue, path, message!("\"{0}\" is not a link", &link), hint);
        None
    }

    /// Validates the holders of a post.
    pub(super) fn holders(&mut self, holders: schema::Holders, path: &Trail<'_>) -> Vec<Person> {
        let people: Vec<Person> =
            holders.people.into_iter().map(|person| self.person(person, path)).collect();
        let shares: f64 = people.iter().filter_map(|person| person.share).map(Number::get).sum();
        // Rounding can make the sum of thirds slightly larger than one.
        if people.len() > 1 && shares > 1.000_001 {
            let message = message!(
                "the shares of the holders add up to {0}, which is more than 1",
                percent(shares)
            );
            let hint = message!("a share is the part of the post that a person holds, such as 0.5");
            self.problem(Code::Shares, path, message, hint);
        }
        people
    }

    fn person(&mut self, draft: schema::Person, path: &Trail<'_>) -> Person {
        let path = below(path, path![draft.place]);
        let at = |field: &'static str| below(&path, path![field]);
        let (since, until) =
            (self.date(draft.since, &at("since")), self.date(draft.until, &at("until")));
        if let (Some(since), Some(until)) = (&since, &until)
            && ends_before(until, since)
        {
            let message = message!("the end {0} is before the start {1}", until, since);
            self.problem(
                Code::DatesReversed,
                &at("until"),
                message,
                message!("correct one of the dates"),
            );
        }
        let share = draft.share.filter(|share| {
            let is_share = (0.0..=1.0).contains(&share.get());
            if !is_share {
                let message =
                    message!("a share must be a number from 0 to 1, not {0}", share.to_string());
                let hint = message!("write 0.5 for one half");
                self.problem(Code::BadValue, &at("share"), message, hint);
            }
            is_share
        });
        let email = draft.email.map(|email| self.short(email, &at("email")));
        if let Some(email) = email.as_deref().filter(|email| !is_mail(email)) {
            let message = message!("{0} is not an email address", email);
            self.problem(
                Code::BadAddress,
                &at("email"),
                message,
                message!("write name@example.org"),
            );
        }
        let phone = draft.phone.map(|phone| self.short(phone, &at("phone")));
        if let Some(phone) = phone.as_deref().filter(|phone| !is_phone(phone)) {
            let message = message!("{0} is not a telephone number", phone);
            let hint = message!("write digits, with + for the country code: +41 44 555 01 23");
            self.problem(Code::BadAddress, &at("phone"), message, hint);
        }
        Person {
            name: self.person_name(draft.name, &at("name")),
            acting: draft.acting,
            share,
            since,
            until,
            email,
            phone,
            link: self.link(draft.link, &at("link")),
        }
    }

    /// A person's name, which need not be translated.
    fn person_name(&mut self, words: Words, path: &Trail<'_>) -> Text {
        let name = self.short_words(words, path).entries;
        if name.is_empty() {
            let hint = message!("omit holder, or write status: vacant, if nobody holds the post");
            self.problem(Code::BlankText, path, message!("this text is blank"), hint);
        }
        name
    }
}

fn described(field_type: FieldType) -> Message {
    match field_type {
        FieldType::Text => message!("a text"),
        FieldType::Number => message!("a number"),
        FieldType::Date => message!("a date"),
        FieldType::Link => message!("a link"),
        FieldType::Choice => message!("one of its values"),
    }
}

/// A number with at most two decimal places.
fn percent(number: f64) -> String {
    let rounded = format!("{number:.2}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whether a date is before another one, as far as their precision allows: a month does not end before one of its days.
fn ends_before(until: &str, since: &str) -> bool {
    let length = until.len().min(since.len());
    until.get(..length) < since.get(..length)
}

fn is_mail(text: &str) -> bool {
    let is_sound = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>()\"".contains(c))
    };
    text.split_once('@').is_some_and(|(name, host)| {
        is_sound(name)
            && is_sound(host)
            && !host.contains('@')
            && !host.contains(BEHIND_HOST)
            && !host.starts_with('.')
            && !host.ends_with('.')
    })
}

fn is_phone(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || "+-–./() x".contains(c);
    text.chars().all(is_part) && text.chars().filter(char::is_ascii_digit).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_addresses() {
        for mail in ["a@b", "ada.marsh@harbour.example", "名@例.example"] {
            assert!(is_mail(mail), "{mail}");
        }
        for other in ["", "a", "@b", "a@", "a b@c", "a@b@c", "a@.b", "Ada <a@b>", "a@b?attach=x"] {
            assert!(!is_mail(other), "{other}");
        }
        for phone in ["112", "+41 44 555 01 23", "(0)30/555-12", "555 12 x 34"] {
            assert!(is_phone(phone), "{phone}");
        }
        for other in ["", "+", "none", "1"] {
            assert!(!is_phone(other), "{other}");
        }
    }

    #[test]
    fn compares_dates_of_different_precision() {
        assert!(ends_before("2021", "2022-03"));
        assert!(ends_before("2022-02", "2022-03-01"));
        assert!(!ends_before("2022", "2022-03"));
        assert!(!ends_before("2022-03-01", "2022-03-01"));
    }
}
