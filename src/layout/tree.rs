//! Trees in preorder: each card before all that is below it, so that a branch is a stretch of the list.

/// Who is below whom, of cards in preorder.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tree {
    parents: Vec<Option<u32>>,
    /// For each card the first one after it that is not below it.
    branch_ends: Vec<u32>,
}

impl Tree {
    pub(super) fn new(parents: Vec<Option<u32>>) -> Self {
        let mut branch_ends: Vec<u32> = (1..).take(parents.len()).collect();
        for (at, parent) in parents.iter().enumerate().rev() {
            if let Some(parent) = parent {
                let end = branch_ends[at];
                let parent_end = &mut branch_ends[*parent as usize];
                *parent_end = end.max(*parent_end);
            }
        }
        Self { parents, branch_ends }
    }

    pub(super) const fn len(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        self.parents[node].map(|parent| parent as usize)
    }

    /// The first card after a branch.
    pub(super) fn branch_end(&self, node: usize) -> usize {
        self.branch_ends[node] as usize
    }

    pub(super) fn is_leaf(&self, node: usize) -> bool {
        self.branch_end(node) == node + 1
    }

    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        self.siblings(node + 1, self.branch_end(node))
    }

    pub(super) fn roots(&self) -> impl Iterator<Item = usize> {
        self.siblings(0, self.len())
    }

    /// The card at `first` and its right siblings before `end`.
    pub(super) fn siblings(&self, first: usize, end: usize) -> impl Iterator<Item = usize> {
        let before_end = move |&node: &usize| node < end;
        std::iter::successors(Some(first).filter(before_end), move |&node| {
            Some(self.branch_end(node)).filter(before_end)
        })
    }

    /// The next sibling to the left: the last card before this one is below it, or is it.
    pub(super) fn sibling_before(&self, node: usize) -> Option<usize> {
        let parent = self.parents[node];
        let last = node.checked_sub(1).filter(|&last| self.parent(node) != Some(last))?;
        std::iter::successors(Some(last), |&at| self.parent(at))
            .find(|&at| self.parents[at] == parent)
    }
}
