//! Differences of one unit in two charts, part by part, as old and new text.

use super::{Chart, Citation, Count, Party, Post, Statement, Text, UnitIndex};

/// Part of a unit's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its name.
    Name,
    /// Its acronym.
    Acronym,
    /// The unit that it belongs to.
    Parent,
    /// Its kind.
    Kind,
    /// The number of equal units that it represents.
    Count,
    /// The title of its head.
    Head,
    /// The title of a further post.
    Post,
    /// The rank of a post.
    Rank,
    /// The superiors of a post.
    ReportsTo,
    /// A function.
    Function,
    /// A duty of a post.
    Duty,
    /// A provision.
    Provision,
    /// Citations.
    Citation,
}

/// Changed part; a text is empty if the part was added or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// The part.
    pub part: Part,
    /// Old text.
    pub old: Text,
    /// New text.
    pub new: Text,
}

/// Changed parts of a unit that is in both charts.
#[must_use]
pub fn rewordings(old: &Chart, new: &Chart, at: UnitIndex) -> Vec<Rewording> {
    let Some(before_at) = old.find(&new.unit(at).id) else { return Vec::new() };
    let (before, now) = (old.unit(before_at), new.unit(at));
    let word = |word: &Option<String>| Text::plain(word.as_deref().unwrap_or_default());
    let parent = |chart: &Chart, parent: Option<UnitIndex>| {
        parent.map_or_else(Text::default, |parent| chart.unit(parent).name.clone())
    };
    let mut found = Found(Vec::new());
    found.compare(Part::Name, before.name.clone(), now.name.clone());
    found.compare(Part::Acronym, word(&before.acronym), word(&now.acronym));
    found.compare(Part::Parent, parent(old, before.parent), parent(new, now.parent));
    let kinds = (old.kind(before.kind).label.clone(), new.kind(now.kind).label.clone());
    found.compare(Part::Kind, kinds.0, kinds.1);
    found.compare(Part::Count, count(before.count), count(now.count));
    found.compare(Part::Citation, citations(&before.cite), citations(&now.cite));
    let posts = |post: &Option<Post>| post.iter().cloned().collect::<Vec<Post>>();
    found.posts(Part::Head, (old, &posts(&before.head)), (new, &posts(&now.head)));
    found.posts(Part::Post, (old, &before.posts), (new, &now.posts));
    let functions = |chart: &Chart, at| {
        let held = chart.functions(at).into_iter();
        held.map(|held| held.statement.clone()).collect::<Vec<Statement>>()
    };
    found.statements(Part::Function, &functions(old, before_at), &functions(new, at));
    found.statements(Part::Provision, &before.provisions, &now.provisions);
    found.0
}

struct Found(Vec<Rewording>);

impl Found {
    fn compare(&mut self, part: Part, old: Text, new: Text) {
        if old != new {
            self.0.push(Rewording { part, old, new });
        }
    }

    fn posts(
        &mut self,
        title: Part,
        (old, before): (&Chart, &[Post]),
        (new, now): (&Chart, &[Post]),
    ) {
        for at in 0..before.len().max(now.len()) {
            let (before, now) = (before.get(at), now.get(at));
            let text = |post: Option<&Post>, part: fn(&Post) -> Option<&Text>| {
                post.and_then(part).cloned().unwrap_or_default()
            };
            let superiors = |chart: &Chart, post: Option<&Post>| {
                post.map_or_else(Text::default, |post| names(chart, &post.reports_to))
            };
            let cited = |post: Option<&Post>| citations(post.map_or(&[], |post| &post.cite));
            self.compare(
                title,
                text(before, |it| Some(&it.title)),
                text(now, |it| Some(&it.title)),
            );
            self.compare(
                Part::Rank,
                text(before, |post| post.rank.as_ref()),
                text(now, |post| post.rank.as_ref()),
            );
            self.compare(Part::ReportsTo, superiors(old, before), superiors(new, now));
            self.compare(Part::Citation, cited(before), cited(now));
            let duties =
                |post: Option<&Post>| post.map_or_else(Vec::new, |post| post.duties.clone());
            self.statements(Part::Duty, &duties(before), &duties(now));
        }
    }

    /// Pairs the sentences between the common prefix and suffix, one by one.
    fn statements(&mut self, part: Part, old: &[Statement], new: &[Statement]) {
        let alike = |(old, new): &(&Statement, &Statement)| old == new;
        let start = old.iter().zip(new).take_while(alike).count();
        let (old, new) = (&old[start..], &new[start..]);
        let end = old.iter().rev().zip(new.iter().rev()).take_while(alike).count();
        let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
        for at in 0..old.len().max(new.len()) {
            let text = |said: Option<&Statement>| said.map(|said| said.text.clone());
            let cited = |said: Option<&Statement>| citations(said.map_or(&[], |said| &said.cite));
            let (before, now) = (old.get(at), new.get(at));
            self.compare(part, text(before).unwrap_or_default(), text(now).unwrap_or_default());
            if before.is_some() && now.is_some() {
                self.compare(Part::Citation, cited(before), cited(now));
            }
        }
    }
}

fn count(count: Count) -> Text {
    match count {
        Count::Number(1) => Text::default(),
        Count::Number(number) => Text::plain(number.to_string()),
        Count::Several => Text::plain("…"),
    }
}

fn citations(cite: &[Citation]) -> Text {
    if cite.is_empty() {
        return Text::default();
    }
    let cite: Vec<String> = cite.iter().map(ToString::to_string).collect();
    Text::plain(cite.join(", "))
}

/// Names of parties, each in its first language.
fn names(chart: &Chart, parties: &[Party]) -> Text {
    if parties.is_empty() {
        return Text::default();
    }
    let languages: Vec<&str> = chart.languages().iter().map(String::as_str).collect();
    let in_one = |language: &str| {
        let name = |&party: &Party| chart.party_title(party).get([language]);
        parties.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    match languages.as_slice() {
        [] => Text::plain(in_one("")),
        all => {
            let entries: Vec<_> = all.iter().map(|&tag| (tag, in_one(tag))).collect();
            Text::by_language(&entries)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceText;

    fn chart(units: &str) -> Chart {
        let text = format!("(organogram: 1, languages: [\"en\"], units: [{units}])");
        let (chart, problems) = Chart::load(&SourceText::new("x", text));
        assert!(problems.is_empty(), "{problems:?}");
        chart
    }

    #[test]
    fn each_part_that_differs_is_told_with_its_old_and_its_new_words() {
        let old = chart(
            r#"(id: "top", kind: "office", name: "Agency"),
            (id: "quay", parent: "top", kind: "office", name: "Quay", head: (title: "Chief"),
             functions: [(text: "Counts boats"), (text: "Sells fish"), (text: "Rings the bell")])"#,
        );
        let new = chart(
            r#"(id: "top", kind: "office", name: "Agency"),
            (id: "quay", parent: "top", kind: "section", name: "Pier", head: (title: "Master"),
             functions: [(text: "Counts boats"), (text: "Buys fish"), (text: "Mends nets"),
                         (text: "Rings the bell")])"#,
        );
        let quay = new.find("quay").expect("it is there");
        let said: Vec<(Part, String, String)> = rewordings(&old, &new, quay)
            .into_iter()
            .map(|it| (it.part, it.old.get(["en"]).to_owned(), it.new.get(["en"]).to_owned()))
            .collect();
        let expected = [
            (Part::Name, "Quay", "Pier"),
            (Part::Kind, "Office", "Section"),
            (Part::Head, "Chief", "Master"),
            (Part::Function, "Sells fish", "Buys fish"),
            (Part::Function, "", "Mends nets"),
        ];
        let expected = expected.map(|(part, old, new)| (part, old.to_owned(), new.to_owned()));
        assert_eq!(said, expected);
        assert_eq!(rewordings(&new, &new, quay), []);
    }
}
