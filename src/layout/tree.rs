//! Trees in preorder. A branch, a card with all its descendants, is a range of indices.

/// Parents and branches of cards in preorder.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tree {
    parents: Vec<Option<u32>>,
    /// End of the range of each card's branch.
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

    /// The branch of a card as a tree of its own.
    pub(super) fn branch(&self, top: usize) -> Self {
        let parents = &self.parents[top..self.branch_end(top)];
        let in_branch = |parent: Option<u32>| (parent? as usize).checked_sub(top);
        let in_branch =
            |&parent: &Option<u32>| in_branch(parent).and_then(|parent| u32::try_from(parent).ok());
        Self::new(parents.iter().map(in_branch).collect())
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

    /// Whether a card has no siblings; of a root, whether there is no other one.
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

    /// Preceding sibling of a card: an ancestor of the card before it in preorder, or that card.
    pub(super) fn sibling_before(&self, node: usize) -> Option<usize> {
        let parent = self.parents[node];
        let last = node.checked_sub(1).filter(|&last| self.parent(node) != Some(last))?;
        std::iter::successors(Some(last), |&at| self.parent(at))
            .find(|&at| self.parents[at] == parent)
    }
}
