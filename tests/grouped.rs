//! Commands that a program has split by slot, and lists of keys that come whole from a reply.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod program;

use program::{folder, slotlint};

const TYPESCRIPT: &str = "import { Cluster } from 'ioredis';\nconst redis = new Cluster(nodes);\n";
const PYTHON: &str = "from redis.cluster import RedisCluster\nclient = RedisCluster(host='x')\n";
const GO: &str = "package x

import (
\t\"context\"

\t\"github.com/redis/go-redis/v9\"
)

var rdb = redis.NewClusterClient(&redis.ClusterOptions{})

";

/// Rows where keys of several slots are found in one file.
fn apart(name: &str, text: &str) -> Vec<usize> {
    let manifest = "module example.com/x\n\ngo 1.22\n\nrequire github.com/redis/go-redis/v9 v9.7.0\n";
    let folder = folder(&[(name, text.as_bytes()), ("go.mod", manifest.as_bytes())]);
    let rules = "cross-slot-command,cross-slot-transaction,cross-slot-pipeline";
    let words = ["check", "--output-format", "concise", "--isolated", "--select", rules];
    let out = String::from_utf8(slotlint(folder.path(), &words).output().unwrap().stdout).unwrap();
    out.lines().map(|line| line.split(':').nth(1).unwrap().parse().unwrap()).collect()
}

#[test]
fn groups_by_slot_are_of_one_slot_and_groups_by_something_else_are_not() {
    let filled = |key: &str| {
        format!(
            "{TYPESCRIPT}async function drop(ids: string[]) {{
  const groups = new Map<number, string[]>();
  for (const id of ids) {{
    const at = {key};
    const group = groups.get(at) ?? [];
    group.push(id);
    groups.set(at, group);
  }}
  for (const keys of groups.values()) await redis.del(...keys);
  for (const [_, keys] of groups) await redis.del(...keys);
  await Promise.all(Array.from(groups.values(), (keys) => redis.mget(keys)));
  await Promise.all(Array.from(groups.entries(), async ([_, keys]) => {{
    const all = redis.multi();
    for (const key of keys) all.exists(key);
    await all.exec();
  }}));
}}
"
        )
    };
    assert!(apart("a.ts", &filled("calculateSlot(id)")).is_empty());
    assert_eq!(apart("a.ts", &filled("ownerOf(id)")), [11, 12, 13, 15]);
}

#[test]
fn functions_that_group_by_slot_say_so_by_name_or_by_what_they_are_given() {
    let drop = |groups: &str| {
        format!(
            "{TYPESCRIPT}async function drop(ids: string[]) {{\n  for (const keys of {groups}) await redis.del(...keys);\n}}\n"
        )
    };
    for groups in [
        "groupBySlot(ids)",
        "Object.values(lodash.groupBy(ids, calculateSlot))",
        "Object.values(lodash.groupBy(ids, (id) => slotOf(id)))",
        "this.getSlotMap(ids).values()",
    ] {
        assert!(apart("a.ts", &drop(groups)).is_empty(), "{groups}");
    }
    assert_eq!(apart("a.ts", &drop("Object.values(lodash.groupBy(ids, (id) => ownerOf(id)))")), [4]);
    assert_eq!(apart("a.ts", &drop("groupByOwner(ids, slots)")), [4]);
}

#[test]
fn what_has_slot_in_its_name_is_not_grouped_by_slot() {
    for lines in [
        "const found = await redis.smembers(slotKey); await redis.del(...found);",
        "const found = await service.keysFor(slotId); await redis.del(...found);",
        "const keysBySlot = await redis.smembers('all'); for (const found of keysBySlot) await redis.del(...found.keys);",
        "await Promise.all(slots.map(async (slot) => { const f = await redis.smembers(slot); await redis.del(...f); }));",
        "for (const ad of adSlots) await redis.del(...ad.keys);",
        "for (const row of slots) await redis.del(...row.items);",
        "for (const row of await api.fetchSlots()) await redis.del(...row.keys);",
        "for (const row of adSlotMap) await redis.del(...row.keys);",
        "await redis.mget(...lockers.get(slotIndex));",
        "await redis.mget(...lockers[slotIndex]);",
        "lockers.set(slotIndex, ids); await redis.mget(...lockers.get(slotIndex));",
    ] {
        let text =
            format!("{TYPESCRIPT}async function drop(api, service, lockers, slots, adSlots) {{\n  {lines}\n}}\n");
        assert_eq!(apart("a.ts", &text), [4], "{lines}");
    }
    for lines in [
        "const slots = groupBySlot(ids); await redis.mget(...slots.get(slot));",
        "for (const keys of keysBySlot.values()) await redis.del(...keys);",
        "const slots = {}; for (const key of ids) slots[getSlot(key)].push(key); for (const s of Object.values(slots)) await redis.del(...s);",
    ] {
        let text = format!("{TYPESCRIPT}async function drop(ids, slot, keysBySlot) {{\n  {lines}\n}}\n");
        assert!(apart("a.ts", &text).is_empty(), "{lines}");
    }
}

#[test]
fn python_and_go_group_by_slot_as_well() {
    let python = |key: &str| {
        format!(
            "{PYTHON}def drop(keys):
    groups = defaultdict(list)
    for key in keys:
        groups[{key}].append(key)
    for _, group in groups.items():
        client.mget(*group)
"
        )
    };
    assert!(apart("a.py", &python("client.keyslot(key)")).is_empty());
    assert_eq!(apart("a.py", &python("owner(key)")), [8]);
    let go = |key: &str| {
        format!(
            "{GO}func drop(ctx context.Context, keys []string) {{
\tgroups := map[int][]string{{}}
\tfor _, key := range keys {{
\t\tat := {key}
\t\tgroups[at] = append(groups[at], key)
\t}}
\tfor _, group := range groups {{
\t\trdb.MGet(ctx, group...)
\t}}
}}
"
        )
    };
    assert!(apart("a.go", &go("hashSlot(key)")).is_empty());
    assert_eq!(apart("a.go", &go("owner(key)")), [18]);
}

#[test]
fn the_reply_of_keys_is_a_list_whatever_its_name_and_its_client() {
    let text = "import { Cluster, Redis } from 'ioredis';
class Cache {
  private client: any;
  constructor(given: Redis | Cluster | string) {
    if (typeof given === 'string') this.client = new Redis(given);
    else this.client = given;
  }
  async clear(match: string) {
    const keys = await this.client.keys(`app:${match}`);
    await this.client.unlink(keys);
    const found: string[] = await this.client.smembers('all');
    await this.client.del(found);
    const one = (await this.client.smembers('all'))[0];
    await this.client.del(one);
  }
}
";
    assert_eq!(apart("a.ts", text), [10, 12]);
}
