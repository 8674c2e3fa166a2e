//! Details of a unit: facts, posts, functions, lines and quoted paragraphs.

use std::io::{self, Write};

use super::super::super::official::wording;
use super::super::markup::{Attribute, Escaped, address};
use super::ListWriter;
use crate::model::{
    Citation, FieldEntry, FieldType, FieldValue, Party, Person, Post, Statement, Unit, UnitIndex,
    mail_link, opened_link, phone_link,
};
use crate::scene::status_key;

impl<W: Write> ListWriter<'_, W> {
    pub(super) fn details(&mut self, index: UnitIndex) -> io::Result<()> {
        let chart = self.chart;
        let unit = chart.unit(index);
        if !unit.cite.is_empty() {
            write!(self.out, "<p>{}</p>", self.cite(&unit.cite))?;
        }
        self.facts(unit)?;
        if let Some(head) = &unit.head {
            // The title is on the card.
            self.out.write_all(b"<div class=h>")?;
            self.facts_of_post(head)?;
            self.out.write_all(b"</div>")?;
            // Superiors that repeat the nested list are omitted.
            if head.reports_to.iter().map(|party| party.unit()).ne([unit.parent]) {
                self.superiors(head)?;
            }
            self.statements("u", head.duties.iter())?;
        }
        if !unit.posts.is_empty() {
            self.out.write_all(b"<div class=p>")?;
            for post in &unit.posts {
                self.out.write_all(b"<div>")?;
                self.post(post)?;
                self.out.write_all(b"</div>")?;
                self.list(post.duties.iter())?;
            }
            self.out.write_all(b"</div>")?;
        }
        let functions = chart.functions(index);
        self.statements("f", functions.iter().map(|held| held.statement))?;
        self.statements("v", unit.provisions.iter())?;
        self.lines(index)?;
        self.statements("b", unit.basis.as_deref().into_iter())?;
        self.statements("n", unit.notes.iter())?;
        self.wording(index)
    }

    /// Writes the official wording of the paragraphs that a unit cites.
    fn wording(&mut self, index: UnitIndex) -> io::Result<()> {
        if self.view.official.is_empty() {
            return Ok(());
        }
        let mut is_open = false;
        for citation in self.chart.citations_of(index) {
            let Some((words, language)) = wording(self.chart, self.view.official, &citation) else {
                continue;
            };
            if !is_open {
                self.out.write_all(b"<dl class=w>")?;
                is_open = true;
            }
            write!(self.out, "<dt>{}</dt><dd", Escaped(&citation.to_string()))?;
            // The classes make it visible in every language.
            if let Some(language) = language {
                let classes = (0..self.texts.languages().len()).map(|at| format!("x{at}"));
                let classes = classes.collect::<Vec<_>>().join(" ");
                let (language, classes) = (Attribute(language), Attribute(&classes));
                write!(self.out, " lang={language} class={classes}")?;
            }
            let lines: Vec<String> = words.lines().map(|line| Escaped(line).to_string()).collect();
            write!(self.out, ">{}</dd>", lines.join("<br>"))?;
        }
        if is_open {
            self.out.write_all(b"</dl>")?;
        }
        Ok(())
    }

    fn facts(&mut self, unit: &Unit) -> io::Result<()> {
        let messages = self.texts.messages();
        let mut facts = Vec::new();
        facts.extend(
            unit.headcount.map(|count| messages.fill("facts.headcount", &[&count.to_string()])),
        );
        let names: Vec<String> =
            unit.also_named.iter().map(|name| self.texts.markup(name)).collect();
        if !facts.is_empty() {
            write!(self.out, "<p>{}</p>", Escaped(&facts.join(" · ")))?;
        }
        if !names.is_empty() {
            write!(self.out, "<p>≈ {}</p>", names.join(" · "))?;
        }
        if let Some(link) = &unit.link {
            write!(self.out, "<p>{}</p>", link_to(link, link))?;
        }
        self.fields(&unit.fields)
    }

    fn fields(&mut self, entries: &[FieldEntry]) -> io::Result<()> {
        for entry in entries {
            let declared = &self.chart.fields()[entry.declaration as usize];
            let value = match &entry.value {
                FieldValue::Text(text) if declared.field_type == FieldType::Link => {
                    let words = text.get(self.texts.languages().iter().copied());
                    link_to(words, words)
                }
                FieldValue::Text(text) => self.texts.markup(text),
                FieldValue::Choice(at) => self.texts.markup(&declared.values[*at as usize].label),
                FieldValue::Number(number) => {
                    let unit = declared.unit.as_deref().map(|unit| format!(" {}", Escaped(unit)));
                    format!("{number}{}", unit.unwrap_or_default())
                }
            };
            write!(self.out, "<p>{}: {value}</p>", self.texts.markup(&declared.label))?;
        }
        Ok(())
    }

    /// Title, rank, holders and facts of a post.
    fn post(&mut self, post: &Post) -> io::Result<()> {
        write!(self.out, "<b>{}</b>", self.texts.markup(&post.title))?;
        self.facts_of_post(post)
    }

    /// Rank, holders and facts of a post.
    fn facts_of_post(&mut self, post: &Post) -> io::Result<()> {
        let messages = self.texts.messages();
        if let Some(rank) = &post.rank {
            write!(self.out, " · {}", self.texts.markup(rank))?;
        }
        if let Some(times) = post.count.times() {
            write!(self.out, " {times}")?;
        }
        if let Some(status) = post.status {
            write!(self.out, " · {}", Escaped(messages.get(status_key(status))))?;
        }
        if let Some(fte) = post.fte {
            write!(self.out, " · {}", Escaped(&messages.fill("facts.fte", &[&fte.to_string()])))?;
        }
        for person in &post.holders {
            self.person(person)?;
        }
        write!(self.out, "{}", self.cite(&post.cite))?;
        self.fields(&post.fields)
    }

    fn person(&mut self, person: &Person) -> io::Result<()> {
        let messages = self.texts.messages();
        write!(self.out, "<div>{}", self.texts.markup(&person.name))?;
        if person.acting {
            write!(self.out, " ({})", Escaped(messages.get("facts.acting")))?;
        }
        let mail = person.email.as_ref().map(|email| (mail_link(email), email));
        let phone = person.phone.as_ref().map(|phone| (phone_link(phone), phone));
        let page = person.link.as_ref().map(|link| (link.clone(), link));
        for (address, words) in [mail, phone, page].into_iter().flatten() {
            write!(self.out, " · {}", link_to(&address, words))?;
        }
        self.out.write_all(b"</div>")
    }

    fn superiors(&mut self, post: &Post) -> io::Result<()> {
        if post.reports_to.is_empty() {
            return Ok(());
        }
        let superiors: Vec<String> =
            post.reports_to.iter().map(|&party| self.party(party)).collect();
        write!(self.out, "<p class=\"m\">{}</p>", superiors.join(" · "))
    }

    /// The title of a party, as a link to its unit.
    fn party(&self, party: Party) -> String {
        let title = self.texts.markup(self.chart.party_title(party));
        match party.unit() {
            Some(unit) => {
                let href = format!("#{}", self.chart.unit(unit).id);
                format!("<a href={}>{title}</a>", Attribute(&href))
            }
            None => title,
        }
    }

    /// Writes the lines that start here.
    fn lines(&mut self, index: UnitIndex) -> io::Result<()> {
        let chart = self.chart;
        let lines = std::mem::take(&mut self.relations[index.get()]);
        if lines.is_empty() {
            return Ok(());
        }
        self.out.write_all(b"<ul class=\"l\">")?;
        for at in lines {
            let relation = &chart.relations()[at as usize];
            let (kind, to) = (relation.kind.word(), self.party(relation.to));
            write!(self.out, "<li class=\"r-{kind}\">{to}")?;
            if !relation.text.is_empty() {
                write!(self.out, ": {}", self.texts.markup(&relation.text))?;
            }
            write!(self.out, "{}", self.cite(&relation.cite))?;
        }
        self.out.write_all(b"</ul>")
    }

    fn statements<'s>(
        &mut self,
        class: &str,
        statements: impl ExactSizeIterator<Item = &'s Statement>,
    ) -> io::Result<()> {
        if statements.len() == 0 {
            return Ok(());
        }
        write!(self.out, "<ol class={class}>")?;
        self.items(statements)
    }

    fn list<'s>(&mut self, statements: impl Iterator<Item = &'s Statement>) -> io::Result<()> {
        self.out.write_all(b"<ol>")?;
        self.items(statements)
    }

    fn items<'s>(&mut self, statements: impl Iterator<Item = &'s Statement>) -> io::Result<()> {
        for statement in statements {
            let text = self.texts.markup(&statement.text);
            write!(self.out, "<li>{text}{}", self.cite(&statement.cite))?;
        }
        self.out.write_all(b"</ol>")
    }

    fn cite(&self, cite: &[Citation]) -> String {
        if cite.is_empty() {
            return String::new();
        }
        // The style sheet adds words of the reader's language to bare numbers.
        let is_bare = cite.iter().all(|cite| self.chart.sign(cite).is_none());
        let class = if is_bare { "" } else { " class=s" };
        let bare = |numbers: &str| {
            if is_bare {
                numbers.to_owned()
            } else {
                self.texts.messages().fill("inspector.cite", &[numbers])
            }
        };
        format!(" <cite{class}>{}</cite>", Escaped(&self.chart.cited(cite, &bare)))
    }
}

/// A link that opens in a new page, or plain text if pages must not open the address.
fn link_to(link: &str, words: &str) -> String {
    let words = Escaped(words);
    match address(opened_link(link)) {
        Some(address) => {
            format!(
                "<a href=\"{address}\" rel=\"noopener noreferrer\" target=\"_blank\">{words}</a>"
            )
        }
        None => words.to_string(),
    }
}
