//! Ids: what they stand for, which of them are taken, and what a wrong one was meant to be.

use super::Validator;
use crate::diagnostic::{Code, Message, nearest};
use crate::message;
use crate::model::schema;
use crate::model::tree::Step;
use crate::model::{Kind, KindIndex, Party, SetIndex, UnitIndex};

/// What an id stands for.
#[derive(Clone, Copy)]
pub(super) enum Named {
    Party(Party),
    Set(SetIndex),
}

impl Named {
    /// What it is, in words.
    fn word(self) -> Message {
        match self {
            Self::Party(Party::Unit(_)) => message!("a unit"),
            Self::Party(Party::Post(..)) => message!("a post"),
            Self::Party(Party::Body(_)) => message!("a body outside"),
            Self::Set(_) => message!("a shared set"),
        }
    }
}

impl Validator {
    pub(super) fn path_of(&self, id: &str) -> Vec<Step> {
        self.names.get(id).map(|(_, path)| path.clone()).unwrap_or_default()
    }

    /// Enters an id; `false` when it cannot be used.
    pub(super) fn enter(&mut self, id: &str, named: Named, path: &[Step]) -> bool {
        let sound = !id.is_empty()
            && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if !sound {
            let hint = message!("an id has letters, digits, - _ and . only");
            self.problem(Code::BadId, path, message!("\"{0}\" is not an id", id), hint);
            self.left_out.insert(id.to_owned(), None);
            return false;
        }
        if let Some((first, first_path)) = self.names.get(id) {
            let message = message!("the id {0} is taken: {1} has it", id, first.word());
            let first_path = first_path.clone();
            let hint = message!(
                "give one of them another id: units, posts, bodies and shared sets share one name space"
            );
            self.twice(path, first_path, message, hint);
            return false;
        }
        self.names.insert(id.to_owned(), (named, path.to_vec()));
        true
    }

    /// The unit that an id names as the parent of the unit `own`.
    pub(super) fn parent(&mut self, id: &str, own: &str, path: &[Step]) -> Option<UnitIndex> {
        match self.names.get(id) {
            Some((Named::Party(Party::Unit(unit)), _)) => return Some(*unit),
            Some((other, _)) => {
                let message = message!(
                    "{0} is {1}, not a unit; this unit stands at top level",
                    id,
                    other.word()
                );
                let hint = message!(
                    "a parent is a unit; other lines are drawn by reports_to and relations"
                );
                self.problem(Code::UnknownParent, path, message, hint);
            }
            None if self.left_out.contains_key(id) => return self.above_left_out(id, own, path),
            None => {
                let is_unit = |named| matches!(named, Named::Party(Party::Unit(_)));
                let hint = self
                    .did_you_mean(id, |known, named| known != own && is_unit(named))
                    .unwrap_or_else(|| {
                        message!("add a unit with the id {0}, or name another one", id)
                    });
                let message = message!("no unit has the id {0}; this unit stands at top level", id);
                self.problem(Code::UnknownParent, path, message, hint);
            }
        }
        None
    }

    /// The nearest unit above a parent that is left out; that it is left out is an error.
    fn above_left_out(&mut self, id: &str, own: &str, path: &[Step]) -> Option<UnitIndex> {
        let mut passed = vec![id];
        let mut found = None;
        while let Some(Some(above)) = passed.last().and_then(|last| self.left_out.get(*last)) {
            match self.names.get(above) {
                Some((Named::Party(Party::Unit(unit)), _)) if above != own => {
                    found = Some((*unit, above.as_str()));
                    break;
                }
                None if !passed.contains(&above.as_str()) => passed.push(above),
                _ => break,
            }
        }
        let message = match found {
            Some((_, above)) => {
                message!("the parent {0} cannot be read; this unit stands under {1}", id, above)
            }
            None => message!("the parent {0} cannot be read; this unit stands at top level", id),
        };
        let unit = found.map(|(unit, _)| unit);
        let hint = message!("mend {0}, and this is mended with it", id);
        self.problem(Code::ParentLeftOut, path, message, hint);
        unit
    }

    /// The parties that ids name; unknown ones are left out with an error.
    pub(super) fn parties(&mut self, ids: &schema::Several, path: &[Step]) -> Vec<Party> {
        let mut parties = Vec::with_capacity(ids.items.len());
        for (at, id) in ids.items.iter().enumerate() {
            let path = [path, &path![at]].concat();
            match self.names.get(id) {
                Some((Named::Party(party), _)) => parties.push(*party),
                Some((Named::Set(_), _)) => {
                    let message = message!("{0} is a shared set, not a unit, post or body", id);
                    let hint = message!("a line leads from a unit, post or body to another");
                    self.problem(Code::UnknownReference, &path, message, hint);
                }
                None if self.left_out.contains_key(id) => {}
                None => {
                    let hint = self
                        .did_you_mean(id, |_, named| matches!(named, Named::Party(_)))
                        .unwrap_or_else(|| {
                            message!("one outside the organization is added under bodies: (id: \"{0}\", name: …)", id)
                        });
                    let message = message!("no unit, post or body has the id {0}", id);
                    self.problem(Code::UnknownReference, &path, message, hint);
                }
            }
        }
        parties
    }

    /// The shared sets that ids name; unknown ones are left out with an error.
    pub(super) fn sets(&mut self, ids: &schema::Several, path: &[Step]) -> Vec<SetIndex> {
        let mut sets = Vec::with_capacity(ids.items.len());
        for (at, id) in ids.items.iter().enumerate() {
            let path = [path, &path![at]].concat();
            match self.names.get(id) {
                Some((Named::Set(set), _)) => sets.push(*set),
                Some((other, _)) => {
                    let message = message!("{0} is {1}, not a shared set", id, other.word());
                    let hint = message!("a unit's own functions stand in its functions");
                    self.problem(Code::UnknownSet, &path, message, hint);
                }
                None if self.left_out.contains_key(id) => {}
                None => {
                    let hint = self
                        .did_you_mean(id, |_, named| matches!(named, Named::Set(_)))
                        .unwrap_or_else(|| {
                            message!(
                                "add it under shared_functions: (id: \"{0}\", functions: […])",
                                id
                            )
                        });
                    let message = message!("no shared set has the id {0}", id);
                    self.problem(Code::UnknownSet, &path, message, hint);
                }
            }
        }
        sets
    }

    pub(super) fn kind(&mut self, id: &str, kinds: &[Kind], path: &[Step]) -> KindIndex {
        if let Some(at) = kinds.iter().position(|kind| kind.id == id) {
            return KindIndex::new(at);
        }
        if !self.left_out.contains_key(id) {
            let hint = match nearest(id, kinds.iter().map(|kind| kind.id.as_str())) {
                Some(near) => {
                    message!("did you mean {0}? A kind of your own is added under kinds", near)
                }
                None => message!("add it under kinds: (id: \"{0}\", label: …)", id),
            };
            self.problem(
                Code::UnknownKind,
                path,
                message!("no kind of unit is called {0}", id),
                hint,
            );
        }
        let unit = kinds.iter().position(|kind| kind.id == "unit").unwrap_or_default();
        KindIndex::new(unit)
    }

    fn did_you_mean(&self, id: &str, fits: impl Fn(&str, Named) -> bool) -> Option<Message> {
        let mut known: Vec<&str> = self
            .names
            .iter()
            .filter(|(known, (named, _))| fits(known, *named))
            .map(|(known, _)| known.as_str())
            .collect();
        known.sort_unstable();
        nearest(id, known).map(|near| message!("did you mean {0}?", near))
    }
}
