//! The program, run as a user runs it: its output, its messages and its exit codes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use organogram::layout::{Direction, LayoutStyle};
use organogram::model::{Chart, SAMPLE, SAMPLES};
use organogram::scene::{Scene, SceneRequest, build};
use organogram::source::SourceText;
use serde_json::Value;

const SAMPLE_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/dpko.ron");

const SOUND: &str = r#"(organogram: 1, title: "A", languages: ["en"], units: [
    (id: "a", kind: "office", name: "A"),
    (id: "b", kind: "team", name: "B", parent: "a", head: (title: "Chief", reports_to: ["a"])),
])"#;

/// A file, the exit codes of `check` and `export` for it, and the first line of both error messages.
struct Bad {
    name: &'static str,
    content: &'static [u8],
    code: i32,
    line: &'static str,
}

const BAD: &[Bad] = &[
    Bad {
        name: "not-utf8.ron",
        content: b"(organogram: 1,\n  title: \"caf\xe9\", units: [])",
        code: 2,
        line: "not-utf8.ron:2:14: error[E013]: the byte E9 at line 2, column 14 is not valid UTF-8",
    },
    Bad {
        name: "empty.ron",
        content: b"",
        code: 1,
        line: "empty.ron:1:1: error[E001]: the file is empty: expected ( … ) with fields",
    },
    Bad {
        name: "no-units.ron",
        content: b"(organogram: 1, units: [])",
        code: 1,
        line: "no-units.ron:1:24: error[E016]: the file has no units",
    },
    Bad {
        name: "broken.ron",
        content: b"(\n  organogram: 1\n  units: [],\n)",
        code: 1,
        line: "broken.ron:3:3: error[E001]: expected a comma",
    },
    Bad {
        name: "parent.ron",
        content: b"(organogram: 1, units: [\n  (id: \"a\", kind: \"office\", name: \"A\"),\n  \
                   (id: \"b\", kind: \"team\", name: \"B\", parent: \"aa\"),\n])",
        code: 1,
        line: "parent.ron:3:46: error[E007]: no unit has the id aa; this unit is shown at top level",
    },
    Bad {
        name: "cycle.ron",
        content: b"(organogram: 1, units: [\n  (id: \"a\", kind: \"office\", name: \"A\", parent: \"b\"),\n  \
                   (id: \"b\", kind: \"team\", name: \"B\", parent: \"a\"),\n])",
        code: 1,
        line: "cycle.ron:2:48: error[E011]: the parents of these units form a cycle: a → b → a",
    },
    Bad {
        name: "twice.ron",
        content: b"(organogram: 1, units: [\n  (id: \"a\", kind: \"office\", name: \"A\"),\n  \
                   (id: \"a\", kind: \"team\", name: \"B\"),\n])",
        code: 1,
        line: "twice.ron:3:8: error[E005]: the id a is already used by a unit",
    },
    Bad {
        name: "own-parent.ron",
        content: b"(organogram: 1, units: [\n  (id: \"a\", kind: \"office\", name: \"A\", parent: \"a\"),\n])",
        code: 1,
        line: "own-parent.ron:2:48: error[E011]: unit a is its own parent",
    },
    Bad {
        name: "utf-16.ron",
        content: b"(\0o\0r\0g\0a\0n\0o\0g\0r\0a\0m\0:\0\x31\0)\0",
        code: 2,
        line: "utf-16.ron:1:2: error[E013]: the byte 00 at line 1, column 2 is not valid UTF-8",
    },
];

#[test]
fn sample_prints_the_bundled_file() {
    let output = run(&["sample"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout == SAMPLE.as_bytes(), "the sample differs");
    assert_eq!(said(&output), "");
}

#[test]
fn sample_of_several_files_needs_a_folder() {
    let printed = run(&["sample", "clinic"]);
    let clinic = SAMPLES[1];
    assert!(clinic.name == "clinic" && printed.stdout == clinic.text.as_bytes());
    let folder = Folder::new();
    let written = folder.run(&["sample", "clinic", "-o", "mine"]);
    assert_eq!((written.status.code(), said(&written)), (Some(0), String::new()));
    let table = fs::read_to_string(folder.path("mine/clinic.csv")).expect("the table is there");
    assert!(
        table.starts_with("Nr;Name;Funktion;Abteilung;Vorgesetzte/r;Stellenanteil;"),
        "{table}"
    );
    let checked = folder.run(&["check", "--deny-warnings", "mine/clinic.ron"]);
    assert_eq!(said(&checked), "mine/clinic.ron: 0 errors, 0 warnings\n");
    let again = folder.run(&["sample", "clinic", "-o", "mine"]);
    assert_eq!(again.status.code(), Some(3));
    assert!(said(&again).contains("hint: --force overwrites it"), "{}", said(&again));
    assert_eq!(folder.run(&["sample", "clinic", "-o", "mine", "--force"]).status.code(), Some(0));
    let several = folder.run(&["sample", "harbour"]);
    assert_eq!(several.status.code(), Some(2));
    assert!(several.stdout.is_empty() && said(&several).contains("harbour consists of 10 files"));
    assert_eq!(folder.run(&["sample", "harbour", "-o", "port"]).status.code(), Some(0));
    let files = ["port/2009.ron", "port/2016.ron", "port/2024.ron"];
    let checked = folder.run(&[&["check", "--deny-warnings"], &files[..]].concat());
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    let unknown = run(&["sample", "moon"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        said(&unknown).contains("[possible values: dpko, clinic, harbour]"),
        "{}",
        said(&unknown)
    );
}

#[test]
fn sample_has_no_problems() {
    let output = run(&["check", "--deny-warnings", SAMPLE_PATH]);
    assert_eq!(said(&output), format!("{SAMPLE_PATH}: 0 errors, 0 warnings\n"));
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn reports_bad_files_and_writes_nothing() {
    let nested = "[".repeat(200) + &"]".repeat(200);
    let nested = format!("(organogram: 1, units: {nested})");
    let nested = Bad {
        name: "nested.ron",
        content: nested.into_bytes().leak(),
        code: 1,
        line: "nested.ron:1:124: error[E001]: brackets are nested more than 100 levels deep",
    };
    for bad in BAD.iter().chain([&nested]) {
        let folder = Folder::new();
        folder.write(bad.name, bad.content);
        for arguments in [&["check", bad.name][..], &["export", bad.name, "-o", "out.png"]] {
            let output = folder.run(arguments);
            let said = said(&output);
            let first = said.lines().next().unwrap_or_default();
            assert_eq!(first, bad.line, "{arguments:?}");
            assert_eq!(output.status.code(), Some(bad.code), "{arguments:?} says\n{said}");
            assert!(output.stdout.is_empty());
            assert_eq!(folder.names(), [bad.name], "after {arguments:?}");
        }
    }
}

#[test]
fn missing_files_exit_with_2() {
    let folder = Folder::new();
    fs::create_dir(folder.path("folder")).expect("a folder");
    let large = fs::File::create(folder.path("large.ron")).expect("a file");
    large.set_len(256 * 1024 * 1024 + 1).expect("a sparse file");
    for (name, line) in [
        ("absent.ron", "absent.ron: error[E014]: the file does not exist"),
        ("folder", "folder: error[E014]: this is a folder, not a file"),
        ("large.ron", "large.ron: error[E015]: it is larger than 256 MB"),
    ] {
        for arguments in [&["check", name][..], &["export", name, "-o", "out.png"]] {
            let output = folder.run(arguments);
            assert_eq!(said(&output).lines().next(), Some(line), "{arguments:?}");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        }
    }
    assert_eq!(folder.names(), ["folder", "large.ron"]);
}

#[test]
fn problems_have_excerpt_caret_and_hint() {
    let folder = Folder::new();
    let text = "(organogram: 1, units: [\n\t(id: \"司\", kind: \"officce\", name: \"厅\"),\n])";
    folder.write("a.ron", text.as_bytes());
    let output = folder.run(&["check", "a.ron"]);
    let expected = "a.ron:2:18: error[E010]: ";
    let said = said(&output);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with(expected), "{said}");
    assert_eq!(lines[2], "2 |     (id: \"司\", kind: \"officce\", name: \"厅\"),");
    assert_eq!(lines[3], "  |                      ^^^^^^^^^");
    assert!(lines[4].starts_with("hint: did you mean office?"), "{said}");
    assert_eq!(lines.last(), Some(&"a.ron: 1 error, 0 warnings"));
}

#[test]
fn json_problems_go_to_standard_output() {
    let folder = Folder::new();
    folder.write("twice.ron", BAD[6].content);
    let output = folder.run(&["check", "--format", "json", "twice.ron", "absent.ron"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said(&output), "");
    let problems: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let twice = &problems[0];
    let keys: Vec<&String> = twice.as_object().expect("an object").keys().collect();
    let expected = "code severity message file line column end_line end_column hints";
    assert_eq!(keys, expected.split(' ').collect::<Vec<_>>());
    assert_eq!(twice["code"], "E005");
    assert_eq!(twice["severity"], "error");
    assert_eq!(twice["file"], "twice.ron");
    let place = ["line", "column", "end_line", "end_column"].map(|key| twice[key].as_u64());
    assert_eq!(place, [Some(3), Some(8), Some(3), Some(11)]);
    assert_eq!(problems[1]["code"], "E014");
    assert_eq!(problems[1]["line"], Value::Null);
}

#[test]
fn shows_twenty_problems_of_each_code() {
    let folder = Folder::new();
    let unit = |at: usize| {
        format!("(id: \"u{at}\", parent: \"zz\", kind: \"team\", name: {{\"en\": \"U\"}}),\n")
    };
    let units: String = (0..1_025).map(unit).collect();
    let text = format!(
        "(organogram: 1, languages: [\"en\", \"zh\"], units: [\n{units}], bodies: [(id: \"x\", name: \"X\")])"
    );
    folder.write("a.ron", text.as_bytes());
    let output = said(&folder.run(&["check", "a.ron"]));
    assert_eq!(output.matches(": warning[W101]: ").count(), 20);
    assert_eq!(output.matches(": error[E007]: ").count(), 20);
    let end = "\nand 1,005 more of E007 (`--all` lists them)\nand 1,005 more of W101 (`--all` lists them)\n\
               E007 1,025\nW101 1,025\nW105     1\na.ron: 1,025 errors, 1,026 warnings\n";
    assert!(output.ends_with(end), "{output}");
    let all = said(&folder.run(&["check", "--all", "a.ron"]));
    assert_eq!(all.matches(": warning[W101]: ").count(), 1_025);
    assert!(!all.contains("more of"));
    let json = folder.run(&["check", "--format", "json", "a.ron"]);
    let problems: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(problems.as_array().map(Vec::len), Some(2_051));
    let export = said(&folder.run(&["export", "a.ron", "-o", "a.md"]));
    assert_eq!(export.matches(": error[E007]: ").count(), 20);
    assert!(
        export.contains("and 1,005 more of E007 (`organogram check --all` lists them)\n"),
        "{export}"
    );
}

#[test]
fn shortens_long_names_in_messages() {
    let folder = Folder::new();
    let tags: Vec<String> = (0..5_000).map(|at| format!("\"x-{at}\"")).collect();
    let id = "y".repeat(1_000_000);
    let text = format!(
        "(organogram: 1, languages: [{}], units: [(id: \"a\", kind: \"{id}\", name: {{\"x-0\": \"A\"}})])",
        tags.join(", ")
    );
    folder.write("a.ron", text.as_bytes());
    for format in ["human", "json"] {
        let output = folder.run(&["check", "--format", format, "a.ron"]);
        let all = [output.stdout, output.stderr].concat();
        let all = String::from_utf8_lossy(&all).into_owned();
        assert!(all.len() < 4_000, "{format}: {} bytes", all.len());
        assert!(all.contains("x-1, x-2, x-3, ") && all.contains(" more"), "{all}");
        assert!(all.contains("yyy…yyy"), "{all}");
    }
}

#[test]
fn explains_a_code() {
    let folder = Folder::new();
    let output = folder.run(&["check", "--explain", "e007"]);
    assert_eq!(output.status.code(), Some(0));
    let entry = String::from_utf8_lossy(&output.stdout);
    assert!(entry.starts_with("E007 Unknown parent\n"), "{entry}");
    assert!(!entry.contains("E008"), "{entry}");
    let last = folder.run(&["check", "--explain", "E019"]);
    assert!(!String::from_utf8_lossy(&last.stdout).contains("Warnings"), "up to the next heading");
    let unknown = folder.run(&["check", "--explain", "E999"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("E001, E002"), "{}", said(&unknown));
}

#[test]
fn reports_problems_in_chinese() {
    let folder = Folder::new();
    folder.write("twice.ron", BAD[6].content);
    let output = folder.run(&["check", "--lang", "zh", "twice.ron"]);
    let said = said(&output);
    assert!(said.starts_with("twice.ron:3:8: error[E005]: id "), "{said}");
    assert!(said.contains("已被占用：一个单位用了它"), "{said}");
    assert!(said.contains("提示：第一处在第 2 行第 8 列"), "{said}");
    assert!(said.ends_with("twice.ron：1 个错误，0 个警告\n"), "{said}");
}

#[test]
fn rejects_files_over_the_limit() {
    let folder = Folder::new();
    folder.write("a.ron", SOUND.as_bytes());
    let output = folder.run(&["check", "--max-size", "20B", "a.ron"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("error[E015]: it is larger than 20 bytes"), "{}", said(&output));
    let export = folder.run(&["export", "--max-size", "20B", "a.ron", "-o", "a.json"]);
    assert_eq!(export.status.code(), Some(2));
    assert!(!folder.path("a.json").exists());
    assert_eq!(folder.run(&["check", "--max-size", "1MB", "a.ron"]).status.code(), Some(0));
    for wrong in ["0", "1TB", "-1", "much", ""] {
        let output = folder.run(&["check", "--max-size", wrong, "a.ron"]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn warnings_fail_only_if_denied() {
    let folder = Folder::new();
    let text = SOUND.replace("units:", "bodies: [(id: \"z\", name: \"Z\")], units:");
    folder.write("a.ron", text.as_bytes());
    let output = folder.run(&["check", "a.ron"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("warning[W105]"), "{}", said(&output));
    assert_eq!(folder.run(&["check", "--deny-warnings", "a.ron"]).status.code(), Some(1));
}

#[test]
fn reports_notes_on_request() {
    let folder = Folder::new();
    folder.write("a.ron", SOUND.as_bytes());
    assert_eq!(said(&folder.run(&["check", "a.ron"])), "a.ron: 0 errors, 0 warnings\n");
    let with_notes = folder.run(&["check", "--notes", "a.ron"]);
    assert!(said(&with_notes).contains("note[N201]"), "{}", said(&with_notes));
    assert!(said(&with_notes).ends_with("a.ron: 0 errors, 0 warnings, 3 notes\n"));
    assert_eq!(with_notes.status.code(), Some(0));
}

#[test]
fn checks_citations_against_a_source() {
    let folder = Folder::new();
    let text = SOUND.replace(
        "units:",
        "sources: [(id: \"charter\", title: \"C\", text: \"texts/charter.txt\")], units:",
    );
    folder.write("a.ron", text.replace("name: \"A\"", "name: \"A\", cite: [\"1.9\"]").as_bytes());
    let unreadable = folder.run(&["check", "a.ron"]);
    assert!(said(&unreadable).starts_with("a.ron: warning[W107]: "), "{}", said(&unreadable));
    assert_eq!(unreadable.status.code(), Some(0));

    fs::create_dir(folder.path("texts")).expect("a folder");
    folder.write("texts/charter.txt", b"Section 1\n1.1 There is an office.\n");
    let beside = said(&folder.run(&["check", "a.ron"]));
    let elsewhere = said(&folder.run(&["check", "a.ron", "--source", "charter=texts/charter.txt"]));
    assert_eq!(beside, elsewhere);
    for code in ["warning[W103]", "warning[W104]"] {
        assert!(beside.contains(code), "{beside}");
    }

    let misspelt = folder.run(&["check", "a.ron", "--source", "chartr=texts/charter.txt"]);
    let expected = "organogram: a.ron has no source chartr\nhint: did you mean charter?\n";
    assert_eq!(said(&misspelt), expected);
    assert_eq!(misspelt.status.code(), Some(2));
}

#[test]
fn picture_has_the_size_of_its_scene() {
    let folder = Folder::new();
    let mut request = whole();
    request.language = "en".into();
    let english = scene(&request);
    let mut request = whole();
    request.direction = Direction::Right;
    request.style = LayoutStyle::Tidy;
    for (arguments, scene, scale) in [
        (&["--lang", "en"][..], &english, 1.0),
        (&["--lang", "en", "--scale", "0.5"], &english, 0.5),
        (
            &["--direction", "right", "--layout", "tidy", "--theme", "dark", "--scale", "0.3"],
            &scene(&request),
            0.3,
        ),
    ] {
        let output =
            folder.run(&[&["export", SAMPLE_PATH, "-o", "a.png", "--force"], arguments].concat());
        assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)), "{arguments:?}");
        let expected = [scene.size().x, scene.size().y].map(|side| (side * scale).ceil());
        let found = size_of_png(&folder.read("a.png")).map(|side| side.to_string());
        assert_eq!(found, expected.map(|side| side.to_string()), "{arguments:?}");
    }
    assert_eq!(folder.names(), ["a.png"]);
}

#[test]
fn width_sets_the_width_of_a_picture() {
    let folder = Folder::new();
    let output = folder.run(&["export", SAMPLE_PATH, "-o", "a.png", "--width", "777"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(size_of_png(&folder.read("a.png"))[0], 777);
}

#[test]
fn width_scales_an_svg_without_changing_coordinates() {
    let folder = Folder::new();
    let scene = scene(&whole());
    for (option, value, expected) in
        [("--width", "777", 777.0), ("--scale", "2", scene.size().x * 2.0)]
    {
        let output = folder.run(&["export", SAMPLE_PATH, "-o", "a.svg", "--force", option, value]);
        assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
        let text = String::from_utf8(folder.read("a.svg")).expect("UTF-8");
        let svg = roxmltree::Document::parse(&text).expect("XML");
        let root = svg.root_element();
        let number = |value: &str| value.parse::<f32>().expect("a number");
        let width = root.attribute("width").map(number).expect("a width");
        assert!((width - expected).abs() < 0.01, "{width}, not {expected}");
        let points = root.attribute("viewBox").and_then(|value| value.split(' ').nth(2));
        assert!((number(points.expect("a width")) - scene.size().x).abs() < 0.01);
    }
}

#[test]
fn rejects_oversized_pictures_and_suggests_a_scale() {
    let folder = Folder::new();
    let output = folder.run(&["export", SAMPLE_PATH, "-o", "a.png", "--scale", "1e9"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("the largest scale that fits is "), "{}", said(&output));
    assert!(folder.names().is_empty());
    for scale in ["0", "-1", "NaN", "inf"] {
        let scale = format!("--scale={scale}");
        let output = folder.run(&["export", SAMPLE_PATH, "-o", "a.png", &scale]);
        assert_eq!(output.status.code(), Some(2), "{scale}");
    }
}

#[test]
fn json_of_the_sample_is_complete() {
    let output = run(&["export", SAMPLE_PATH, "-o", "-", "--format", "json"]);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    assert!(output.stdout.ends_with(b"}\n"));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    let expected = "organogram title effective languages kinds sources bodies shared_sets units relations provisions";
    assert_eq!(keys, expected.split(' ').collect::<Vec<_>>());
    assert_eq!(json["organogram"], 1);
    assert_eq!(json["title"]["zh"], "维持和平行动部");
    assert_eq!(json["effective"], "2010-01-01");
    assert_eq!(json["bodies"].as_array().map(Vec::len), Some(49));
    let units = json["units"].as_array().expect("a list");
    assert_eq!(units.len(), 48);
    let keys: Vec<&String> = units[0].as_object().expect("an object").keys().collect();
    let expected = "id kind name acronym parent depth count cite head posts functions provisions";
    assert_eq!(keys, expected.split(' ').collect::<Vec<_>>());
    let mut lettered: Vec<&str> = units
        .iter()
        .flat_map(|unit| unit["functions"].as_array().expect("a list"))
        .flat_map(|function| function["cite"].as_array().expect("a list"))
        .map(|citation| citation.as_str().expect("a citation"))
        .filter(|citation| citation.ends_with(')'))
        .collect();
    lettered.sort_unstable();
    lettered.dedup();
    assert_eq!(lettered.len(), 128);
}

#[test]
fn json_has_shared_sets_as_written() {
    let folder = Folder::new();
    let text = r#"(organogram: 1, languages: ["en"], shared_functions: [
        (id: "watch", cite: "4.1", functions: [(cite: "4.1(a)", text: "Keeps a watch")]),
        (id: "rescue", functions: [(cite: "4.2", text: "Rescues")]),
    ], units: [
        (id: "a", kind: "office", name: "A", shared_functions: "rescue"),
        (id: "b", kind: "team", name: "B", parent: "a", shared_functions: "watch"),
        (id: "c", kind: "team", name: "C", parent: "a"),
    ])"#;
    folder.write("a.ron", text.as_bytes());
    let sets = |root: &str| {
        let output =
            folder.run(&["export", "a.ron", "-o", "-", "--format", "json", "--root", root]);
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["shared_sets"].clone()
    };
    let watch = serde_json::json!(
        {"id": "watch", "cite": ["4.1"], "functions": [{"cite": ["4.1(a)"], "text": {"en": "Keeps a watch"}}]}
    );
    assert_eq!(sets("b"), serde_json::json!([watch]));
    assert_eq!(sets("a").as_array().map(Vec::len), Some(2));
    assert_eq!(sets("c"), Value::Null, "left out where there are none");
}

#[test]
fn german_files_have_no_chinese_wording() {
    let folder = Folder::new();
    let text = r#"(organogram: 1, languages: ["de"], title: {"de": "Hafenamt"}, sources: [(id: "satzung", numbering: sections)],
        words: {"belongs_to": {"de": "Gehört zu"}, "dual": "Zweite Unterstellung", "functions": "Zahl der Aufgaben",
                "page": "Blatt {0}", "index": "Verzeichnis"},
        bodies: [(id: "land", name: "Land")], units: [
        (id: "a", kind: "department", name: {"de": "Hafenamt"}),
        (id: "b", parent: "a", kind: "section", name: {"de": "Lotsen"},
         head: (title: {"de": "Leiter"}, reports_to: ["a", "land"]), functions: [(cite: "§ 9 Abs. 2", text: "Lotst")]),
    ])"#;
    folder.write("a.ron", text.as_bytes());
    assert_eq!(said(&folder.run(&["check", "a.ron"])), "a.ron: 0 errors, 0 warnings\n");
    let export = |format| {
        let output = folder.run(&["export", "a.ron", "-o", "-", "--format", format]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for format in ["svg", "json", "csv", "md", "ttl"] {
        let text = export(format);
        let chinese = text.chars().find(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        assert_eq!(chinese, None, "{format}: {text}");
    }
    let drawing = export("svg");
    for words in ["Section", "Gehört zu", "Zweite Unterstellung", "Zahl der Aufgaben"] {
        assert!(drawing.contains(&format!(">{words}</text>")), "{words}: {drawing}");
    }
    let json: Value = serde_json::from_str(&export("json")).expect("JSON");
    assert_eq!(json["words"]["dual"]["de"], "Zweite Unterstellung");
    assert_eq!(json["sources"][0]["numbering"], "sections");
    assert!(export("md").contains("Lotst (§ 9 Abs. 2)"));
}

#[test]
fn checks_citations_of_a_law_against_its_text() {
    let folder = Folder::new();
    let text = r#"(organogram: 1, languages: ["de"], sources: [(id: "satzung", numbering: sections, text: "satzung.txt")], units: [
        (id: "a", kind: "office", name: "Amt", cite: ["§ 3", "§ 9 Abs. 2 Nr. 1", "§ 9 Abs. 3", "§ 12"]),
    ])"#;
    folder.write("a.ron", text.as_bytes());
    let law = "§ 3 Amt\nEs gibt ein Amt.\n§ 9 Aufgaben\n(1) Es plant.\n(2) Es prüft\n1. die Mittel,\n2. die Stellen.\n";
    folder.write("satzung.txt", law.as_bytes());
    let said = said(&folder.run(&["check", "a.ron"]));
    let messages: Vec<&str> =
        said.lines().filter_map(|line| line.split_once("]: ")).map(|it| it.1).collect();
    let expected = [
        "the text of satzung has no paragraph § 9 Abs. 3",
        "the text of satzung has no paragraph § 12",
        "paragraph 9(1) of satzung is not cited",
        "paragraph 9(2) of satzung is not cited",
        "paragraph 9(2)(2) of satzung is not cited",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn json_has_stated_relations_and_reporting_lines() {
    let output = run(&["export", SAMPLE_PATH, "-o", "-", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let relations = json["relations"].as_array().expect("a list");
    let (implied, stated): (Vec<&Value>, Vec<&Value>) = relations
        .iter()
        .partition(|line| line["text"].as_object().is_some_and(serde_json::Map::is_empty));
    assert_eq!(stated.len(), 320);
    assert!(implied.iter().all(|line| line["kind"] == "reports_to"));
    let dual = implied.iter().any(|line| line["from"] == "dpko" && line["to"] == "sg");
    assert!(dual, "the head of the Department answers to the Secretary-General");
}

#[test]
fn exports_ranks_in_each_language() {
    let folder = Folder::new();
    let text = r#"(organogram: 1, languages: ["en", "zh"], units: [
        (id: "a", kind: "office", name: "A", head: (title: "Chief", rank: {"en": "Grade 7", "zh": "处长级"}),
         posts: [(id: "c", title: "Clerk", rank: "G-4"), (id: "d", title: "Driver")]),
    ])"#;
    folder.write("a.ron", text.as_bytes());
    let export = |arguments: &[&str]| {
        let output = folder.run(&[&["export", "a.ron", "-o", "-", "--format"], arguments].concat());
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let json: Value = serde_json::from_str(&export(&["json"])).expect("JSON");
    let unit = &json["units"][0];
    assert_eq!(unit["head"]["rank"], serde_json::json!({"en": "Grade 7", "zh": "处长级"}));
    assert_eq!(unit["posts"][0]["rank"], "G-4");
    assert_eq!(unit["posts"][1]["rank"], Value::Null);
    assert!(export(&["md", "--lang", "zh"]).contains("**Chief** · 处长级"));
    let turtle = export(&["ttl"]);
    for rank in ["\"Grade 7\"@en", "\"处长级\"@zh", "\"G-4\""] {
        assert!(turtle.contains(&format!("og:rank {rank}")), "{turtle}");
    }
}

#[test]
fn turtle_names_survive_unrelated_edits() {
    let folder = Folder::new();
    let export = |text: &str, base: &[&str]| {
        folder.write("a.ron", text.as_bytes());
        let output =
            folder.run(&[&["export", "a.ron", "-o", "-", "--format", "ttl"], base].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let text = r#"(organogram: 1, title: {"en": "Harbour Authority"}, units: [
        (id: "a", kind: "office", name: "A", head: (title: "Chief", holder: ["Ada Marsh"])),
    ])"#;
    let edited = text
        .replace("\"Ada Marsh\"", "\"Ben Oduya\", \"Ada Marsh\"")
        .replace("units: [", "units: [(id: \"b\", kind: \"team\", name: \"B\"),");
    let (before, after) = (export(text, &[]), export(&edited, &[]));
    let subjects = |turtle: &str| -> Vec<String> {
        let lines = turtle.lines().filter(|line| line.starts_with('<'));
        lines.map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    let person = "<urn:organogram:Harbour-Authority:head:a:holder:Ada-Marsh>".to_owned();
    assert!(subjects(&before).contains(&person), "{before}");
    for subject in subjects(&before) {
        assert!(subjects(&after).contains(&subject), "{subject} is gone");
    }
    let based = export(text, &["--base", "https://harbour.example/org"]);
    for subject in subjects(&based) {
        assert!(subject.starts_with("<https://harbour.example/org/"), "{subject}");
    }
    let output =
        folder.run(&["export", "a.ron", "-o", "-", "--format", "ttl", "--base", "harbour"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("the base must be an absolute IRI"), "{}", said(&output));
}

#[test]
fn exports_a_branch_with_its_own_lines() {
    let folder = Folder::new();
    folder.write("a.ron", SOUND.as_bytes());
    let output = folder.run(&["export", "a.ron", "-o", "-", "--format", "json", "--root", "b"]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["units"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["units"][0]["parent"], "a");
    assert_eq!(json["units"][0]["name"]["en"], "B");
    assert_eq!(json["units"][0]["head"]["reports_to"][0], "a");
    let output = folder.run(&["export", "a.ron", "-o", "-", "--format", "csv", "--depth", "0"]);
    let expected = "\u{feff}id,parent,depth,kind,acronym,name_en,head_en,reports_to,functions\n\
                    a,,0,office,,A,,,0\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn branch_export_names_unit_and_organization() {
    let export = |format, language| {
        let arguments = ["export", SAMPLE_PATH, "-o", "-", "--root", "oo", "--lang", language];
        let output = run(&[&arguments[..], &["--format", format]].concat());
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for format in ["svg", "png", "pdf"] {
        let title = "Office of Operations – Department of Peacekeeping Operations";
        assert!(export(format, "en").contains(title), "{format}");
    }
    let drawing = export("svg", "zh");
    assert!(drawing.contains("<title>行动厅 – 维持和平行动部</title>"));
    assert!(drawing.contains(">维持和平行动部·ST/SGB/2010/1·自 2010-01-01 起施行<"));
    let outline = export("md", "zh");
    assert!(outline.starts_with("# 行动厅\n\n维持和平行动部 · ST/SGB/2010/1 · 2010-01-01\n"));
}

#[test]
fn csv_has_a_row_for_each_unit() {
    let output = run(&["export", SAMPLE_PATH, "-o", "-", "--format", "csv"]);
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = "\u{feff}id,parent,depth,kind,acronym,name_zh,name_en,head_zh,head_en,reports_to,functions,count,cite,rank,posts,head_cite";
    assert_eq!(table.lines().next(), Some(expected));
    assert_eq!(table.lines().count(), 49);
}

#[test]
fn csv_escapes_formulas() {
    let folder = Folder::new();
    let text = "(organogram: 1, languages: [\"en\"], units: [\
        (id: \"a\", kind: \"office\", name: \"=1+1 Unit\", acronym: \"=SUM(1,1)\"),\
        (id: \"-b\", parent: \"a\", kind: \"team\", name: \"@Home; =2\", \
         head: (title: \"-2 Grade\", reports_to: \"a\"))])";
    folder.write("a.ron", text.as_bytes());
    let table = |arguments: &[&str]| {
        let export = ["export", "a.ron", "-o", "-", "--format", "csv"];
        let output = folder.run(&[&export[..], arguments].concat());
        let table = String::from_utf8(output.stdout).expect("UTF-8");
        table.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let guarded =
        ["a,,0,office,\"'=SUM(1,1)\",'=1+1 Unit,,,0", "'-b,a,1,team,,'@Home;' =2,'-2 Grade,a,0"];
    assert_eq!(table(&[]), guarded);
    let raw = ["a,,0,office,\"=SUM(1,1)\",=1+1 Unit,,,0", "-b,a,1,team,,@Home; =2,-2 Grade,a,0"];
    assert_eq!(table(&["--raw-cells"]), raw);
}

#[test]
fn markdown_length_is_linear_at_any_depth() {
    let folder = Folder::new();
    let units: String = (1..=5000)
        .map(|at| format!("(id: \"u{at}\", parent: \"u{}\", kind: \"team\", name: \"U\"),", at - 1))
        .collect();
    let top = "(id: \"u0\", kind: \"team\", name: \"U\"),";
    folder.write("a.ron", format!("(organogram: 1, units: [{top}{units}])").as_bytes());
    let output = folder.run(&["export", "a.ron", "-o", "-", "--format", "md"]);
    let outline = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(outline.len() < 100_000, "{} bytes", outline.len());
    let lines: Vec<&str> = outline.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[16], "###### 1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1 U");
    assert_eq!(lines[17], "###### 17:1 U");
    assert_eq!(lines[5001], "###### 5001:1 U");
}

#[test]
fn keeps_the_precision_of_dates() {
    let folder = Folder::new();
    for (date, kind, day) in [
        ("2010", "gYear", "2010-01-01"),
        ("2010-05", "gYearMonth", "2010-05-01"),
        ("2010-05-31", "date", "2010-05-31"),
    ] {
        let text = SOUND.replacen("title:", &format!("effective: \"{date}\", title:"), 1);
        folder.write("a.ron", text.as_bytes());
        let export = |format| {
            let output = folder.run(&["export", "a.ron", "-o", "-", "--format", format]);
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        assert!(export("ttl").contains(&format!("dct:valid \"{date}\"^^xsd:{kind}")));
        let document = export("pdf");
        assert!(document.contains(&format!("<xmp:CreateDate>{day}T00:00:00+00:00<")));
        assert!(document.contains(&format!("/CreationDate(D:{}000000", day.replace('-', ""))));
        assert!(export("json").contains(&format!("\"effective\": \"{date}\"")));
    }
}

#[test]
fn markdown_is_a_numbered_outline() {
    let folder = Folder::new();
    let text = SOUND.replace(
        "reports_to: [\"a\"])",
        "reports_to: [\"a\"]), functions: [(cite: [\"1.1(a)\"], text: \"Plans *all*\")]",
    );
    folder.write("a.ron", text.as_bytes());
    let output = folder.run(&["export", "a.ron", "-o", "a.md"]);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    let expected = "# A\n\n## 1 A\n\n### 1.1 B\n\n**Chief** → A\n\n- Plans \\*all\\* (1.1(a))\n";
    assert_eq!(String::from_utf8_lossy(&folder.read("a.md")), expected);
}

#[test]
fn keeps_existing_files_unless_forced() {
    let folder = Folder::new();
    folder.write("a.ron", SOUND.as_bytes());
    folder.write("out.json", b"mine");
    let output = folder.run(&["export", "a.ron", "-o", "out.json"]);
    assert_eq!(output.status.code(), Some(3));
    let expected = "organogram: out.json already exists\nhint: --force overwrites it\n";
    assert_eq!(said(&output), expected);
    assert_eq!(folder.read("out.json"), b"mine");
    let output = folder.run(&["export", "a.ron", "-o", "out.json", "--force"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(folder.read("out.json").starts_with(b"{\n"));
    assert_eq!(folder.names(), ["a.ron", "out.json"]);
}

#[test]
fn reports_unwritable_targets_and_leaves_nothing() {
    let folder = Folder::new();
    folder.write("a.ron", SOUND.as_bytes());
    fs::create_dir(folder.path("sub.png")).expect("a folder");
    for (arguments, code, message) in [
        (&["-o", "sub.png"][..], 3, "sub.png is a folder"),
        (&["-o", ".", "--force"], 3, ". is a folder"),
        (&["-o", "absent/out.png"], 3, "the folder absent does not exist"),
        (&["-o", "a.ron", "--format", "json", "--force"], 2, "a.ron is the structure file itself"),
        (&["-o", "out.gif"], 2, "unknown format gif"),
        (&["-o", "out"], 2, "out has no extension"),
        (&["-o", "-"], 2, "standard output has no extension"),
        (&["-o", "out.png", "--root", "bb"], 2, "a.ron has no unit bb"),
        (&["-o", "out.png", "--lang", "fr"], 2, "a.ron has no language fr"),
    ] {
        let output = folder.run(&[&["export", "a.ron"], arguments].concat());
        let expected = format!("organogram: {message}");
        assert_eq!(said(&output).lines().next(), Some(expected.as_str()), "{arguments:?}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(folder.names(), ["a.ron", "sub.png"]);
    }
    assert_eq!(folder.read("a.ron"), SOUND.as_bytes());
    assert!(fs::read_dir(folder.path("sub.png")).expect("a folder").next().is_none());
}

#[test]
fn suggests_a_root_or_line_kind() {
    let output = run(&["export", SAMPLE_PATH, "-o", "-", "--format", "json", "--root", "dpk"]);
    assert_eq!(said(&output).lines().nth(1), Some("hint: did you mean dpko?"));
    let output = run(&["export", SAMPLE_PATH, "-o", "a.png", "--lines", "dual,coordinate"]);
    assert!(said(&output).contains("did you mean coordinates?"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn allow_errors_exports_the_valid_parts() {
    let folder = Folder::new();
    folder.write("parent.ron", BAD[4].content);
    let output = folder.run(&["export", "parent.ron", "-o", "a.csv", "--allow-errors"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).starts_with("parent.ron:3:46: error[E007]: "), "{}", said(&output));
    assert_eq!(String::from_utf8_lossy(&folder.read("a.csv")).lines().count(), 3);
}

#[test]
fn reads_standard_input_and_writes_standard_output() {
    let output = run_with_input(&["export", "-", "-o", "-", "--format", "png"], SOUND);
    assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    assert!(output.stdout.starts_with(b"\x89PNG\r\n\x1a\n"));
    let output = run_with_input(&["check", "-"], "(organogram: 1,\nunits: 2)");
    assert!(said(&output).starts_with("<stdin>:2:8: error[E003]: "), "{}", said(&output));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn closed_pipe_is_not_a_failure() {
    let export = |format| ["export", SAMPLE_PATH, "-o", "-", "--format", format];
    let exports = ["png", "svg", "pdf", "json", "csv", "md", "ttl"].map(export);
    for arguments in exports.iter().map(|export| &export[..]).chain([&["sample"][..]]) {
        let mut child = command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn reports_a_full_disk() {
    for arguments in [
        &["sample"][..],
        &["--help"],
        &["--version"],
        &["export", "--help"],
        &["check", "--explain", "E001"],
        &["check", "--format", "json", SAMPLE_PATH],
        &["export", SAMPLE_PATH, "-o", "-", "--format", "json"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = command(arguments).stdout(full).output().expect("the program runs");
        let expected = "organogram: cannot write to standard output: ";
        assert!(said(&output).starts_with(expected), "{arguments:?}: {}", said(&output));
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn reports_closed_standard_output() {
    let export = |redirection: &str| {
        let script = format!("exec \"$0\" export \"$1\" -o - --format json {redirection}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_organogram"), SAMPLE_PATH]);
        let output = shell.output().expect("a shell runs");
        (said(&output), output.status.code())
    };
    let closed = "organogram: standard output is closed\nhint: -o OUT writes a file\n";
    assert_eq!(export(">&-"), (closed.to_owned(), Some(3)));
    assert_eq!(export(">/dev/null"), (String::new(), Some(0)));
}

#[cfg(target_os = "linux")]
#[test]
fn window_errors_omit_build_paths() {
    let output = command(&[SAMPLE_PATH])
        .env("DISPLAY", ":4711")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("the program runs");
    let said = said(&output);
    assert!(said.starts_with("organogram: the window cannot be opened: "), "{said}");
    assert!(!said.contains(".rs") && !said.contains("registry"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn leaves_devices_and_read_only_files_alone() {
    let folder = Folder::new();
    folder.write("a.ron", SOUND.as_bytes());
    folder.write("kept.md", b"mine");
    let mut permissions = fs::metadata(folder.path("kept.md")).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.path("kept.md"), permissions).expect("it is ours");
    for (out, message) in [
        ("/dev/null", "organogram: /dev/null is not a regular file\n"),
        ("kept.md", "organogram: kept.md is read-only\n"),
    ] {
        let output = folder.run(&["export", "a.ron", "-o", out, "--format", "md", "--force"]);
        assert_eq!((said(&output).as_str(), output.status.code()), (message, Some(3)));
    }
    assert_eq!(folder.read("kept.md"), b"mine");
}

#[cfg(target_os = "linux")]
#[test]
fn window_without_display_suggests_export() {
    let output = command(&[SAMPLE_PATH])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("the program runs");
    let expected = "organogram: there is no display for a window\n\
                    hint: `organogram export FILE -o chart.png` needs no display\n";
    assert_eq!(said(&output), expected);
    assert_eq!(output.status.code(), Some(2));
}

fn whole() -> SceneRequest {
    let mut request = SceneRequest::default();
    request.language = "zh".into();
    request.heading = true;
    request.legend = true;
    request
}

fn scene(request: &SceneRequest) -> Scene {
    build(&Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0, request).scene
}

/// Returns the width and height from the header of a PNG.
fn size_of_png(bytes: &[u8]) -> [u32; 2] {
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "this is no PNG");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    [number(16), number(20)]
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program runs")
}

fn run_with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(input.as_bytes()).expect("the program reads its input");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

/// Returns the text on standard error.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A temporary folder for one test, deleted afterwards.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(Path::new(name))
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.path(name), content).expect("the folder takes files");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("the file is there")
    }

    /// Returns the names of all entries.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn run(&self, arguments: &[&str]) -> Output {
        command(arguments).current_dir(self.0.path()).output().expect("the program runs")
    }
}

#[test]
fn rejects_scale_with_paper() {
    for size in ["--scale", "--width"] {
        for paper in [&["--paper", "a4"][..], &["--landscape"], &["--atlas"]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
            command.args(["export", "missing.ron", "-o", "a.pdf", size, "2"]).args(paper);
            let output = command.output().expect("the program runs");
            assert_eq!(output.status.code(), Some(2), "{size} {paper:?}");
            let said = String::from_utf8_lossy(&output.stderr);
            let expected = format!("the argument '{size} ");
            assert!(said.contains(&expected) && said.contains("cannot be used with"), "{said}");
        }
    }
}

#[test]
fn rejects_flags_that_the_format_ignores() {
    for (format, arguments, expected) in [
        (
            "pdf",
            "--transparent",
            "--transparent does not apply to pdf\nhint: --transparent is for png, svg",
        ),
        (
            "png",
            "--embed-font",
            "--embed-font does not apply to png\nhint: --embed-font is for svg",
        ),
        ("svg", "--paper a4", "--paper does not apply to svg\nhint: --paper is for pdf"),
        (
            "csv",
            "--theme light",
            "--theme does not apply to csv\nhint: --theme is for png, svg, pdf, pptx, drawio, graphml, mmd, dot",
        ),
        (
            "json",
            "--lang en",
            "--lang does not apply to json\nhint: --lang is for png, svg, pdf, pptx, drawio, graphml, mmd, dot, html, md, outline",
        ),
        ("json", "--base=a:b", "--base does not apply to json\nhint: --base is for ttl"),
        ("png", "--raw-cells", "--raw-cells does not apply to png\nhint: --raw-cells is for csv"),
        ("md", "--scale 1", "--scale does not apply to md\nhint: --scale is for png, svg, pdf"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
        command.args(["export", "missing.ron", "-o", "-", "--format", format]);
        let output = command.args(arguments.split(' ')).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{format} {arguments}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), format!("organogram: {expected}\n"));
    }
}
