//! Documents of Berlin's [Organigramm-Tool](https://github.com/technologiestiftung/organigramming-berlin): nested
//! organisations with positions, and departments without a position in the tree.

use serde_json::{Map, Value};

use super::draft::{Draft, DraftPerson, DraftPost, DraftUnit, Ids};
use super::report::Report;
use super::rows::{is_vacant, state};
use super::table::cleaned;
use crate::message;

type Object = Map<String, Value>;

/// Words for the head of an organisation.
const HEADS: &[&str] =
    &["leit", "head", "senator", "bürgermeister", "stadtrat", "stadträtin", "präsident"];
/// Words for a deputy.
const DEPUTIES: &[&str] = &["stellvertret", "vertretung", "deputy"];
/// Words for an acting holder.
const ACTING: &[&str] = &["kommissarisch", "komm.", "acting"];

/// Whether an object is a document of the tool.
pub(super) fn is_document(file: &Object) -> bool {
    file.get("organisations").is_some_and(Value::is_array)
        && ["document", "settings", "meta", "export"].iter().any(|key| file.contains_key(*key))
}

/// The title of a document.
pub(super) fn title(file: &Object) -> String {
    file.get("document").and_then(Value::as_object).map_or_else(String::new, |it| text(it, "title"))
}

/// The units of a document.
pub(super) fn units(file: &Object, report: &mut Report) -> Draft {
    let mut reader =
        Reader { draft: Draft::default(), ids: Ids::default(), posts: Ids::default(), report };
    if let Some(document) = file.get("document").and_then(Value::as_object) {
        reader.draft.effective = date(&text(document, "version"));
    }
    for organisation in objects(file, "organisations") {
        reader.organisation(organisation, None);
    }
    reader.draft
}

struct Reader<'a> {
    draft: Draft,
    ids: Ids,
    posts: Ids,
    report: &'a mut Report,
}

impl Reader<'_> {
    fn organisation(&mut self, object: &Object, parent: Option<usize>) {
        let Some(at) = self.unit(object, parent, "") else { return };
        for department in objects(object, "departments") {
            self.unit(department, Some(at), "section");
        }
        for below in objects(object, "organisations") {
            self.organisation(below, Some(at));
        }
    }

    /// Adds an organisation or department with its positions.
    fn unit(
        &mut self,
        object: &Object,
        parent: Option<usize>,
        kind: &'static str,
    ) -> Option<usize> {
        self.report.rows += 1;
        let row = self.report.rows;
        let (name, acronym) = (text(object, "name"), text(object, "altName"));
        let named = if name.is_empty() { acronym.clone() } else { name };
        if named.is_empty() && objects(object, "positions").next().is_none() {
            self.report.leave_out(
                row,
                "name",
                "I001",
                message!("the organisation has neither a name nor positions"),
            );
            return parent;
        }
        let mut unit = DraftUnit { row: Some(row), parent, ..DraftUnit::default() };
        let mut positions =
            objects(object, "positions").map(|it| self.position(it, row)).collect::<Vec<_>>();
        let lead = positions.iter().position(|post| is_head(&post.title));
        let lead = lead.or_else(|| (positions.len() == 1).then_some(0));
        unit.head = lead.map(|at| positions.remove(at));
        let title = || unit.head.as_ref().map(|head| head.title.clone());
        let named = if named.is_empty() { title().unwrap_or_default() } else { named };
        // Ids of the tool are random and change with each export; names are more stable.
        unit.id = self.ids.take(&named, &format!("unit-{row}"));
        unit.names = vec![(String::new(), named.clone())];
        unit.acronym = if acronym == named { String::new() } else { acronym };
        let sort = text(object, "type");
        kind_of(&sort, kind, parent.is_none()).clone_into(&mut unit.kind);
        if !sort.is_empty() {
            unit.fields.push(("Typ".into(), sort));
        }
        for purpose in
            text(object, "purpose").split('\n').map(str::trim).filter(|it| !it.is_empty())
        {
            unit.functions.push((String::new(), purpose.to_owned()));
        }
        if let Some(contact) = object.get("contact").and_then(Value::as_object) {
            unit.link = link(&text(contact, "website"));
            for (key, label) in [("telephone", "Telefon"), ("email", "E-Mail"), ("fax", "Fax")] {
                let value = text(contact, key);
                if !value.is_empty() {
                    unit.fields.push((label.into(), value));
                }
            }
        }
        let address =
            object.get("address").and_then(Value::as_object).map(address).unwrap_or_default();
        if !address.is_empty() {
            unit.fields.push(("Adresse".into(), address));
        }
        for mut post in positions {
            post.id =
                self.posts.take(&format!("{} {}", unit.id, post.title), &format!("post-{row}"));
            unit.posts.push(post);
        }
        unit.is_staff = text(object, "relationship").to_lowercase().contains("stab");
        self.draft.units.push(unit);
        Some(self.draft.units.len() - 1)
    }

    fn position(&mut self, object: &Object, row: usize) -> DraftPost {
        let empty = Object::new();
        let person = object.get("person").and_then(Value::as_object).unwrap_or(&empty);
        let parts = ["salutation", "title", "firstName", "lastName"].map(|key| text(person, key));
        let has_name = !parts[2].is_empty() || !parts[3].is_empty();
        let stated = text(object, "positionStatus");
        let name = if has_name {
            // A salutation such as "Frau" is not part of the name.
            parts[1..].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        } else {
            String::new()
        };
        let vacant = is_vacant(&name) || is_vacant(&parts[3]) || state(&stated) == "vacant";
        let mut post = DraftPost { title: text(object, "positionType"), ..DraftPost::default() };
        if vacant {
            post.status = "vacant";
        } else if !name.is_empty() {
            let contact = person.get("contact").and_then(Value::as_object);
            let of = |key: &str| contact.map_or_else(String::new, |contact| text(contact, key));
            let folded = stated.to_lowercase();
            let email = Some(of("email")).filter(|email| email.contains('@')).unwrap_or_default();
            post.holders.push(DraftPerson {
                name: name.clone(),
                email,
                phone: of("telephone"),
                is_acting: ACTING.iter().any(|word| folded.contains(word)),
                share: None,
            });
        }
        if post.title.is_empty() {
            post.title = if stated.is_empty() { "Position".into() } else { stated.clone() };
            self.report.correct(
                row,
                "positionType",
                "title",
                message!("a position without a type is named {0}", &post.title),
            );
        }
        post
    }
}

fn is_head(title: &str) -> bool {
    let title = title.to_lowercase();
    HEADS.iter().any(|word| title.contains(word))
        && !DEPUTIES.iter().any(|word| title.contains(word))
}

/// The built-in kind that best matches a German type.
fn kind_of(sort: &str, otherwise: &'static str, is_top: bool) -> &'static str {
    const KINDS: &[(&str, &str)] = &[
        ("senatsverwaltung", "department"),
        ("ministerium", "department"),
        ("abteilung", "division"),
        ("referat", "section"),
        ("stab", "office"),
        ("büro", "office"),
        ("amt", "office"),
        ("fachbereich", "service"),
        ("gruppe", "group"),
        ("team", "team"),
    ];
    let sort = sort.to_lowercase();
    let known = KINDS.iter().find(|(word, _)| sort.contains(word)).map(|(_, kind)| *kind);
    known.unwrap_or(match otherwise {
        "" if is_top => "department",
        "" => "unit",
        otherwise => otherwise,
    })
}

fn address(object: &Object) -> String {
    let of = |keys: &[&str]| {
        let parts = keys.iter().map(|key| text(object, key)).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    };
    let parts =
        [of(&["street", "housenumber"]), of(&["zipCode", "city"]), of(&["building", "room"])];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// An address with its scheme; empty if it is invalid.
fn link(address: &str) -> String {
    match address {
        "" => String::new(),
        address if address.contains(char::is_whitespace) => String::new(),
        address if address.starts_with("http:") || address.starts_with("https:") => {
            address.to_owned()
        }
        address if address.contains(':') => String::new(),
        address => format!("https://{address}"),
    }
}

/// A date in ISO 8601 or German notation; empty if it is invalid.
fn date(words: &str) -> String {
    let is_number =
        |part: &str, digits| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
    match words.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] if is_number(year, 4) && is_number(month, 2) && is_number(day, 2) => {
            return words.to_owned();
        }
        _ => {}
    }
    match words.split('.').collect::<Vec<_>>()[..] {
        [day, month, year] if is_number(year, 4) && is_number(month, 2) && is_number(day, 2) => {
            format!("{year}-{month}-{day}")
        }
        _ => String::new(),
    }
}

fn objects<'a>(object: &'a Object, key: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
    let list = object.get(key).and_then(Value::as_array).map(Vec::as_slice);
    list.unwrap_or_default().iter().filter_map(Value::as_object)
}

fn text(object: &Object, key: &str) -> String {
    object.get(key).and_then(Value::as_str).map(cleaned).unwrap_or_default()
}
