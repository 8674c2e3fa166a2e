//! Office files, read by the libraries that other programs read them with.

use crate::exports::{Folder, is_there, said_by};

/// Python with the packages of `tests/tools/requirements.txt`; `check.sh` makes it.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python");

/// Whether Python has a package.
fn has(package: &str) -> bool {
    let arguments = ["-c", &format!("import {package}")];
    let output = std::process::Command::new(PYTHON).args(arguments).output();
    is_there(package, output.is_ok_and(|output| output.status.success()))
}

/// What a script in Python says of a file.
fn python(script: &str, file: &str) -> String {
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
