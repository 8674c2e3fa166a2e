//! Units with their heads and posts, and stated relations.

use std::ops::ControlFlow;
use std::sync::Arc;

use smol_str::SmolStr;

use super::Validator;
use super::names::Named;
use crate::diagnostic::{Code, Diagnostic};
use crate::message;
use crate::model::progress::Watch;
use crate::model::schema::{self, Maybe, Words};
use crate::model::tree::{Site, Trail, below};
use crate::model::{
    Citation, Number, Party, Position, Post, Relation, SetIndex, Status, Text, Unit, UnitIndex,
};

impl Validator<'_> {
    /// Registers the ids of units and their posts; removes those that cannot be registered.
    pub(super) fn enter_units(&mut self, units: &mut schema::Units) {
        self.names.reserve(units.len());
        let mut entered = 0;
        units.retain_mut(|unit| {
            let index = UnitIndex::new(entered);
            let named = Named::Party(Party::Unit(index));
            if !self.enter(&unit.id, named, Site::item("units", unit.place)) {
                if let Some(parent) = self.left_out.get_mut(&unit.id) {
                    *parent = unit.parent.take().map(String::from);
                }
                return false;
            }
            entered += 1;
            let mut place = 0;
            let mut kept = 0;
            unit.posts.retain_mut(|post| {
                post.place = place;
                place += 1;
                let named = Named::Party(Party::Post(index, kept));
                let sound = self.enter(&post.id, named, Site::post(unit.place, post.place));
                kept += u32::from(sound);
                sound
            });
            true
        });
    }

    pub(super) fn unit(&mut self, draft: schema::Unit) -> Unit {
        let path = path!["units", draft.place];
        let at = |field: &'static str| below(&path, path![field]);
        let shared_functions = self.held_sets(&draft.shared_functions, &at("shared_functions"));
        let head = draft.head.map(|head| self.head(head, &at("head")));
        let posts = draft
            .posts
            .into_iter()
            .map(|post| {
                let path = below(&path, path!["posts", post.place]);
                self.post(post, &path)
            })
            .collect();
        let unit = Unit {
            kind: self.kind(&draft.kind, &at("kind")),
            name: name_or_id(self.name(draft.name, &at("name")), &draft.id),
            acronym: draft.acronym.map(|acronym| self.short(acronym, &at("acronym"))),
            parent: draft.parent.and_then(|id| self.parent(&id, &draft.id, &at("parent"))),
            children: Vec::new(),
            depth: 0,
            branch: 0..0,
            count: draft.count,
            cite: self.citations(&draft.cite, &path),
            head,
            posts,
            functions: self.functions(draft.functions, &at("functions")),
            shared_functions,
            provisions: self.statements(draft.provisions, &at("provisions")),
            position: draft.position.unwrap_or(Position::Line),
            status: self.unit_status(draft.status, &at("status")),
            layout: draft.layout,
            headcount: self.not_negative(draft.headcount, &at("headcount")),
            link: self.link(draft.link, &at("link")),
            also_named: self.further_names(draft.also_named, &at("also_named")),
            fields: self.field_values(draft.fields, &at("fields")),
            was: draft.was.map(|was| was.items.iter().map(ToString::to_string).collect()),
            basis: draft.basis.map(|basis| Box::new(self.statement(basis, &at("basis")))),
            notes: self.statements(draft.notes, &at("notes")),
            id: draft.id,
        };
        self.notes(&unit, &path);
        unit
    }

    /// The shared sets of a unit, as far as the limit on functions allows.
    fn held_sets(&mut self, ids: &schema::Several, path: &Trail<'_>) -> Vec<SetIndex> {
        let mut sets = self.sets(ids, path);
        sets.retain(|&(at, set)| {
            self.used_sets.insert(set);
            let (functions, bytes) = self.set_sizes[set.get()];
            let is_held = self.functions.take(functions, bytes);
            if !is_held {
                let most = self.functions.most;
                let message = message!(
                    "with the shared set {0}, the units have more than {1} shared functions",
                    ids.items[at].as_str(),
                    most
                );
                let hint = message!(
                    "--max-functions raises the limit; a set counts once for each unit that uses it"
                );
                self.problem(Code::OverLimit, &below(path, path![at]), message, hint);
            }
            is_held
        });
        sets.into_iter().map(|(_, set)| set).collect()
    }

    fn notes(&mut self, unit: &Unit, path: &Trail<'_>) {
        let mut note = |code, message| self.note(path, None, Diagnostic::new(code, None, message));
        if unit.head.is_none() {
            note(Code::NoHead, message!("unit {0} has no head", &unit.id));
        }
        if unit.functions.is_empty() && unit.shared_functions.is_empty() {
            note(Code::NoFunction, message!("unit {0} has no functions", &unit.id));
        }
    }

    fn head(&mut self, head: schema::Head, path: &Trail<'_>) -> Post {
        let title = match head.title {
            Maybe::Read(title) => title,
            Maybe::Absent | Maybe::Unreadable => Words::default(),
        };
        let post = schema::Post {
            place: 0,
            id: String::new(),
            title,
            rank: head.rank,
            status: head.status,
            reports_to: head.reports_to,
            cite: head.cite,
            count: head.count,
            fte: head.fte,
            holder: head.holder,
            fields: head.fields,
            duties: head.duties,
        };
        Post { id: None, ..self.post(post, path) }
    }

    fn post(&mut self, post: schema::Post, path: &Trail<'_>) -> Post {
        let at = |field: &'static str| below(path, path![field]);
        let is_held = post.holder.people.iter().any(|person| person.until.is_none());
        if let (true, Some(status @ (Status::Vacant | Status::Abolished))) = (is_held, post.status)
        {
            let message = message!("this post is {0} but has a holder", status.word());
            let hint = message!("remove status or holder, or add an until date");
            self.problem(Code::HeldAndVacant, &at("status"), message, hint);
        }
        Post {
            id: Some(post.id),
            title: self.optional_name(post.title, &at("title")),
            rank: post.rank.map(|rank| self.name(rank, &at("rank"))),
            reports_to: self.parties(&post.reports_to, &at("reports_to")),
            cite: self.citations(&post.cite, path).into(),
            duties: self.statements(post.duties, &at("duties")),
            holders: self.holders(post.holder, &at("holder")),
            status: post.status,
            count: post.count,
            fte: self.not_negative(post.fte, &at("fte")),
            fields: self.field_values(post.fields, &at("fields")),
        }
    }

    fn unit_status(&mut self, status: Option<Status>, path: &Trail<'_>) -> Option<Status> {
        if status == Some(Status::Vacant) {
            let message = message!("a unit cannot be vacant; its head and its posts can");
            let hint = message!("write status: vacant in the head, or planned or abolished here");
            self.problem(Code::BadValue, path, message, hint);
        }
        status.filter(|&status| status != Status::Vacant)
    }

    fn not_negative(&mut self, number: Option<Number>, path: &Trail<'_>) -> Option<Number> {
        let number = number?;
        if number.get() < 0.0 {
            let message = message!("this number must be at least 0, not {0}", number.to_string());
            self.problem(
                Code::BadValue,
                path,
                message,
                message!("write a number such as 1 or 0.5"),
            );
            return None;
        }
        Some(number)
    }

    /// Former or alternative names, which need not be translated.
    fn further_names(&mut self, list: Vec<Words>, path: &Trail<'_>) -> Vec<Text> {
        let mut names = Vec::with_capacity(list.len());
        for (at, words) in list.into_iter().enumerate() {
            names.push(self.short_words(words, &below(path, path![at])).entries);
        }
        names.retain(|name| !name.is_empty());
        names
    }

    /// Lines of the stated relations; a relation with lists joins every item of one with every item of the other.
    pub(super) fn stated_relations(
        &mut self,
        list: Vec<schema::Relation>,
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), Vec<Relation>> {
        let mut relations = Vec::with_capacity(list.len());
        for relation in list {
            watch.step()?;
            let path = path!["relations", relation.place];
            let at = |field: &'static str| below(&path, path![field]);
            let from = self.parties(&relation.from, &at("from"));
            let to = self.parties(&relation.to, &at("to"));
            let cite: Arc<[Citation]> = self.citations(&relation.cite, &path).into();
            let text = Arc::new(self.optional_text(relation.text, &at("text")));
            if let ([one], [other]) = (&from[..], &to[..])
                && one == other
            {
                let message =
                    message!("this line leads from {0} to itself", relation.from.items[0].as_str());
                let hint = message!("name another unit, post or body");
                self.problem(Code::AnswersToItself, &path, message, hint);
            }
            let ids = |ids: &schema::Several| ids.items.iter().map(SmolStr::len).sum::<usize>();
            let lines = from.len().saturating_mul(to.len());
            let bytes = (text.bytes() + bytes_of(&cite))
                .saturating_mul(lines)
                .saturating_add(ids(&relation.from).saturating_mul(to.len()))
                .saturating_add(ids(&relation.to).saturating_mul(from.len()));
            if !self.may_make_lines(lines, bytes, &path) {
                continue;
            }
            for &from in &from {
                let (cite, text) = (&cite, &text);
                relations.extend(to.iter().map(|&to| Relation {
                    from,
                    to,
                    kind: relation.kind,
                    cite: Arc::clone(cite),
                    text: Arc::clone(text),
                }));
            }
        }
        ControlFlow::Continue(relations)
    }

    /// Whether the limit on lines allows a number of additional lines with a total number of bytes of text.
    pub(super) fn may_make_lines(&mut self, lines: usize, bytes: usize, path: &Trail<'_>) -> bool {
        let may = self.lines.take(lines, bytes);
        if !may {
            let message = message!(
                "this creates {0} lines; the file may have at most {1} in total",
                lines,
                self.lines.most
            );
            let hint =
                message!("--max-lines raises the limit; a long text counts as several lines");
            self.problem(Code::OverLimit, path, message, hint);
        }
        may
    }
}

/// Length of citations as written, in bytes.
pub(super) fn bytes_of(citations: &[Citation]) -> usize {
    citations.iter().map(Citation::bytes).sum()
}

/// A name, or the id if the name is blank.
pub(super) fn name_or_id(name: Text, id: &str) -> Text {
    if name.is_empty() { Text::plain(id) } else { name }
}
