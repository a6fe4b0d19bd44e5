//! The first line of a script: `#!lua flags=no-writes,allow-stale`
//! (<https://redis.io/docs/latest/develop/programmability/lua-api/#script-flags>).

/// What a script says of itself in its first line. With it, a server of version 7 or newer also refuses keys that are in
/// another slot of the same node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shebang {
    /// The engine: `lua`.
    pub engine: String,
    /// The flags, as `no-cluster` and `allow-cross-slot-keys`.
    pub flags: Vec<String>,
    /// The name of a function library, which `name=` gives.
    pub library: Option<String>,
}

impl Shebang {
    /// Whether a flag is set.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|set| set == flag)
    }

    /// The first line of a script, if it begins with `#!`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let line = text.strip_prefix("#!")?.lines().next().unwrap_or_default();
        let mut words = line.split_ascii_whitespace();
        let mut shebang = Shebang { engine: words.next().unwrap_or_default().to_owned(), ..Shebang::default() };
        for word in words {
            if let Some(flags) = word.strip_prefix("flags=") {
                shebang.flags = flags.split(',').filter(|flag| !flag.is_empty()).map(str::to_owned).collect();
            } else if let Some(name) = word.strip_prefix("name=") {
                shebang.library = Some(name.to_owned());
            }
        }
        Some(shebang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_engine_flags_and_library() {
        let read = Shebang::read("#!lua name=pages flags=no-cluster,allow-stale\r\nreturn 1").expect("a first line");
        assert_eq!((read.engine.as_str(), read.library.as_deref()), ("lua", Some("pages")));
        assert!(read.has("no-cluster") && read.has("allow-stale") && !read.has("stale"));
    }

    #[test]
    fn only_the_very_first_line_counts() {
        assert_eq!(Shebang::read("\n#!lua"), None);
        assert_eq!(Shebang::read("#!"), Some(Shebang::default()));
    }
}
