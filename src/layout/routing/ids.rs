//! Ids, and vectors indexed by them.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use emath::Rect;

/// Typed index.
pub(super) trait Id: Copy {
    fn new(index: usize) -> Self;
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) struct $name(pub(super) u32);

        impl Id for $name {
            fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// Card, by its index among the nodes of the request.
    CardId
    /// Column of cards.
    ColumnId
    /// Body outside the tree, by its index in the request.
    BodyId
    /// Column of the grid of bodies, by the index of its first body.
    GridColumnId
    /// Segment of a path.
    SegmentId
    /// Bundle of lines.
    BundleId
}

impl GridColumnId {
    /// First body of the column.
    pub(super) const fn first(self) -> BodyId {
        BodyId(self.0)
    }
}

/// Vector indexed by an id.
pub(super) struct IdVec<I, T> {
    items: Vec<T>,
    ids: PhantomData<I>,
}

impl<I: Id, T> IdVec<I, T> {
    pub(super) fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }

    pub(super) fn set_all(&mut self, items: impl Iterator<Item = (I, T)>) {
        for (id, item) in items {
            self[id] = item;
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(index, item)| (I::new(index), item))
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.items
    }
}

impl<I, T: Clone> IdVec<I, T> {
    pub(super) fn filled(item: T, len: usize) -> Self {
        vec![item; len].into()
    }
}

impl<I, T> Default for IdVec<I, T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<I, T> From<Vec<T>> for IdVec<I, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, ids: PhantomData }
    }
}

impl<I, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(items: A) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

/// Rectangles of the cards, indexed by their ids.
#[derive(Clone, Copy)]
pub(super) struct Cards<'a>(pub(super) &'a [Rect]);

impl Cards<'_> {
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (CardId, Rect)> {
        self.0.iter().enumerate().map(|(index, &rect)| (CardId::new(index), rect))
    }
}

impl Index<CardId> for Cards<'_> {
    type Output = Rect;

    fn index(&self, card: CardId) -> &Rect {
        &self.0[card.index()]
    }
}
