//! Ids: what they stand for, which of them are taken, and what a wrong one was meant to be.

use super::Validator;
use crate::diagnostic::{Code, nearest};
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
    const fn word(self) -> &'static str {
        match self {
            Self::Party(Party::Unit(_)) => "a unit",
            Self::Party(Party::Post(..)) => "a post",
            Self::Party(Party::Body(_)) => "a body outside",
            Self::Set(_) => "a shared set",
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
            let hint = "an id has letters, digits, - _ and . only";
            self.problem(Code::BadId, path, format!("\"{id}\" is not an id"), hint);
            self.left_out.insert(id.to_owned());
            return false;
        }
        if let Some((first, _)) = self.names.get(id) {
            let message = format!("the id {id} is taken: {} has it", first.word());
            let hint = "give one of them another id: units, posts, bodies and shared sets share one name space";
            self.problem(Code::DuplicateId, path, message, hint);
            return false;
        }
        self.names.insert(id.to_owned(), (named, path.to_vec()));
        true
    }

    /// The unit that an id names as the parent of the unit `own`.
    pub(super) fn parent(&mut self, id: &str, own: &str, path: &[Step]) -> Option<UnitIndex> {
        let at_top = "this unit stands at top level";
        match self.names.get(id) {
            Some((Named::Party(Party::Unit(unit)), _)) => return Some(*unit),
            Some((other, _)) => {
                let message = format!("{id} is {}, not a unit; {at_top}", other.word());
                let hint = "a parent is a unit; other lines are drawn by reports_to and relations";
                self.problem(Code::UnknownParent, path, message, hint);
            }
            None if self.left_out.contains(id) => {}
            None => {
                let is_unit = |named| matches!(named, Named::Party(Party::Unit(_)));
                let hint = self
                    .did_you_mean(id, |known, named| known != own && is_unit(named))
                    .unwrap_or_else(|| format!("add a unit with the id {id}, or name another one"));
                let message = format!("no unit has the id {id}; {at_top}");
                self.problem(Code::UnknownParent, path, message, hint);
            }
        }
        None
    }

    /// The parties that ids name; unknown ones are left out with an error.
    pub(super) fn parties(&mut self, ids: &schema::Several, path: &[Step]) -> Vec<Party> {
        let mut parties = Vec::with_capacity(ids.0.len());
        for (at, id) in ids.0.iter().enumerate() {
            let path = [path, &path![at]].concat();
            match self.names.get(id) {
                Some((Named::Party(party), _)) => parties.push(*party),
                Some((Named::Set(_), _)) => {
                    let message = format!("{id} is a shared set, not a unit, post or body");
                    let hint = "a line leads from a unit, post or body to another";
                    self.problem(Code::UnknownReference, &path, message, hint);
                }
                None if self.left_out.contains(id) => {}
                None => {
                    let hint = self
                        .did_you_mean(id, |_, named| matches!(named, Named::Party(_)))
                        .unwrap_or_else(|| {
                            format!("one outside the organization is added under bodies: (id: \"{id}\", name: …)")
                        });
                    let message = format!("no unit, post or body has the id {id}");
                    self.problem(Code::UnknownReference, &path, message, hint);
                }
            }
        }
        parties
    }

    /// The shared sets that ids name; unknown ones are left out with an error.
    pub(super) fn sets(&mut self, ids: &schema::Several, path: &[Step]) -> Vec<SetIndex> {
        let mut sets = Vec::with_capacity(ids.0.len());
        for (at, id) in ids.0.iter().enumerate() {
            let path = [path, &path![at]].concat();
            match self.names.get(id) {
                Some((Named::Set(set), _)) => sets.push(*set),
                Some((other, _)) => {
                    let message = format!("{id} is {}, not a shared set", other.word());
                    let hint = "a unit's own functions stand in its functions";
                    self.problem(Code::UnknownSet, &path, message, hint);
                }
                None if self.left_out.contains(id) => {}
                None => {
                    let hint = self
                        .did_you_mean(id, |_, named| matches!(named, Named::Set(_)))
                        .unwrap_or_else(|| {
                            format!("add it under shared_functions: (id: \"{id}\", functions: […])")
                        });
                    let message = format!("no shared set has the id {id}");
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
        if !self.left_out.contains(id) {
            let hint = match nearest(id, kinds.iter().map(|kind| kind.id.as_str())) {
                Some(near) => {
                    format!("did you mean {near}? A kind of your own is added under kinds")
                }
                None => format!("add it under kinds: (id: \"{id}\", label: …)"),
            };
            self.problem(Code::UnknownKind, path, format!("no kind of unit is called {id}"), hint);
        }
        let unit = kinds.iter().position(|kind| kind.id == "unit").unwrap_or_default();
        KindIndex::new(unit)
    }

    fn did_you_mean(&self, id: &str, fits: impl Fn(&str, Named) -> bool) -> Option<String> {
        let mut known: Vec<&str> = self
            .names
            .iter()
            .filter(|(known, (named, _))| fits(known, *named))
            .map(|(known, _)| known.as_str())
            .collect();
        known.sort_unstable();
        nearest(id, known).map(|near| format!("did you mean {near}?"))
    }
}
