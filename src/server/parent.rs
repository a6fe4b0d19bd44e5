//! A server whose editor died has no business to go on.
//!
//! The end of standard input tells it as well, unless another process holds the other end of the pipe.

use std::process;
use std::thread;
use std::time::Duration;

/// How often the editor is looked after.
const INTERVAL: Duration = Duration::from_secs(2);

/// Ends this process when the editor's is gone.
pub(super) fn watch(editor: Option<u32>) {
    // An editor that cannot be seen from here, in another container for one, cannot be missed either.
    let Some(editor) = editor.filter(|editor| is_alive(*editor)) else { return };
    let _ = thread::Builder::new().name("parent".to_owned()).spawn(move || {
        while is_alive(editor) {
            thread::sleep(INTERVAL);
        }
        process::exit(1);
    });
}

#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return false };
    // Not being allowed to signal it means that it is there.
    test_kill_process(pid) != Err(rustix::io::Errno::SRCH)
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    false
}
