//! Keys that objects hold: elements of lists and dicts, instances of classes, whether made here or only known by type.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{folder, slotlint};

fn found(text: &str) -> Vec<String> {
    let folder = folder(&[("a.py", text.as_bytes())]);
    let run = slotlint(folder.path(), &["check", "--output-format", "concise", "--isolated"]).output().unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    let row_and_rule = |line: &str| {
        let row = line.split(':').nth(1).unwrap();
        let rule = line.split(['[', ']']).nth(1).unwrap();
        format!("{row} {rule}")
    };
    out.lines().map(row_and_rule).collect()
}

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
