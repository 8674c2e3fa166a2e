//! Spans of the parts of a file in its text.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use crate::model::progress::Watch;
use crate::model::tree::Step;
use crate::syntax::{Index, Tree, Value, ValueKind};

/// Spans of the file's fields and list items. Spans inside of them are found by parsing them again.
pub(in crate::model) struct Spans<'a> {
    text: &'a str,
    root: Range<usize>,
    fields: HashMap<&'a str, Range<usize>>,
    items: HashMap<&'a str, Vec<Range<usize>>>,
}

impl<'a> Spans<'a> {
    pub(super) const fn new(
        text: &'a str,
        root: Range<usize>,
        fields: HashMap<&'a str, Range<usize>>,
        items: HashMap<&'a str, Vec<Range<usize>>>,
    ) -> Self {
        Self { text, root, fields, items }
    }

    /// The spans of paths, or of the longest existing prefixes of the paths. Each part is parsed again only once, and
    /// at most one is in memory at a time.
    pub(in crate::model) fn locate_all(
        &self,
        paths: &[&[Step]],
        watch: &mut Watch<'_>,
    ) -> ControlFlow<(), Vec<Range<usize>>> {
        let parts: Vec<(Range<usize>, &[Step])> =
            paths.iter().map(|path| self.part(path)).collect();
        let mut order: Vec<usize> = (0..paths.len()).collect();
        order.sort_by_key(|&at| parts[at].0.start);
        let mut places = vec![0..0; paths.len()];
        for of_part in order.chunk_by(|&a, &b| parts[a].0 == parts[b].0) {
            let span = parts[of_part[0]].0.clone();
            let leads_inside = of_part.iter().any(|&at| !parts[at].1.is_empty());
            let tree = leads_inside.then(|| Tree::parse(&self.text[span.clone()]));
            let mut index = Index::default();
            for &at in of_part {
                watch.step()?;
                let root = tree.as_ref().and_then(Tree::root);
                places[at] = root.map_or(span.clone(), |root| {
                    let inside = locate(root, parts[at].1, &mut index);
                    span.start + inside.start..span.start + inside.end
                });
            }
        }
        ControlFlow::Continue(places)
    }

    /// Spans of the items of a list.
    #[cfg(test)]
    pub(super) fn items_of(&self, list: &str) -> &[Range<usize>] {
        self.items.get(list).map_or(&[], Vec::as_slice)
    }

    /// The list item or root field that a path leads to, and the rest of the path inside it.
    fn part<'p>(&self, path: &'p [Step]) -> (Range<usize>, &'p [Step]) {
        let whole = || (self.root.clone(), &path[..0]);
        let Some((Step::Field(name), rest)) = path.split_first() else { return whole() };
        let items = self.items.get(name);
        if let Some((Step::Item(at), inside)) = rest.split_first()
            && let Some(item) = items.and_then(|items| items.get(*at))
        {
            return (item.clone(), inside);
        }
        self.fields.get(name).map_or_else(whole, |field| (field.clone(), rest))
    }
}

/// The span at the end of a path that starts at a value.
fn locate<'a>(root: Value<'_, 'a>, path: &[Step], index: &mut Index<'a>) -> Range<usize> {
    if path.is_empty() {
        return root.span();
    }
    let mut value = root.inner();
    for step in path {
        let next = match *step {
            Step::Field(name) => index.field(value, name).map(|field| field.value().inner()),
            Step::Item(at) => match value.kind() {
                ValueKind::List | ValueKind::Tuple | ValueKind::Map => index.item(value, at),
                // One or several: the item of a value that is not a list is the value itself.
                _ => Some(value),
            },
        };
        match next {
            Some(next) => value = next,
            None => break,
        }
    }
    value.span()
}
