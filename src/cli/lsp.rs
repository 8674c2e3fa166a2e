//! `organogram lsp`: a language server on standard input and output.
//!
//! Implements the [protocol](https://microsoft.github.io/language-server-protocol/) on top of [`ide`](crate::ide): one
//! thread answers requests in order, and computes diagnostics when no message is waiting, so that typing is never
//! delayed.

mod answers;
mod paths;
mod positions;
mod session;
mod workspace;

use std::process::ExitCode;

use clap::Args;
use lsp_server::{Connection, Message, ProtocolError};

use super::limits::LimitArguments;
use super::{Failure, allowed_paths};
use session::Session;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    limits: LimitArguments,
    /// Allow structure files to refer to files outside their folders
    #[arg(long)]
    allow_paths: bool,
    /// Accepted, since editors give it: the server always uses standard input and output
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Serves an editor until it exits.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (connection, threads) = Connection::stdio();
    let ended = serve(&connection, arguments);
    drop(connection);
    // The threads end together with their streams.
    let closed = threads.join();
    match ended {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Failure::usage(format!("the editor broke the protocol: {error}"))
            .with_hint("an editor starts this command; docs/editors.md says how")),
    }
    .inspect(|_| drop(closed))
}

fn serve(connection: &Connection, arguments: &Arguments) -> Result<(), ProtocolError> {
    let (id, parameters) = connection.initialize_start()?;
    let parameters = serde_json::from_value(parameters).unwrap_or_default();
    let mut session =
        Session::new(&parameters, arguments.limits, allowed_paths(arguments.allow_paths));
    let capabilities = serde_json::json!({
        "capabilities": session.capabilities(),
        "serverInfo": { "name": "organogram", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, capabilities)?;
    while let Some(message) = next(connection, &mut session) {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request)? {
                    break;
                }
                send(connection, session.answer(request));
            }
            Message::Notification(notification) => session.take(notification),
            Message::Response(_) => {}
        }
    }
    Ok(())
}

/// The next message of the editor; `None` after it has closed its end. Publishes diagnostics before waiting.
fn next(connection: &Connection, session: &mut Session) -> Option<Message> {
    if let Ok(message) = connection.receiver.try_recv() {
        return Some(message);
    }
    for report in session.reports() {
        send(connection, report);
    }
    connection.receiver.recv().ok()
}

/// Sends a message. If the editor is gone, it is dropped; the input has ended too.
fn send(connection: &Connection, message: impl Into<Message>) {
    drop(connection.sender.send(message.into()));
}
