//! Office files, read by the libraries that other programs use.

use crate::exports::{Folder, is_there, said_by, there_is};

/// Python with the packages of `tests/tools/requirements.txt`; `check.sh` installs it.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python");

/// Returns whether Python has a package.
pub(crate) fn has(package: &str) -> bool {
    let arguments = ["-c", &format!("import {package}")];
    let output = std::process::Command::new(PYTHON).args(arguments).output();
    is_there(package, output.is_ok_and(|output| output.status.success()))
}

/// Returns the output of a Python script for a file.
pub(crate) fn python(script: &str, file: &str) -> String {
    said_by(PYTHON, &["-c", script, file])
}

#[test]
fn a_workbook_has_filters_frozen_heads_and_links_that_lead_to_rows() {
    if !has("openpyxl") {
        return;
    }
    let folder = Folder::new();
    let book = folder.export("a.xlsx", &[]);
    let script = r#"
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
for sheet in book:
    print(sheet.title, sheet.max_row - 1, sheet.freeze_panes, sheet.auto_filter.ref is not None)
units = book["units"]
row = next(row for row in units.iter_rows(min_row=2) if row[0].value == "its")
place = row[1].hyperlink.location
print(row[1].value, place, units[place.split("!")[1]].value)
print(book.properties.title, book.properties.creator.split()[0])
heads = [cell.value for cell in units[1]]
names = [row[heads.index("name_en")].value for row in units.iter_rows(min_row=2)]
print(len(names), names[0])
"#;
    let said = python(script, &book);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "units 48 B2 True");
    assert!(lines[1].starts_with("posts ") && lines[1].ends_with(" B2 True"), "{said}");
    assert!(lines[3].starts_with("relations ") && lines[3].ends_with(" A2 True"), "{said}");
    let link: Vec<&str> = lines[6].split(' ').collect();
    assert_eq!(link[0], link[2], "the link leads to the parent's row: {said}");
    assert!(link[1].starts_with("'units'!A"), "{said}");
    assert_eq!(lines[7], "维持和平行动部 Organogram");
    assert_eq!(lines[8], "48 Department of Peacekeeping Operations");
}

#[test]
fn a_workbook_without_persons_names_none() {
    if !has("openpyxl") {
        return;
    }
    let folder = Folder::new();
    let file = folder.path("a.ron");
    let text = "(organogram: 1, units: [(id: \"a\", kind: \"office\", name: \"A\", head: (title: \"Chief\", \
                holder: \"Ada Marsh\"), posts: [(id: \"clerk\", title: \"Clerk\", holder: \"Ben Oduya\")])])";
    std::fs::write(&file, text).expect("the folder takes files");
    let script = "import sys, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\n\
                  print([cell.value for sheet in book for row in sheet for cell in row if cell.value])";
    for (arguments, is_named) in [(&[][..], true), (&["--no-persons"], false)] {
        let out = folder.path("a.xlsx");
        let all = [&["export", &file, "-o", &out, "--force"][..], arguments].concat();
        assert!(crate::exports::organogram(&all).status.success());
        let said = python(script, &out);
        assert!(said.contains("Clerk"), "{said}");
        for name in ["Ada Marsh", "Ben Oduya"] {
            assert_eq!(said.contains(name), is_named, "{said}");
        }
    }
}

#[test]
fn slides_are_shapes_with_text_connectors_that_are_glued_and_notes() {
    if !has("pptx") {
        return;
    }
    let folder = Folder::new();
    let slides = folder.export("a.pptx", &["--lang", "en"]);
    let script = r#"
import sys, pptx
deck = pptx.Presentation(sys.argv[1])
print(deck.slide_width / deck.slide_height)
first = deck.slides[0]
cards = [shape for shape in first.shapes if shape.shape_id >= 10 and shape.has_text_frame]
lines = [shape for shape in first.shapes if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.LINE or
         shape.element.tag.endswith("cxnSp")]
print(len(cards), len({card.text_frame.paragraphs[0].text for card in cards}))
ids = {card.shape_id for card in cards}
glued = [line for line in lines if all(int(end.get("id")) in ids for end in line.element.iter() if end.tag.endswith("Cxn"))]
print(len(lines) == len(glued), len(lines) >= 47)
print(all(0 <= card.left and card.left + card.width <= deck.slide_width and 0 <= card.top and
          card.top + card.height <= deck.slide_height for slide in deck.slides for card in slide.shapes
          if card.has_text_frame and not card.is_placeholder))
print(sum(slide.has_notes_slide for slide in deck.slides) == len(deck.slides))
print("Integrated Training Service" in "".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides))
"#;
    let said = python(script, &slides);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("1.77"), "{said}");
    let cards: Vec<usize> =
        lines[1].split(' ').map(|count| count.parse().expect("a number")).collect();
    assert!(cards[0] >= 48, "a shape for each unit and body: {said}");
    assert_eq!(lines[2..], ["True True", "True", "True", "True"], "{said}");
}

#[test]
fn an_office_opens_slides_and_workbooks() {
    if !there_is("soffice", "--version") || !there_is("pdftotext", "-v") {
        return;
    }
    let folder = Folder::new();
    let profile = format!("-env:UserInstallation=file://{}", folder.path("office"));
    let slides = folder.export("slides.pptx", &["--lang", "en"]);
    let workbook = folder.export("workbook.xlsx", &[]);
    let out = folder.path("");
    let convert = [&profile, "--headless", "--convert-to", "pdf", "--outdir", &out];
    said_by("soffice", &[&convert[..], &[&slides, &workbook]].concat());
    for name in ["slides.pdf", "workbook.pdf"] {
        let text = said_by("pdftotext", &[&folder.path(name), "-"]);
        let text: String = text.split_whitespace().collect();
        assert!(text.contains("IntegratedTrainingService"), "{name}: {text}");
    }
}
