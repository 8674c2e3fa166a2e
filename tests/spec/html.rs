//! The chart as an interactive page: its list, its safety and its size.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use organogram::diagnostic::Message;
use organogram::export::{Content, Format, Job, Output, ProgressSink};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::SceneRequest;
use organogram::source::SourceText;
use sha2::{Digest as _, Sha256};

/// Markup in every kind of text, and addresses that a page must not open.
const HOSTILE: &str = r#"(organogram: 1, title: "</title></script><img src=x onerror=owned()>", languages: ["en", "zh"],
    kinds: [(id: "nest", label: "\"}</style><script>owned()</script>")],
    fields: [(id: "web", label: "</script><img src=x onerror=owned()>", type: link)],
    units: [
    (id: "a", kind: "nest", name: {"en": "</script><img src=x onerror=owned()>", "zh": "<b onclick=owned()>"},
     acronym: "\"><script>owned()</script>", link: "javascript:owned()", fields: {"web": "data:text/html,owned"},
     head: (title: "</script><img src=x onerror=owned()>", holder: (name: "<script>", email: "a@b.example?attach=/etc/passwd")),
     functions: [(text: "</li></ul><script>owned()</script>", cite: "<4>")]),
])"#;

#[test]
fn every_unit_of_the_sample_is_an_item_below_its_parent() {
    let chart = chart(SAMPLE);
    let page = page(&chart, "en");
    let list = page.split("<main").nth(1).and_then(|rest| rest.split("<svg").next()).unwrap();
    let mut open: Vec<String> = Vec::new();
    let mut found = 0;
    // Items of other lists have no end tags.
    for tag in list.split('<').skip(1) {
        if let Some(rest) = tag.strip_prefix("li id=") {
            let id = rest.split(' ').next().unwrap_or_default();
            let unit = chart.unit(chart.find(id).expect("an id of the chart"));
            let parent = unit.parent.map(|parent| chart.unit(parent).id.as_str());
            assert_eq!(open.last().map(String::as_str), parent, "{id}");
            found += 1;
            open.push(id.to_owned());
        } else if tag.starts_with("/li") {
            open.pop();
        }
    }
    assert_eq!((found, open.len()), (48, 0));
}

#[test]
fn functions_stand_with_their_paragraphs_in_each_language() {
    let page = page(&chart(SAMPLE), "en");
    assert!(page.contains("<i lang=zh>综合培训处</i><i lang=en>Integrated Training Service</i>"));
    assert!(page.contains("<cite>4.1</cite>") || page.contains("<cite>4.2(a)</cite>"), "citations");
    assert!(page.contains("data-p=ZongHePeiXunChu"), "pinyin of a name");
}

#[test]
fn the_page_of_the_sample_is_below_half_a_megabyte() {
    assert!(page(&chart(SAMPLE), "zh").len() < 400_000);
}

#[test]
fn a_page_counts_what_is_below_a_unit_on_the_page() {
    let mut request = SceneRequest::default();
    request.language = "en".into();
    request.depth = Some(1);
    let page = page_of(&chart(SAMPLE), request);
    assert_eq!(page.matches("class=fold").count(), 1);
    assert!(page.contains("class=fold data-n=5>5</button>"), "five offices are on the page");
}

#[test]
fn columns_staff_and_upright_branches_are_those_of_the_picture() {
    let unit =
        |id: &str, more: &str| format!("(id: \"{id}\", kind: \"unit\", name: \"{id}\"{more})");
    let below = |parent: &str| format!(", parent: \"{parent}\"");
    let mut units = vec![
        unit("top", ""),
        unit("aide", &format!("{}, position: staff", below("top"))),
        unit("wide", &below("top")),
        unit("tall", &format!("{}, layout: upright", below("top"))),
    ];
    units.extend((0..8).map(|at| unit(&format!("w{at}"), &below("wide"))));
    units.extend((0..3).map(|at| unit(&format!("t{at}"), &below("tall"))));
    let file = format!("(organogram: 1, title: \"Port\", units: [{}])", units.join(","));
    let page = page(&chart(&file), "en");
    let aides = "<div class=aides role=list><ul role=none><li id=aide ";
    assert!(page.contains(aides), "{page}");
    assert!(page.contains("<div class=cols role=list><ul class=col role=none><li id=w0"), "{page}");
    assert!(page.contains("<ul class=\"row ups\" role=list><li id=t0 "), "{page}");
    assert_eq!(page.matches(" up\">").count(), 3, "{page}");
}

#[test]
fn a_large_page_opens_with_folded_branches() {
    let mut units = String::from("(id: \"top\", kind: \"unit\", name: \"Top\")");
    for at in 0..30 {
        units += &format!(",(id: \"a{at}\", parent: \"top\", kind: \"unit\", name: \"A\")");
        for leaf in 0..40 {
            units +=
                &format!(",(id: \"a{at}b{leaf}\", parent: \"a{at}\", kind: \"unit\", name: \"B\")");
        }
    }
    let page = page(&chart(&format!("(organogram: 1, title: \"Port\", units: [{units}])")), "en");
    assert_eq!(page.matches(" folded\"><div class=c>").count(), 30, "31 of 1,231 units are shown");
}

#[test]
fn the_policy_permits_the_one_style_and_the_one_script() {
    for text in [SAMPLE, HOSTILE] {
        let page = page(&chart(text), "en");
        for (start, end, directive) in
            [("<style>", "</style>", "style-src"), ("<script>", "</script>", "script-src")]
        {
            let content = page.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap();
            let hash = STANDARD.encode(Sha256::digest(content));
            assert!(page.contains(&format!("{directive} 'sha256-{hash}'")), "{directive}");
        }
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn texts_of_a_file_are_never_markup() {
    let page = page(&chart(HOSTILE), "en");
    assert_eq!(page.matches("<script").count(), 2, "the texts of the page and its script");
    assert_eq!(page.matches("<style").count(), 1);
    for markup in ["<img", "<b onclick", "javascript:", "href=\"data:", "</style><"] {
        assert!(
            !page.contains(&format!("\"{markup}")) && !page.contains(&format!(">{markup}")),
            "{markup}"
        );
    }
    assert!(page.contains("href=\"mailto:a@b.example\" rel=\"noopener noreferrer\""));
    assert!(!page.contains("href=\"javascript"));
}

fn chart(text: &str) -> Chart {
    Chart::load(&SourceText::new("x.ron", text)).0
}

fn page(chart: &Chart, language: &str) -> String {
    let mut request = SceneRequest::default();
    request.language = language.into();
    page_of(chart, request)
}

fn page_of(chart: &Chart, request: SceneRequest) -> String {
    let job = Job {
        chart: Arc::new(chart.clone()),
        origin: None,
        request,
        area: None,
        content: Content::Units,
        output: Output::of(Format::Html),
    };
    let mut out = Vec::new();
    job.write(None, &mut Nobody, &mut out).expect("the memory takes everything");
    String::from_utf8(out).expect("a page is UTF-8")
}

struct Nobody;

impl ProgressSink for Nobody {
    fn progress(&mut self, _part: f32) {}
    fn advise(&mut self, _advice: Message) {}
}

#[test]
fn colours_parts_of_cards_and_a_filter_are_those_of_the_picture() {
    let file = r##"(organogram: 1, title: "Port", languages: ["en"],
        fields: [(id: "pier", label: "Pier", type: choice,
            values: [(id: "north", label: "North", color: "#1666c0"), (id: "south", label: "South")])],
        units: [
            (id: "port", kind: "office", name: "Port", acronym: "P", fields: {"pier": "north"},
             head: (title: "Master", holder: "Ada Marsh")),
            (id: "pilots", parent: "port", kind: "unit", name: "Pilots", fields: {"pier": "south"}),
            (id: "guides", parent: "pilots", kind: "unit", name: "Guides"),
            (id: "tugs", parent: "port", kind: "unit", name: "Tugs")])"##;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("port.ron"), file).expect("the folder takes files");
    let export = |more: &[&str]| {
        let (port, out) = (path("port.ron"), path("page.html"));
        let arguments = [&["export", &port, "-o", &out, "--force"], more].concat();
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"));
        let output = program.args(arguments).output().expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read_to_string(path("page.html")).expect("it is written")
    };
    let plain = export(&[]);
    assert!(plain.contains("<small><b>P</b> · <em>Master</em> · Ada Marsh</small>"), "{plain}");
    assert!(!plain.contains("class=legend"), "colours of kinds are said by the kinds");

    let colored = export(&["--color-by", "pier", "--card", "head"]);
    assert!(colored.contains(".q0 { --k: light-dark(#1666c0, #"), "{colored}");
    assert!(colored.contains("<li id=port class=\"k"), "{colored}");
    assert!(colored.contains(" q0 tint\""), "the whole card has the colour of its value");
    assert!(colored.contains("<small><em>Master</em> · Pier: North</small>"), "{colored}");
    let legend = "<li lang=en><i class=\"sample q0\"></i>North</li>";
    assert!(colored.contains(legend), "{colored}");

    let dimmed = export(&["--filter", "pilots"]);
    let class = |id: &str| {
        let item = dimmed.split(&format!("<li id={id} class=")).nth(1).expect("a unit");
        item.split('>').next().unwrap_or_default().trim_matches('"').to_owned()
    };
    assert!(class("port").ends_with(" lead"), "{}", class("port"));
    assert!(!class("pilots").contains("rest") && class("tugs").ends_with(" rest"));
    let hidden = export(&["--filter", "pilots", "--filter-hide"]);
    assert!(hidden.contains("<li id=pilots") && !hidden.contains("<li id=tugs"));
    assert!(!hidden.contains("<li id=guides"), "what is below a match is no match");
}

#[test]
fn cited_paragraphs_are_quoted_on_request_from_the_text_of_their_source() {
    let file = r#"(organogram: 1, title: "Port", languages: ["en"],
        sources: [(id: "charter", text: "charter.txt", language: "en")],
        units: [(id: "a", kind: "office", name: "Pilots",
            functions: [(text: "Guide ships", cite: "2.1(b)"), (text: "Other", cite: "9.9")])])"#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("port.ron"), file).expect("the folder takes files");
    let charter = "2.1 The pilots\n(a) rest at night;\n(b) shall <b>guide</b> each ship in.\n";
    std::fs::write(path("charter.txt"), charter).expect("the folder takes files");
    let export = |more: &[&str]| {
        let (port, out) = (path("port.ron"), path("page.html"));
        let arguments = [&["export", &port, "-o", &out, "--force"], more].concat();
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"));
        let output = program.args(arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said, std::fs::read_to_string(path("page.html")).unwrap_or_default())
    };
    let (_, _, plain) = export(&[]);
    assert!(!plain.contains("each ship in"), "not unasked");
    let (code, said, page) = export(&["--with-sources"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let quoted =
        "<dt>2.1(b)</dt><dd lang=en class=x0>(b) shall &lt;b&gt;guide&lt;/b&gt; each ship in.</dd>";
    assert!(page.contains(quoted), "{page}");
    assert_eq!(page.matches("<dt>").count(), 1, "a paragraph that the text lacks is not quoted");
    std::fs::remove_file(path("charter.txt")).expect("it was there");
    let (code, said, _) = export(&["--with-sources"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("the text of charter cannot be used"), "{said}");
}

#[test]
fn a_text_outside_the_folder_of_the_file_is_quoted_where_that_is_allowed() {
    let file = r#"(organogram: 1, title: "Port", languages: ["en"],
        sources: [(id: "charter", text: "../charter.txt", language: "en")],
        units: [(id: "a", kind: "office", name: "Pilots",
            functions: [(text: "Guide ships", cite: "2.1")])])"#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(path("inner")).expect("the folder takes folders");
    std::fs::write(path("inner/port.ron"), file).expect("the folder takes files");
    std::fs::write(path("charter.txt"), "2.1 The pilots guide each ship in.\n").expect("it does");
    let export = |more: &[&str]| {
        let (port, out) = (path("inner/port.ron"), path("page.html"));
        let arguments = [&["export", &port, "-o", &out, "--force"], more].concat();
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_organogram"));
        let output = program.args(arguments).output().expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = export(&["--with-sources"]);
    assert_eq!(code, Some(2));
    let expected = "it is outside the folder of the structure file";
    assert!(said.contains(expected), "{said}");
    assert_eq!(export(&["--with-sources", "--allow-paths"]), (Some(0), String::new()));
    let page = std::fs::read_to_string(path("page.html")).expect("it is written");
    assert!(page.contains("2.1 The pilots guide each ship in."), "{page}");
    let (code, said) = export(&["--allow-paths"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("--since") && said.contains("--with-sources"), "{said}");
}
