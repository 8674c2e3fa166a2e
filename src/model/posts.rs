//! Posts as units: a chart with an additional unit for each further post, to be drawn as a card below its superior.

use std::sync::Arc;

use super::{
    Chart, Kind, KindIndex, Party, Position, Post, Relation, Status, Text, Unit, UnitIndex,
};

/// Id of the kind of posts.
const KIND: &str = "post";

impl Chart {
    /// The chart with a unit for each further post, below the post of the same unit that it reports to, otherwise below
    /// the unit. Indices of other units stay valid.
    #[must_use]
    pub fn with_posts_as_units(mut self) -> Self {
        let first = self.units.len();
        let mut places: Vec<(UnitIndex, u32)> = Vec::new();
        let mut starts = Vec::with_capacity(first);
        for index in self.unit_indices() {
            starts.push(first + places.len());
            places.extend((0..).zip(&self.unit(index).posts).map(|(at, _)| (index, at)));
        }
        if places.is_empty() {
            return self;
        }
        let card = |unit: UnitIndex, at: u32| UnitIndex::new(starts[unit.get()] + at as usize);
        let party = |party: Party| match party {
            Party::Post(unit, at) => Party::Unit(card(unit, at)),
            Party::Unit(_) | Party::Body(_) => party,
        };
        let kind = self.kind_of_posts();
        let mut units = Vec::with_capacity(places.len());
        for &(unit, at) in &places {
            let parent = superior(&self.unit(unit).posts, unit, at);
            let parent = parent.map_or(unit, |at| card(unit, at));
            units.push(self.unit_of_post(unit, at, (kind, parent), party));
        }
        for (at, unit) in (first..).zip(&units) {
            self.unit_by_id.entry(unit.id.as_str().into()).or_insert(UnitIndex::new(at));
        }
        self.units.extend(units);
        // Posts precede the units below, in their order.
        for at in (first..self.units.len()).rev() {
            if let Some(parent) = self.units[at].parent {
                self.units[parent.get()].children.insert(0, UnitIndex::new(at));
            }
        }
        for relation in &mut self.relations {
            let Relation { from, to, .. } = relation;
            (*from, *to) = (party(*from), party(*to));
        }
        self.posts = places;
        self.number_branches();
        self
    }

    /// The post that a unit represents: its unit, and its index among the unit's posts.
    #[must_use]
    pub fn post(&self, unit: UnitIndex) -> Option<(UnitIndex, usize)> {
        let at = unit.get().checked_sub(self.units.len() - self.posts.len())?;
        self.posts.get(at).map(|&(unit, at)| (unit, at as usize))
    }

    /// The unit that stands for a further post, in a chart that has one for each.
    #[must_use]
    pub fn card_of_post(&self, unit: UnitIndex, at: usize) -> Option<UnitIndex> {
        let post = (unit, u32::try_from(at).ok()?);
        let place = self.posts.binary_search(&post).ok()?;
        Some(UnitIndex::new(self.units.len() - self.posts.len() + place))
    }

    /// The kind of posts, which is appended unless the file declares it.
    fn kind_of_posts(&mut self) -> KindIndex {
        let known = self.kinds.iter().position(|kind| kind.id == KIND);
        let at = known.unwrap_or_else(|| {
            let label = Text::by_language(&[("en", "Post"), ("zh", "职位")]);
            self.kinds.push(Kind { id: KIND.to_owned(), label, color: None });
            self.kinds.len() - 1
        });
        KindIndex::new(at)
    }

    fn unit_of_post(
        &self,
        unit: UnitIndex,
        at: u32,
        (kind, parent): (KindIndex, UnitIndex),
        party: impl Fn(Party) -> Party,
    ) -> Unit {
        let post = &self.unit(unit).posts[at as usize];
        let head = Post {
            id: None,
            title: Text::default(),
            reports_to: post.reports_to.iter().map(|&it| party(it)).collect(),
            duties: Vec::new(),
            fields: Vec::new(),
            cite: Arc::clone(&post.cite),
            ..post.clone()
        };
        Unit {
            id: post.id.clone().unwrap_or_default(),
            kind,
            name: post.title.clone(),
            acronym: None,
            parent: Some(parent),
            children: Vec::new(),
            depth: 0,
            branch: 0..0,
            count: post.count,
            cite: post.cite.to_vec(),
            head: Some(head),
            posts: Vec::new(),
            functions: Vec::new(),
            shared_functions: Vec::new(),
            provisions: Vec::new(),
            position: Position::Line,
            status: post.status.filter(|status| *status != Status::Vacant),
            layout: None,
            headcount: None,
            link: None,
            also_named: Vec::new(),
            fields: post.fields.clone(),
            was: None,
            basis: None,
            notes: Vec::new(),
        }
    }

    /// Recomputes depths and branches.
    fn number_branches(&mut self) {
        let outline: Vec<UnitIndex> = self.outline().collect();
        for (place, &index) in (0_u32..).zip(&outline) {
            let above = self.unit(index).parent.map(|parent| self.unit(parent).depth);
            let unit = &mut self.units[index.get()];
            unit.depth = above.map_or(0, |above| above + 1);
            unit.branch = place..place + 1;
        }
        for &index in outline.iter().rev() {
            let end = self.unit(index).branch.end;
            if let Some(parent) = self.unit(index).parent {
                let branch = &mut self.units[parent.get()].branch;
                branch.end = branch.end.max(end);
            }
        }
    }
}

/// The index of the post of the same unit that a post is placed below; `None` if it is placed below the unit, or if the
/// posts form a cycle.
fn superior(posts: &[Post], unit: UnitIndex, at: u32) -> Option<u32> {
    let above = |at: u32| {
        let superiors = &posts[at as usize].reports_to;
        superiors.iter().find_map(|party| match party {
            Party::Post(other, above) if *other == unit && *above != at => Some(*above),
            _ => None,
        })
    };
    let mut next = above(at);
    let mut steps = 0..posts.len();
    while let Some(step) = next {
        if step == at {
            return None;
        }
        next = above(step).filter(|_| steps.next().is_some());
    }
    above(at)
}
