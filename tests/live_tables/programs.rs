//! The programs that are both run with the real libraries and linted: one call a row.

use crate::calls::{Anchored, Call, Template, calls};

const COMMANDS: &str = include_str!("../../fixtures/live/calls/commands.tsv");
const REDIS_PY: &str = include_str!("../../fixtures/live/calls/redis-py.tsv");
const GO_REDIS: &str = include_str!("../../fixtures/live/calls/go-redis.tsv");

/// A client library, as one of the programs uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Library {
    Ioredis,
    RedisPy,
    RedisPyAsyncio,
    GoRedis,
}

impl Library {
    /// The stem of its files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Library::Ioredis => "ioredis",
            Library::RedisPy => "redis-py",
            Library::RedisPyAsyncio => "redis-py-asyncio",
            Library::GoRedis => "go-redis",
        }
    }

    /// The file that holds the calls.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Library::Ioredis => "calls.js",
            Library::RedisPy | Library::RedisPyAsyncio => "calls.py",
            Library::GoRedis => "calls.go",
        }
    }

    fn contexts(self) -> &'static [(&'static str, Anchored)] {
        match self {
            Library::Ioredis => &[("client", Anchored::No), ("pipeline", Anchored::Yes), ("multi", Anchored::Yes)],
            Library::RedisPy | Library::RedisPyAsyncio => {
                &[("client", Anchored::No), ("pipeline", Anchored::Yes), ("transaction", Anchored::Yes)]
            }
            Library::GoRedis => &[
                ("client", Anchored::No),
                ("pipeline", Anchored::Yes),
                ("transaction", Anchored::Yes),
                ("watch", Anchored::Yes),
            ],
        }
    }

    /// The catalogue of its calls.
    pub(crate) fn templates(self) -> Vec<Template> {
        Template::all(match self {
            Library::Ioredis => COMMANDS,
            Library::RedisPy | Library::RedisPyAsyncio => REDIS_PY,
            Library::GoRedis => GO_REDIS,
        })
    }

    /// What declares that the program uses this version: the file and its text.
    pub(crate) fn manifest(self, version: &str) -> (&'static str, String) {
        match self {
            Library::Ioredis => ("package.json", format!("{{\"dependencies\": {{\"ioredis\": \"{version}\"}}}}\n")),
            Library::RedisPy | Library::RedisPyAsyncio => ("requirements.txt", format!("redis=={version}\n")),
            Library::GoRedis => {
                ("go.mod", format!("module calls\n\ngo 1.24\n\nrequire {} v{version}\n", go_module(version)))
            }
        }
    }
}

/// The path under which go-redis of this version is imported.
fn go_module(version: &str) -> &'static str {
    if version.starts_with("8.") { "github.com/go-redis/redis/v8" } else { "github.com/redis/go-redis/v9" }
}

/// A program: what it begins with, and a row for each call.
pub(crate) struct Program {
    pub(crate) head: String,
    pub(crate) rows: Vec<String>,
    pub(crate) calls: Vec<Call>,
}

impl Program {
    /// The program for a version of a library; `has` tells which calls it can be run with.
    pub(crate) fn new(library: Library, version: &str, has: impl Fn(&Call) -> bool) -> Program {
        let all = calls(&library.templates(), library.contexts());
        let calls: Vec<Call> = all.into_iter().filter(has).collect();
        let (head, row): (String, fn(&Call) -> String) = match library {
            Library::Ioredis => (JAVASCRIPT.to_owned(), javascript),
            Library::RedisPy => (PYTHON.replace("MODULE", "redis.cluster"), python),
            Library::RedisPyAsyncio => (PYTHON.replace("MODULE", "redis.asyncio.cluster"), asyncio),
            Library::GoRedis => (GO.replace("MODULE", go_module(version)), go),
        };
        Program { head, rows: calls.iter().map(row).collect(), calls }
    }
}

/// What a program for ioredis begins with.
pub(crate) const JAVASCRIPT: &str = r#"const Redis = require("ioredis");
const cluster = new Redis.Cluster([{ host: "127.0.0.1", port: Number(process.env.PORT) }]);
exports.cluster = cluster;
"#;

/// Words in, arguments of JavaScript out: a method takes what goes to the server.
fn javascript(call: &Call) -> String {
    let mut name = call.template.name.split(' ');
    let method = name.next().unwrap_or_default();
    let words = name.map(str::to_owned).chain(words(&call.arguments()));
    let arguments = words.map(|word| quoted(&word)).collect::<Vec<_>>().join(", ");
    let (function, anchor) = (call.function(), call.anchor());
    match call.context {
        "client" => format!("exports.{function} = () => cluster.{method}({arguments});\n"),
        batch => format!(
            "exports.{function} = () => cluster.{batch}().set(\"{anchor}\", \"x\").{method}({arguments}).exec();\n"
        ),
    }
}

/// The words of a command: apart by spaces, but for those in double quotes.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, behind) = match rest.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
            Some(parts) => parts,
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

fn quoted(word: &str) -> String {
    if word.parse::<f64>().is_ok() { word.to_owned() } else { format!("{word:?}") }
}

const PYTHON: &str = r#"import os
from MODULE import RedisCluster
cluster = RedisCluster(host="127.0.0.1", port=int(os.environ["PORT"]))
"#;

fn opened(context: &str) -> &'static str {
    if context == "transaction" { "transaction=True" } else { "" }
}

fn python(call: &Call) -> String {
    let (function, anchor, arguments) = (call.function(), call.anchor(), call.arguments());
    let name = &call.template.name;
    match call.context {
        "client" if name.ends_with("_iter") => format!("def {function}(): return list(cluster.{name}({arguments}))\n"),
        "client" => format!("def {function}(): return cluster.{name}({arguments})\n"),
        batch => format!(
            "def {function}(): pipe = cluster.pipeline({}); pipe.set(\"{anchor}\", \"x\"); pipe.{name}({arguments}); return pipe.execute()\n",
            opened(batch)
        ),
    }
}

fn asyncio(call: &Call) -> String {
    let (function, anchor, arguments) = (call.function(), call.anchor(), call.arguments());
    let name = &call.template.name;
    match call.context {
        "client" if name.ends_with("_iter") => {
            format!("async def {function}(): return [each async for each in cluster.{name}({arguments})]\n")
        }
        "client" => format!("async def {function}(): return await cluster.{name}({arguments})\n"),
        batch => format!(
            "async def {function}(): pipe = cluster.pipeline({}); pipe.set(\"{anchor}\", \"x\"); pipe.{name}({arguments}); return await pipe.execute()\n",
            opened(batch)
        ),
    }
}

const GO: &str = r#"package main

import (
	"context"
	"time"

	"MODULE"
)

var _ = time.Second

"#;

fn go(call: &Call) -> String {
    let (function, anchor, name) = (call.function(), call.anchor(), &call.template.name);
    let arguments = match call.arguments() {
        none if none.is_empty() => none,
        some => format!(", {some}"),
    };
    let client = "ctx context.Context, rdb *redis.ClusterClient";
    match call.context {
        "client" => format!("func {function}({client}) error {{ return rdb.{name}(ctx{arguments}).Err() }}\n"),
        "watch" => format!(
            "func {function}({client}) error {{ return rdb.Watch(ctx, func(tx *redis.Tx) error {{ return tx.{name}(ctx{arguments}).Err() }}, \"{anchor}\") }}\n"
        ),
        batch => {
            let opens = if batch == "transaction" { "TxPipelined" } else { "Pipelined" };
            format!(
                "func {function}({client}) ([]redis.Cmder, error) {{ return rdb.{opens}(ctx, func(pipe redis.Pipeliner) error {{ pipe.Set(ctx, \"{anchor}\", \"x\", 0); pipe.{name}(ctx{arguments}); return nil }}) }}\n"
            )
        }
    }
}
