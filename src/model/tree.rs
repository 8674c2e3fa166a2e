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

/// Path extended by a step.
pub(super) fn below(path: &[Step], steps: &[Step]) -> Path {
    let mut whole = Path::from_slice(path);
    whole.extend_from_slice(steps);
    whole
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
        below(&self.path(), &[Step::from("id")])
    }
}
