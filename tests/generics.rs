//! Clients behind functions that hand on what they are given: generic ones, those that are called once, bound methods.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{folder, slotlint};

/// Rows where keys of several slots are found in one file.
fn apart(name: &str, text: &str) -> Vec<usize> {
    let manifest = "module example.com/x\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
    let folder = folder(&[(name, text.as_bytes()), ("go.mod", manifest.as_bytes())]);
    let words = ["check", "--output-format", "concise", "--isolated", "--select", "cross-slot-command"];
    let out = String::from_utf8(slotlint(folder.path(), &words).output().unwrap().stdout).unwrap();
    out.lines().map(|line| line.split(':').nth(1).unwrap().parse().unwrap()).collect()
}

#[test]
fn a_generic_function_gives_what_its_argument_of_the_same_type_is_or_gives() {
    let head = "import { Redis } from 'ioredis';\nconst make = () => new Redis();\n";
    for (function, given) in [
        (
            "function once<T>(name: string, make: () => T): T { const g = globalThis as any; g[name] ??= make(); return g[name]; }",
            "once('a', make)",
        ),
        ("declare function once<T>(make: () => T): T;", "once(make)"),
        ("declare function once<T>(make: () => Promise<T>): Promise<T>;", "await once(async () => new Redis())"),
        ("declare function once<T>(make: () => T): T | undefined;", "once(make)!"),
        ("declare function traced<T extends object>(thing: T, name: string): T;", "traced(new Redis(), 'a')"),
        ("import { once } from 'lodash';", "once(make)()"),
        ("import memoize from 'memoizee';", "memoize(make)()"),
    ] {
        let text = format!("{head}{function}\nconst redis = {given};\nawait redis.del('a', 'b');\n");
        assert_eq!(apart("a.ts", &text), [5], "{function} {given}");
    }
}

#[test]
fn a_type_that_is_no_variable_says_what_it_is_whatever_is_given() {
    let text = "import { Redis } from 'ioredis';
class Store { constructor(private redis: Redis) {} }
declare function wrap(redis: Redis): Store;
declare function count<T>(make: () => T): number;
wrap(new Redis()).del('a', 'b');
count(() => new Redis()).del('a', 'b');
";
    assert!(apart("a.ts", text).is_empty());
}

#[test]
fn type_variables_of_python_and_go_say_the_same() {
    let python = "import redis, registry
from typing import Callable, TypeVar
T = TypeVar('T')
def once(name: str, make: Callable[[], T]) -> T:
    return registry.get(name, make)
def kept[V](make: Callable[[], V]) -> V:
    return registry.get(make)
one = once('a', lambda: redis.RedisCluster(host='x'))
one.mget('a', 'b')
two = kept(lambda: redis.RedisCluster(host='x'))
two.mget('a', 'b')
";
    assert_eq!(apart("a.py", python), [9, 11]);
    let go = "package x

import (
\t\"context\"
\t\"sync\"

\t\"github.com/redis/go-redis/v9\"
)

var kept sync.Map

func Once[T any](name string, make func() T) T { v, _ := kept.LoadOrStore(name, make()); return v.(T) }
func Must[T any](v T, err error) T { return v }
func connect() (*redis.ClusterClient, error) { return dial(), nil }
func dial() *redis.ClusterClient { return redis.NewClusterClient(&redis.ClusterOptions{}) }

var one, two, three = Once(\"a\", dial), Must(connect()), sync.OnceValue(dial)

func f(ctx context.Context) {
\tone.MGet(ctx, \"a\", \"b\")
\ttwo.MGet(ctx, \"a\", \"b\")
\tthree().MGet(ctx, \"a\", \"b\")
}
";
    assert_eq!(apart("a.go", go), [20, 21, 22]);
}

#[test]
fn a_method_that_has_a_name_of_its_own_is_that_method() {
    let typescript = "import { Redis } from 'ioredis';
class Cache {
  private redis = new Redis();
  async all() {
    const get = this.redis.mget.bind(this.redis);
    const close = this.redis.quit.bind(this.redis);
    await get('a', 'b');
    await close();
  }
}
";
    assert_eq!(apart("a.ts", typescript), [7]);
    // Bound to something else, it is called on that.
    let other = typescript.replace("mget.bind(this.redis)", "mget.bind(this.store)");
    assert!(apart("a.ts", &other).is_empty());
    let python = "import redis\nclient = redis.RedisCluster(host='x')\nget = client.mget\nget('a', 'b')\n";
    assert_eq!(apart("a.py", python), [4]);
}

#[test]
fn a_generic_function_of_a_long_file_is_called_from_a_short_one_and_the_other_way_round() {
    let rows = "export const row = { a: 1, b: [2, 3] };\n".replace("row", "rowN");
    let long: String = (0..200).map(|row| rows.replace('N', &row.to_string())).collect();
    let once = "export declare function once<T>(make: () => T): T;\n";
    let user =
        "import { Redis } from 'ioredis';\nimport { once } from './once';\nonce(() => new Redis()).del('a', 'b');\n";
    let long_user = format!("{user}{long}");
    let long_once = format!("{long}{once}");
    for (once, user) in [(once, long_user.as_str()), (long_once.as_str(), user)] {
        let folder = folder(&[("once.ts", once.as_bytes()), ("user.ts", user.as_bytes())]);
        let words = ["check", "--output-format", "concise", "--isolated", "--select", "cross-slot-command"];
        let out = String::from_utf8(slotlint(folder.path(), &words).output().unwrap().stdout).unwrap();
        assert!(out.starts_with("user.ts:3:") && out.lines().count() == 1, "{out}");
    }
}
