//! Wrappers that are called through an interface, or through the class that they extend.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::concise;

/// `file:row severity rule` of what is found, with the rule's name as it is printed.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let told = |line: &str| {
        let mut parts = line.splitn(4, ':');
        let (file, row) = (parts.next().unwrap(), parts.next().unwrap());
        format!("{file}:{row}{}", parts.nth(1).unwrap().split(']').next().unwrap().replace('[', " "))
    };
    concise(files, Some("cross-slot-command")).lines().map(told).collect()
}

const WRAPPER: &str = "package queue

import (
\t\"context\"

\t\"github.com/redis/go-redis/v9\"
)

type clusterStore struct{ inner *redis.ClusterClient }

func (s *clusterStore) Move(from, to string) error {
\treturn s.inner.RPopLPush(context.TODO(), from, to).Err()
}

func (s *clusterStore) Del(keys []string) error {
\treturn s.inner.Del(context.TODO(), keys...).Err()
}

func New(inner *redis.ClusterClient, name string) *Queue {
\treturn Make(&clusterStore{inner: inner}, name)
}
";

fn queue(tag: &str, interface: &str) -> String {
    format!(
        "package queue

const none = \"redis: nil\"

type Store interface {{
{interface}
}}

type Queue struct {{
\tstore Store
\tname  string
}}

func Make(store Store, name string) *Queue {{
\treturn &Queue{{store: store, name: name}}
}}

func (q *Queue) Take() error {{
\treturn q.store.Move(\"{tag}\"+q.name+\"}}:wait\", \"{tag}\"+q.name+\"}}:active\")
}}

func (q *Queue) Drop(id string) error {{
\treturn q.store.Del([]string{{\"{tag}\" + q.name + \"}}:wait\", \"{tag}\" + q.name + \"}}:active\"}})
}}
"
    )
}

#[test]
fn a_go_wrapper_behind_an_interface_is_judged_where_the_keys_are_chosen() {
    let interface = "\tMove(from, to string) error\n\tDel(keys []string) error";
    let program = |tag: &str, interface: &str| {
        let module = "module example.com/queue\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
        found(&[("go.mod", module), ("wrapper.go", WRAPPER), ("queue.go", &queue(tag, interface))])
    };
    assert!(program("q:{", interface).is_empty(), "{:?}", program("q:{", interface));
    assert_eq!(
        program("q:", interface),
        ["queue.go:20 error cross-slot-command", "queue.go:24 error cross-slot-command"]
    );
    // What the wrapper is not one of says nothing of its keys.
    let other = format!("{interface}\n\tPing() error");
    assert_eq!(
        program("q:{", &other),
        ["wrapper.go:12 warning cross-slot-command", "wrapper.go:16 warning cross-slot-command"]
    );
}

#[test]
fn an_interface_made_of_interfaces_has_the_methods_of_all() {
    let interface = "\tMover\n\tDel(keys []string) error\n}\n\ntype Mover interface {\n\tMove(from, to string) error";
    let module = "module example.com/queue\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
    let program = [("go.mod", module), ("wrapper.go", WRAPPER), ("queue.go", &queue("q:{", interface))];
    assert!(found(&program).is_empty(), "{:?}", found(&program));
}

#[test]
fn an_interface_of_another_package_is_reached_too() {
    let module = "module example.com/app\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
    let wrapper =
        WRAPPER.replace("package queue", "package store").replace("clusterStore", "Cluster").replace("inner", "Inner");
    let wrapper = wrapper.split("func New").next().unwrap();
    let interface = "\tMove(from, to string) error\n\tDel(keys []string) error";
    let main = "package main

import (
\t\"example.com/app/queue\"
\t\"example.com/app/store\"
\t\"github.com/redis/go-redis/v9\"
)

func main() {
\tclient := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{\"a:1\"}})
\tqueue.Make(&store.Cluster{Inner: client}).Take()
}
";
    let program = |tag: &str| {
        let files = [("go.mod", module), ("store/store.go", wrapper), ("queue/queue.go", &queue(tag, interface))];
        found(&[files.as_slice(), &[("main.go", main)]].concat())
    };
    assert!(program("q:{").is_empty(), "{:?}", program("q:{"));
    let wrong = ["queue/queue.go:20 error cross-slot-command", "queue/queue.go:24 error cross-slot-command"];
    assert_eq!(program("q:"), wrong);
}

#[test]
fn a_python_protocol_or_an_abstract_class_leads_to_who_does_the_work() {
    for head in ["class Store(Protocol):", "class Store(ABC):"] {
        let base = if head.contains("Protocol") { "" } else { "(Store)" };
        let program = |tag: &str| {
            let wrapper = format!(
                "from abc import ABC, abstractmethod
from typing import Protocol
from redis.cluster import RedisCluster


{head}
    @abstractmethod
    def drop(self, keys: list[str]) -> None:
        ...


class ClusterStore{base}:
    def __init__(self, client: RedisCluster):
        self.client = client

    def drop(self, keys: list[str]) -> None:
        self.client.mget(keys)


class Queue:
    def __init__(self, store: Store, name: str):
        self.store = store
        self.name = name

    def clear(self):
        self.store.drop([f\"{tag}{{self.name}}}}}}:wait\", f\"{tag}{{self.name}}}}}}:active\"])
"
            );
            found(&[("app.py", &wrapper)])
        };
        assert!(program("q:{{").is_empty(), "{head} {:?}", program("q:{{"));
        assert_eq!(program("q:"), ["app.py:17 error cross-slot-command"], "{head}");
    }
}

#[test]
fn a_typescript_interface_or_an_abstract_class_leads_to_who_does_the_work() {
    let kinds = [
        ("interface Store { drop(keys: string[]): Promise<void>; }", "implements"),
        ("abstract class Store { abstract drop(keys: string[]): Promise<void>; }", "extends"),
    ];
    for (store, by) in kinds {
        let program = |tag: &str| {
            let wrapper = format!(
                "import {{ Cluster }} from 'ioredis';
export {store}
export class ClusterStore {by} Store {{
  constructor(private readonly client: Cluster) {{ {} }}
  async drop(keys: string[]) {{ await this.client.mget(...keys); }}
}}
export class Queue {{
  constructor(private readonly store: Store, private readonly name: string) {{}}
  clear() {{
    return this.store.drop([`{tag}${{this.name}}}}:wait`, `{tag}${{this.name}}}}:active`]);
  }}
}}
",
                if by == "extends" { "super();" } else { "" }
            );
            found(&[("app.ts", &wrapper)])
        };
        assert!(program("q:{").is_empty(), "{store} {:?}", program("q:{"));
        assert_eq!(program("q:"), ["app.ts:5 error cross-slot-command"], "{store}");
    }
}

#[test]
fn keys_with_a_tag_or_without_one_by_a_switch_are_only_possibly_apart() {
    let body = |chosen: &str| {
        format!(
            "package queue

import (
\t\"context\"

\t\"github.com/redis/go-redis/v9\"
)

type Queue struct {{
\tinner *redis.ClusterClient
\ttagged bool
}}

func (q *Queue) key(id string) string {{
\tif q.tagged {{
\t\treturn \"{chosen}:msg:\" + id
\t}}
\treturn \"q:msg:\" + id
}}

func (q *Queue) Drop(ids []string) error {{
\tkeys := make([]string, 0, len(ids))
\tfor _, id := range ids {{
\t\tkeys = append(keys, q.key(id))
\t}}
\tif err := q.inner.RPopLPush(context.TODO(), q.key(\"a\"), q.key(\"b\")).Err(); err != nil {{
\t\treturn err
\t}}
\treturn q.inner.Del(context.TODO(), keys...).Err()
}}
"
        )
    };
    let module = "module example.com/queue\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
    let program = |chosen: &str| found(&[("go.mod", module), ("queue.go", &body(chosen))]);
    let rows = |severity: &str| [26, 29].map(|row| format!("queue.go:{row} {severity} cross-slot-command"));
    assert_eq!(program("{q}"), rows("warning"));
    assert_eq!(program("other"), rows("error"));
}

#[test]
fn a_call_through_an_interface_that_may_bring_any_keys_leaves_the_wrapper_in_doubt() {
    let program = |keys: &str| {
        format!(
            "package cache

import (
\t\"context\"

\t\"github.com/redis/go-redis/v9\"
)

type Cache interface {{
\tFetch(keys []string) []interface{{}}
}}

type store struct{{ rdb *redis.ClusterClient }}

func (s *store) Fetch(keys []string) []interface{{}} {{
\treturn s.rdb.MGet(context.TODO(), keys...).Val()
}}

func one(cache Cache, id string) {{
\tcache.Fetch([]string{{\"item:\" + id}})
}}

func Many(cache Cache, load func() []string) {{
\tkeys := {keys}
\tcache.Fetch(keys)
}}
"
        )
    };
    assert_eq!(found(&[("cache.go", &program("load()"))]), ["cache.go:16 warning cross-slot-command"]);
    assert!(found(&[("cache.go", &program("[]string{\"item:1\"}"))]).is_empty());
}
