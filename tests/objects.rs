//! Keys that objects hold: elements of lists and dicts, instances of classes, whether made here or only known by type.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{concise, found};

#[test]
fn elements_that_are_gone_through_again_are_still_as_many() {
    for (loop_, keys) in [
        ("for row in load(x):\n        rows.append(row)", "[f'x:{row}' for row in rows]"),
        ("rows = [Item(row) for row in x]", "[f'x:{row.id}' for row in rows]"),
        ("rows = [Data(id=row) for row in x]", "[f'x:{row.id}' for row in rows]"),
        ("rows = {}\n    for row in load(x):\n        rows[row] = 1", "[f'x:{row}' for row in rows]"),
        ("rows = [load(row) for row in x]", "[f'x:{row.id}' for row in rows]"),
    ] {
        let text = format!(
            "import redis
from dataclasses import dataclass
from rows import load

class Item:
    def __init__(self, id):
        self.id = id

@dataclass
class Data:
    id: str

def all(x, client: redis.RedisCluster):
    rows = []
    {loop_}
    client.mget({keys})
"
        );
        let row = 16 + loop_.matches('\n').count();
        assert_eq!(found(&text), [format!("{row} cross-slot-command")], "{loop_}");
    }
}

#[test]
fn two_instances_of_a_class_have_a_key_each() {
    let text = "import redis

class Item:
    def __init__(self, id, kind='x'):
        self.id = id
        self.key = f'item:{id}'
        self.kind = 'item'

def both(a: Item, b: Item, items: list[Item], client: redis.RedisCluster):
    client.mget(a.key, b.key)
    client.mget(f'{{{a.id}}}:x', f'{{{b.id}}}:x')
    client.mget([item.key for item in items])
    client.mget(f'{{{a.key}}}:x', a.key)
    client.mget(f'{{{a.kind}}}:x', f'{{{b.kind}}}:y')
";
    assert_eq!(found(text), ["10 cross-slot-command", "11 cross-slot-command", "12 cross-slot-command"]);
}

#[test]
fn what_a_method_gives_twice_is_the_same_text() {
    let go = |key: &str| {
        format!(
            "package x
import (\"context\"; \"github.com/google/uuid\"; \"github.com/redis/go-redis/v9\")
type Box struct {{ Team uuid.UUID }}
func one(id string) string {{ return \"s:{{\" + id + \"}}:a\" }}
func other(id string) string {{ return \"s:{{\" + id + \"}}:b\" }}
func Do(ctx context.Context, rdb *redis.ClusterClient, box Box, id uuid.UUID) {{
	rdb.MGet(ctx, one({key}), other({key}))
}}
"
        )
    };
    let typescript = |key: &str| {
        format!(
            "import {{ Cluster }} from 'ioredis';
import {{ ObjectId, Doc, slug, newId }} from 'documents';
export function f(client: Cluster, id: ObjectId, doc: Doc) {{
  client.mget(`s:{{${{{key}}}}}:a`, `s:{{${{{key}}}}}:b`);
}}
"
        )
    };
    let python = |key: &str| {
        format!(
            "from redis.cluster import RedisCluster
from bson import ObjectId, slug
def f(client: RedisCluster, id: ObjectId):
    client.mget('s:{{%s}}:a' % {key}, 's:{{%s}}:b' % {key})
"
        )
    };
    for (name, text, expected) in [
        ("a.go", go("id.String()"), true),
        ("a.go", go("box.Team.String()"), true),
        ("a.go", go("uuid.New().String()"), false),
        ("a.ts", typescript("id.toString()"), true),
        ("a.ts", typescript("doc._id.toHexString()"), true),
        ("a.ts", typescript("slug(doc.title)"), true),
        ("a.ts", typescript("newId()"), false),
        ("a.py", python("id.hex()"), true),
        ("a.py", python("slug(id.hex())"), true),
    ] {
        let out = concise(&[(name, &text)], Some("cross-slot-command"));
        assert_eq!(out.is_empty(), expected, "{text}");
    }
}

#[test]
fn a_tag_of_its_own_for_each_element_is_none_for_all() {
    let text = |tagged: &str| {
        format!(
            "import redis

def key(id, name, version):
    if version == 'v2':
        return f'{tagged}:x'
    return f'v1:{{id}}:x'

def all(ids, name, version, client: redis.RedisCluster):
    client.mget([key(id, name, version) for id in ids])
"
        )
    };
    let severity = |tagged: &str| {
        let out = concise(&[("a.py", &text(tagged))], Some("cross-slot-command"));
        out.split([' ', '[']).nth(1).map(str::to_owned)
    };
    assert_eq!(severity("v2:{{{id}}}").as_deref(), Some("error"));
    assert_eq!(severity("v2:{{{name}}}:{id}").as_deref(), Some("warning"));
}

#[test]
fn a_data_class_takes_its_fields_in_order_unless_more_is_to_it() {
    let program = |classes: &str, made: &str| {
        format!(
            "import redis
from dataclasses import dataclass
from typing import Any

@dataclass
class Base:
    prefix: str

{classes}

def all(client: redis.RedisCluster):
    it = {made}
    client.mget('{{n}}:a', it.name)
"
        )
    };
    let own = "@dataclass\nclass Data:\n    prefix: str\n    name: str";
    assert!(found(&program(own, "Data('p', '{n}:b')")).is_empty());
    assert_eq!(found(&program(own, "Data('{n}:b', 'p')")).len(), 1);
    // The field of the base comes first.
    let inherits = "@dataclass\nclass Data(Base):\n    name: str";
    let said = concise(&[("a.py", &program(inherits, "Data('p', '{n}:b')"))], Some("cross-slot-command"));
    assert!(said.contains("warning") && said.contains("`<it.name>`"), "{said}");
}

#[test]
fn an_object_with_keys_that_are_not_known_may_have_any_member() {
    let said = |object: &str| {
        let text = format!(
            "import {{ Cluster }} from 'ioredis';
const client = new Cluster(nodes);
export function both(k, v) {{
  const options = {object};
  const prefix = options.prefix ?? 'jobs';
  return client.mget(`${{prefix}}:a`, 'b');
}}
"
        );
        concise(&[("a.js", &text)], Some("cross-slot-command"))
    };
    assert!(said("{ other: 1 }").contains("`jobs:a` (slot"), "{}", said("{ other: 1 }"));
    assert!(!said("{ [k]: v }").contains("`jobs:a` (slot"), "{}", said("{ [k]: v }"));
}
