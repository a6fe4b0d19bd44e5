//! Lua text in, facts out.

use super::*;
use crate::syntax::random::Random;

/// One line per command: its name, its keys, and the helper's call it came through.
fn touched(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for touch in read(text.as_bytes()).touches {
        let mut line = touch.command.name.to_uppercase();
        for key in &touch.keys {
            line.push_str(&format!(" {}", key.key));
        }
        if let Some(via) = touch.via {
            line.push_str(&format!(" via {}", &text[via.range()]));
        }
        lines.push(line);
    }
    lines
}

/// The highest element of KEYS that is always needed, the highest that is sometimes, and whether others may be.
fn keys(text: &str) -> (usize, usize, bool) {
    let uses = read(text.as_bytes()).keys;
    let index = |need: Option<Need>| need.map_or(0, |need| need.index);
    (index(uses.always), index(uses.sometimes), uses.open)
}

#[test]
fn keys_arguments_literals_and_built_keys_are_told_apart() {
    let text = "
        redis.call('HSET', KEYS[1], 'state', ARGV[2])
        local items = KEYS[1] .. ':items'
        redis.pcall('DEL', items, ARGV[1])
        redis['call']('INCR', 'stats:visits')
        redis.call('GET', 'visits:' .. ARGV[1])
        return redis.call('GET', string.format('%s:%02d:%d', KEYS[2], ARGV[1], 7))";
    assert_eq!(
        touched(text),
        [
            "HSET KEYS[1]",
            "DEL <KEYS[1]>:items ARGV[1]",
            "INCR stats:visits",
            "GET visits:<ARGV[1]>",
            "GET <KEYS[2]>:<unknown>:7",
        ]
    );
}

#[test]
fn spans_are_those_of_the_call_and_of_the_argument() {
    let text = "local a = 1\nredis.call('DEL', KEYS[1], 'stats:visits')";
    let touch = read(text.as_bytes()).touches.remove(0);
    assert_eq!(&text[touch.call.range()], "redis.call('DEL', KEYS[1], 'stats:visits')");
    assert_eq!(&text[touch.keys[1].span.range()], "'stats:visits'");
}

#[test]
fn other_names_for_the_call_are_followed() {
    let text = "
        local call = redis.call
        local rcall, r = redis.call, redis
        call('LPUSH', 'a', 1)
        rcall('GET', KEYS[1])
        r.call('GET', KEYS[2])
        server.call('GET', KEYS[3])
        other.call('GET', 'x')";
    assert_eq!(touched(text), ["LPUSH a", "GET KEYS[1]", "GET KEYS[2]", "GET KEYS[3]"]);
}

#[test]
fn fields_members_values_and_channels_are_no_keys() {
    let text = "
        local game = KEYS[1]
        local total = redis.call('HINCRBY', game, ARGV[1], ARGV[2])
        redis.call('PUBLISH', ARGV[3], total)
        redis.call('SPUBLISH', ARGV[3], total)
        redis.call('OBJECT', 'ENCODING', KEYS[2])
        return { total, redis.call('TIME')[1] }";
    assert_eq!(touched(text), ["HINCRBY KEYS[1]", "PUBLISH", "SPUBLISH", "OBJECT|ENCODING KEYS[2]", "TIME"]);
}

#[test]
fn a_local_with_several_values_is_one_of_them() {
    let text = "
        local key = KEYS[1]
        if ARGV[1] then key = ARGV[1] end
        redis.call('GET', key)
        redis.call('GET', KEYS[2] or 'fallback')
        local path = ''
        for i = 1, 3 do path = path .. ':' .. i end
        redis.call('GET', path)";
    assert_eq!(touched(text)[..2], ["GET KEYS[1] or ARGV[1]", "GET KEYS[2] or fallback"]);
    assert!(touched(text)[2].contains("unknown"), "{:?}", touched(text));
}

#[test]
fn replies_are_followed_into_loops_and_decoded_values() {
    let text = "
        local target = redis.call('GET', KEYS[1])
        redis.call('GET', target)
        for _, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
          redis.call('DEL', 'job:' .. id)
        end
        local found = redis.call('SCAN', 0)[2]
        redis.call('DEL', unpack(found))
        redis.call('DEL', cjson.decode(target).other, cjson.decode(ARGV[1]).key)";
    assert_eq!(
        touched(text),
        [
            "GET KEYS[1]",
            "GET reply of GET",
            "SMEMBERS KEYS[1]",
            "DEL job:<reply of SMEMBERS>",
            "SCAN",
            "DEL reply of SCAN",
            "DEL reply of GET ARGV[i]",
        ]
    );
}

#[test]
fn loops_over_keys_and_arguments() {
    let text = "
        for i = 1, #KEYS do local key = KEYS[i]; redis.call('GET', key) end
        for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[1]) end
        for i = 2, #ARGV do redis.call('DEL', ARGV[1] .. ARGV[i]) end
        redis.call('DEL', unpack(KEYS))
        redis.call('SUNIONSTORE', KEYS[1], table.unpack(ARGV, 2))
        local first, second = unpack(KEYS)
        redis.call('GET', second)";
    assert_eq!(
        touched(text),
        [
            "GET KEYS[i]",
            "EXPIRE KEYS[i]",
            "DEL <ARGV[1]><ARGV[i]>",
            "DEL KEYS[i]",
            "SUNIONSTORE KEYS[1] ARGV[i]",
            "GET KEYS[2]",
        ]
    );
}

#[test]
fn tables_of_the_script_hold_what_is_put_into_them() {
    let text = "
        local keys = { KEYS[1], 'x' }
        redis.call('GET', keys[2])
        redis.call('DEL', unpack(keys))
        local more = {}
        for i = 1, 3 do more[#more + 1] = ARGV[i] end
        redis.call('DEL', unpack(more))
        local named = { a = KEYS[2], ['b'] = 'y' }
        redis.call('GET', named.a)
        redis.call('GET', named['b'])
        local inserted = {}
        table.insert(inserted, KEYS[3])
        redis.call('DEL', inserted[1], table.concat({ 'p', KEYS[1] }, ':'))";
    assert_eq!(
        touched(text),
        ["GET x", "DEL KEYS[1] x", "DEL ARGV[i]", "GET KEYS[2]", "GET y", "DEL KEYS[3] p:<KEYS[1]>"]
    );
}

#[test]
fn helpers_are_followed_two_calls_deep() {
    let text = "
        local function get(k) return redis.call('GET', k) end
        local function both(a, b) get(a); return get(b .. ':x') end
        local function fixed() redis.call('INCR', 'stats:visits') end
        local function run(cmd, ...) return redis.call(cmd, ...) end
        get('literal')
        both(KEYS[1], ARGV[1])
        fixed()
        run('DEL', KEYS[2], 'y')";
    assert_eq!(
        touched(text),
        [
            "GET KEYS[1] via both(KEYS[1], ARGV[1])",
            "GET <ARGV[1]>:x via both(KEYS[1], ARGV[1])",
            "GET literal via get('literal')",
            "INCR stats:visits",
            "DEL KEYS[2] y via run('DEL', KEYS[2], 'y')",
        ]
    );
}

#[test]
fn functions_that_make_keys_are_followed() {
    let text = "
        local function name(id, kind) return KEYS[1] .. ':' .. kind .. ':' .. id end
        redis.call('DEL', name(ARGV[1], 'job'))
        local function pair(id) return KEYS[1], 'lock:' .. id end
        local a, b = pair(ARGV[2])
        redis.call('DEL', a, b)";
    assert_eq!(touched(text), ["DEL <KEYS[1]>:job:<ARGV[1]>", "DEL KEYS[1] lock:<ARGV[2]>"]);
}

#[test]
fn a_function_that_calls_itself_ends() {
    let text = "
        local function walk(k, n) if n > 0 then return walk(redis.call('GET', k), n - 1) end return k end
        return walk(KEYS[1], 5)";
    assert!(touched(text).contains(&"GET KEYS[1] via walk(KEYS[1], 5)".to_owned()), "{:?}", touched(text));
}

#[test]
fn a_function_without_known_calls_says_nothing_of_its_parameters() {
    assert_eq!(touched("return function(k) return redis.call('GET', k) end"), ["GET unknown"]);
}

#[test]
fn functions_of_a_library_get_keys_and_arguments() {
    let text = "#!lua name=pages
        redis.register_function('visit', function(keys, args)
          redis.call('INCR', keys[1])
          return redis.call('INCR', args[2])
        end)";
    assert_eq!(touched(text), ["INCR KEYS[1]", "INCR ARGV[2]"]);
    assert_eq!(read(text.as_bytes()).shebang.and_then(|line| line.library).as_deref(), Some("pages"));
}

#[test]
fn what_the_host_fills_in_is_marked() {
    let text =
        "redis.call('INCR', '_filled_in_:visits') redis.call('GET', KEYS[_filled_in_]) redis.call('GET', _filled_in_)";
    assert_eq!(touched(text), ["INCR <filled in>:visits", "GET KEYS[i]", "GET filled in"]);
}

#[test]
fn counted_keys_and_options() {
    let text = "
        redis.call('ZUNIONSTORE', KEYS[1], 2, 'a', KEYS[2], 'AGGREGATE', 'MAX')
        redis.call('ZUNIONSTORE', KEYS[1], #KEYS - 1, unpack(KEYS, 2))
        redis.call('ZUNIONSTORE', KEYS[1], ARGV[1], ARGV[2], ARGV[3])
        redis.call('SORT', KEYS[1], 'STORE', 'sorted')
        redis.call('MSET', 'k', 'v', KEYS[1], 'w')";
    assert_eq!(
        touched(text),
        [
            "ZUNIONSTORE KEYS[1] a KEYS[2]",
            "ZUNIONSTORE KEYS[1] KEYS[i]",
            "ZUNIONSTORE KEYS[1]",
            "SORT KEYS[1] sorted",
            "MSET k KEYS[1]",
        ]
    );
}

#[test]
fn text_cut_out_of_a_declared_key_is_not_judged() {
    let text =
        "local p = string.sub(KEYS[1], 1, 4) redis.call('GET', p .. 'x') redis.call('GET', string.lower(ARGV[1]))";
    let kinds: Vec<UndeclaredKind> = read(text.as_bytes())
        .touches
        .iter()
        .flat_map(|touch| &touch.keys)
        .map(|touched| relation_to_declared(&touched.key))
        .collect();
    assert_eq!(
        kinds,
        [UndeclaredKind::Unknown, UndeclaredKind::Other],
        "text cut out of an argument is still the argument's"
    );
}

#[test]
fn the_highest_key_used_is_needed() {
    assert_eq!(keys("redis.call('DEL', KEYS[1]) return redis.call('RPUSH', KEYS[2], ARGV[1])"), (2, 2, false));
    assert_eq!(keys("local ks = KEYS redis.call('DEL', ks[3])"), (3, 3, false));
    assert_eq!(keys("return { ARGV[1] }"), (0, 0, false));
    let text = "redis.call('DEL', KEYS[1]) redis.call('DEL', KEYS[2], KEYS[2])";
    let need = read(text.as_bytes()).keys.always.expect("a need");
    assert_eq!(need.span.start as usize, text.find("KEYS[2]").expect("there"), "the first place is named");
}

#[test]
fn a_key_that_is_checked_is_optional() {
    for check in [
        "if KEYS[2] then redis.call('SET', KEYS[2], 1) end",
        "if KEYS[2] ~= nil and KEYS[2] ~= '' then redis.call('SET', KEYS[2], 1) end",
        "if not KEYS[2] then return 0 end redis.call('SET', KEYS[2], 1)",
        "local second = KEYS[2] if second then redis.call('SET', second, 1) end",
        "redis.call('SET', KEYS[2] or KEYS[1], 1)",
        "if type(KEYS[2]) == 'string' then redis.call('SET', KEYS[2], 1) end",
    ] {
        assert_eq!(keys(&format!("redis.call('INCR', KEYS[1]) {check}")), (1, 1, false), "{check}");
    }
}

#[test]
fn a_test_of_the_length_makes_what_depends_on_it_optional() {
    assert_eq!(keys("redis.call('INCR', KEYS[1]) if #KEYS >= 2 then redis.call('SET', KEYS[2], 1) end"), (1, 1, true));
    assert_eq!(keys("if #KEYS < 2 then return 0 end redis.call('SET', KEYS[2], 1)"), (0, 0, true));
}

#[test]
fn a_key_under_another_condition_is_needed_sometimes() {
    let text = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[2]) end return ARGV[3]";
    assert_eq!(keys(text), (1, 2, false));
    assert_eq!(read(text.as_bytes()).arguments.always.map(|need| need.index), Some(3));
}

#[test]
fn computed_indexes_and_the_whole_table_are_open() {
    for text in ["return KEYS[i]", "return #KEYS", "redis.call('DEL', unpack(KEYS))", "for _, k in pairs(KEYS) do end"]
    {
        assert_eq!(keys(text), (0, 0, true), "{text}");
    }
}

#[test]
fn damage_leaves_only_what_is_certain() {
    let facts = read(b"redis.call('DEL', 'x')\nif then ( end end redis.call('GET',\n");
    assert!(facts.damaged);
    assert_eq!(facts.keys.always, None);
    assert!(facts.touches.iter().all(|touch| touch.command.name == "del"), "{facts:?}");
    assert!(read(b"return '\xff'").damaged);
    assert!(!read(b"return '\xc3\xa9'").damaged);
}

#[test]
fn long_concatenations_and_deep_nesting_end() {
    let long = format!("redis.call('GET', KEYS[1]{})", " .. 'x'".repeat(300));
    assert_eq!(touched(&long), [format!("GET <KEYS[1]>{}", "x".repeat(300))]);
    let chained: String = (1..500).map(|i| format!("local v{i} = v{} .. v{} ", i - 1, i - 1)).collect();
    assert_eq!(touched(&format!("local v0 = KEYS[1] {chained} redis.call('GET', v499)")).len(), 1);
    let deep = format!("redis.call('GET', {}KEYS[1]{})", "f(".repeat(5000), ")".repeat(5000));
    read(deep.as_bytes());
}

const SAMPLE: &str = "#!lua flags=no-writes
local rcall = redis.call
local function get(k, ...) return rcall('GET', k, ...) end
local keys = { KEYS[1], unpack(ARGV) }
if #KEYS >= 2 and KEYS[2] ~= nil then table.insert(keys, KEYS[2] .. ':x') end
for i, key in ipairs(keys) do get(key) end
local a, b = unpack(KEYS)
keys[#keys + 1] = string.format('%s:%d', a, tonumber(ARGV[1]))
return redis.pcall('ZUNIONSTORE', get(b), #KEYS, unpack(keys))
";

#[test]
fn damaged_text_of_any_kind_is_read_without_panic() {
    let mut random = Random::of(0x9e37_79b9_7f4a_7c15);
    let mut seen = 0;
    for _ in 0..500 {
        let mut text = SAMPLE.as_bytes().to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len());
            let end = at + random.below(30.min(text.len() - at + 1));
            match random.below(4) {
                0 => text.truncate(at),
                1 => drop(text.drain(at..end)),
                2 => {
                    let piece = text[at..end].to_vec();
                    let to = random.below(text.len() + 1);
                    text.splice(to..to, piece);
                }
                _ if at < text.len() => text[at] = random.below(256) as u8,
                _ => {}
            }
        }
        let facts = read(&text);
        for touch in &facts.touches {
            seen += 1;
            assert!(touch.call.end as usize <= text.len());
            assert!(touch.keys.iter().all(|key| key.span.end as usize <= text.len()));
        }
    }
    assert!(seen > 500, "most of the text is still read: {seen}");
}

#[test]
fn what_is_remembered_of_a_script_is_what_it_says() {
    let scripts: Vec<String> =
        (0..300).map(|n| format!("return redis.call('GET', 'a{n}') {}", " ".repeat(2000))).collect();
    for script in scripts.iter().chain(scripts.iter().rev()) {
        assert_eq!(*analyse(script.as_bytes()), read(script.as_bytes()));
    }
}
