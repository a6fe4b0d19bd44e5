//! The language server: an edge above `lint`, on standard input and output.

mod actions;
mod capabilities;
mod client;
mod commands;
mod diagnostics;
mod documents;
mod hover;
mod jobs;
mod main_loop;
mod parent;
mod progress;
mod requests;
mod shared;
mod tender;
mod transport;
mod uri;
mod watch;

use std::io::{self, BufReader, BufWriter};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{Message, Notification};

use transport::Incoming;

/// What the thread that writes is told at the end, and nobody else.
const END: &str = "$/end";

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The editor said that it would.
    Asked,
    /// The editor went away.
    Abandoned,
}

/// Serves until the editor is gone.
pub(crate) fn run() -> Ended {
    let (to_loop, incoming) = unbounded();
    let (outgoing, to_editor) = unbounded();
    // It ends with the process: a thread that reads standard input cannot be woken.
    thread::spawn(move || read_all(&to_loop));
    let writer = thread::spawn(move || write_all(&to_editor));
    let ended = main_loop::run(&incoming, outgoing.clone());
    // Other threads may still have something to say, which nobody reads any more.
    let _ = outgoing.send(Notification::new(END.to_owned(), ()).into());
    let _ = writer.join();
    ended
}

fn read_all(to_loop: &Sender<Incoming>) {
    let mut input = BufReader::new(io::stdin().lock());
    while let Ok(Some(incoming)) = transport::read(&mut input) {
        if to_loop.send(incoming).is_err() {
            return;
        }
    }
}

fn write_all(to_editor: &Receiver<Message>) {
    let mut output = BufWriter::new(io::stdout().lock());
    for message in to_editor {
        if matches!(&message, Message::Notification(note) if note.method == END) {
            return;
        }
        if transport::write(&mut output, message).is_err() {
            return;
        }
    }
}
