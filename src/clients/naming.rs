//! Receivers known only by their names: the weakest evidence, taken when nothing else is known.

use std::rc::Rc;

use smol_str::SmolStr;

use super::library;
use super::model::{Client, Evidence, Library, Mode, Prefix};
use super::receivers::{Receiver, Receivers, last_identifier};
use crate::eval::Cx;
use crate::eval::value::{External, Value};
use crate::syntax::ir::*;

impl<'p> Receivers<'_, 'p> {
    /// A chain whose beginning is recognised only by its name: `redisClient.pipeline().set(...)`.
    pub(super) fn named_member(&self, of: &Value<'p>, cx: &Cx<'p>) -> Option<Receiver<'p>> {
        let Value::External(external) = of else { return None };
        match &**external {
            External::Member { name, .. } => self.by_text(cx, name, of),
            External::Call { callee: Value::External(callee), .. } => match &**callee {
                External::Member { name, .. } => self.by_text(cx, name, of),
                External::Symbol { path, .. } => self.by_text(cx, path.last()?, of),
                _ => None,
            },
            _ => None,
        }
    }

    /// Weakest evidence: the name of what the command is called on.
    pub(super) fn by_name(&self, cx: &Cx<'p>, object: ExprId, value: &Value<'p>) -> Option<Receiver<'p>> {
        let name = last_identifier(cx.ir(), object)?;
        self.by_text(cx, name, value)
    }

    fn by_text(&self, cx: &Cx<'p>, name: &str, value: &Value<'p>) -> Option<Receiver<'p>> {
        if !self.is_client_name(name) {
            return None;
        }
        let unknown = match value {
            Value::Hole(_) | Value::Null => true,
            Value::External(_) => {
                let root = library::root_symbol(value);
                !root.is_some_and(|module| library::is_other_client(cx.ir().language, module))
                    && library::symbol_of(value)
                        .is_none_or(|(module, _)| module.is_empty() || !module.contains("redis"))
            }
            Value::Union(values) => values.iter().any(Value::is_hole),
            _ => false,
        };
        if !unknown || !self.library_in_use(cx) {
            return None;
        }
        let library = match cx.ir().language {
            Language::JavaScript | Language::TypeScript | Language::Tsx if self.dialects.is_other(cx.file, name) => {
                return None;
            }
            Language::JavaScript | Language::TypeScript | Language::Tsx => Library::Ioredis,
            Language::Python => Library::RedisPy,
            Language::Go => Library::GoRedis,
            Language::Lua => return None,
        };
        let version = library.packages().iter().find_map(|package| self.ev.project.version_of(&cx.file.path, package));
        Some(Receiver::Client(Rc::new(Client {
            library,
            version,
            mode: mode_named(name),
            asynchronous: false,
            evidence: Evidence::Named,
            made: None,
            prefix: Prefix::Unknown,
            name: SmolStr::from(name),
        })))
    }

    /// A JavaScript project that depends on another Redis library, and on none that is covered, means that one.
    fn library_in_use(&self, cx: &Cx<'p>) -> bool {
        match cx.ir().language {
            Language::JavaScript | Language::TypeScript | Language::Tsx => {
                let project = self.ev.project;
                let uses = |package: &str| project.version_of(&cx.file.path, package).is_some();
                let imports_other =
                    cx.ir().imports.iter().any(|import| library::is_other_client(cx.ir().language, &import.specifier));
                let covered = ["ioredis", "iovalkey", "bullmq"].iter().any(|package| uses(package));
                !imports_other
                    && (covered || !["redis", "@redis/client", "@upstash/redis"].iter().any(|package| uses(package)))
            }
            Language::Go => {
                !cx.ir().imports.iter().any(|import| library::is_other_client(Language::Go, &import.specifier))
            }
            _ => true,
        }
    }

    /// Whether what has this name is a client when nothing else is known.
    pub(super) fn is_client_name(&self, name: &str) -> bool {
        holds_word(name, "redis")
            || holds_word(name, "valkey")
            || name.eq_ignore_ascii_case("rdb")
            || self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// What a name says of the mode: `redis_cluster_client`, but not `redisNonCluster`.
fn mode_named(name: &str) -> Mode {
    let words: String = name.chars().filter(|ch| *ch != '_').map(|ch| ch.to_ascii_lowercase()).collect();
    match words.find("cluster") {
        Some(at) if !["non", "no", "not", "without"].iter().any(|word| words[..at].ends_with(word)) => Mode::Cluster,
        _ => Mode::Unknown,
    }
}

/// Whether a name holds an ASCII word, in any case. Asked of every name there is: nothing is allocated.
pub(super) fn holds_word(name: &str, word: &str) -> bool {
    name.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}
