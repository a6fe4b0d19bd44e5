//! Numbers that look random, for tests: the same in every run.

/// A xorshift generator.
pub(crate) struct Random(u64);

impl Random {
    /// The generator of a seed, which is not 0.
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below the limit; 0 for a limit of 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
