//! Reading order of a chart's page: heading, units as a nested list, outside bodies, legend.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use emath::Rect;

use super::table;
use crate::i18n::Messages;
use crate::model::UnitIndex;
use crate::scene::atlas::functions::SectionItems;
use crate::scene::atlas::{AtlasLink, AtlasPage, AtlasPageKind};
use crate::scene::matrix::{Matrix, MatrixSheet};
use crate::scene::structure::{Content, Element, Leaf, MAX_LEVELS, Node, Said};
use crate::scene::{Description, Group, Role, Scene, SceneItem, Subject};

/// The structure of a page with a chart.
pub(super) fn of_scene<'a>(scene: &'a Scene, title: &'a str, language: &'a str) -> Vec<Node<'a>> {
    Reader::new(0, scene, language, &[]).chart(1, title)
}

/// The structure of a page with a matrix.
pub(super) fn of_matrix<'a>(
    matrix: &Matrix,
    sheet: &'a MatrixSheet,
    title: &'a str,
    language: &'a str,
) -> Vec<Node<'a>> {
    let reader = Reader::new(0, &sheet.scene, language, &[]);
    let mut nodes = reader.heading(1, title);
    nodes.push(table::of_matrix(matrix, sheet));
    let legends = sheet.scene.groups.iter().filter(|group| group.subject == Subject::Legend);
    let legend = legends.filter(|group| group.items.start >= sheet.sums.end);
    let entries = legend.flat_map(|legend| reader.lines(legend.items.clone())).map(item);
    nodes.extend(list(Element::List, entries.collect()));
    nodes
}

/// The structure of a page of an atlas.
pub(super) fn of_page<'a>(
    at: usize,
    page: &'a AtlasPage,
    title: &'a str,
    language: &'a str,
) -> Vec<Node<'a>> {
    let mut reader = Reader::new(at, &page.scene, language, &page.links);
    if let Some(first) = page.functions.first() {
        reader.end = first.heading.start;
    }
    let nodes = match page.kind {
        AtlasPageKind::Overview => reader.chart(1, title),
        AtlasPageKind::Branches => {
            let mut nodes = reader.header();
            nodes.extend(reader.chart(2, title));
            nodes.extend(page.functions.iter().map(|it| reader.functions(it)));
            nodes
        }
        AtlasPageKind::Index => reader.index(),
    };
    vec![Node::Group(Element::Section, nodes)]
}

struct Reader<'a> {
    page: usize,
    scene: &'a Scene,
    /// Tag of the document's language.
    language: &'a str,
    messages: &'static Messages,
    links: &'a [AtlasLink],
    /// End of the items of the chart and of what is around it.
    end: usize,
    /// Links by unit.
    by_unit: HashMap<UnitIndex, &'a AtlasLink>,
}

/// A unit's item of the list under construction.
struct Open<'a> {
    branch: Range<u32>,
    label: Option<Node<'a>>,
    body: Vec<Node<'a>>,
    children: Vec<Node<'a>>,
}

impl<'a> Open<'a> {
    fn close(self) -> Node<'a> {
        let Self { label, mut body, children, .. } = self;
        if !children.is_empty() {
            body.push(Node::Group(Element::LabelledList, children));
        }
        let body = Node::Group(Element::Body, body);
        Node::Group(Element::Item, label.into_iter().chain([body]).collect())
    }
}

impl<'a> Reader<'a> {
    fn new(page: usize, scene: &'a Scene, language: &'a str, links: &'a [AtlasLink]) -> Self {
        let of_unit = |link: &'a AtlasLink| Some((link.unit?, link));
        let by_unit = links.iter().filter_map(of_unit).collect();
        let (messages, end) = (Messages::of(language), scene.items.len());
        Self { page, scene, language, messages, links, end, by_unit }
    }

    /// The chart of the page under a heading.
    fn chart(&self, level: u16, title: &'a str) -> Vec<Node<'a>> {
        let mut nodes = self.heading(level, title);
        nodes.extend(self.lines_of_the_tree());
        let (units, mut rest) = self.units();
        nodes.extend(list(Element::LabelledList, units));
        for group in &self.scene.groups {
            if matches!(group.subject, Subject::Body(_) | Subject::Stub(_) | Subject::Levels) {
                let language = group.description.as_deref().map_or("", name_language);
                rest.extend(self.texts(group.items.clone(), |_| language));
            }
        }
        nodes.extend(list(Element::List, rest.into_iter().map(item).collect()));
        let legends = self.scene.groups.iter().filter(|group| group.subject == Subject::Legend);
        let entries = legends.flat_map(|legend| self.lines(legend.items.clone())).map(item);
        nodes.extend(list(Element::List, entries.collect()));
        nodes
    }

    /// The title, and each line below it as a paragraph.
    fn heading(&self, level: u16, title: &'a str) -> Vec<Node<'a>> {
        let Some(group) = self.scene.find(Subject::Heading) else { return Vec::new() };
        let size = |at: usize| text_size(&self.scene.items[at]);
        let first = size(group.items.start);
        let end = group.items.clone().find(|&at| size(at) != first).unwrap_or(group.items.end);
        let words = Node::text(self.page, group.items.start..end, "");
        let mut nodes = vec![Node::Group(Element::Heading(level, title.into()), vec![words])];
        nodes.extend(self.lines(end..group.items.end).into_iter().map(paragraph));
        nodes
    }

    /// The lines of the tree as one figure that represents the chart.
    fn lines_of_the_tree(&self) -> Option<Node<'a>> {
        let is_line = |group: &&Group| matches!(group.subject, Subject::Connector(_));
        let lines: Vec<&Group> = self.scene.groups.iter().take_while(is_line).collect();
        let (first, last) = (lines.first()?, lines.last()?);
        let bounds = lines.iter().map(|line| line.bounds).fold(first.bounds, Rect::union);
        let is_unit = |group: &&Group| matches!(group.subject, Subject::Unit(_));
        let units = self.scene.groups.iter().filter(is_unit).count();
        let units = self.messages.count("status.units", units);
        let words = self.messages.fill("export.drawing", &[&units]).into();
        let said = Said { words, language: self.messages.tag() };
        let drawing = Node::drawing(self.page, first.items.start..last.items.end);
        Some(Node::Group(Element::Figure(said, self.page, bounds), vec![drawing]))
    }

    /// The units as items of a nested list, with lines at the units at which they start; and all elements without a
    /// unit.
    fn units(&self) -> (Vec<Node<'a>>, Vec<Node<'a>>) {
        let (mut lines, mut rest) = self.relations();
        let mut units = Vec::new();
        for group in &self.scene.groups {
            let Subject::Unit(unit) = group.subject else { continue };
            let Some(Description::Unit { branch, .. }) = group.description.as_deref() else {
                rest.extend(self.texts(group.items.clone(), |_| ""));
                continue;
            };
            units.push((branch, unit, group));
        }
        units.sort_by_key(|(branch, ..)| branch.start);
        let (mut top, mut open): (Vec<Node<'a>>, Vec<Open<'a>>) = (Vec::new(), Vec::new());
        let mut close = |open: &mut Vec<Open<'a>>| {
            let Some(done) = open.pop().map(Open::close) else { return };
            match open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => top.push(done),
            }
        };
        for (branch, unit, group) in units {
            let is_outside = |above: &Open<'_>| !above.branch.contains(&branch.start);
            while open.last().is_some_and(is_outside) || open.len() > MAX_LEVELS {
                close(&mut open);
            }
            let mut item = self.card(unit, branch.clone(), group);
            if let Some(Description::Unit { id, .. }) = group.description.as_deref() {
                item.body.extend(lines.remove(id.as_str()).unwrap_or_default());
            }
            open.push(item);
        }
        while !open.is_empty() {
            close(&mut open);
        }
        rest.extend(lines.into_values().flatten());
        (top, rest)
    }

    /// A unit: its kind as the label, the text of its card, and a link to its continuation.
    fn card(&self, unit: UnitIndex, branch: Range<u32>, group: &'a Group) -> Open<'a> {
        let items = group.items.clone();
        let description = group.description.as_deref();
        let band = items.clone().find(|&at| self.scene.items[at].role() == Role::Band);
        let label = band.zip(description).and_then(|(at, description)| {
            let Description::Unit { kind_name, .. } = description else { return None };
            let said = self.said(&kind_name.words, &kind_name.language);
            let drawing = Node::drawing(self.page, at..at + 1);
            Some(Node::Group(Element::Label(Some(said)), vec![drawing]))
        });
        let language = |role| match description {
            Some(Description::Unit { language, .. }) if role == Role::Name => language.as_str(),
            Some(Description::Unit { head_language, .. }) if role == Role::Head => head_language,
            _ => "",
        };
        let mut body = self.texts(band.map_or(items.start, |at| at + 1)..items.end, language);
        if let Some(&link) = self.by_unit.get(&unit) {
            let chip = self.texts_in(link.area);
            if chip.is_empty() {
                body = vec![self.link(link, body)];
            } else {
                body.push(self.link(link, chip));
            }
        }
        Open { branch, label, body, children: Vec::new() }
    }

    /// Lines as figures, by the id of the unit at which they start; and the remaining ones.
    fn relations(&self) -> (BTreeMap<&'a str, Vec<Node<'a>>>, Vec<Node<'a>>) {
        let (mut lines, mut rest) = (BTreeMap::<_, Vec<_>>::new(), Vec::new());
        for group in &self.scene.groups {
            let Some(Description::Relation { unit, sentence, language, .. }) =
                group.description.as_deref()
            else {
                continue;
            };
            let figure = Element::Figure(self.said(sentence, language), self.page, group.bounds);
            let node = Node::Group(figure, vec![Node::drawing(self.page, group.items.clone())]);
            match unit {
                Some(unit) => lines.entry(unit.as_str()).or_default().push(node),
                None => rest.push(node),
            }
        }
        (lines, rest)
    }

    fn said(&self, words: &'a str, language: &'a str) -> Said<'a> {
        let language = if language == self.language { "" } else { language };
        Said { words: words.into(), language }
    }

    /// The lines of text among some items, in leaves of one language each.
    fn texts(&self, range: Range<usize>, language: impl Fn(Role) -> &'a str) -> Vec<Node<'a>> {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        for at in range {
            let item = &self.scene.items[at];
            if !is_text(item) {
                continue;
            }
            let own = language(item.role());
            let own = if own == self.language { "" } else { own };
            let said = self.sign(item);
            if let Some(Node::Leaf(Leaf {
                content: Content::Text { items, language, said: None },
                ..
            })) = nodes.last_mut()
                && said.is_none()
                && *language == own
            {
                items.end = at + 1;
                continue;
            }
            let content = Content::Text { items: at..at + 1, language: own, said };
            nodes.push(Node::Leaf(Leaf { page: self.page, content }));
        }
        nodes
    }

    /// Text for a number on a card that is a symbol.
    fn sign(&self, item: &SceneItem) -> Option<Cow<'a, str>> {
        let key = match item.role() {
            Role::Badge => "legend.functions",
            Role::Chip => "legend.hidden",
            _ => return None,
        };
        let SceneItem::Text { run, .. } = item else { return None };
        let number = run.text().trim_start_matches('+');
        Some(format!("{}: {number}", self.messages.get(key)).into())
    }

    /// Each text among some items as a leaf: a line together with its continuation lines.
    fn lines(&self, range: Range<usize>) -> Vec<Node<'a>> {
        let mut nodes = Vec::new();
        let mut start = range.start;
        for at in range {
            let SceneItem::Text { run, .. } = &self.scene.items[at] else {
                start = at + 1;
                continue;
            };
            if run.continued().is_none() {
                nodes.push(Node::text(self.page, start..at + 1, ""));
                start = at + 1;
            }
        }
        nodes
    }

    /// The items after those of the groups.
    fn ungrouped(&self) -> Range<usize> {
        let start = self.scene.groups.iter().map(|group| group.items.end).max();
        start.unwrap_or(0)..self.end
    }

    /// The text outside of groups within an area.
    fn texts_in(&self, area: Rect) -> Vec<Node<'a>> {
        let is_in = |at: &usize| {
            let item = &self.scene.items[*at];
            is_text(item) && area.contains(item.bounds().center())
        };
        self.ungrouped().filter(is_in).map(|at| Node::text(self.page, at..at + 1, "")).collect()
    }

    fn link(&self, link: &'a AtlasLink, words: Vec<Node<'a>>) -> Node<'a> {
        let target = (link.page, link.place);
        let content = Content::Link { area: link.area, target, words: link.words.as_str().into() };
        let area = Node::Leaf(Leaf { page: self.page, content });
        Node::Group(Element::Link, std::iter::once(area).chain(words).collect())
    }

    /// Text above the branches of a page: its number, the path, the continued page.
    fn header(&self) -> Vec<Node<'a>> {
        let mut nodes = Vec::new();
        for at in self.ungrouped().filter(|&at| is_text(&self.scene.items[at])) {
            let middle = self.scene.items[at].bounds().center();
            let words = Node::text(self.page, at..at + 1, "");
            match self.links.iter().find(|link| link.area.contains(middle)) {
                // It is read at the unit.
                Some(AtlasLink { unit: Some(_), .. }) => {}
                Some(link) => nodes.push(paragraph(self.link(link, vec![words]))),
                None => nodes.push(paragraph(words)),
            }
        }
        nodes
    }

    /// Functions under their heading, with citations as labels.
    fn functions(&self, section: &SectionItems) -> Node<'a> {
        let text = |items: &Range<usize>| Node::text(self.page, items.clone(), "");
        let item = |[label, body]: &[Range<usize>; 2]| {
            let label = Node::Group(Element::Label(None), vec![text(label)]);
            let body = Node::Group(Element::Body, vec![text(body)]);
            Node::Group(Element::Item, vec![label, body])
        };
        let words = section.words.trim_end().to_owned().into();
        let heading = Node::Group(Element::Heading(3, words), vec![text(&section.heading)]);
        let items = section.statements.iter().map(item).collect();
        let nodes = std::iter::once(heading).chain(list(Element::LabelledList, items));
        Node::Group(Element::Section, nodes.collect())
    }

    /// The rows of a page of the index, each as a link.
    fn index(&self) -> Vec<Node<'a>> {
        let mut rows = self.links.iter().peekable();
        let (mut nodes, mut entries) = (Vec::new(), Vec::new());
        let mut words = Vec::new();
        for at in self.ungrouped().filter(|&at| is_text(&self.scene.items[at])) {
            let middle = self.scene.items[at].bounds().center();
            let leaf = Node::text(self.page, at..at + 1, "");
            let Some(row) = rows.peek().copied() else { break };
            if row.area.contains(middle) {
                words.push(leaf);
                continue;
            }
            if words.is_empty() {
                let title = match &self.scene.items[at] {
                    SceneItem::Text { run, .. } => run.text().into(),
                    _ => self.messages.get("export.index").into(),
                };
                nodes.push(Node::Group(Element::Heading(2, title), vec![leaf]));
                continue;
            }
            entries.push(item(self.link(row, std::mem::take(&mut words))));
            rows.next();
            words.push(leaf);
        }
        if let Some(row) = rows.next().filter(|_| !words.is_empty()) {
            entries.push(item(self.link(row, words)));
        }
        nodes.extend(list(Element::List, entries));
        nodes
    }
}

fn list<'a>(element: Element<'a>, items: Vec<Node<'a>>) -> Option<Node<'a>> {
    (!items.is_empty()).then_some(Node::Group(element, items))
}

fn item(words: Node<'_>) -> Node<'_> {
    Node::Group(Element::Item, vec![Node::Group(Element::Body, vec![words])])
}

fn paragraph(words: Node<'_>) -> Node<'_> {
    Node::Group(Element::Paragraph, vec![words])
}

fn name_language(description: &Description) -> &str {
    match description {
        Description::Unit { language, .. }
        | Description::Body { language, .. }
        | Description::Stub { language, .. }
        | Description::Relation { language, .. } => language,
        Description::Connector { .. } => "",
    }
}

const fn is_text(item: &SceneItem) -> bool {
    matches!(item, SceneItem::Text { .. } | SceneItem::Slanted { .. })
}

fn text_size(item: &SceneItem) -> u32 {
    item.run().map_or(0, |run| run.size().to_bits())
}
