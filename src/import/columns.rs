//! Meaning of a table's columns: proposed from their headers, or given by a mapping.

mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use self::words::{NAMES, WORDS, has_word};
use super::table::Table;

/// Meaning of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The id of a unit or person.
    Id,
    /// The name of a unit, in a language if one is given.
    Name(String),
    /// The parent unit, by id, name, acronym or head.
    Parent,
    /// The kind of a unit.
    Kind,
    /// The acronym of a unit.
    Acronym,
    /// The title of a unit's head.
    HeadTitle,
    /// The title of a unit's head in a language.
    HeadTitleIn(String),
    /// Superiors of a unit's head, by id.
    HeadSuperior,
    /// Holder of the post of a unit's head.
    HeadHolder,
    /// The title of a post.
    PostTitle,
    /// Holder of a post.
    PostHolder,
    /// Superior of a post, by id or name.
    Manager,
    /// The unit of a post.
    Department,
    /// The rank or grade of a post or head.
    Rank,
    /// A function of a unit.
    Function,
    /// Citation.
    Citation,
    /// A web address.
    Link,
    /// An email address.
    Email,
    /// A telephone number.
    Phone,
    /// Headcount of a unit.
    Headcount,
    /// Full-time equivalents of a post.
    Fte,
    /// Whether a unit or post is vacant, planned or abolished.
    Status,
    /// Whether a unit is staff.
    Position,
    /// A former or alternative name of a unit.
    FormerName,
    /// A remark.
    Note,
    /// The level of a unit, from 1, in a table with one column per level.
    Level(u32),
    /// The names from the top down to a unit, separated by slashes.
    Path,
    /// A custom field.
    Field(String),
    /// Ignored.
    Ignored,
}

/// Meaning of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsAre {
    /// A unit.
    Units,
    /// A post with its holder.
    Posts,
}

/// Meaning of a table's rows and columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Meaning of the rows.
    pub rows: RowsAre,
    /// The target of each column by its name: `name.zh`, `parent`, `field.site`, or `ignored`.
    pub columns: BTreeMap<String, String>,
    /// Whether to remove the name of the parent from the start of unit names, if most names of the table begin with it.
    #[serde(default)]
    pub shorten_names: bool,
}

impl Mapping {
    /// The mapping proposed by the headers of a table.
    #[must_use]
    pub fn proposed(table: &Table) -> Self {
        if is_own(table) {
            let target = |column: &String| (column.clone(), own_target(column).word());
            let columns = table.columns.iter().map(target).collect();
            return Self { rows: RowsAre::Units, columns, shorten_names: false };
        }
        let targets: Vec<Target> = table.columns.iter().map(|name| target_of(name)).collect();
        let has = |wanted: &Target| targets.contains(wanted);
        let has_levels = targets.iter().any(|target| matches!(target, Target::Level(_)));
        let has_parent = has(&Target::Parent) || has(&Target::Path) || has_levels;
        let has_post = has(&Target::PostTitle) || has(&Target::PostHolder);
        let has_name = targets.iter().any(|target| matches!(target, Target::Name(_)));
        // Chart libraries store a person's name and title in each object.
        let is_list_of_people = table.is_list && has(&Target::PostTitle) && has_name;
        let has_place = has_levels || has(&Target::Path) || has(&Target::Department);
        let has_manager = has(&Target::Manager);
        let is_staffed = has_name && has_manager && has(&Target::Department);
        let is_of_people = is_staffed || (has_post && (has_manager || has_place));
        let is_of_people = is_list_of_people || (is_of_people && !has(&Target::Parent));
        let rows = if is_of_people { RowsAre::Posts } else { RowsAre::Units };
        let in_languages =
            targets.iter().any(|it| matches!(it, Target::Name(tag) if !tag.is_empty()));
        let columns = table.columns.iter().enumerate().zip(targets).map(|((at, name), target)| {
            let target = match target {
                Target::Name(tag) if tag.is_empty() && in_languages && rows == RowsAre::Units => {
                    Target::Name(language_of(table, at).to_owned())
                }
                Target::Name(_) if rows == RowsAre::Posts => Target::PostHolder,
                Target::Parent if is_list_of_people => Target::Manager,
                Target::PostTitle if rows == RowsAre::Units => Target::HeadTitle,
                Target::PostHolder if rows == RowsAre::Units => Target::HeadHolder,
                Target::Manager | Target::Department if rows == RowsAre::Units && !has_parent => {
                    Target::Parent
                }
                target => target,
            };
            (name.clone(), target.word())
        });
        Self { rows, columns: columns.collect(), shorten_names: false }
    }

    /// Adapts the mapping to another meaning of rows: targets about posts become targets about heads, and vice versa.
    #[must_use]
    pub fn for_rows(mut self, rows: RowsAre) -> Self {
        const PAIRS: [(&str, &str); 4] = [
            ("name", "post.holder"),
            ("head.title", "post.title"),
            ("head.holder", "post.holder"),
            ("parent", "post.manager"),
        ];
        if self.rows == rows {
            return self;
        }
        self.rows = rows;
        for target in self.columns.values_mut() {
            let other = PAIRS.iter().find_map(|&(of_unit, of_post)| match rows {
                RowsAre::Units => (target == of_post).then_some(of_unit),
                RowsAre::Posts => (target == of_unit).then_some(of_post),
            });
            if let Some(other) = other {
                other.clone_into(target);
            }
        }
        self
    }

    /// Meaning of a column.
    #[must_use]
    pub fn target(&self, column: &str) -> Target {
        self.columns.get(column).map_or(Target::Ignored, |word| Target::of(word))
    }
}

impl Target {
    /// The word in a mapping.
    #[must_use]
    pub fn word(&self) -> String {
        let word = match self {
            Self::Id => "id",
            Self::Name(language) if language.is_empty() => "name",
            Self::Name(language) => return format!("name.{language}"),
            Self::Parent => "parent",
            Self::Kind => "kind",
            Self::Acronym => "acronym",
            Self::HeadTitle => "head.title",
            Self::HeadTitleIn(language) => return format!("head.title.{language}"),
            Self::HeadSuperior => "head.reports_to",
            Self::HeadHolder => "head.holder",
            Self::PostTitle => "post.title",
            Self::PostHolder => "post.holder",
            Self::Manager => "post.manager",
            Self::Department => "post.unit",
            Self::Rank => "rank",
            Self::Function => "function",
            Self::Citation => "citation",
            Self::Link => "link",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Headcount => "headcount",
            Self::Fte => "fte",
            Self::Status => "status",
            Self::Position => "position",
            Self::FormerName => "former_name",
            Self::Note => "note",
            Self::Level(level) => return format!("level.{level}"),
            Self::Path => "path",
            Self::Field(field) => return format!("field.{field}"),
            Self::Ignored => "ignored",
        };
        word.to_owned()
    }

    /// The target of a word in a mapping; unknown words are ignored.
    #[must_use]
    pub fn of(word: &str) -> Self {
        if let Some(language) = word.strip_prefix("name.") {
            return Self::Name(language.to_owned());
        }
        if let Some(language) = word.strip_prefix("head.title.") {
            return Self::HeadTitleIn(language.to_owned());
        }
        if let Some(field) = word.strip_prefix("field.") {
            return Self::Field(field.to_owned());
        }
        if let Some(level) = word.strip_prefix("level.").and_then(|level| level.parse().ok()) {
            return Self::Level(level);
        }
        let plain = [Self::Name(String::new()), Self::HeadSuperior];
        let all = WORDS.iter().map(|(target, _)| target.clone()).chain(plain);
        all.into_iter().find(|target| target.word() == word).unwrap_or(Self::Ignored)
    }
}

/// The language of the names in a column, if there are other columns of names: Chinese if they contain Chinese
/// characters, otherwise English.
fn language_of(table: &Table, column: usize) -> &'static str {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    let is_chinese = table.rows.iter().any(|row| row.cells[column].contains(is_han));
    if is_chinese { "zh" } else { "en" }
}

/// Whether a table is the CSV of this program's export.
pub(super) fn is_own(table: &Table) -> bool {
    let start = ["id", "parent", "depth", "kind", "acronym"];
    let has = |name: &str| table.columns.iter().any(|column| column == name);
    table.columns.len() > start.len()
        && table.columns.iter().zip(start).all(|(column, name)| column == name)
        && has("reports_to")
        && has("functions")
}

/// Meaning of a column of this program's own CSV. Derived numbers are ignored.
fn own_target(column: &str) -> Target {
    match column {
        "id" => Target::Id,
        "parent" => Target::Parent,
        "kind" => Target::Kind,
        "acronym" => Target::Acronym,
        "name" => Target::Name(String::new()),
        "head" => Target::HeadTitle,
        "reports_to" => Target::HeadSuperior,
        "rank" => Target::Rank,
        "holders" => Target::HeadHolder,
        "status" => Target::Status,
        "position" => Target::Position,
        "headcount" => Target::Headcount,
        "head_fte" => Target::Fte,
        "link" => Target::Link,
        "also_named" => Target::FormerName,
        other => {
            if let Some(language) = other.strip_prefix("name_") {
                Target::Name(language.to_owned())
            } else if let Some(language) = other.strip_prefix("head_").filter(|it| is_tag(it)) {
                Target::HeadTitleIn(language.to_owned())
            } else if let Some(field) = other.strip_prefix("field.") {
                Target::Field(field.to_owned())
            } else {
                Target::Ignored
            }
        }
    }
}

fn is_tag(word: &str) -> bool {
    !["cite", "count", "status", "fte"].contains(&word) && !word.starts_with("field.")
}

/// Number of cells in a row that are known headers.
pub(super) fn known_words(cells: &[String]) -> usize {
    let is_known = |cell: &&String| {
        !cell.is_empty() && !matches!(target_of(cell), Target::Field(_) | Target::Ignored)
    };
    cells.iter().filter(is_known).count()
}

/// Whether a column determines the position of a row in the tree.
pub(super) fn says_place(column: &str) -> bool {
    matches!(
        target_of(column),
        Target::Parent | Target::Manager | Target::Department | Target::Path | Target::Level(_)
    )
}

/// Meaning of a column by its header; a number at the end of a header is ignored.
fn target_of(name: &str) -> Target {
    let numbered = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
    let numbered = numbered.filter(|(_, number)| number.parse::<u32>().is_ok());
    match numbered.map(|(bare, _)| target_of_name(bare)) {
        Some(known) if !matches!(known, Target::Field(_)) => known,
        _ => target_of_name(name),
    }
}

fn target_of_name(name: &str) -> Target {
    let direct = target_of_words(&folded(name), name);
    if !matches!(direct, Target::Field(_)) {
        return direct;
    }
    // Matches `parentId` and `parent_id`, and the last part of `details.title`.
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut words = String::with_capacity(last.len() + 4);
    let mut is_lowercase = false;
    for c in last.chars() {
        if c == '_' || (c == '-' && is_lowercase) {
            words.push(' ');
            continue;
        }
        if c.is_uppercase() && is_lowercase {
            words.push(' ');
        }
        is_lowercase = c.is_lowercase();
        words.push(c);
    }
    match target_of_words(&folded(&words), name) {
        Target::Field(_) => direct,
        // The number of something else is not an id.
        Target::Id if name.contains('.') => direct,
        known => known,
    }
}

/// Meaning of a column by its folded header.
fn target_of_words(folded: &str, name: &str) -> Target {
    if let Some((target, _)) = WORDS.iter().find(|(_, words)| has_word(words, folded)) {
        return target.clone();
    }
    let (stem, language) = stem_and_language(folded);
    if has_word(NAMES, stem) {
        return Target::Name(language.to_owned());
    }
    match level(folded) {
        Some(level) => Target::Level(level),
        None if folded.starts_with("column ") => Target::Ignored,
        None => Target::Field(slug(name)),
    }
}

/// The two parts of `name_zh`, `name.zh` and `name (zh)`.
fn stem_and_language(name: &str) -> (&str, &str) {
    let parts = name.rsplit_once(['_', '.', ' ', '(']);
    match parts {
        Some((stem, language)) => {
            let language = language.trim_end_matches(')');
            let is_tag = (2..=3).contains(&language.len())
                && language.bytes().all(|b| b.is_ascii_lowercase());
            if is_tag { (stem.trim_end(), language) } else { (name, "") }
        }
        None => (name, ""),
    }
}

/// The level in `Level 2`, `Ebene 2` or `2级`.
fn level(name: &str) -> Option<u32> {
    let words = ["level", "ebene", "niveau", "nivel", "级", "l"];
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let rest: String = name.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
    (words.contains(&rest.trim_matches(['_', '-', '.']))).then(|| digits.parse().ok()).flatten()
}

/// Folded form for comparing headers: lower case, without accents and repeated spaces.
pub(super) fn folded(word: &str) -> String {
    let plain = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        word.nfkd().filter(|&c| !is_combining_mark(c)).collect::<String>().to_lowercase()
    };
    let mut folded = String::with_capacity(plain.len());
    for part in plain.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(part);
    }
    folded
}

/// An id derived from a name: letters and digits, with hyphens for everything in between.
#[must_use]
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in folded(name).chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() > 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed(header: &str) -> (RowsAre, Vec<String>) {
        let table = Table::parse(&format!("{header}\n1\n")).expect("a table");
        let mapping = Mapping::proposed(&table);
        let words = table.columns.iter().map(|column| mapping.columns[column].clone());
        (mapping.rows, words.collect())
    }

    #[test]
    fn recognizes_headers_in_five_languages() {
        for (header, rows, expected) in [
            ("ID,Name,Parent ID,Type,Site", RowsAre::Units, "id name parent kind field.site"),
            (
                "编号,名称,上级单位,职能,负责人",
                RowsAre::Units,
                "id name parent function head.holder",
            ),
            ("name_zh;name_en;parent;Kürzel", RowsAre::Units, "name.zh name.en parent acronym"),
            (
                "Bezeichnung;Übergeordnete Einheit;Leitung",
                RowsAre::Units,
                "name parent head.holder",
            ),
            ("Nombre;Depende de;Funciones", RowsAre::Units, "name parent function"),
            ("Nom;Rattachement;Sigle", RowsAre::Units, "name parent acronym"),
            (
                "Employee ID,Full Name,Job Title,Department,Manager ID,E-mail,FTE,Location,Grade,Status",
                RowsAre::Posts,
                "id post.holder post.title post.unit post.manager email fte field.location rank status",
            ),
            (
                "Name;Funktion;Abteilung;Vorgesetzte/r",
                RowsAre::Posts,
                "post.holder post.title post.unit post.manager",
            ),
            (
                "Level 1,Level 2,Post,Holder",
                RowsAre::Posts,
                "level.1 level.2 post.title post.holder",
            ),
        ] {
            let expected = expected.split(' ').map(String::from).collect();
            assert_eq!(proposed(header), (rows, expected), "{header}");
        }
    }

    #[test]
    fn every_target_round_trips_through_its_word() {
        let more = [
            Target::Name("zh".into()),
            Target::Level(3),
            Target::Field("site".into()),
            Target::Ignored,
        ];
        for target in WORDS.iter().map(|(target, _)| target.clone()).chain(more) {
            assert_eq!(Target::of(&target.word()), target);
        }
    }

    #[test]
    fn derives_ids_from_names() {
        assert_eq!(slug("Öffentliche Ordnung / Verkehr"), "offentliche-ordnung-verkehr");
        assert_eq!(slug("政策科 (二)"), "政策科-二");
        assert_eq!(slug(" – "), "");
    }
}
