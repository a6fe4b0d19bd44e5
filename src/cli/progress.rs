//! A sign of life on a terminal, for runs of more than a second.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::settings::Verbosity;

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Files that are counted before the clock is looked at again.
const STEP: u64 = 64;

/// Counts files; shows the count once the run takes long.
pub(super) struct Progress {
    started: Instant,
    files: AtomicU64,
    /// `None` when nobody watches.
    bar: Option<OnceLock<ProgressBar>>,
}

impl Progress {
    pub(super) fn new(verbosity: Verbosity) -> Self {
        let watched = verbosity != Verbosity::Quiet && io::stderr().is_terminal();
        Self { started: Instant::now(), files: AtomicU64::new(0), bar: watched.then(OnceLock::new) }
    }

    /// From any thread.
    pub(super) fn file_done(&self) {
        let Some(bar) = &self.bar else {
            return;
        };
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        if files.is_multiple_of(STEP) && self.started.elapsed() > PATIENCE {
            bar.get_or_init(spinner).set_position(files);
        }
    }

    /// Leaves no trace on the terminal.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.as_ref().and_then(OnceLock::get) {
            bar.finish_and_clear();
        }
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    // The template is fixed; were it wrong, the default style would do.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} files") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
