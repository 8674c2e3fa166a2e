//! Paths into a structure file.

use smallvec::SmallVec;

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A field of a struct.
    Field(&'static str),
    /// An item of a list, from 0.
    Item(usize),
}

impl From<&'static str> for Step {
    fn from(name: &'static str) -> Self {
        Self::Field(name)
    }
}

impl From<usize> for Step {
    fn from(at: usize) -> Self {
        Self::Item(at)
    }
}

/// Steps from the file's root, without allocation at the depths of the format.
pub(super) type Path = SmallVec<[Step; 8]>;

/// Path on the stack, linked to its prefix: it is copied only if there is a problem.
#[derive(Clone, Copy)]
pub(super) struct Trail<'a> {
    above: Option<&'a Self>,
    first: Step,
    second: Option<Step>,
}

impl Trail<'_> {
    pub(super) const fn of(first: Step, second: Option<Step>) -> Self {
        Self { above: None, first, second }
    }
}

/// Path extended by one or two steps.
pub(super) const fn below<'a>(path: &'a Trail<'a>, steps: Trail<'a>) -> Trail<'a> {
    Trail { above: Some(path), ..steps }
}

/// Path that can be stored.
pub(super) trait ToPath {
    fn to_path(&self) -> Path;
}

impl ToPath for Path {
    fn to_path(&self) -> Path {
        self.clone()
    }
}

impl ToPath for Trail<'_> {
    fn to_path(&self) -> Path {
        let links: SmallVec<[&Trail<'_>; 8]> =
            std::iter::successors(Some(self), |link| link.above).collect();
        let links = links.into_iter().rev();
        links.flat_map(|link| std::iter::once(link.first).chain(link.second)).collect()
    }
}

/// Item with an id: its list, its index there and, for a post, the index among the unit's posts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    list: &'static str,
    place: usize,
    post: Option<usize>,
}

impl Site {
    pub(super) const fn item(list: &'static str, place: usize) -> Self {
        Self { list, place, post: None }
    }

    pub(super) const fn post(unit: usize, post: usize) -> Self {
        Self { list: "units", place: unit, post: Some(post) }
    }

    /// The path of the item.
    pub(super) fn path(self) -> Path {
        let post = self.post.map(|post| [Step::from("posts"), Step::from(post)]);
        let item = [Step::from(self.list), Step::from(self.place)];
        item.into_iter().chain(post.into_iter().flatten()).collect()
    }

    /// The path of the item's id.
    pub(super) fn id_path(self) -> Path {
        let mut path = self.path();
        path.push(Step::from("id"));
        path
    }
}
