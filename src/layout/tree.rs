//! Trees in preorder. A branch, which is a card with all its descendants, is a range of indices.

use super::LayoutRequest;

/// Parents and branches of cards in preorder.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tree {
    parents: Vec<Option<u32>>,
    /// End of the range of each card's branch.
    branch_ends: Vec<u32>,
    /// Whether each card is beside the stem of its parent; empty if there is no staff.
    staff: Vec<bool>,
}

impl Tree {
    /// The tree of a request.
    pub(super) fn of(request: &LayoutRequest) -> Self {
        Self::new(request.nodes.iter().map(|node| node.parent).collect()).with_staff(&request.staff)
    }

    pub(super) fn new(parents: Vec<Option<u32>>) -> Self {
        let mut branch_ends: Vec<u32> = (1..).take(parents.len()).collect();
        for (at, parent) in parents.iter().enumerate().rev() {
            if let Some(parent) = parent {
                let end = branch_ends[at];
                let parent_end = &mut branch_ends[*parent as usize];
                *parent_end = end.max(*parent_end);
            }
        }
        Self { parents, branch_ends, staff: Vec::new() }
    }

    /// Marks staff, given by ordered indices. Only first children and those that follow staff can be staff.
    pub(super) fn with_staff(mut self, staff: &[u32]) -> Self {
        if staff.is_empty() {
            return self;
        }
        self.staff = vec![false; self.parents.len()];
        for &node in staff {
            let node = node as usize;
            let is_first = |parent: usize| {
                parent + 1 == node
                    || self.sibling_before(node).is_some_and(|before| self.is_staff(before))
            };
            if node < self.parents.len() && self.parent(node).is_some_and(is_first) {
                self.staff[node] = true;
            }
        }
        self
    }

    /// The branch of a card as a separate tree.
    pub(super) fn branch(&self, top: usize) -> Self {
        let parents = &self.parents[top..self.branch_end(top)];
        let in_branch = |parent: Option<u32>| (parent? as usize).checked_sub(top);
        let in_branch =
            |&parent: &Option<u32>| in_branch(parent).and_then(|parent| u32::try_from(parent).ok());
        let mut branch = Self::new(parents.iter().map(in_branch).collect());
        if !self.staff.is_empty() {
            branch.staff = self.staff[top..self.branch_end(top)].to_vec();
            branch.staff[0] = false;
        }
        branch
    }

    /// Whether a card is beside the stem of its parent.
    pub(super) fn is_staff(&self, node: usize) -> bool {
        self.staff.get(node).copied().unwrap_or_default()
    }

    /// Whether a card has staff.
    pub(super) fn has_staff(&self, node: usize) -> bool {
        self.staff(node).next().is_some()
    }

    /// Staff of a card.
    pub(super) fn staff(&self, node: usize) -> impl Iterator<Item = usize> {
        self.children(node).take_while(|&child| self.is_staff(child))
    }

    /// Index after the branches of a card's staff.
    pub(super) fn staff_end(&self, node: usize) -> usize {
        self.staff(node).last().map_or(node + 1, |last| self.branch_end(last))
    }

    pub(super) const fn len(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        self.parents[node].map(|parent| parent as usize)
    }

    /// Index after the last card of a branch.
    pub(super) fn branch_end(&self, node: usize) -> usize {
        self.branch_ends[node] as usize
    }

    pub(super) fn is_leaf(&self, node: usize) -> bool {
        self.branch_end(node) == node + 1
    }

    /// Whether a card has no siblings; for a root, whether it is the only one.
    pub(super) fn is_only_child(&self, node: usize) -> bool {
        let (first, end) = self
            .parent(node)
            .map_or((0, self.len()), |parent| (parent + 1, self.branch_end(parent)));
        first == node && self.branch_end(node) == end
    }

    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        self.siblings(node + 1, self.branch_end(node))
    }

    pub(super) fn roots(&self) -> impl Iterator<Item = usize> {
        self.siblings(0, self.len())
    }

    /// The card at `first` and its following siblings before `end`.
    pub(super) fn siblings(&self, first: usize, end: usize) -> impl Iterator<Item = usize> {
        let before_end = move |&node: &usize| node < end;
        std::iter::successors(Some(first).filter(before_end), move |&node| {
            Some(self.branch_end(node)).filter(before_end)
        })
    }

    /// Number of ancestors of each card.
    pub(super) fn levels(&self) -> Vec<usize> {
        let mut levels: Vec<usize> = Vec::with_capacity(self.len());
        for node in 0..self.len() {
            levels.push(self.parent(node).map_or(0, |parent| levels[parent] + 1));
        }
        levels
    }

    /// Indents of each card in one list of all: staff stands one further in than its siblings.
    pub(super) fn indents(&self) -> Vec<u32> {
        let mut indents: Vec<u32> = Vec::with_capacity(self.len());
        for node in 0..self.len() {
            let further = u32::from(self.is_staff(node));
            indents.push(self.parent(node).map_or(0, |parent| indents[parent] + 1 + further));
        }
        indents
    }

    /// Preceding sibling of a card: the preceding card in preorder, or an ancestor of it.
    pub(super) fn sibling_before(&self, node: usize) -> Option<usize> {
        let parent = self.parents[node];
        let last = node.checked_sub(1).filter(|&last| self.parent(node) != Some(last))?;
        std::iter::successors(Some(last), |&at| self.parent(at))
            .find(|&at| self.parents[at] == parent)
    }
}
