//! Whoever waits for an answer about a whole folder.

/// What it is told meanwhile, and whether it still waits.
pub trait Asker: Sync {
    /// One more file was looked at.
    fn looked_at_a_file(&self) {}

    /// Whether the answer is of no use any more: work ends at the next file.
    fn has_gone(&self) -> bool {
        false
    }
}

/// Nobody: work goes on to its end.
impl Asker for () {}
