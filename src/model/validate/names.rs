//! Ids: resolution, duplicates, and suggestions for wrong ones.

use std::collections::HashMap;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::{Validator, lists};
use crate::diagnostic::{Code, Fix, Message, Vocabulary};
use crate::message;
use crate::model::is_invisible;
use crate::model::limits::MAX_ID;
use crate::model::schema;
use crate::model::tree::{Path, Site, Trail, below};
use crate::model::{KindIndex, Party, SetIndex, UnitIndex};
use crate::syntax::string_literal;

/// Category of an item with an id.
#[derive(Clone, Copy)]
pub(super) enum Named {
    Party(Party),
    Set(SetIndex),
}

impl Named {
    /// Its name in messages.
    fn word(self) -> Message {
        match self {
            Self::Party(Party::Unit(_)) => message!("a unit"),
            Self::Party(Party::Post(..)) => message!("a post"),
            Self::Party(Party::Body(_)) => message!("an outside body"),
            Self::Set(_) => message!("a shared set"),
        }
    }
}

/// Category of the item that an unknown word was meant for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    Unit,
    /// A unit, post or body.
    Party,
    Set,
    Kind,
    Source,
    Field,
}

/// Maximum length of a list whose items are compared pairwise, without a table.
const MAX_COMPARED: usize = 8;

/// Known words of each category, collected when the first unknown word occurs.
pub(super) type Vocabularies = HashMap<Sort, Vocabulary<String>>;

impl Validator<'_> {
    /// Path of an id in the file.
    pub(super) fn path_of(&self, id: &str) -> Path {
        self.names.get(id).map(|(_, site)| site.id_path()).unwrap_or_default()
    }

    /// Registers an id; returns `false` if it cannot be used.
    pub(super) fn enter(&mut self, id: &str, named: Named, site: Site) -> bool {
        if let Some(message) = id_fault(id) {
            let hint = message!("an id consists of letters and digits of any script, - _ and .");
            self.problem(Code::BadId, &site.id_path(), message, hint);
            self.left_out.insert(id.to_owned(), None);
            return false;
        }
        if let Some((first, first_site)) = self.names.get(id) {
            let message = message!("the id {0} is already used by {1}", id, first.word());
            let first = first_site.id_path();
            let hint = message!(
                "give one of them another id: units, posts, bodies and shared sets share one namespace"
            );
            self.twice(&site.id_path(), first, message, hint);
            return false;
        }
        self.names.insert(id.into(), (named, site));
        true
    }

    /// Resolves the parent of the unit `own`.
    pub(super) fn parent(&mut self, id: &str, own: &str, path: &Trail<'_>) -> Option<UnitIndex> {
        match self.names.get(id) {
            Some((Named::Party(Party::Unit(unit)), _)) => return Some(*unit),
            Some((other, _)) => {
                let message = message!(
                    "{0} is {1}, not a unit; this unit is shown at top level",
                    id,
                    other.word()
                );
                let hint = message!(
                    "a parent must be a unit; use reports_to and relations for other lines"
                );
                self.problem(Code::UnknownParent, path, message, hint);
            }
            None if self.left_out.contains_key(id) => return self.parent_left_out(id, own, path),
            None => {
                let message =
                    message!("no unit has the id {0}; this unit is shown at top level", id);
                let hint = match id_fault(id) {
                    None => message!("add a unit with the id {0}, or name another unit", id),
                    Some(_) => message!("write the id of a unit, as in its field id"),
                };
                if self.problem(Code::UnknownParent, path, message, hint) {
                    self.suggest_later(Sort::Unit, id, Some(own));
                }
            }
        }
        None
    }

    /// Reports that a parent was left out, and returns its nearest remaining ancestor.
    fn parent_left_out(&mut self, id: &str, own: &str, path: &Trail<'_>) -> Option<UnitIndex> {
        let found = self.nearest_above(id).filter(|above| above != own);
        let message = match &found {
            Some(above) => {
                message!("the parent {0} cannot be read; this unit is shown under {1}", id, above)
            }
            None => message!("the parent {0} cannot be read; this unit is shown at top level", id),
        };
        let hint = message!("fixing {0} also fixes this", id);
        self.problem(Code::ParentLeftOut, path, message, hint);
        match self.names.get(found?.as_str()) {
            Some((Named::Party(Party::Unit(unit)), _)) => Some(*unit),
            _ => None,
        }
    }

    /// The id of the nearest remaining ancestor of a unit that was left out.
    fn nearest_above(&mut self, id: &str) -> Option<String> {
        let mut passed = Vec::new();
        let mut at = id.to_owned();
        let found = loop {
            // Until the result is known, the entry is empty; so is that of a cycle.
            let known = self.above_left_out.insert(at.clone(), None);
            if let Some(known) = known {
                self.above_left_out.insert(at, known.clone());
                break known;
            }
            let above = self.left_out.get(&at).cloned().flatten();
            passed.push(at);
            match above.as_ref().map(|above| self.names.get(above.as_str())) {
                Some(Some((Named::Party(Party::Unit(_)), _))) => break above,
                Some(None) => at = above.unwrap_or_default(),
                Some(Some(_)) | None => break None,
            }
        };
        for id in passed {
            self.above_left_out.insert(id, found.clone());
        }
        found
    }

    /// The unique names of a list with their indices; reports duplicates.
    pub(super) fn once<'a>(
        &mut self,
        list: &'a schema::Several,
        path: &Trail<'_>,
    ) -> SmallVec<[(usize, &'a str); 4]> {
        let mut all: SmallVec<[(usize, &str); 4]> =
            list.items.iter().map(SmolStr::as_str).enumerate().collect();
        if all.len() < 2 {
            return all;
        }
        let mut seen: Option<HashMap<&str, usize>> =
            (all.len() > MAX_COMPARED).then(|| HashMap::with_capacity(all.len()));
        all.retain(|&mut (at, word)| {
            let before = match &mut seen {
                Some(seen) => {
                    let times = seen.entry(word).or_default();
                    *times += 1;
                    *times - 1
                }
                None => list.items[..at].iter().filter(|other| *other == word).count(),
            };
            if before == 1 {
                let message = message!("{0} occurs more than once in this list", word);
                let path = below(path, path![at]);
                self.problem(Code::Repeated, &path, message, message!("keep one of them"));
            }
            before == 0
        });
        all
    }

    /// Resolves the ids of parties; unknown ones are omitted with an error.
    pub(super) fn parties(&mut self, ids: &schema::Several, path: &Trail<'_>) -> Vec<Party> {
        let ids = self.once(ids, path);
        let mut parties = Vec::with_capacity(ids.len());
        for (at, id) in ids {
            let path = below(path, path![at]);
            match self.names.get(id) {
                Some((Named::Party(party), _)) => {
                    parties.push(*party);
                    if let Party::Body(body) = party {
                        self.used_bodies.insert(*body);
                    }
                }
                Some((Named::Set(_), _)) => {
                    let message = message!("{0} is a shared set, not a unit, post or body", id);
                    let hint = message!("lines connect units, posts and bodies");
                    self.problem(Code::UnknownReference, &path, message, hint);
                }
                None if self.left_out.contains_key(id) => {}
                None => {
                    let message = message!("no unit, post or body has the id {0}", id);
                    let hint = match id_fault(id) {
                        None => message!(
                            "add a person or institution outside the organization under bodies: (id: \"{0}\", name: …)",
                            id
                        ),
                        Some(_) => message!("write the id of a unit, as in its field id"),
                    };
                    if self.problem(Code::UnknownReference, &path, message, hint) {
                        self.suggest_later(Sort::Party, id, None);
                    }
                }
            }
        }
        parties
    }

    /// Resolves the ids of shared sets and returns them with their indices; unknown ones are omitted with an error.
    pub(super) fn sets(
        &mut self,
        ids: &schema::Several,
        path: &Trail<'_>,
    ) -> Vec<(usize, SetIndex)> {
        let ids = self.once(ids, path);
        let mut sets = Vec::with_capacity(ids.len());
        for (at, id) in ids {
            let path = below(path, path![at]);
            match self.names.get(id) {
                Some((Named::Set(set), _)) => sets.push((at, *set)),
                Some((other, _)) => {
                    let message = message!("{0} is {1}, not a shared set", id, other.word());
                    let hint = message!("write a unit's own functions in its field functions");
                    self.problem(Code::UnknownSet, &path, message, hint);
                }
                None if self.left_out.contains_key(id) => {}
                None => {
                    let near = self.nearest(Sort::Set, id);
                    let fix = near.as_deref().map(|near| Fix::likely(string_literal(near)));
                    let hint = match near {
                        Some(near) => did_you_mean(near),
                        None if id_fault(id).is_some() => {
                            message!("write the id of a shared set, as in its field id")
                        }
                        None => message!(
                            "add it under shared_functions: (id: \"{0}\", functions: […])",
                            id
                        ),
                    };
                    let message = message!("no shared set has the id {0}", id);
                    self.problem_with_fix(Code::UnknownSet, &path, (message, hint), fix);
                }
            }
        }
        sets
    }

    pub(super) fn kind(&mut self, id: &str, path: &Trail<'_>) -> KindIndex {
        if let Some(&kind) = self.kind_by_id.get(id) {
            return kind;
        }
        if !self.left_out.contains_key(id) {
            let built_in = lists::built_in_kind(id).map(str::to_owned);
            let near = built_in.or_else(|| self.nearest(Sort::Kind, id));
            let fix = near.as_deref().map(|near| Fix::likely(string_literal(near)));
            let hint = match near {
                Some(near) => {
                    message!("did you mean {0}? Add your own kinds under kinds", near)
                }
                None if id_fault(id).is_some() => {
                    message!("write the id of a kind: a built-in one, or one under kinds")
                }
                None => message!("add it under kinds: (id: \"{0}\", label: …)", id),
            };
            let message = message!("unknown kind of unit {0}", id);
            self.problem_with_fix(Code::UnknownKind, path, (message, hint), fix);
        }
        self.kind_by_id[lists::PLAIN_KIND]
    }

    /// The known word that was probably meant by an unknown one.
    pub(super) fn nearest(&mut self, sort: Sort, word: &str) -> Option<String> {
        self.vocabulary(sort).nearest(word)
    }

    fn vocabulary(&mut self, sort: Sort) -> &mut Vocabulary<String> {
        let Self { vocabularies, names, kind_by_id, source_places, field_by_id, .. } = self;
        vocabularies.entry(sort).or_insert_with(|| match sort {
            Sort::Kind => kind_by_id.keys().cloned().collect(),
            Sort::Source => source_places.keys().cloned().collect(),
            Sort::Field => field_by_id.keys().map(ToString::to_string).collect(),
            Sort::Unit | Sort::Party | Sort::Set => {
                let is_wanted = |named: &Named| match named {
                    Named::Party(Party::Unit(_)) => sort != Sort::Set,
                    Named::Party(Party::Post(..) | Party::Body(_)) => sort == Sort::Party,
                    Named::Set(_) => sort == Sort::Set,
                };
                let wanted = names.iter().filter(|(_, (named, _))| is_wanted(named));
                wanted.map(|(id, _)| id.to_string()).collect()
            }
        })
    }
}

/// Hint that names the probable word.
pub(super) fn did_you_mean(near: String) -> Message {
    message!("did you mean {0}?", near)
}

/// The error in a malformed id.
#[must_use]
pub fn id_fault(id: &str) -> Option<Message> {
    if id.is_empty() {
        return Some(message!("\"{0}\" is not a valid id", id));
    }
    if id.len() > MAX_ID {
        let count = id.chars().count();
        if count > MAX_ID {
            return Some(message!("an id can have at most {0} characters, not {1}", MAX_ID, count));
        }
    }
    let wrong = id.char_indices().find(|&(at, c)| !belongs(c, id, at))?.1;
    Some(message!("\"{0}\" is not a valid id: it contains {1}", id, described(wrong)))
}

/// Whether a character is allowed at its position in an id.
fn belongs(c: char, id: &str, at: usize) -> bool {
    let is_seen = |c: &char| !is_invisible(*c);
    match c {
        '-' | '.' => true,
        // Joiners affect the shaping of words in some scripts; elsewhere they make different ids look alike.
        '\u{200c}' | '\u{200d}' => {
            let before = id[..at].chars().next_back().filter(|c| !c.is_ascii());
            let behind = id[at + c.len_utf8()..].chars().next();
            before.is_some_and(|c| is_seen(&c)) && behind.is_some_and(|c| is_seen(&c))
        }
        c => is_seen(&c) && (c.is_alphanumeric() || unicode_ident::is_xid_continue(c)),
    }
}

/// A character with its code point, or its name if it is invisible.
pub(super) fn described(c: char) -> Message {
    let code = format!("U+{:04X}", u32::from(c));
    let name = match c {
        ' ' => message!("a space"),
        '\t' => message!("a tab"),
        '\n' | '\r' => message!("a line break"),
        '\u{a0}' => message!("a no-break space"),
        '\u{ad}' => message!("a soft hyphen"),
        '\u{200b}' => message!("a zero-width space"),
        '\u{3000}' => message!("an ideographic space"),
        '\u{feff}' => message!("a byte-order mark"),
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            message!("a bidirectional formatting character")
        }
        c if is_invisible(c) || c.is_whitespace() => message!("an invisible character"),
        c => message!("{0}", c),
    };
    message!("{0} ({1})", name, code)
}
