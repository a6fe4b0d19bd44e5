//! Versions, and the ranges of versions that manifests ask for.

use std::fmt;

/// Major, minor, patch.
type Numbers = (u32, u32, u32);

/// What is known about the version of a library: one version, or a range of which `major.minor.patch` is the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second; 0 when left out.
    pub minor: u32,
    /// The third; 0 when left out.
    pub patch: u32,
    /// Whether it is this one, and no later one.
    pub exact: bool,
    /// For a range: the lowest version that is no longer in it.
    pub below: Option<Numbers>,
}

impl Version {
    /// This one version.
    pub fn exactly(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch, exact: true, below: None }
    }

    /// Any version from this one on, up to `below` (exclusive).
    pub fn from_on(lowest: (u32, u32, u32), below: Option<(u32, u32, u32)>) -> Self {
        let (major, minor, patch) = lowest;
        Self { major, minor, patch, exact: false, below }
    }

    /// Whether it is this version or a later one; `None` when the range holds both earlier and later ones.
    pub fn at_least(&self, major: u32, minor: u32, patch: u32) -> Option<bool> {
        let asked = (major, minor, patch);
        if self.lowest() >= asked {
            return Some(true);
        }
        let none_reaches = self.exact || self.below.is_some_and(|below| below <= asked);
        none_reaches.then_some(false)
    }

    /// Whether it is earlier than this version; `None` when it may be either.
    pub fn before(&self, major: u32, minor: u32, patch: u32) -> Option<bool> {
        self.at_least(major, minor, patch).map(|reached| !reached)
    }

    fn lowest(&self) -> Numbers {
        (self.major, self.minor, self.patch)
    }

    /// One version as lock files and Go write it: `5.3.2`, `v9.5.1`, `v6.15.9+incompatible`, `5.0.0b1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (major, minor, patch) = Numbered::parse(text)?.lowest();
        Some(Self::exactly(major, minor, patch))
    }

    /// What npm, pip, Poetry and uv accept as a requirement. `None` when it says nothing: `*`, `latest`, a URL, `!=5`.
    /// (npm: node-semver's README; Python: PEP 440; `^` and `~` as Poetry defines them are those of npm.)
    pub fn parse_requirement(text: &str) -> Option<Self> {
        let ranges: Option<Vec<Range>> = text.split("||").map(Range::parse).collect();
        ranges?.into_iter().reduce(Range::join)?.version()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Version { major, minor, patch, .. } = self;
        if self.exact { write!(f, "{major}.{minor}.{patch}") } else { write!(f, "{major}.{minor}.{patch} or later") }
    }
}

/// A version of which some numbers may be left out: `5`, `5.x`, `5.3.*`.
#[derive(Clone, Copy)]
struct Numbered {
    major: u32,
    minor: Option<u32>,
    patch: Option<u32>,
}

impl Numbered {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', '=']).trim_start();
        let mut parts = text.split('.').map(leading_number);
        let major = parts.next()??;
        let minor = parts.next().flatten();
        let patch = minor.and(parts.next().flatten());
        Some(Self { major, minor, patch })
    }

    fn lowest(self) -> Numbers {
        (self.major, self.minor.unwrap_or(0), self.patch.unwrap_or(0))
    }

    /// Behind everything that the written numbers stand for: `5.3` ends at `5.4.0`.
    fn end(self) -> Numbers {
        match (self.minor, self.patch) {
            (None, _) => (self.major.saturating_add(1), 0, 0),
            (Some(minor), None) => (self.major, minor.saturating_add(1), 0),
            (Some(minor), Some(patch)) => (self.major, minor, patch.saturating_add(1)),
        }
    }

    /// `^`: the leftmost number that is not 0 stays.
    fn caret_end(self) -> Numbers {
        match (self.major, self.minor, self.patch) {
            (0, Some(0), Some(_)) => self.end(),
            (0, Some(minor), _) => (0, minor.saturating_add(1), 0),
            _ => (self.major.saturating_add(1), 0, 0),
        }
    }
}

fn leading_number(text: &str) -> Option<u32> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    text[..digits].parse().ok()
}

/// From the first (inclusive) up to the second (exclusive).
#[derive(Clone, Copy, Default)]
struct Range {
    from: Option<Numbers>,
    below: Option<Numbers>,
    exact: bool,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once(" - ") {
            let below = Numbered::parse(to)?.end();
            return Some(Self { from: Some(Numbered::parse(from)?.lowest()), below: Some(below), exact: false });
        }
        let mut whole = Self::default();
        for comparator in comparators(text) {
            whole = whole.meet(Self::comparator(comparator)?);
        }
        Some(whole)
    }

    fn comparator(text: &str) -> Option<Self> {
        let numbers = text.trim_start_matches(['<', '>', '=', '~', '^', '!']);
        let operator = &text[..text.len() - numbers.len()];
        if numbers.trim_start().starts_with(['*', 'x', 'X']) || operator.starts_with('!') {
            return Some(Self::default());
        }
        let version = Numbered::parse(numbers)?;
        let lowest = version.lowest();
        let between = |end| Self { from: Some(lowest), below: Some(end), exact: false };
        Some(match operator {
            ">=" => Self { from: Some(lowest), ..Self::default() },
            ">" => Self { from: Some(version.end()), ..Self::default() },
            "<" => Self { below: Some(lowest), ..Self::default() },
            "<=" => Self { below: Some(version.end()), ..Self::default() },
            "^" => between(version.caret_end()),
            // PEP 440: the last written number may grow; `~=5.0` ends at 6, `~=5.0.3` at 5.1.
            "~=" if version.patch.is_none() => between((version.major.saturating_add(1), 0, 0)),
            "~=" | "~" | "~>" => between(match version.minor {
                Some(minor) => (version.major, minor.saturating_add(1), 0),
                None => (version.major.saturating_add(1), 0, 0),
            }),
            _ if version.patch.is_some() && !numbers.contains('*') => {
                Self { from: Some(lowest), below: Some(version.end()), exact: true }
            }
            // PEP 440: `==5.3` is 5.3.0 alone. npm: `5.3` is any 5.3.
            "==" | "===" if !numbers.contains(['*', 'x']) => {
                Self { from: Some(lowest), below: Some((lowest.0, lowest.1, 1)), exact: true }
            }
            _ => between(version.end()),
        })
    }

    fn meet(self, other: Self) -> Self {
        let below = match (self.below, other.below) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { from: self.from.max(other.from), below, exact: self.exact || other.exact }
    }

    fn join(self, other: Self) -> Self {
        let from = self.from.zip(other.from).map(|(a, b)| a.min(b));
        let below = self.below.zip(other.below).map(|(a, b)| a.max(b));
        Self { from, below, exact: false }
    }

    fn version(self) -> Option<Version> {
        match (self.from, self.below) {
            (Some((major, minor, patch)), _) if self.exact => Some(Version::exactly(major, minor, patch)),
            (None, None) => None,
            (from, below) => Some(Version::from_on(from.unwrap_or_default(), below)),
        }
    }
}

/// `>=4.1, <6` and `>= 4.1 <6` both have two.
fn comparators(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([',', ' ']);
        let numbers = rest.trim_start_matches(['<', '>', '=', '~', '^', '!', ' ']);
        if numbers.is_empty() {
            return None;
        }
        let operator = rest.len() - numbers.len();
        let end = operator + numbers.find([',', ' ']).unwrap_or(numbers.len());
        let (comparator, behind) = rest.split_at(end);
        rest = behind;
        Some(comparator)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Option<(Numbers, Option<Numbers>)> {
        let version = Version::parse_requirement(text)?;
        Some((version.lowest(), version.below))
    }

    #[test]
    fn requirements_become_ranges() {
        for (text, from, below) in [
            ("^5.3.2", (5, 3, 2), Some((6, 0, 0))),
            ("^0.4.1", (0, 4, 1), Some((0, 5, 0))),
            ("~5.3.2", (5, 3, 2), Some((5, 4, 0))),
            ("~=5.0", (5, 0, 0), Some((6, 0, 0))),
            ("~=5.0.3", (5, 0, 3), Some((5, 1, 0))),
            ("5.x", (5, 0, 0), Some((6, 0, 0))),
            ("==5.*", (5, 0, 0), Some((6, 0, 0))),
            ("5", (5, 0, 0), Some((6, 0, 0))),
            (">=4.1,<6", (4, 1, 0), Some((6, 0, 0))),
            (">= 4.1 <6", (4, 1, 0), Some((6, 0, 0))),
            (">4.1.2", (4, 1, 3), None),
            ("<5", (0, 0, 0), Some((5, 0, 0))),
            ("1.2.3 - 2.3", (1, 2, 3), Some((2, 4, 0))),
            ("^4.0.0 || ^5.0.0", (4, 0, 0), Some((6, 0, 0))),
            (">=4.1,!=4.5.5", (4, 1, 0), None),
        ] {
            assert_eq!(range(text), Some((from, below)), "{text}");
        }
    }

    #[test]
    fn one_version_is_exact() {
        for text in ["5.3.2", "=5.3.2", "==5.3.2", "v5.3.2"] {
            assert_eq!(Version::parse_requirement(text), Some(Version::exactly(5, 3, 2)), "{text}");
        }
        assert_eq!(Version::parse_requirement("==5.3"), Some(Version::exactly(5, 3, 0)));
        assert_eq!(Version::parse("v6.15.9+incompatible"), Some(Version::exactly(6, 15, 9)));
        assert_eq!(Version::parse("5.0.0b1"), Some(Version::exactly(5, 0, 0)));
    }

    #[test]
    fn what_says_nothing_is_unknown() {
        for text in ["*", "latest", "", "git+https://host/x.git", "!=5", "workspace:*", "99999999999"] {
            assert_eq!(Version::parse_requirement(text), None, "{text}");
        }
    }

    #[test]
    fn comparing_says_when_it_does_not_know() {
        let caret = Version::parse_requirement("^5.3.2").unwrap();
        assert_eq!(caret.at_least(5, 0, 0), Some(true));
        assert_eq!(caret.at_least(5, 4, 0), None);
        assert_eq!(caret.at_least(6, 0, 0), Some(false));
        assert_eq!(caret.before(6, 0, 0), Some(true));
        assert_eq!(Version::exactly(4, 0, 9).at_least(4, 1, 0), Some(false));
    }
}
