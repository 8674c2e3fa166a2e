//! Tidy tree of boxes of any size, in linear time.
//!
//! Implements A. van der Ploeg, [“Drawing non-layered tidy trees in linear time”](https://doi.org/10.1002/spe.2213)
//! (2014): branches are placed as close to each other as their contours allow, and threads make contours fast to
//! follow. Distances are distributed over the siblings in between with *shift* and *change* as in C. Buchheim, M.
//! Jünger and S. Leipert, [“Improving Walker's algorithm to run in linear
//! time”](https://doi.org/10.1007/3-540-36151-0_32) (2002).
//!
//! Loops over boxes in preorder, first backward and then forward, replace the recursion: long chains cannot overflow
//! the stack, and memory is accessed in order.

use std::num::NonZeroU32;

use super::tree::Tree;

/// Size of a box.
#[derive(Clone, Copy, Debug)]
pub(super) struct TreeBox {
    pub(super) breadth: f32,
    /// Depth at which the box ends, measured from the top of the tree; its children start there.
    pub(super) end: f32,
}

/// Breadth at which each box of a tree starts; `gap` is the minimum distance between neighbours.
pub(super) fn starts(tree: &Tree, boxes: &[TreeBox], gap: f32) -> Vec<f32> {
    let nodes = vec![BoxNode { offset: 0.0, link: None, shift: 0.0 }; boxes.len()];
    let mut tidy =
        Tidy { tree, boxes, gap, nodes, families: Vec::new(), siblings: Siblings::default() };
    for at in (0..boxes.len()).rev().filter(|&at| !tree.is_leaf(at)) {
        let family = tidy.join(at + 1, tree.branch_end(at));
        tidy.nodes[at].shift = family.middle - boxes[at].breadth / 2.0;
        tidy.nodes[at].link = NodeLink::new(tidy.families.len());
        tidy.families.push(family);
    }
    if !boxes.is_empty() {
        tidy.join(0, boxes.len());
    }
    tidy.positions()
}

/// State of a box.
///
/// Each branch has a *frame*, relative to which the positions of its boxes are measured, so that moving a branch means
/// moving its frame.
#[derive(Clone, Copy)]
struct BoxNode {
    /// Start of the frame of the branch, in the frame of the parent's branch.
    offset: f32,
    /// For a parent, its family. For a leaf, its *thread*: the box in another branch at which the contour of its branch
    /// continues. A leaf gets at most one thread, since after that it is no longer the lowest box of its branch.
    link: Option<NodeLink>,
    /// For a parent, the start of the box in its frame. For a leaf, the start of the frame of the box at the end of its
    /// thread, relative to its own.
    shift: f32,
}

/// Index of a family or a box. With the niche, a [`BoxNode`] has 12 bytes, which is faster than 16.
#[derive(Clone, Copy)]
struct NodeLink(NonZeroU32);

impl NodeLink {
    fn new(index: usize) -> Option<Self> {
        u32::try_from(index + 1).ok().and_then(NonZeroU32::new).map(Self)
    }

    const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Box on a contour.
#[derive(Clone, Copy)]
struct ContourBox {
    at: usize,
    /// Start of the frame of the box, in the frame from which the contour is followed.
    frame: f32,
}

/// Children of a box.
struct Family {
    last: usize,
    /// Middle between the outer edges of the first and the last child, in the frame of the box.
    middle: f32,
    ends: ContourEnds,
}

/// Lowest boxes of one or several branches, where their contours end.
#[derive(Clone, Copy)]
struct ContourEnds {
    left: ContourBox,
    right: ContourBox,
}

/// Siblings that are being joined.
#[derive(Default)]
struct Siblings {
    members: Vec<usize>,
    /// Depth and index in `members` of those that reach lower than all members after them, lowest first.
    lowest: Vec<(f32, usize)>,
    /// Pending distances, at most as many as members.
    spacing: Vec<Spacing>,
}

/// Pending distance of the members from one on: `shift` is added to the distance between neighbours, `change` once to
/// all positions.
#[derive(Clone, Copy, Default)]
struct Spacing {
    shift: f32,
    change: f32,
}

impl Siblings {
    fn clear(&mut self) {
        self.members.clear();
        self.lowest.clear();
        self.spacing.clear();
    }

    fn push(&mut self, member: usize, end: f32) {
        while self.lowest.last().is_some_and(|&(lowest, _)| end >= lowest) {
            self.lowest.pop();
        }
        self.lowest.push((end, self.members.len()));
        self.members.push(member);
    }

    /// Distributes the distance by which the next member was moved away from the member `from` over the members in
    /// between.
    fn spread(&mut self, from: usize, distance: f32) {
        let next = self.members.len();
        if from + 1 < next {
            #[expect(clippy::cast_precision_loss, reason = "a number of siblings")]
            let part = distance / (next - from) as f32;
            self.spacing.resize(next + 1, Spacing::default());
            self.spacing[from + 1].shift += part;
            self.spacing[next].shift -= part;
            self.spacing[next].change -= distance - part;
        }
    }
}

struct Tidy<'a> {
    tree: &'a Tree,
    boxes: &'a [TreeBox],
    gap: f32,
    nodes: Vec<BoxNode>,
    families: Vec<Family>,
    siblings: Siblings,
}

impl Tidy<'_> {
    /// Joins the siblings in the range of boxes from `first` to `end`.
    fn join(&mut self, first: usize, end: usize) -> Family {
        self.siblings.clear();
        let mut ends = self.contour_ends(first);
        self.siblings.push(first, self.end(ends.left));
        let mut last = first;
        let mut child = self.tree.branch_end(first);
        while child < end {
            ends = self.append(child, last, ends);
            last = child;
            child = self.tree.branch_end(child);
        }
        self.apply_spacing();
        let right = self.start(last) + self.boxes[last].breadth;
        Family { last, middle: f32::midpoint(self.start(first), right), ends }
    }

    /// Moves a child as close to its left siblings as the contours allow; `last` is the last of these, `before` the
    /// ends of their contours. Returns the ends of the combined contours.
    fn append(&mut self, child: usize, last: usize, before: ContourEnds) -> ContourEnds {
        let mut left = ContourBox { at: last, frame: self.nodes[last].offset };
        let mut right = ContourBox { at: child, frame: 0.0 };
        // Unlike all others, the first distance may be negative.
        right.frame = self.overlap(left, right);
        let mut offset = right.frame;
        let mut lowest = self.siblings.lowest.len() - 1;
        let (left_ends, right_ends) = loop {
            let (left_end, right_end) = (self.end(left), self.end(right));
            let next_left =
                if left_end <= right_end { self.next_on_right_contour(left) } else { Some(left) };
            let next_right =
                if right_end <= left_end { self.next_on_left_contour(right) } else { Some(right) };
            left = next_left.unwrap_or(left);
            right = next_right.unwrap_or(right);
            if next_left.is_none() || next_right.is_none() {
                break (next_left.is_none(), next_right.is_none());
            }
            while self.end(left) > self.siblings.lowest[lowest].0 {
                lowest -= 1;
            }
            let overlap = self.overlap(left, right);
            if overlap > 0.0 {
                right.frame += overlap;
                offset += overlap;
                self.siblings.spread(self.siblings.lowest[lowest].1, overlap);
            }
        };
        self.nodes[child].offset = offset;
        let own = self.contour_ends(child);
        self.siblings.push(child, self.end(own.left));
        match (left_ends, right_ends) {
            (true, false) => {
                self.add_thread(before.left, right);
                own
            }
            (false, true) => {
                self.add_thread(own.right, left);
                before
            }
            _ => ContourEnds { left: before.left, right: own.right },
        }
    }

    /// Distance by which a box on the left, with the following gap, extends beyond the start of a box on the right.
    fn overlap(&self, left: ContourBox, right: ContourBox) -> f32 {
        self.start_in(left) + self.boxes[left.at].breadth + self.gap - self.start_in(right)
    }

    fn add_thread(&mut self, from: ContourBox, to: ContourBox) {
        self.nodes[from.at].link = NodeLink::new(to.at);
        self.nodes[from.at].shift = to.frame - from.frame;
    }

    fn next_on_left_contour(&self, it: ContourBox) -> Option<ContourBox> {
        self.next(it, |_| it.at + 1)
    }

    fn next_on_right_contour(&self, it: ContourBox) -> Option<ContourBox> {
        self.next(it, |family| family.last)
    }

    /// Next lower box on a contour; `outer` returns the outer child of a family.
    fn next(
        &self,
        ContourBox { at, frame }: ContourBox,
        outer: impl Fn(&Family) -> usize,
    ) -> Option<ContourBox> {
        if let Some(family) = self.family(at) {
            let child = outer(family);
            return Some(ContourBox { at: child, frame: frame + self.nodes[child].offset });
        }
        let BoxNode { link, shift, .. } = self.nodes[at];
        link.map(|thread| ContourBox { at: thread.index(), frame: frame + shift })
    }

    /// Children of a box, if there are any.
    fn family(&self, at: usize) -> Option<&Family> {
        if self.tree.is_leaf(at) {
            return None;
        }
        self.nodes[at].link.map(|link| &self.families[link.index()])
    }

    /// Moves the siblings by their pending distances.
    fn apply_spacing(&mut self) {
        let (mut step, mut distance) = (0.0, 0.0);
        for (&member, spacing) in self.siblings.members.iter().zip(&self.siblings.spacing) {
            step += spacing.shift;
            distance += step + spacing.change;
            self.nodes[member].offset += distance;
        }
    }

    /// Ends of the contours of a branch, in the frame of the parent.
    fn contour_ends(&self, at: usize) -> ContourEnds {
        let offset = self.nodes[at].offset;
        let alone = ContourBox { at, frame: 0.0 };
        let ends = self.family(at).map(|family| family.ends);
        let ContourEnds { left, right } = ends.unwrap_or(ContourEnds { left: alone, right: alone });
        let in_parent = |it: ContourBox| ContourBox { frame: offset + it.frame, ..it };
        ContourEnds { left: in_parent(left), right: in_parent(right) }
    }

    const fn end(&self, it: ContourBox) -> f32 {
        self.boxes[it.at].end
    }

    /// Start of a box in the frame of its parent.
    fn start(&self, at: usize) -> f32 {
        self.start_in(ContourBox { at, frame: self.nodes[at].offset })
    }

    /// Start of a box, in the reference frame of its own frame.
    fn start_in(&self, ContourBox { at, frame }: ContourBox) -> f32 {
        if self.tree.is_leaf(at) { frame } else { frame + self.nodes[at].shift }
    }

    /// Sums the frames from the roots down.
    fn positions(mut self) -> Vec<f32> {
        let mut starts = Vec::with_capacity(self.boxes.len());
        for at in 0..self.boxes.len() {
            if let Some(parent) = self.tree.parent(at) {
                self.nodes[at].offset += self.nodes[parent].offset;
            }
            starts.push(self.start(at));
        }
        starts
    }
}
