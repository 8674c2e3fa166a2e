//! Units with their heads and posts, and the lines that the file states.

use std::collections::HashSet;

use super::Validator;
use super::names::Named;
use crate::diagnostic::{Code, Diagnostic};
use crate::message;
use crate::model::schema;
use crate::model::tree::Step;
use crate::model::{Kind, Party, Post, Relation, SetIndex, Text, Unit, UnitIndex};

impl Validator {
    /// Enters the ids of units and their posts; what cannot be entered is left out.
    pub(super) fn named_units(&mut self, list: Vec<schema::Unit>) -> Vec<schema::Unit> {
        let mut units = Vec::with_capacity(list.len());
        for mut unit in list {
            let path = path!["units", unit.place];
            let index = UnitIndex::new(units.len());
            let named = Named::Party(Party::Unit(index));
            if !self.enter(&unit.id, named, &[&path[..], &path!["id"]].concat()) {
                if let Some(parent) = self.left_out.get_mut(&unit.id) {
                    *parent = unit.parent;
                }
                continue;
            }
            let mut place = 0;
            let mut kept = 0;
            unit.posts.retain_mut(|post| {
                post.place = place;
                place += 1;
                let named = Named::Party(Party::Post(index, kept));
                let path = [&path[..], &path!["posts", post.place, "id"]].concat();
                let sound = self.enter(&post.id, named, &path);
                kept += u32::from(sound);
                sound
            });
            units.push(unit);
        }
        units
    }

    pub(super) fn unit(
        &mut self,
        draft: schema::Unit,
        kinds: &[Kind],
        used_sets: &mut HashSet<SetIndex>,
    ) -> Unit {
        let path = path!["units", draft.place];
        let at = |field: &'static str| [&path[..], &path![field]].concat();
        let shared_functions = self.sets(&draft.shared_functions, &at("shared_functions"));
        used_sets.extend(&shared_functions);
        let head = draft.head.map(|head| {
            let head = schema::Post {
                place: 0,
                id: String::new(),
                title: head.title,
                rank: head.rank,
                reports_to: head.reports_to,
                cite: head.cite,
                duties: head.duties,
            };
            Post { id: None, ..self.post(head, &at("head")) }
        });
        let posts = draft
            .posts
            .into_iter()
            .map(|post| {
                let path = [&path[..], &path!["posts", post.place]].concat();
                self.post(post, &path)
            })
            .collect();
        let unit = Unit {
            kind: self.kind(&draft.kind, kinds, &at("kind")),
            name: name_or_id(self.text(draft.name, &at("name")), &draft.id),
            acronym: draft.acronym,
            parent: draft.parent.and_then(|id| self.parent(&id, &draft.id, &at("parent"))),
            children: Vec::new(),
            depth: 0,
            count: draft.count,
            cite: self.citations(&draft.cite, &path),
            head,
            posts,
            functions: self.functions(draft.functions, &at("functions")),
            shared_functions,
            provisions: self.statements(draft.provisions, &at("provisions")),
            id: draft.id,
        };
        self.notes(&unit, &path);
        unit
    }

    fn notes(&mut self, unit: &Unit, path: &[Step]) {
        let mut note = |code, message| {
            let diagnostic = Diagnostic::new(code, None, message);
            self.problems.push(super::Problem { path: path.to_vec(), first: None, diagnostic });
        };
        if unit.head.is_none() {
            note(Code::NoHead, message!("unit {0} names no head", &unit.id));
        }
        if unit.functions.is_empty() && unit.shared_functions.is_empty() {
            note(Code::NoFunction, message!("unit {0} has no functions", &unit.id));
        }
    }

    fn post(&mut self, post: schema::Post, path: &[Step]) -> Post {
        let at = |field: &'static str| [path, &path![field]].concat();
        Post {
            id: Some(post.id),
            title: self.text(post.title, &at("title")),
            rank: post.rank.map(|rank| self.text(rank, &at("rank"))),
            reports_to: self.parties(&post.reports_to, &at("reports_to")),
            cite: self.citations(&post.cite, path),
            duties: self.statements(post.duties, &at("duties")),
        }
    }

    /// The lines that the file states; one with lists at its ends joins each with each.
    pub(super) fn stated_relations(&mut self, list: Vec<schema::Relation>) -> Vec<Relation> {
        let mut relations = Vec::with_capacity(list.len());
        for relation in list {
            let path = path!["relations", relation.place];
            let at = |field: &'static str| [&path[..], &path![field]].concat();
            let from = self.parties(&relation.from, &at("from"));
            let to = self.parties(&relation.to, &at("to"));
            let cite = self.citations(&relation.cite, &path);
            let text = self.optional_text(relation.text, &at("text"));
            if let ([one], [other]) = (&from[..], &to[..])
                && one == other
            {
                let message =
                    message!("this line leads from {0} to itself", &relation.from.items[0]);
                let hint = message!("name another unit, post or body");
                self.problem(Code::AnswersToItself, &path, message, hint);
            }
            for &from in &from {
                relations.extend(to.iter().map(|&to| Relation {
                    from,
                    to,
                    kind: relation.kind,
                    cite: cite.clone(),
                    text: text.clone(),
                }));
            }
        }
        relations
    }
}

/// A name; where it is blank, the id, so that there is something to see.
pub(super) fn name_or_id(name: Text, id: &str) -> Text {
    if name.is_empty() { Text::plain(id) } else { name }
}
