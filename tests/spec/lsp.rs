//! The language server, tested through its protocol.

use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};

/// An editor that has started the server.
struct Editor {
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    last_request: i32,
    notifications: Vec<Notification>,
}

impl Editor {
    /// Starts an editor that counts columns in the given encoding.
    fn start(encoding: &str) -> Self {
        Self::in_folders(encoding, &Value::Null)
    }

    /// The same with folders open in it.
    fn in_folders(encoding: &str, folders: &Value) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_organogram"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take();
        let output = BufReader::new(server.stdout.take().expect("its output is a pipe"));
        let mut editor = Self { server, input, output, last_request: 0, notifications: Vec::new() };
        let capabilities = json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
        });
        let started = editor.ask(
            "initialize",
            json!({ "capabilities": capabilities, "workspaceFolders": folders }),
        );
        assert_eq!(started["capabilities"]["positionEncoding"], encoding);
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Message) {
        let input = self.input.as_mut().expect("the server listens");
        message.write(input).expect("the server reads");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&Notification { method: method.to_owned(), params }.into());
    }

    /// Returns the answer to a request, and keeps notifications that arrive before it.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.last_request += 1;
        let id = RequestId::from(self.last_request);
        self.send(&Request { id: id.clone(), method: method.to_owned(), params }.into());
        loop {
            match self.next() {
                Message::Response(response) if response.id == id => {
                    return response.response_result.map_err(|error| error.message);
                }
                Message::Notification(notification) => self.notifications.push(notification),
                other => panic!("not asked for: {other:?}"),
            }
        }
    }

    fn next(&mut self) -> Message {
        let message = Message::read(&mut self.output).expect("the server writes");
        message.expect("the server goes on")
    }

    fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "ron", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Returns the codes and lines of the next problems of a document.
    fn problems(&mut self, uri: &str) -> Vec<(String, u64)> {
        loop {
            let is_it = |it: &Notification| it.params["uri"] == uri;
            if let Some(at) = self.notifications.iter().position(is_it) {
                let notification = self.notifications.remove(at);
                let list = notification.params["diagnostics"].as_array().expect("a list").clone();
                let problem = |it: &Value| {
                    let code = it["code"].as_str().expect("a code").to_owned();
                    (code, it["range"]["start"]["line"].as_u64().expect("a line"))
                };
                return list.iter().map(problem).collect();
            }
            match self.next() {
                Message::Notification(notification) => self.notifications.push(notification),
                other => panic!("not asked for: {other:?}"),
            }
        }
    }

    /// Stops the server, which must exit with 0.
    fn end(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        let code = self.server.wait().expect("the server ends");
        assert!(code.success(), "{code}");
    }
}

const URI: &str = "untitled:agency.ron";

const TEXT: &str = r#"(
    organogram: 1,
    languages: ["en", "zh"],
    units: [
        (id: "agency", kind: "department", name: {"en": "Coast Patrol", "zh": "海岸巡逻"}, head: (title: {"en": "Chief", "zh": "主任"})),
        /* 维😀 */ (id: "north", parent: "Agency ", kind: "division", name: {"en": "North", "zh": "北"}),
    ],
)
"#;

/// Returns the position of the marker `|` in a line of the text, in UTF-16.
fn at(line: &str) -> Value {
    let (before, after) = line.split_once('|').expect("the line is marked");
    let plain = format!("{before}{after}");
    let number = TEXT.lines().position(|it| it.contains(&plain)).expect("the line is there");
    let whole = TEXT.lines().nth(number).expect("it is there");
    let start = whole.find(&plain).expect("it is in the line");
    let column = whole[..start].encode_utf16().count() + before.encode_utf16().count();
    json!({ "line": number, "character": column })
}

fn here(position: &Value) -> Value {
    json!({ "textDocument": { "uri": URI }, "position": position })
}

/// Returns a text after the edits of a document, whose columns count in UTF-16.
fn edited(text: &str, edits: &Value) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let byte = |position: &Value| -> usize {
        let number = |key: &str| {
            let number = position[key].as_u64().expect("a number");
            usize::try_from(number).expect("a small one")
        };
        let (line, mut left) = (number("line"), number("character"));
        let start: usize = lines[..line].iter().map(|line| line.len()).sum();
        let whole = lines.get(line).copied().unwrap_or_default();
        let inside = whole.char_indices().find(|(_, character)| {
            let ends = left == 0;
            left = left.saturating_sub(character.len_utf16());
            ends
        });
        start + inside.map_or(whole.len(), |(at, _)| at)
    };
    let mut all: Vec<(usize, usize, String)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().expect("a text").to_owned();
            (byte(&range["start"]), byte(&range["end"]), new)
        })
        .collect();
    all.sort();
    let mut text = text.to_owned();
    for (start, end, new) in all.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}

#[test]
fn publishes_problems_and_offers_fixes() {
    let mut editor = Editor::start("utf-16");
    editor.open(URI, TEXT);
    assert_eq!(editor.problems(URI), [("E007".to_owned(), 5)]);
    let start = at("parent: |\"Agency \"");
    let params = json!({
        "textDocument": { "uri": URI },
        "range": { "start": start, "end": start },
        "context": { "diagnostics": [] },
    });
    let actions = editor.ask("textDocument/codeAction", params);
    assert_eq!(actions[0]["title"], "write \"agency\"");
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"][0]["code"], "E007");
    let after = edited(TEXT, &actions[0]["edit"]["changes"][URI]);
    assert_eq!(after, TEXT.replace("Agency ", "agency"));

    let range = json!({ "start": at("parent: \"|Agency"), "end": at("Agency |\"") });
    let change = json!({
        "textDocument": { "uri": URI, "version": 2 },
        "contentChanges": [{ "range": range, "text": "agency" }],
    });
    editor.tell("textDocument/didChange", change);
    assert_eq!(editor.problems(URI), []);
    editor.end();
}

#[test]
fn completes_hovers_finds_and_renames() {
    let text = TEXT.replace("Agency ", "agency");
    let mut editor = Editor::start("utf-16");
    editor.open(URI, &text);
    assert_eq!(editor.problems(URI), []);

    // The position that `at` counts is the same up to here.
    let parent = at("parent: \"|Agency");
    let completions = editor.ask("textDocument/completion", here(&parent));
    assert_eq!(completions["items"][0]["label"], "agency");
    assert_eq!(completions["items"][0]["detail"], "Coast Patrol");

    let hover = editor.ask("textDocument/hover", here(&parent));
    let said = hover["contents"]["value"].as_str().expect("Markdown");
    assert_eq!(said, "**Coast Patrol** · 海岸巡逻\n\nDepartment\n\nHead: Chief");

    let definition = editor.ask("textDocument/definition", here(&parent));
    assert_eq!(definition["range"]["start"], at("(id: \"|agency"));

    let mut ask = here(&parent);
    ask["context"] = json!({ "includeDeclaration": true });
    let references = editor.ask("textDocument/references", ask);
    assert_eq!(references.as_array().expect("a list").len(), 2);

    let mut ask = here(&parent);
    ask["newName"] = json!("board");
    let renamed = editor.ask("textDocument/rename", ask);
    assert_eq!(edited(&text, &renamed["changes"][URI]), text.replace("agency", "board"));
    let mut ask = here(&parent);
    ask["newName"] = json!("the board");
    let refused = editor.try_ask("textDocument/rename", ask).expect_err("a space");
    assert_eq!(refused, "\"the board\" is not a valid id: it contains a space (U+0020)");

    let whole = json!({ "textDocument": { "uri": URI } });
    let symbols = editor.ask("textDocument/documentSymbol", whole.clone());
    assert_eq!(symbols[0]["name"], "Coast Patrol");
    assert_eq!(symbols[0]["children"][0]["name"], "North");
    let found = editor.ask("workspace/symbol", json!({ "query": "nor" }));
    assert_eq!(found[0]["name"], "North");

    let mut ask = whole.clone();
    ask["range"] =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = editor.ask("textDocument/inlayHint", ask);
    assert_eq!(hints[0]["label"], "Coast Patrol");
    assert_eq!(hints.as_array().expect("a list").len(), 1);

    let mut ask = whole.clone();
    ask["options"] = json!({ "tabSize": 4, "insertSpaces": true });
    let formatted = editor.ask("textDocument/formatting", ask);
    let expected = organogram::edit::format::format(&text).expect("the text is sound");
    assert_eq!(edited(&text, &formatted), expected);

    let foldings = editor.ask("textDocument/foldingRange", whole.clone());
    let lines: Vec<_> =
        foldings.as_array().expect("a list").iter().map(|it| it["startLine"].as_u64()).collect();
    assert_eq!(lines, [Some(3), Some(0)]);
    let tokens = editor.ask("textDocument/semanticTokens/full", whole);
    // Line 1: `organogram`, a property, and `1`, a number.
    let data = tokens["data"].as_array().expect("numbers");
    assert_eq!(data[..10], [1, 4, 10, 1, 0, 0, 12, 1, 5, 0].map(Value::from));
    editor.end();
}

#[test]
#[cfg_attr(windows, ignore = "has addresses of files as on Unix")]
fn shows_cited_wording_and_renames_across_editions() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("the folder takes files");
    };
    write("law.txt", "1.1 The office exists.\n1.2 It keeps watch.\n");
    let old = r#"(organogram: 1, sources: [(id: "law", title: "Law", text: "law.txt")], units: [(id: "a", kind: "office", name: "A", cite: ["1.1", "1.2", "7.7"])])"#;
    let new = r#"(organogram: 1, previous: "old.ron", units: [(id: "b", was: "a", kind: "office", name: "B")])"#;
    write("old.ron", old);
    write("new.ron", new);
    let uri = |name: &str| format!("file://{}", Path::new(folder.path()).join(name).display());
    let mut editor = Editor::start("utf-8");
    editor.open(&uri("old.ron"), old);
    assert_eq!(editor.problems(&uri("old.ron")), [("W103".to_owned(), 0)]);
    let position = |text: &str, what: &str| {
        let column = text.find(what).expect("it is there");
        json!({ "line": 0, "character": column + 1 })
    };
    let ask = |name: &str, position: Value| json!({ "textDocument": { "uri": uri(name) }, "position": position });
    let hover = editor.ask("textDocument/hover", ask("old.ron", position(old, "\"1.2\"")));
    assert_eq!(hover["contents"]["value"], "**1.2** Law\n\n> 1.2 It keeps watch.");
    let citations = editor.ask("textDocument/completion", ask("old.ron", position(old, "\"7.7\"")));
    let labels: Vec<_> =
        citations["items"].as_array().expect("a list").iter().map(|it| &it["label"]).collect();
    assert_eq!(labels, ["1.1", "1.2"]);
    editor.open(&uri("new.ron"), new);
    assert_eq!(editor.problems(&uri("new.ron")), []);
    let mut rename = ask("old.ron", position(old, "\"a\""));
    rename["newName"] = json!("alpha");
    let renamed = editor.ask("textDocument/rename", rename);
    let after = edited(new, &renamed["changes"][uri("new.ron").as_str()]);
    assert_eq!(after, new.replace("was: \"a\"", "was: \"alpha\""));
    editor.end();
}

#[test]
#[cfg_attr(windows, ignore = "has addresses of files as on Unix")]
fn completes_predecessors_from_the_previous_edition() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = r#"(organogram: 1, units: [
(id: "pilotage", kind: "office", name: "Pilotage", functions: [(cite: "2.1(c)", text: "Guides ships")]),
(id: "tugs", kind: "office", name: "Tug Control"),
])"#;
    let new = r#"(organogram: 1, previous: "old.ron", units: [
(id: "pilots", was: ["pilotage", "tu"], kind: "office", name: "Pilots", functions: [
(was: "pilotage 2", text: "Guides ships in and out")])])"#;
    std::fs::write(folder.path().join("old.ron"), old).expect("the folder takes files");
    let uri = format!("file://{}", folder.path().join("new.ron").display());
    let mut editor = Editor::start("utf-8");
    editor.open(&uri, new);
    assert_eq!(editor.problems(&uri).len(), 2, "neither is there");
    let ask = |what: &str| {
        let at = new.find(what).expect("it is there") + what.len();
        let line = new[..at].matches('\n').count();
        let column = at - new[..at].rfind('\n').map_or(0, |end| end + 1);
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": column } })
    };
    let completed = |editor: &mut Editor, what: &str| -> Vec<(String, String)> {
        let found = editor.ask("textDocument/completion", ask(what));
        let words = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
        let items = found["items"].as_array().expect("a list").iter();
        items.map(|it| (words(it, "label"), words(it, "detail"))).collect()
    };
    let pair = |label: &str, detail: &str| (label.to_owned(), detail.to_owned());
    assert_eq!(completed(&mut editor, "\"tu"), [pair("tugs", "Tug Control")]);
    assert_eq!(completed(&mut editor, "\"pilotage 2"), [pair("pilotage 2.1(c)", "Guides ships")]);
    let hover = editor.ask("textDocument/hover", ask("[\"pilo"));
    assert_eq!(hover["contents"]["value"], "**Pilotage**\n\nIn the previous edition");
    editor.end();
}

#[test]
#[cfg_attr(windows, ignore = "has addresses of files as on Unix")]
fn finds_workspace_symbols_in_closed_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder can be made");
        std::fs::write(path, text).expect("the folder takes files");
    };
    let chart = |name: &str| {
        format!("(organogram: 1, units: [(id: \"u\", kind: \"office\", name: \"{name}\")])")
    };
    write("charts/海 1.ron", &chart("Sea Watch"));
    write("open.ron", &chart("Watch on disk"));
    write(".hidden/a.ron", &chart("Hidden Watch"));
    write("other.ron", "(watch: \"Watch\")");
    write("notes.txt", &chart("Watch in a text"));
    let uri = format!("file://{}", folder.path().display());
    let mut editor = Editor::in_folders("utf-16", &json!([{ "uri": uri, "name": "charts" }]));
    editor.open(&format!("{uri}/open.ron"), &chart("Watch in the editor"));
    let found = |editor: &mut Editor| -> Vec<(String, String)> {
        let found = editor.ask("workspace/symbol", json!({ "query": "watch" }));
        let words = |it: &Value| it.as_str().expect("words").replace(&uri, "");
        let found = found.as_array().expect("a list").iter();
        found.map(|it| (words(&it["name"]), words(&it["location"]["uri"]))).collect()
    };
    let pair = |name: &str, place: &str| (name.to_owned(), place.to_owned());
    let open = pair("Watch in the editor", "/open.ron");
    let closed = "/charts/%E6%B5%B7%201.ron";
    assert_eq!(found(&mut editor), [open.clone(), pair("Sea Watch", closed)]);
    write("charts/海 1.ron", &chart("Night Watch on the Sea"));
    assert_eq!(found(&mut editor), [open, pair("Night Watch on the Sea", closed)]);
    editor.end();
}

#[test]
fn survives_unknown_requests_and_disconnects() {
    let mut editor = Editor::start("utf-8");
    let error = editor.try_ask("textDocument/onTypeFormatting", json!({})).expect_err("unknown");
    assert_eq!(error, "the server does not know this request");
    let error =
        editor.try_ask("textDocument/hover", json!({ "position": 3 })).expect_err("malformed");
    assert!(error.contains("missing field") || error.contains("invalid type"), "{error}");
    assert_eq!(
        editor.ask("textDocument/hover", here(&json!({ "line": 0, "character": 0 }))),
        Value::Null
    );
    drop(editor.input.take());
    assert!(editor.server.wait().expect("it ends").success());
}
