//! The tidy tree for boxes of any size, in linear time.
//!
//! After A. van der Ploeg, "Drawing non-layered tidy trees in linear time" (2014): branches are
//! set side by side as near as their contours allow, contours are followed by threads, and the
//! space that a branch is moved by is shared out over the siblings between (C. Buchheim,
//! M. Jünger, S. Leipert, "Improving Walker's algorithm to run in linear time", 2002). In arrays
//! and without recursion, so that a chain of any length overflows no stack; in preorder, so that
//! memory is read from one end to the other.

use super::tree::Tree;

const NONE: u32 = u32::MAX;

/// A box, by its extents.
#[derive(Clone, Copy, Debug)]
pub(super) struct TreeBox {
    /// Along the row.
    pub(super) breadth: f32,
    /// Where it ends, from the top of the tree. Its children start there.
    pub(super) end: f32,
}

/// Where each box of a tree starts along the row; `gap` is kept between neighbours.
pub(super) fn starts(tree: &Tree, boxes: &[TreeBox], gap: f32) -> Vec<f32> {
    let places = vec![Place { offset: 0.0, link: NONE, shift: 0.0 }; boxes.len()];
    let mut tidy = Tidy { tree, boxes, gap, places, families: Vec::new(), row: Row::default() };
    for at in (0..boxes.len()).rev().filter(|&at| !tree.is_leaf(at)) {
        let family = tidy.join(at + 1, tree.branch_end(at));
        tidy.places[at].shift = family.middle - boxes[at].breadth / 2.0;
        tidy.places[at].link = number(tidy.families.len());
        tidy.families.push(family);
    }
    if !boxes.is_empty() {
        tidy.join(0, boxes.len());
    }
    tidy.positions()
}

/// What the walk over the tree keeps of each box. A branch has a *frame*, from which the places in
/// it are measured, so that the whole branch moves with it.
#[derive(Clone, Copy)]
struct Place {
    /// Where the frame of its branch starts, in that of its parent's.
    offset: f32,
    /// With children: the number of their family. Without: the box at which the contour goes on
    /// (a thread), or none. The first thread that a box gets is its only one, since from then on
    /// it is not the lowest of its branch.
    link: u32,
    /// With children: where the box stands in its frame. Without: from its frame to that of the
    /// box its thread leads to.
    shift: f32,
}

/// A box on a contour, and where its frame starts in the frame of those who look at it.
#[derive(Clone, Copy)]
struct Spot {
    at: usize,
    frame: f32,
}

/// The children of a box, side by side in its frame.
struct Family {
    last: usize,
    /// Half way between the outer edges of the first child and the last.
    middle: f32,
    outline: Outline,
}

/// The lowest boxes of a branch or of several: where the contours end.
#[derive(Clone, Copy)]
struct Outline {
    left: Spot,
    right: Spot,
}

/// The siblings that are being set side by side.
#[derive(Default)]
struct Row {
    members: Vec<usize>,
    /// The members that reach lower than all after them, the lowest first: how low, and which.
    lowest: Vec<(f32, usize)>,
    /// The space that is still to be shared out, if any: by how much more than its left neighbour
    /// each member is moved than that one more than its own, and by how much less at once.
    shares: Vec<(f32, f32)>,
}

impl Row {
    fn clear(&mut self) {
        self.members.clear();
        self.lowest.clear();
        self.shares.clear();
    }

    fn push(&mut self, member: usize, end: f32) {
        while self.lowest.last().is_some_and(|&(lowest, _)| end >= lowest) {
            self.lowest.pop();
        }
        self.lowest.push((end, self.members.len()));
        self.members.push(member);
    }

    /// The next member was moved away from the member `from`: those between get a part of it.
    fn share(&mut self, from: usize, distance: f32) {
        let next = self.members.len();
        if from + 1 < next {
            #[expect(clippy::cast_precision_loss, reason = "a number of siblings")]
            let part = distance / (next - from) as f32;
            self.shares.resize(next + 1, (0.0, 0.0));
            self.shares[from + 1].0 += part;
            self.shares[next].0 -= part;
            self.shares[next].1 += distance - part;
        }
    }
}

struct Tidy<'a> {
    tree: &'a Tree,
    boxes: &'a [TreeBox],
    gap: f32,
    places: Vec<Place>,
    families: Vec<Family>,
    row: Row,
}

impl Tidy<'_> {
    /// Sets the siblings from `first` to before `end` side by side.
    fn join(&mut self, first: usize, end: usize) -> Family {
        self.row.clear();
        let mut outline = self.outline(first);
        self.row.push(first, self.end(outline.left));
        let mut last = first;
        let mut child = self.tree.branch_end(first);
        while child < end {
            outline = self.append(child, last, outline);
            last = child;
            child = self.tree.branch_end(child);
        }
        self.share_out();
        let right = self.start(last) + self.boxes[last].breadth;
        Family { last, middle: f32::midpoint(self.start(first), right), outline }
    }

    /// Sets a further child beside its left siblings, `last` the last of them, as near as the
    /// contours allow. Takes the outline of those, gives that of all.
    fn append(&mut self, child: usize, last: usize, before: Outline) -> Outline {
        let mut left = Spot { at: last, frame: self.places[last].offset };
        let mut right = Spot { at: child, frame: 0.0 };
        // The boxes themselves touch, whichever way the child has to be moved for that.
        right.frame = self.overlap(left, right);
        let mut offset = right.frame;
        let mut low = self.row.lowest.len() - 1;
        let (left_ends, right_ends) = loop {
            let (left_end, right_end) = (self.end(left), self.end(right));
            let next_left =
                if left_end <= right_end { self.right_of_family(left) } else { Some(left) };
            let next_right =
                if right_end <= left_end { self.left_of_family(right) } else { Some(right) };
            left = next_left.unwrap_or(left);
            right = next_right.unwrap_or(right);
            if next_left.is_none() || next_right.is_none() {
                break (next_left.is_none(), next_right.is_none());
            }
            while self.end(left) > self.row.lowest[low].0 {
                low -= 1;
            }
            let overlap = self.overlap(left, right);
            if overlap > 0.0 {
                right.frame += overlap;
                offset += overlap;
                self.row.share(self.row.lowest[low].1, overlap);
            }
        };
        self.places[child].offset = offset;
        let own = self.outline(child);
        self.row.push(child, self.end(own.left));
        match (left_ends, right_ends) {
            (true, false) => {
                self.thread(before.left, right);
                own
            }
            (false, true) => {
                self.thread(own.right, left);
                before
            }
            _ => Outline { left: before.left, right: own.right },
        }
    }

    /// How far the box on the left reaches into the one on the right, or the space before it.
    fn overlap(&self, left: Spot, right: Spot) -> f32 {
        self.start_in(left) + self.boxes[left.at].breadth + self.gap - self.start_in(right)
    }

    /// The contour goes on from one box to another.
    fn thread(&mut self, from: Spot, to: Spot) {
        self.places[from.at].link = number(to.at);
        self.places[from.at].shift = to.frame - from.frame;
    }

    /// The next lower box on the left contour.
    fn left_of_family(&self, spot: Spot) -> Option<Spot> {
        self.next(spot, |_| spot.at + 1)
    }

    /// The next lower box on the right contour.
    fn right_of_family(&self, spot: Spot) -> Option<Spot> {
        self.next(spot, |family| family.last)
    }

    fn next(&self, Spot { at, frame }: Spot, outer: impl Fn(&Family) -> usize) -> Option<Spot> {
        let place = self.places[at];
        match self.family(at) {
            Some(family) => {
                let child = outer(family);
                Some(Spot { at: child, frame: frame + self.places[child].offset })
            }
            None if place.link == NONE => None,
            None => Some(Spot { at: place.link as usize, frame: frame + place.shift }),
        }
    }

    /// Moves the members of the row by their shares.
    fn share_out(&mut self) {
        let (mut step, mut moved) = (0.0, 0.0);
        for (&member, (more, less)) in self.row.members.iter().zip(&self.row.shares) {
            step += more;
            moved += step - less;
            self.places[member].offset += moved;
        }
    }

    /// The outline of a branch, in the frame of its parent.
    fn outline(&self, at: usize) -> Outline {
        let frame = self.places[at].offset;
        let moved = |spot: Spot| Spot { frame: frame + spot.frame, ..spot };
        let alone = Spot { at, frame: 0.0 };
        let outline =
            self.family(at).map_or(Outline { left: alone, right: alone }, |family| family.outline);
        Outline { left: moved(outline.left), right: moved(outline.right) }
    }

    /// The children of a box, if it has any.
    fn family(&self, at: usize) -> Option<&Family> {
        (!self.tree.is_leaf(at)).then(|| &self.families[self.places[at].link as usize])
    }

    const fn end(&self, spot: Spot) -> f32 {
        self.boxes[spot.at].end
    }

    /// Where a box starts in the frame of its parent.
    fn start(&self, at: usize) -> f32 {
        self.start_in(Spot { at, frame: self.places[at].offset })
    }

    /// Where a box starts in the frame that its own frame is given in.
    fn start_in(&self, Spot { at, frame }: Spot) -> f32 {
        if self.tree.is_leaf(at) { frame } else { frame + self.places[at].shift }
    }

    /// Adds up the frames from the roots down.
    fn positions(mut self) -> Vec<f32> {
        let mut starts = Vec::with_capacity(self.boxes.len());
        for at in 0..self.boxes.len() {
            if let Some(parent) = self.tree.parent(at) {
                self.places[at].offset += self.places[parent].offset;
            }
            starts.push(self.start(at));
        }
        starts
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}
