//! Which server the code will meet: commands and their checks differ by version.

use std::fmt;
use std::str::FromStr;

/// Redis and Valkey went apart after Redis 7.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerFamily {
    /// Redis.
    Redis,
    /// Valkey.
    Valkey,
}

/// A server and its version, written `redis-8.2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Server {
    /// Which of the two.
    pub family: ServerFamily,
    /// `8` of 8.2.
    pub major: u16,
    /// `2` of 8.2.
    pub minor: u16,
}

impl Default for Server {
    /// The newest Redis: every version of it, since what is newer than known is judged like the newest.
    fn default() -> Self {
        Server { family: ServerFamily::Redis, major: u16::MAX, minor: 0 }
    }
}

impl Server {
    /// Whether the version is this one or a later one, in the numbering of its own family.
    pub fn is_at_least(self, major: u16, minor: u16) -> bool {
        (self.major, self.minor) >= (major, minor)
    }

    /// Whether a cluster of it accepts patterns of SORT that stay in the slot of the key: Redis from 7.4, Valkey from 8.0.
    pub fn accepts_sort_patterns(self) -> bool {
        match self.family {
            ServerFamily::Redis => self.is_at_least(7, 4),
            ServerFamily::Valkey => self.is_at_least(8, 0),
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = match self.family {
            ServerFamily::Redis => "redis",
            ServerFamily::Valkey => "valkey",
        };
        if *self == Server::default() {
            return write!(f, "{family} (newest)");
        }
        write!(f, "{family}-{}.{}", self.major, self.minor)
    }
}

impl FromStr for Server {
    type Err = String;

    /// `redis-7`, `redis-7.0`, `valkey-8.1.3`; what stands behind the minor version makes no difference.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || format!("`{text}` is no server; expected a family and a version, such as `redis-7.2` or `valkey-8.1`");
        let (family, version) = text.split_once('-').ok_or_else(expected)?;
        let family = match family {
            "redis" => ServerFamily::Redis,
            "valkey" => ServerFamily::Valkey,
            _ => return Err(expected()),
        };
        let mut numbers = version.split('.').map(str::parse::<u16>);
        let major = numbers.next().and_then(Result::ok).ok_or_else(expected)?;
        let minor = numbers.next().unwrap_or(Ok(0)).map_err(|_| expected())?;
        let patch_is_number = numbers.next().is_none_or(|patch| patch.is_ok());
        if !patch_is_number || numbers.next().is_some() {
            return Err(expected());
        }
        Ok(Server { family, major, minor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_and_versions() {
        let parsed = |text: &str| text.parse::<Server>().map(|server| server.to_string());
        assert_eq!(parsed("redis-7.0").as_deref(), Ok("redis-7.0"));
        assert_eq!(parsed("valkey-8.1.3").as_deref(), Ok("valkey-8.1"));
        assert_eq!(parsed("redis-8").as_deref(), Ok("redis-8.0"));
        for wrong in ["redis", "7.0", "keydb-6.3", "redis-x", "redis-7.0.1.2", "redis-7.0.x", "redis-7.", ""] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_default_is_newer_than_any_version() {
        assert!(Server::default().is_at_least(99, 9));
        assert!(!"redis-7.2".parse::<Server>().unwrap().is_at_least(7, 4));
    }
}
