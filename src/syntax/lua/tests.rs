//! Lua source text, and what it is lowered to.

use super::lower;
use crate::syntax::dump::dump;
use crate::syntax::ir::*;
use crate::syntax::random::Random;

fn script(text: &str) -> String {
    dump(&lower(Language::Lua, text))
}

/// Asserts that a dump is these lines; indentation counts, common indentation does not.
#[track_caller]
fn expect(dumped: &str, lines: &str) {
    let lines: Vec<&str> = lines.lines().filter(|line| !line.trim().is_empty()).collect();
    let margin = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default();
    let expected: String = lines.iter().map(|line| format!("{}\n", &line[margin..])).collect();
    assert_eq!(dumped, expected, "\n--- lowered:\n{dumped}--- expected:\n{expected}");
}

fn calls<'t>(text: &'t str, module: &Module) -> Vec<&'t str> {
    module.flow.calls.iter().map(|call| &text[module.span(*call).range()]).collect()
}

#[test]
fn commands_with_keys_and_arguments() {
    expect(
        &script(
            "local call, key = redis.call, KEYS[1] .. ':' .. ARGV[2]
            if call('EXISTS', key) == 1 then
              redis.pcall(\"DEL\", unpack(KEYS))
            elseif not key then
              return redis.error_reply [[NO]]
            else
              return { key, #ARGV }, table.unpack(ARGV)
            end
            return cjson.encode{a = 1}",
        ),
        r##"
        def call = redis?.call
        def key = (.. KEYS?[1] (.. ":" ARGV?[2]))
        if (== (call call "EXISTS" key) 1)
          expr (call redis?.pcall "DEL" ...(call unpack? KEYS?))
        elif (! key)
          return (call redis?.error_reply "NO")
        else
          return tuple[[key, (call #? ARGV?)], ...(call table?.unpack ARGV?)]
        return (call cjson?.encode {"a": 1})
        "##,
    );
}

#[test]
fn loops_over_tables_hold_keys_and_elements() {
    expect(
        &script(
            "for i = 1, #KEYS, 2 do redis.call('DEL', KEYS[i]) end
            for i = #ARGV, 1, -1 do f(i) end
            for n = a, b do f(n) end
            local count = #KEYS
            for i = 1, count do f(KEYS[i]) end
            for i, v in ipairs(ARGV) do f(i, v) end
            for k in pairs(t) do f(k) end
            for word, rest in string.gmatch(s, '%w+') do f(word, rest) end
            while x do break end
            repeat local done = f() until done",
        ),
        r#"
        expr 1
        expr (call #? KEYS?)
        expr 2
        loop L0 over KEYS?
          def i = (key L0 KEYS?)
          expr (call redis?.call "DEL" KEYS?[i])
        expr (call #? ARGV?)
        expr 1
        expr (- 1)
        loop L1 over ARGV?
          def i'2 = (key L1 ARGV?)
          expr (call f? i'2)
        expr a?
        expr b?
        loop L2 over b?
          def n = (key L2 b?)
          expr (call f? n)
        def count = (call #? KEYS?)
        expr 1
        expr count
        loop L3 over KEYS?
          def i'3 = (key L3 KEYS?)
          expr (call f? KEYS?[i'3])
        expr (call ipairs? ARGV?)
        loop L4 over ARGV?
          def i'4 = (key L4 ARGV?)
          def v = (each L4 ARGV?)
          expr (call f? i'4 v)
        expr (call pairs? t?)
        loop L5 over t?
          def k = (key L5 t?)
          expr (call f? k)
        expr (call string?.gmatch s? "%w+")
        loop L6 over (call string?.gmatch s? "%w+")
          def word = (each L6 (call string?.gmatch s? "%w+"))
          def rest = _
          expr (call f? word rest)
        loop L7
          expr x?
          exit
        loop L8
          def done = (call f?)
          expr done
        "#,
    );
}

#[test]
fn functions_are_local_global_or_members() {
    expect(
        &script(
            "local function fact(n) return n * fact(n - 1) end
            function helper(a, ...) return a, ... end
            function M.get(k) return helper(k) end
            function M:set() return self.x, later() end
            later = function() end",
        ),
        "
        fn fact(n)
          def n = (param fact 0)
          return (* n (call fact (op n 1)))
        def fact = fn:fact
        fn helper(a, ......)
          def a = (param helper 0)
          def ... = (param helper 1)
          return tuple[a, ......]
        def helper = fn:helper
        fn get(k)
          def k = (param get 0)
          return (call helper k)
        set M?.get = fn:get
        fn set()
          def self = (self set)
          return tuple[self.x, (call later)]
        set M?.set = fn:set
        fn #5()
        def later = fn:#5
        ",
    );
}

#[test]
fn a_local_shadows_and_sees_the_outer_one_on_its_right() {
    expect(
        &script("local key = KEYS[1]\nlocal key = key .. ':a'\ndo local key = key .. 'b'; f(key) end\nf(key)"),
        r#"
        def key = KEYS?[1]
        def key'2 = (.. key ":a")
        block
          def key'3 = (.. key'2 "b")
          expr (call f? key'3)
        expr (call f? key'2)
        "#,
    );
}

#[test]
fn several_targets_take_several_values() {
    expect(
        &script("local a, b <const>, c = 1, f()\nlocal d, e = 2\na, t.x, t[1] = b, c, d, g()\nlocal h"),
        "
        def a = 1
        def b = (part (call f?) 0)
        def c = (part (call f?) 1)
        def d = 2
        def e = null
        expr (call g?)
        def a = b
        set t?.x = c
        set t?[1] = d
        def h = null
        ",
    );
}

#[test]
fn tables_are_lists_or_records() {
    expect(
        &script("t = {}\nt = {1, 'b', ...}\nt = {a = 1, ['b' .. 1] = 2; 3}\nt = {unpack(KEYS), struct.unpack('I', s)}"),
        r#"
        def t = []
        def t = [1, "b", ......?]
        def t = {"a": 1, (.. "b" 1): 2, 3}
        def t = [(call unpack? KEYS?), (call struct?.unpack "I" s?)]
        "#,
    );
}

#[test]
fn operators_and_numbers() {
    expect(
        &script("x = not (a or b) and 0x10 >= -1.5e1\nx = a ~= b\nx = a % b ^ 2\nx = obj:method(1).y\nx = ~f()"),
        "
        def x = (&& (! (|| a? b?)) (> 16 (- 15)))
        def x = (!= a? b?)
        def x = (% a? (op b? 2))
        def x = (call obj?.method 1).y
        def x = (seq (call f?) _)
        ",
    );
}

#[test]
fn errors_leave_the_block() {
    let lowered = script("if x then error('no') end\nos.exit()\nlog.error('on')");
    let exits = lowered.lines().filter(|line| line.trim() == "exit").count();
    assert_eq!(exits, 2, "{lowered}");
}

#[test]
fn the_first_line_may_say_flags() {
    let module = lower(Language::Lua, "#!lua flags=allow-cross-slot-keys\n-- why\nreturn redis.call('GET', 'a')");
    assert_eq!(module.damaged, []);
    assert_eq!(module.flow.calls.len(), 1);
    assert_eq!(module.comments.len(), 2);
}

#[test]
fn placeholders_cost_only_themselves() {
    for text in [
        "redis.call('SET', {{.Prefix}} .. KEYS[1], 1)\nredis.call('GET', KEYS[2])",
        "redis.call('SET', %s, 1)\nredis.call('GET', KEYS[2])",
        "local ttl = %d\nredis.call('GET', KEYS[2])",
        "<%= header %>\nredis.call('GET', KEYS[2])",
    ] {
        let module = lower(Language::Lua, text);
        assert!(calls(text, &module).contains(&"redis.call('GET', KEYS[2])"), "{text}: {:?}", calls(text, &module));
    }
}

const SAMPLE: &str = include_str!("tests/sample.lua");

#[test]
fn every_call_of_the_sample_is_found_once() {
    let module = lower(Language::Lua, SAMPLE);
    assert_eq!(module.damaged, []);
    let lengths = SAMPLE.matches(" #").count();
    assert_eq!(module.flow.calls.len(), SAMPLE.matches("--[[call]]").count() + lengths);
}

#[test]
fn damaged_scripts_are_lowered_as_far_as_possible() {
    let mut random = Random::of(0x9E37_79B9_7F4A_7C15);
    let mut found = 0;
    for round in 0..300 {
        let mut start = random.below(SAMPLE.len());
        let mut end = (start + random.below(60)).min(SAMPLE.len());
        while !SAMPLE.is_char_boundary(start) {
            start -= 1;
        }
        while !SAMPLE.is_char_boundary(end) {
            end += 1;
        }
        let text = match round % 3 {
            0 => SAMPLE[..start].to_owned(),
            1 => format!("{}{}", &SAMPLE[..start], &SAMPLE[end..]),
            _ => format!("{}{}{}", &SAMPLE[..end], &SAMPLE[start..end], &SAMPLE[end..]),
        };
        let module = lower(Language::Lua, &text);
        let spans = module.exprs.iter().map(|expr| expr.span).chain(module.bindings.iter().map(|binding| binding.span));
        for span in spans.chain(module.statements.iter().chain(&module.comments).chain(&module.damaged).copied()) {
            assert!(text.get(span.range()).is_some(), "{span:?} of {text}");
        }
        assert!(module.flow.calls.iter().all(|&call| module.call(call).is_some()));
        found += module.flow.calls.len();
    }
    assert!(found > 300 * 8, "{found}");
}

#[test]
fn long_chains_are_no_deep_nesting() {
    for (operator, close) in [(" .. ", ""), (" + ", ""), ("", ".b()"), ("", ":b()")] {
        let text = format!(
            "x = {}a{}",
            format!("a{operator}").repeat(if close.is_empty() { 2_000 } else { 0 }),
            close.repeat(2_000)
        );
        assert_eq!(lower(Language::Lua, &text).damaged, [], "{operator}{close}");
    }
}

#[test]
fn deep_nesting_is_given_up_with_a_place() {
    for (open, middle, close) in [
        ("f(", "1", ")"),
        ("{", "", "}"),
        ("not ", "x", ""),
        ("a + (b .. (", "1", "))"),
        ("function() return ", "1", " end"),
        ("function() if x then return ", "1", " end end"),
    ] {
        let text = format!("x = {}{middle}{}\nlater()", open.repeat(10_000), close.repeat(10_000));
        assert!(!lower(Language::Lua, &text).damaged.is_empty(), "{open}");
    }
}
