//! Runs of `organogram diff` and `organogram log`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const OLD: &str = r#"(organogram: 1, title: "Coast Patrol", effective: "2010-01-01", languages: ["en"], units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency", head: (title: "Chief")),
    (id: "north", parent: "agency", kind: "division", name: "North Division", cite: ["2"], functions: [
        (cite: ["2.1"], text: "Patrols the northern coast in summer"),
        (cite: ["2.2"], text: "Keeps the lamps of the harbour"),
    ]),
    (id: "lamps", parent: "agency", kind: "section", name: "Typing Pool", cite: ["3"]),
])"#;

const NEW: &str = r#"(organogram: 1, title: "Coast Patrol", effective: "2020-01-01", languages: ["en"],
    previous: "old.ron", units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency", head: (title: "Director")),
    (id: "north-coast", parent: "agency", kind: "division", name: "North Coast Division", cite: ["5"], functions: [
        (cite: ["5.1"], text: "Patrols the northern coast in winter"),
    ]),
    (id: "lights", parent: "agency", kind: "section", name: "Lights Section", was: [], cite: ["6"], functions: [
        (cite: ["6.1"], text: "Keeps the lamps of the harbour"),
    ]),
])"#;

/// Creates a folder with both editions.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("old.ron"), OLD).expect("it can be written");
    fs::write(folder.path().join("new.ron"), NEW).expect("it can be written");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_organogram"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn text_describes_changes_in_sentences() {
    let folder = folder();
    let ended = run(folder.path(), &["diff", "old.ron", "new.ron"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
    let text = said(&ended.stdout);
    for line in [
        "Coast Patrol, 2010-01-01 → 2020-01-01: 1 new unit, 1 abolished, 1 renamed, 1 function \
         moved, 1 function reworded",
        "  ~ North Division is renamed North Coast Division  [2 → 5]",
        "  + Lights Section is new  [6]",
        "  - Typing Pool is abolished  [3]",
        "  ~ Coast Patrol Agency: the title Chief becomes Director",
        "  > Lights Section takes over from North Division: Keeps the lamps of the harbour  [2.2 → 6.1]",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let chinese = run(folder.path(), &["diff", "old.ron", "new.ron", "--lang", "zh"]);
    assert!(said(&chinese.stdout).contains("撤销Typing Pool"), "{}", said(&chinese.stdout));
}

#[test]
fn exit_code_reports_differences_on_request() {
    let folder = folder();
    let code = |arguments: &[&str]| run(folder.path(), arguments).status.code();
    assert_eq!(code(&["diff", "old.ron", "new.ron", "--exit-code"]), Some(1));
    assert_eq!(code(&["diff", "old.ron", "old.ron", "--exit-code"]), Some(0));
    assert_eq!(code(&["diff", "old.ron", "none.ron"]), Some(2));
    fs::write(folder.path().join("broken.ron"), "(organogram: 1").expect("it can be written");
    assert_eq!(code(&["diff", "old.ron", "broken.ron"]), Some(2));
    let same = run(folder.path(), &["diff", "old.ron", "old.ron"]);
    assert_eq!(said(&same.stdout), "Coast Patrol, 2010-01-01 → 2010-01-01: no differences\n");
}

#[test]
fn json_has_one_row_per_unit_and_function() {
    let folder = folder();
    let ended = run(folder.path(), &["diff", "old.ron", "new.ron", "--format", "json"]);
    let whole: Value = serde_json::from_slice(&ended.stdout).expect("it is JSON");
    let rows: Vec<String> = whole["units"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| format!("{} {} {} {}", row["change"], row["old"], row["new"], row["how"]))
        .collect();
    assert_eq!(
        rows,
        [
            r#""changed" ["agency"] ["agency"] "id""#,
            r#""renamed" ["north"] ["north-coast"] "proposed""#,
            r#""added" [] ["lights"] null"#,
            r#""removed" ["lamps"] [] null"#,
        ]
    );
    let functions = whole["functions"].as_array().expect("a list");
    assert_eq!(functions.len(), 2);
    assert_eq!(functions[0]["change"], "reworded");
    assert_eq!(functions[1]["change"], "moved");
    assert_eq!(functions[1]["how"], "text");
    assert_eq!(functions[1]["old"][0]["unit"], "north");
}

#[test]
fn turtle_has_change_events() {
    let folder = folder();
    let ended = run(folder.path(), &["diff", "old.ron", "new.ron", "--format", "ttl"]);
    let text = said(&ended.stdout);
    let triples: Vec<oxrdf::Triple> = oxttl::TurtleParser::new()
        .for_slice(text.as_bytes())
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    let count = |term: &str| {
        let is = |triple: &&oxrdf::Triple| triple.predicate.as_str().ends_with(term);
        triples.iter().filter(is).count()
    };
    // One unit renamed, one new, one abolished.
    assert_eq!([count("originalOrganization"), count("resultingOrganization")], [2, 2], "{text}");
    assert_eq!([count("changedBy"), count("resultedFrom")], [2, 2], "{text}");
}

#[test]
fn csv_and_markdown_have_a_row_per_change() {
    let folder = folder();
    let ended = run(folder.path(), &["diff", "old.ron", "new.ron", "--format", "csv"]);
    let text = said(&ended.stdout);
    assert!(text.contains("\nunit,new,,lights,,Lights Section,,,,6,,\n"), "{text}");
    assert!(text.contains("function,moved,north,lights,North Division,Lights Section,"), "{text}");
    let ended = run(folder.path(), &["diff", "old.ron", "new.ron", "--format", "md"]);
    let text = said(&ended.stdout);
    assert!(text.contains("<summary>Units: 3</summary>"), "{text}");
    assert!(
        text.contains(
            "- North Coast Division: Patrols the northern coast in ~~summer~~ **winter**"
        ),
        "{text}"
    );
}

#[test]
fn log_follows_previous_and_rejects_cycles() {
    let folder = folder();
    let ended = run(folder.path(), &["log", "new.ron"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
    assert!(said(&ended.stdout).starts_with("Coast Patrol, 2010-01-01 → 2020-01-01: "));
    let several = run(folder.path(), &["log", "new.ron", "old.ron"]);
    assert_eq!(several.stdout, ended.stdout);
    let only = run(folder.path(), &["log", "old.ron"]);
    assert_eq!(said(&only.stdout), "There is only one edition: 2010-01-01\n");

    let ring = OLD.replace("languages:", "previous: \"new.ron\", languages:");
    fs::write(folder.path().join("old.ron"), ring).expect("it can be written");
    let ended = run(folder.path(), &["log", "new.ron"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended.stderr).contains("lead back to it"), "{}", said(&ended.stderr));
}

#[test]
fn reads_editions_outside_the_folder_only_if_allowed() {
    let folder = folder();
    let below = folder.path().join("below");
    fs::create_dir(&below).expect("it can be made");
    let new = NEW.replace("old.ron", "../old.ron");
    fs::write(below.join("new.ron"), new).expect("it can be written");
    let ended = run(folder.path(), &["log", "below/new.ron"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended.stderr).contains("--allow-paths"), "{}", said(&ended.stderr));
    let ended = run(folder.path(), &["log", "below/new.ron", "--allow-paths"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
}

#[test]
fn compares_distant_editions_through_intermediate_ones() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/harbour");
    let ended = run(&samples, &["diff", "2009.ron", "2024.ron"]);
    let text = said(&ended.stdout);
    // Since 2016, the id `safety` has named another unit.
    assert!(!text.contains("Marine Safety Section is renamed Health and Safety Section"), "{text}");
    for line in [
        "  - Marine Safety Section is abolished  [3.11]\n",
        "  ~ The id safety, formerly of Marine Safety Section, now belongs to Health and Safety \
         Section",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn picture_since_has_marks_ghosts_and_legend() {
    let folder = folder();
    let picture = |arguments: &[&str]| {
        let common = ["export", "new.ron", "--since", "old.ron", "-o"];
        let ended = run(folder.path(), &[&common, arguments].concat());
        assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
        fs::read_to_string(folder.path().join(arguments[0])).expect("it is written")
    };
    let words = |svg: &str| -> Vec<String> {
        let texts = svg.split("<text").skip(1).filter_map(|it| it.split_once('>'));
        texts.map(|(_, rest)| rest.split('<').next().unwrap_or_default().to_owned()).collect()
    };
    let svg = picture(&["x.svg"]);
    assert!(svg.contains("data-id=\"was:lamps\""), "the abolished unit stands where it was");
    assert!(svg.contains("stroke-dasharray"));
    let said = words(&svg);
    for expected in [
        "2020-01-01 compared with 2010-01-01",
        "new",
        "abolished",
        "head",
        "Typing Pool",
        "North Division",
        "1 new",
        "1 abolished",
        "1 renamed, the old name struck out",
        "where a unit was",
    ] {
        assert!(said.iter().any(|words| words == expected), "{expected} is not in {said:?}");
    }
    for other in ["x.pdf", "x.png"] {
        let out = ["export", "new.ron", "--since", "old.ron", "-o", other];
        assert_eq!(run(folder.path(), &out).status.code(), Some(0), "{other}");
    }
    let page = picture(&["x.html"]);
    for part in [
        "2020-01-01 compared with 2010-01-01",
        "<li id=\"was:lamps\" class=\"k",
        "marked gone ghost",
        "<span class=tag>− abolished</span>",
        "<del>North Division</del>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let data = run(folder.path(), &["export", "new.ron", "--since", "old.ron", "-o", "x.json"]);
    assert_eq!(data.status.code(), Some(2), "data has no marks");
    let missing = run(folder.path(), &["export", "new.ron", "--since", "none.ron", "-o", "y.svg"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn moves_are_numbered_at_both_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let chart = |parent: &str| {
        format!(
            r#"(organogram: 1, title: "Quay", languages: ["en"], units: [
            (id: "top", kind: "office", name: "Quay"),
            (id: "a", parent: "top", kind: "division", name: "Aft", acronym: "A"),
            (id: "b", parent: "top", kind: "division", name: "Bow", acronym: "B"),
            (id: "m", parent: "{parent}", kind: "section", name: "Masts"),
            (id: "s", parent: "m", kind: "section", name: "Sails")])"#
        )
    };
    fs::write(folder.path().join("old.ron"), chart("a")).expect("it can be written");
    fs::write(folder.path().join("new.ron"), chart("b")).expect("it can be written");
    let ended = run(folder.path(), &["export", "new.ron", "--since", "old.ron", "-o", "x.svg"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
    let svg = fs::read_to_string(folder.path().join("x.svg")).expect("it is written");
    for words in [">1 from Aft<", ">1 to Bow<", "1 moved, equal numbers belong together"] {
        assert!(svg.contains(words), "{words}");
    }
    assert!(svg.contains("data-id=\"was:m\"") && !svg.contains("data-id=\"was:s\""));
}

/// Runs git in a folder.
fn git(folder: &Path, arguments: &[&str]) {
    let ended = Command::new("git")
        .args(["-c", "user.name=Ada Marsh", "-c", "user.email=ada@harbour.example"])
        .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_AUTHOR_DATE", "2021-03-04T12:00:00Z")
        .env("GIT_COMMITTER_DATE", "2021-03-05T12:00:00Z")
        .output()
        .expect("git starts");
    assert!(ended.status.success(), "{arguments:?}: {}", said(&ended.stderr));
}

/// Creates a repository with five commits to a chart: the first version, a comment, a broken version, a renamed file, a
/// new name.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let chart = |name: &str| {
        format!(
            "(organogram: 1, title: \"Quay\", languages: [\"en\"], units: [\n\
             (id: \"top\", kind: \"office\", name: \"Quay Office\"),\n\
             (id: \"dock\", parent: \"top\", kind: \"section\", was: [], name: \"{name}\"),\n])\n"
        )
    };
    let path = folder.path();
    fs::create_dir(path.join("charts")).expect("it can be made");
    let write = |name: &str, text: &str| {
        fs::write(path.join("charts").join(name), text).expect("it can be written");
        git(path, &["add", "-A"]);
        git(path, &["commit", "-m", "Change the chart"]);
    };
    git(path, &["init"]);
    write("quay.ron", &chart("Dock Section"));
    write("quay.ron", &format!("// A comment.\n{}", chart("Dock Section")));
    write("quay.ron", "(organogram: 1, units: [");
    write("quay.ron", &chart("Docks Section"));
    git(path, &["mv", "charts/quay.ron", "charts/harbour.ron"]);
    write("harbour.ron", &chart("Docks and Berths Section"));
    folder
}

#[test]
#[cfg_attr(windows, ignore = "needs the program git")]
fn reads_editions_from_git() {
    let folder = repository();
    let ended = run(&folder.path().join("charts"), &["log", "harbour.ron", "--git"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
    let text = said(&ended.stdout);
    assert_eq!(text.matches("1 renamed").count(), 2, "{text}");
    assert!(text.contains("Dock Section is renamed Docks Section"), "{text}");
    assert!(text.contains("Docks Section is renamed Docks and Berths Section"), "{text}");
    assert!(text.contains("charts/quay.ron of 2021-03-04"), "{text}");
    let left_out = said(&ended.stderr);
    assert_eq!(left_out.lines().count(), 1, "{left_out}");
    assert!(left_out.contains("has errors and is skipped"), "{left_out}");
}

#[test]
#[cfg_attr(windows, ignore = "needs the program git")]
fn reads_bare_repositories() {
    let folder = repository();
    git(folder.path(), &["clone", "--bare", ".", "bare.git"]);
    let ended = run(&folder.path().join("bare.git"), &["log", "charts/harbour.ron", "--git"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
    assert_eq!(said(&ended.stdout).matches("1 renamed").count(), 2);
}

#[test]
#[cfg_attr(windows, ignore = "needs the program git")]
fn compares_with_a_git_revision() {
    let folder = repository();
    let charts = folder.path().join("charts");
    let diff = |arguments: &[&str]| run(&charts, &[&["diff", "harbour.ron"], arguments].concat());
    let same = diff(&["--git", "HEAD", "--exit-code"]);
    assert_eq!(same.status.code(), Some(0), "{}", said(&same.stderr));
    let text = fs::read_to_string(charts.join("harbour.ron")).expect("it is there");
    fs::write(charts.join("harbour.ron"), text.replace("Quay Office", "Quay Board")).expect("it");
    let differs = diff(&["--git", "HEAD", "--exit-code"]);
    assert_eq!(differs.status.code(), Some(1), "{}", said(&differs.stderr));
    assert!(said(&differs.stdout).contains("Quay Office is renamed Quay Board"));
    let unknown = diff(&["--git", "no-such-branch"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown.stderr).contains("there is no revision no-such-branch"));
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    fs::write(elsewhere.path().join("x.ron"), OLD).expect("it can be written");
    let outside = run(elsewhere.path(), &["diff", "x.ron", "--git", "HEAD"]);
    assert_eq!(outside.status.code(), Some(2));
    assert!(said(&outside.stderr).contains("x.ron is in no Git repository"));
}

#[test]
fn side_by_side_has_bands_and_labels() {
    let folder = folder();
    let picture = |out: &str| {
        let arguments = ["export", "new.ron", "--since", "old.ron", "--side-by-side", "-o", out];
        let ended = run(folder.path(), &arguments);
        assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
        fs::read(folder.path().join(out)).expect("it is written")
    };
    let svg = said(&picture("x.svg"));
    for words in ["2010-01-01", "2020-01-01", "Typing Pool", "abolished", "new", "renamed"] {
        assert!(svg.contains(&format!(">{words}")), "{words}");
    }
    // A band is horizontal at both ends: its upper and lower edges have the same number of corners.
    let bands = svg.split("<polygon points=\"").skip(1).filter_map(|it| it.split_once('"'));
    let corners: Vec<usize> = bands.map(|(points, _)| points.split(' ').count()).collect();
    assert!(corners.iter().filter(|&&count| count > 40).count() > 1, "{corners:?}");
    assert!(picture("x.png").starts_with(b"\x89PNG") && picture("x.pdf").starts_with(b"%PDF"));
    let alone = run(folder.path(), &["export", "new.ron", "--side-by-side", "-o", "y.svg"]);
    assert_eq!(alone.status.code(), Some(2), "there is nothing beside it");
}

#[test]
fn sheet_lists_kept_received_transferred_and_lost() {
    let folder = folder();
    let ended = run(folder.path(), &["diff", "old.ron", "new.ron", "--format", "sheet"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended.stderr));
    let text = said(&ended.stdout);
    let section = |name: &str| {
        let start = text.find(&format!("\n## {name}\n")).expect("each unit has a section") + 4;
        let end = text[start..].find("\n## ").map_or(text.len(), |end| start + end);
        text[start..end].to_owned()
    };
    let north = section("North Coast Division");
    assert!(north.contains("North Division is renamed North Coast Division."), "{north}");
    assert!(north.contains("**Kept in other words** (1)"), "{north}");
    let gave = "**Transferred** (1)\n\n- Keeps the lamps of the harbour (2.2), to Lights Section\n";
    assert!(north.contains(gave), "{north}");
    let lights = section("Lights Section");
    assert!(lights.contains("- Keeps the lamps of the harbour (6.1), from North Division\n"));
    assert!(section("Typing Pool").contains("Typing Pool is abolished."));
}

#[test]
fn markdown_links_to_lines() {
    let folder = folder();
    let ended = run(folder.path(), &["diff", "old.ron", "new.ron", "--format", "md"]);
    let text = said(&ended.stdout);
    let at = |id: &str| {
        let start = NEW.find(&format!("id: \"{id}\"")).expect("it is there");
        NEW[..start].lines().count()
    };
    let linked = format!("[line {0}](<new.ron#L{0}>)", at("north-coast"));
    assert!(text.lines().any(|line| line.contains("North") && line.contains(&linked)), "{text}");
}
