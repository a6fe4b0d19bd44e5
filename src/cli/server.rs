//! `slotlint server`: for editors.

use super::Outcome;
use super::args::ServerArgs;
use crate::server::{self, Ended};

/// Serves until the editor is gone.
pub(super) fn run(_: &ServerArgs) -> Outcome {
    match server::run() {
        Ended::Asked => Outcome::Clean,
        Ended::Abandoned => Outcome::Abandoned,
    }
}
