//! The tidy tree for boxes of any size, in linear time.
//!
//! After A. van der Ploeg, "Drawing non-layered tidy trees in linear time" (2014): subtrees are
//! set side by side as near as their contours allow, contours are followed by threads, and the
//! space that a subtree is moved by is shared out over the siblings between. Kept in arrays and
//! without recursion, so that a chain of any length overflows no stack.

const NONE: u32 = u32::MAX;

/// A tree of boxes, parents before children; the children of a box stand together.
#[derive(Debug, Default)]
pub(crate) struct Boxes {
    /// Extent along the row.
    pub(crate) breadth: Vec<f32>,
    /// Where the box starts, from the top of the tree.
    pub(crate) start: Vec<f32>,
    /// Where it ends.
    pub(crate) end: Vec<f32>,
    /// The first child.
    pub(crate) first_child: Vec<u32>,
    /// How many children there are.
    pub(crate) child_count: Vec<u32>,
}

impl Boxes {
    fn children(&self, at: usize) -> std::ops::Range<usize> {
        let first = self.first_child[at] as usize;
        first..first + self.child_count[at] as usize
    }
}

/// What the walk over the tree keeps of each box; names as in the paper.
#[derive(Clone)]
struct Work {
    prelim: f32,
    modifier: f32,
    shift: f32,
    change: f32,
    left_thread: u32,
    right_thread: u32,
    extreme_left: u32,
    extreme_right: u32,
    modifier_sum_left: f32,
    modifier_sum_right: f32,
}

/// The lowest end of the left siblings seen so far, for sharing out space.
struct Lowest {
    end: f32,
    sibling: usize,
}

struct Tidy<'a> {
    boxes: &'a Boxes,
    gap: f32,
    work: Vec<Work>,
}

/// Where each box starts along the row; `gap` is kept between neighbours.
pub(crate) fn breadths(boxes: &Boxes, gap: f32) -> Vec<f32> {
    let work = (0_u32..)
        .zip(&boxes.breadth)
        .map(|(at, _)| Work {
            prelim: 0.0,
            modifier: 0.0,
            shift: 0.0,
            change: 0.0,
            left_thread: NONE,
            right_thread: NONE,
            extreme_left: at,
            extreme_right: at,
            modifier_sum_left: 0.0,
            modifier_sum_right: 0.0,
        })
        .collect();
    let mut tidy = Tidy { boxes, gap, work };
    let mut lowest = Vec::new();
    for at in (0..boxes.breadth.len()).rev() {
        tidy.join_children(at, &mut lowest);
    }
    tidy.positions()
}

impl Tidy<'_> {
    /// Sets the children of a box side by side, and the box over them.
    fn join_children(&mut self, at: usize, lowest: &mut Vec<Lowest>) {
        let children = self.boxes.children(at);
        if children.is_empty() {
            return;
        }
        lowest.clear();
        let end = self.end(self.work[children.start].extreme_left);
        lowest.push(Lowest { end, sibling: children.start });
        for child in children.start + 1..children.end {
            let end = self.end(self.work[child].extreme_right);
            self.separate(children.start, child, lowest);
            while lowest.last().is_some_and(|last| end >= last.end) {
                lowest.pop();
            }
            lowest.push(Lowest { end, sibling: child });
        }
        let (first, last) = (children.start, children.end - 1);
        let middle = f32::midpoint(
            self.work[first].prelim + self.work[first].modifier,
            self.work[last].prelim + self.work[last].modifier + self.boxes.breadth[last],
        );
        self.work[at].prelim = middle - self.boxes.breadth[at] / 2.0;
        self.work[at].extreme_left = self.work[first].extreme_left;
        self.work[at].modifier_sum_left = self.work[first].modifier_sum_left;
        self.work[at].extreme_right = self.work[last].extreme_right;
        self.work[at].modifier_sum_right = self.work[last].modifier_sum_right;
    }

    fn end(&self, at: u32) -> f32 {
        self.boxes.end[at as usize]
    }

    /// Moves a child away from its left siblings, `first` the first of them, until nothing touches.
    fn separate(&mut self, first: usize, child: usize, lowest: &[Lowest]) {
        let mut lowest = lowest.iter().rev();
        let mut low = lowest.next();
        let mut right_contour = (child - 1, self.work[child - 1].modifier);
        let mut left_contour = (child, self.work[child].modifier);
        loop {
            let (left, left_sum) = right_contour;
            let (right, right_sum) = left_contour;
            while low.is_some_and(|low| self.boxes.end[left] > low.end) {
                low = lowest.next();
            }
            let overlap = (left_sum + self.work[left].prelim + self.boxes.breadth[left] + self.gap)
                - (right_sum + self.work[right].prelim);
            if overlap > 0.0 {
                left_contour.1 += overlap;
                self.move_subtree(child, low.map_or(first, |low| low.sibling), overlap);
            }
            let (left_end, right_end) = (self.boxes.end[left], self.boxes.end[right]);
            let next_left = (left_end <= right_end).then(|| self.next_right_contour(left));
            let next_right = (left_end >= right_end).then(|| self.next_left_contour(right));
            if let Some(Some(next)) = next_left {
                right_contour = (next, left_sum + self.work[next].modifier);
            }
            if let Some(Some(next)) = next_right {
                left_contour = (next, left_contour.1 + self.work[next].modifier);
            }
            match (next_left == Some(None), next_right == Some(None)) {
                (false, false) => {}
                (true, false) => return self.thread_left(first, child, left_contour),
                (false, true) => return self.thread_right(child, right_contour),
                (true, true) => return,
            }
        }
    }

    fn move_subtree(&mut self, child: usize, from_sibling: usize, distance: f32) {
        let moved = &mut self.work[child];
        moved.modifier += distance;
        moved.modifier_sum_left += distance;
        moved.modifier_sum_right += distance;
        if from_sibling + 1 < child {
            #[expect(clippy::cast_precision_loss, reason = "a number of siblings")]
            let part = distance / (child - from_sibling) as f32;
            moved.shift -= part;
            moved.change -= distance - part;
            self.work[from_sibling + 1].shift += part;
        }
    }

    fn next_left_contour(&self, at: usize) -> Option<usize> {
        let children = self.boxes.children(at);
        let thread = self.work[at].left_thread;
        if children.is_empty() {
            (thread != NONE).then_some(thread as usize)
        } else {
            Some(children.start)
        }
    }

    fn next_right_contour(&self, at: usize) -> Option<usize> {
        let children = self.boxes.children(at);
        let thread = self.work[at].right_thread;
        if children.is_empty() {
            (thread != NONE).then_some(thread as usize)
        } else {
            Some(children.end - 1)
        }
    }

    /// The child reaches lower than all before it: the left contour goes on in it.
    fn thread_left(&mut self, first: usize, child: usize, (to, sum): (usize, f32)) {
        let from = self.work[first].extreme_left as usize;
        let difference = (sum - self.work[to].modifier) - self.work[first].modifier_sum_left;
        self.work[from].left_thread = u32::try_from(to).unwrap_or(NONE);
        self.work[from].modifier += difference;
        self.work[from].prelim -= difference;
        self.work[first].extreme_left = self.work[child].extreme_left;
        self.work[first].modifier_sum_left = self.work[child].modifier_sum_left;
    }

    /// The siblings before reach lower than the child: the right contour goes on in them.
    fn thread_right(&mut self, child: usize, (to, sum): (usize, f32)) {
        let from = self.work[child].extreme_right as usize;
        let difference = (sum - self.work[to].modifier) - self.work[child].modifier_sum_right;
        self.work[from].right_thread = u32::try_from(to).unwrap_or(NONE);
        self.work[from].modifier += difference;
        self.work[from].prelim -= difference;
        self.work[child].extreme_right = self.work[child - 1].extreme_right;
        self.work[child].modifier_sum_right = self.work[child - 1].modifier_sum_right;
    }

    /// Sums up the moves from the root down.
    fn positions(&mut self) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.work.len()];
        for at in 0..self.work.len() {
            let sum = sums[at] + self.work[at].modifier;
            let (mut shift, mut spread) = (0.0, 0.0);
            for child in self.boxes.children(at) {
                shift += self.work[child].shift;
                spread += shift + self.work[child].change;
                self.work[child].modifier += spread;
                sums[child] = sum;
            }
            sums[at] = self.work[at].prelim + sum;
        }
        sums
    }
}
