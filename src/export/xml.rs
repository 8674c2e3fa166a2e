//! Writer for XML formats of other programs.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::metadata_text;

/// Attributes of a tag.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// Writer of a document. Text is escaped, and characters that XML cannot represent are replaced by U+FFFD.
pub(super) struct Xml<W: Write> {
    writer: Writer<W>,
    open: Vec<&'static str>,
}

impl<W: Write> Xml<W> {
    /// Starts a document.
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut writer = Writer::new(out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        Ok(Self { writer, open: Vec::new() })
    }

    /// Opens an element.
    pub(super) fn start(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
    ) -> io::Result<()> {
        self.open.push(name);
        self.writer.write_event(Event::Start(tag(name, attributes)))
    }

    /// Closes the last element that is open.
    pub(super) fn end(&mut self) -> io::Result<()> {
        match self.open.pop() {
            Some(name) => self.writer.write_event(Event::End(BytesEnd::new(name))),
            None => Ok(()),
        }
    }

    /// An element without content.
    pub(super) fn empty(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
    ) -> io::Result<()> {
        self.writer.write_event(Event::Empty(tag(name, attributes)))
    }

    /// An element with text.
    pub(super) fn text(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        words: &str,
    ) -> io::Result<()> {
        self.start(name, attributes)?;
        self.writer.write_event(Event::Text(BytesText::new(&metadata_text(words))))?;
        self.end()
    }

    /// An element with lines of text.
    pub(super) fn lines(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        lines: &[String],
    ) -> io::Result<()> {
        let lines: Vec<String> = lines.iter().map(|line| metadata_text(line)).collect();
        self.start(name, attributes)?;
        self.writer.write_event(Event::Text(BytesText::new(&lines.join("\n"))))?;
        self.end()
    }

    /// Closes all open elements, and ends the file with a line break.
    pub(super) fn finish_file(self) -> io::Result<()> {
        let mut out = self.finish()?;
        out.write_all(b"\n")?;
        out.flush()
    }

    /// Closes all open elements. Returns the writer.
    pub(super) fn finish(mut self) -> io::Result<W> {
        while !self.open.is_empty() {
            self.end()?;
        }
        Ok(self.writer.into_inner())
    }
}

fn tag(name: &'static str, attributes: Attributes<'_>) -> BytesStart<'static> {
    let mut tag = BytesStart::new(name);
    for (name, value) in attributes {
        tag.push_attribute((*name, metadata_text(value).as_str()));
    }
    tag
}
