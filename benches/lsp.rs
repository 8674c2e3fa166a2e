//! How long the language server takes to answer, and to report problems after a keystroke, in files of several sizes.
//!
//! The server is spoken to by its protocol. `ORGANOGRAM=PATH` names another program than the one built with this.

#[expect(dead_code, reason = "the cards are for the benchmark of layouts")]
mod common;

use std::io::BufReader;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};

const URI: &str = "untitled:large.ron";
const ROUNDS: usize = 40;

#[expect(clippy::print_stdout, reason = "what a benchmark is for")]
fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let sizes: &[u32] = if is_quick { &[1_000] } else { &[1_000, 10_000, 100_000] };
    for &units in sizes {
        let text = common::structure(units).text().to_owned();
        let [completion, hover, problems] = measured(&text).map(Times::of);
        println!("{units} units: completion {completion}, hover {hover}, problems {problems}");
    }
}

/// Times of completion, hover and problems, each right after a keystroke.
fn measured(text: &str) -> [Vec<Duration>; 3] {
    let mut editor = Editor::start();
    let document = json!({ "uri": URI, "languageId": "ron", "version": 0, "text": text });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    editor.problems(0);
    // The parent of a unit in the middle; its id is completed by its first letters.
    let middle = text.floor_char_boundary(text.len() / 2);
    let at = middle + text[middle..].find("parent: \"").expect("it has a parent") + 9;
    let line = text[..at].matches('\n').count();
    let column = at - text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut times = [const { Vec::new() }; 3];
    for version in 1..=ROUNDS {
        // A letter is typed before the id, and taken out again.
        let (end, letter) = if version % 2 == 1 { (column, "u") } else { (column + 1, "") };
        let place = |character| json!({ "line": line, "character": character });
        let change =
            json!({ "range": { "start": place(column), "end": place(end) }, "text": letter });
        let start = Instant::now();
        editor.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": URI, "version": version }, "contentChanges": [change] }),
        );
        let is_completed = version % 4 < 2;
        let method = if is_completed { "textDocument/completion" } else { "textDocument/hover" };
        let position = place(column + letter.len());
        editor.ask(method, json!({ "textDocument": { "uri": URI }, "position": position }));
        times[usize::from(!is_completed)].push(start.elapsed());
        editor.problems(version);
        times[2].push(start.elapsed());
    }
    editor.end();
    times
}

/// Median and longest of some times.
struct Times {
    median: Duration,
    longest: Duration,
}

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self { median: times[times.len() / 2], longest: times[times.len() - 1] }
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        write!(
            out,
            "{:.1} ms (at most {:.1})",
            milliseconds(self.median),
            milliseconds(self.longest)
        )
    }
}

/// An editor that started the server.
struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_request: i32,
    /// The last version whose problems were reported.
    reported: Option<u64>,
}

impl Editor {
    fn start() -> Self {
        let program = std::env::var("ORGANOGRAM");
        let program = program.unwrap_or_else(|_| env!("CARGO_BIN_EXE_organogram").to_owned());
        let mut server = Command::new(program)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take().expect("its input is a pipe");
        let output = BufReader::new(server.stdout.take().expect("its output is a pipe"));
        let mut editor = Self { server, input, output, last_request: 0, reported: None };
        editor.ask("initialize", json!({ "capabilities": {} }));
        editor.tell("initialized", json!({}));
        editor
    }

    fn tell(&mut self, method: &str, params: Value) {
        let message = Message::from(Notification { method: method.to_owned(), params });
        message.write(&mut self.input).expect("the server reads");
    }

    /// Waits for the answer to a request.
    fn ask(&mut self, method: &str, params: Value) {
        self.last_request += 1;
        let id = RequestId::from(self.last_request);
        let request = Request { id: id.clone(), method: method.to_owned(), params };
        Message::from(request).write(&mut self.input).expect("the server reads");
        loop {
            match self.next() {
                Message::Response(response) if response.id == id => {
                    response.response_result.expect("it is answered");
                    return;
                }
                other => self.note(&other),
            }
        }
    }

    /// Waits for the problems of a version.
    fn problems(&mut self, version: usize) {
        while self.reported != Some(version as u64) {
            let message = self.next();
            self.note(&message);
        }
    }

    fn note(&mut self, message: &Message) {
        if let Message::Notification(notification) = message {
            self.reported = notification.params["version"].as_u64();
        }
    }

    fn next(&mut self) -> Message {
        let message = Message::read(&mut self.output).expect("the server writes");
        message.expect("the server goes on")
    }

    fn end(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert!(self.server.wait().expect("the server ends").success());
    }
}
