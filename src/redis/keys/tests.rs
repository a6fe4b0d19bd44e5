use super::*;
use crate::redis::commands::lookup_with_sub;

const VECTORS: &str = include_str!("../../../fixtures/command_keys.tsv");

/// Reads `get a` as an argument vector: `?` is a value, `*` a list, `#3` the length of the list at index 3, `#3+1` one
/// more, `""` the empty string; anything else is known.
fn parse(line: &str) -> (&str, Vec<Arg<'_>>) {
    let mut words = line.split(' ');
    let name = words.next().expect("split gives one word at least");
    (name, words.map(argument).collect())
}

fn argument(word: &str) -> Arg<'_> {
    match word {
        "?" => Arg::Value,
        "*" => Arg::Many,
        "\"\"" => Arg::Known(b""),
        word if word.starts_with('#') && word.len() > 1 => {
            let (of, plus) = word[1..].split_once('+').unwrap_or((&word[1..], "0"));
            Arg::Length { of: of.parse().expect("index"), plus: plus.parse().expect("number") }
        }
        word => Arg::Known(word.as_bytes()),
    }
}

fn keys_of(name: &str, args: &[Arg<'_>]) -> Keys {
    let first = args.first().and_then(|arg| match arg {
        Arg::Known(text) => Some(*text),
        _ => None,
    });
    extract(lookup_with_sub(name, first).expect("a known command"), args)
}

/// `1 2[0+2]`: argument 1, and of the list at 2 every second element from 0 on; `-1` leaves one out at the end, `:2`
/// takes two at most, `/` half.
fn show(keys: &Keys) -> String {
    let found = keys.found.iter().map(|key| match key.at {
        KeyAt::One(index) => index.to_string(),
        KeyAt::Rest { index, elements: Elements { from, step, take } } => match take {
            Take::First(count) => format!("{index}[{from}+{step}:{count}]"),
            Take::AllBut(0) => format!("{index}[{from}+{step}]"),
            Take::AllBut(last) => format!("{index}[{from}+{step}-{last}]"),
            Take::Half => format!("{index}[{from}+{step}/]"),
        },
    });
    let mut shown = found.collect::<Vec<_>>().join(" ");
    if let Some(doubt) = keys.doubt {
        shown += &format!(" {doubt:?}");
    }
    shown.trim_start().to_string()
}

fn assert_keys(table: &[(&str, &str)]) {
    for (line, expected) in table {
        let (name, args) = parse(line);
        assert_eq!(show(&keys_of(name, &args)), *expected, "{line}");
    }
}

fn recorded() -> impl Iterator<Item = (&'static str, Vec<&'static str>, &'static str)> {
    VECTORS.lines().filter(|line| !line.starts_with(['#', '%'])).map(|line| {
        let (vector, keys) = line.split_once('\t').expect("two columns");
        let mut words = vector.split(' ').map(|word| if word == "\"\"" { "" } else { word });
        (words.next().expect("a name"), words.collect(), keys)
    })
}

fn known<'a>(words: &[&'a str]) -> Vec<Arg<'a>> {
    words.iter().map(|word| Arg::Known(word.as_bytes())).collect()
}

#[test]
fn known_arguments_have_the_keys_of_command_getkeys() {
    let mut names = std::collections::HashSet::new();
    for (name, words, expected) in recorded() {
        let keys = keys_of(name, &known(&words));
        if matches!(keys.doubt, Some(Doubt::NumkeysInvalid | Doubt::NumkeysTooLarge)) {
            // The server finds no keys then, and refuses to run the command.
            assert_eq!(expected, "", "{name} {words:?}");
            continue;
        }
        assert_eq!(keys.doubt, None, "{name} {words:?}");
        let found: Vec<_> = keys.found.iter().map(|key| words[key.at.index()]).collect();
        let shown: Vec<_> = found.iter().map(|key| if key.is_empty() { "\"\"" } else { key }).collect();
        assert_eq!(shown.join(" "), expected, "{name} {words:?}");
        names.insert(name);
    }
    let asked = crate::redis::commands().filter(|c| c.is_multi_key() && c.servers().any(|s| s == "redis7.0.15"));
    let missing: Vec<_> = asked.filter(|c| !names.contains(c.name)).map(|c| c.name).collect();
    assert_eq!(missing, [""; 0], "multi-key commands without a recorded vector");
}

/// Whatever run of the arguments a spread hides, what is said without a doubt is what a server sees.
#[test]
fn hiding_arguments_in_a_list_never_gives_wrong_keys_without_a_doubt() {
    let mut exact = 0;
    for (name, words, _) in recorded() {
        let full = known(&words);
        let expected = positions(&keys_of(name, &full), 0, 0);
        for start in 0..words.len() {
            for end in start + 1..=words.len() {
                let mut args = full.clone();
                args.splice(start..end, [Arg::Many]);
                let keys = keys_of(name, &args);
                if keys.doubt.is_none() && !is_misleading(name, &words, start..end) {
                    assert_eq!(positions(&keys, start, end - start), expected, "{name} {words:?} [{start}..{end}]");
                    exact += 1;
                }
            }
        }
    }
    assert!(exact > 2000, "only {exact} vectors were exact");
}

/// Whether a call is what code does not contain: a list with the subcommand in it, with the word that says where keys
/// are while the same word is a value elsewhere, or with an option whose own arguments are behind the list; or pairs of
/// which one is not whole.
fn is_misleading(name: &str, words: &[&str], hidden: std::ops::Range<usize>) -> bool {
    let holds = |part: &[&str], of: &[&str]| part.iter().any(|word| of.iter().any(|w| w.eq_ignore_ascii_case(word)));
    let stores = ["STORE", "STOREDIST"];
    let inside = &words[hidden.clone()];
    match name {
        "object" | "memory" | "xgroup" => hidden.start == 0,
        "xread" | "xreadgroup" => holds(inside, &["STREAMS"]) || has_odd_streams(words),
        "mset" | "msetnx" => !words.len().is_multiple_of(2),
        "sort" => holds(inside, &["LIMIT", "GET", "BY", "STORE"]) || holds(&words[..1], &stores),
        "migrate" => holds(inside, &["KEYS", "AUTH", "AUTH2"]) || holds(&words[..5], &["KEYS"]),
        "georadius" | "georadiusbymember" => holds(inside, &stores) || holds(&words[..5.min(words.len())], &stores),
        _ => false,
    }
}

fn has_odd_streams(words: &[&str]) -> bool {
    let behind = words.iter().skip_while(|word| !word.eq_ignore_ascii_case("STREAMS")).skip(1);
    !behind.count().is_multiple_of(2)
}

/// Argument indexes of the keys once the list at `many` is spread into `length` arguments.
fn positions(keys: &Keys, many: usize, length: usize) -> Vec<usize> {
    let spread = |key: &FoundKey| match key.at {
        KeyAt::One(index) if index > many && length > 0 => vec![index + length - 1],
        KeyAt::One(index) => vec![index],
        KeyAt::Rest { index, elements } => elements.indexes(length).map(|element| index + element).collect(),
    };
    keys.found.iter().flat_map(spread).collect()
}

#[test]
fn unknown_values_never_panic_and_never_add_certain_keys() {
    for (name, words, _) in recorded() {
        let full = keys_of(name, &known(&words));
        for hidden in 0..words.len() {
            let mut args = known(&words);
            args[hidden] = Arg::Value;
            let keys = keys_of(name, &args);
            if keys.doubt.is_none() && keys.found.len() > full.found.len() {
                // Only the empty argument of MIGRATE and a word that was an option can make keys fewer.
                assert!(matches!(name, "migrate" | "sort"), "{name} {words:?} {hidden}");
            }
        }
    }
}

#[test]
fn a_spread_where_all_are_keys_is_all_keys() {
    assert_keys(&[
        ("del *", "0[0+1]"),
        ("del ? * ? *", "0 1[0+1] 2 3[0+1]"),
        ("mget * a", "0[0+1] 1"),
        ("pfmerge d *", "0 1[0+1]"),
        ("pfmerge *", "0[0+1:1] 0[1+1]"),
        ("bitop and *", "1[0+1:1] 1[1+1]"),
        ("sinterstore * a", "0[0+1:1] 0[1+1] 1 SpreadTooShort"),
        ("ssubscribe *", "0[0+1]"),
        ("sunsubscribe", ""),
    ]);
}

#[test]
fn what_follows_the_keys_is_left_out() {
    assert_keys(&[
        ("blpop * 0", "0[0+1]"),
        ("blpop *", "0[0+1-1]"),
        ("blpop a * ?", "0 1[0+1]"),
        ("blpop a *", "0 1[0+1-1]"),
        ("json.mget * $", "0[0+1]"),
        ("json.mget a b $", "0 1"),
    ]);
}

#[test]
fn pairs_and_triples_keep_their_step_through_a_spread() {
    assert_keys(&[
        ("mset *", "0[0+2]"),
        ("mset a ? *", "0 2[0+2]"),
        ("mset a *", "0 1[1+2]"),
        ("mset a ? * b ?", "0 2[0+2] 3"),
        ("mset a * ?", "0 1[1+2]"),
        ("mset * b ? *", "0[0+2] 1 3[0+2]"),
        ("json.mset a $ 1 *", "0 3[0+3]"),
        ("ts.madd a * 1 b * 2", "0 1[2+3] 4[0+3]"),
        ("msetex 2 a 1 b 2 EX 9", "1 3"),
        ("msetex 2 * EX 9", "1[0+2:2] SpreadTooShort"),
        ("msetex #1 * EX 9", "1[0+2]"),
    ]);
}

#[test]
fn a_known_count_takes_so_many_keys() {
    assert_keys(&[
        ("eval ? 2 ? ? ?", "2 3"),
        ("eval ? 0 ? ?", ""),
        ("eval ? 1 *", "2[0+1:1]"),
        ("eval ? 2 a *", "2 3[0+1:1]"),
        ("eval ? 2 * *", "2[0+1:2] SpreadTooShort"),
        ("eval ? 3 a b", "2 3 NumkeysTooLarge"),
        ("eval ? x a b", "NumkeysInvalid"),
        ("eval ? -1 a b", "NumkeysInvalid"),
        ("eval ? 99999999999999999999999 a", "NumkeysInvalid"),
        ("eval ?", ""),
        ("sunioncard 2 a b limit 3", "1 2"),
        ("ts.nrange 2 a b - +", "1 2"),
        ("cms.merge d 2 a b weights 1 2", "0 2 3"),
        ("tdigest.merge d 1 a", "0 2"),
        ("zunionstore d 2 * weights 1 2", "0 2[0+1:2] SpreadTooShort"),
    ]);
}

#[test]
fn a_count_that_is_a_lists_length_is_exact() {
    assert_keys(&[
        ("eval ? #2 * *", "2[0+1]"),
        ("eval ? #2 *", "2[0+1]"),
        ("eval ? #3+1 a * *", "2 3[0+1]"),
        ("eval ? #2+1 * a *", "2[0+1] 3"),
        ("zunionstore d #2 * weights *", "0 2[0+1]"),
        ("eval ? #3 a * *", "2 3[0+1] NumkeysUnknown"),
        ("eval ? #3 * *", "2[0+1] NumkeysUnknown"),
        ("eval ? #9 * *", "2[0+1] NumkeysUnknown"),
    ]);
}

#[test]
fn an_unknown_count_gives_what_is_plausible() {
    assert_keys(&[
        ("eval ? ? *", "2[0+1] NumkeysUnknown"),
        ("eval ? ? a * *", "2 3[0+1] NumkeysUnknown"),
        ("eval ? *", "1[1+1] NumkeysUnknown"),
        ("eval *", "0[2+1] NumkeysUnknown"),
        ("zunionstore d ? a b", "0 2 3 NumkeysUnknown"),
    ]);
    let (name, args) = parse("evalsha ? ? *");
    assert_eq!(keys_of(name, &args).numkeys, Some(1));
}

#[test]
fn streams_are_the_first_half_behind_their_word() {
    assert_keys(&[
        ("xread streams ? ? ? ?", "1 2"),
        ("xread block ? streams * *", "3[0+1]"),
        ("xread streams a * ? *", "1 2[0+1]"),
        ("xread streams *", "1[0+1/]"),
        ("xread * streams ? ?", "2"),
        ("xread streams * ?", "1[0+1] HalfUnknown"),
        ("xread streams a *", "1 2[0+1/] HalfUnknown"),
        ("xread *", "KeywordUnknown"),
        ("xread ? a 0", "KeywordUnknown"),
        ("xread count 1 a 0", ""),
        ("xreadgroup group streams streams streams a >", "4"),
        ("xreadgroup group ? ? count ? streams * *", "6[0+1]"),
    ]);
}

#[test]
fn options_name_keys_too() {
    assert_keys(&[
        ("sort a by ? get ? store ?", "0 6"),
        ("sort a *", "0 OptionHidden"),
        ("sort a * store d", "0 3"),
        ("georadius a ? ? ? km store ?", "0 6"),
        ("georadius a ? ? ? km store d storedist e", "0 8"),
        ("georadius a ? ? ? km *", "0 OptionHidden"),
        ("migrate ? ? a 0 1", "2"),
        ("migrate ? ? ? 0 1 keys a *", "6 7[0+1]"),
        ("migrate ? ? \"\" 0 1 keys *", "6[0+1]"),
    ]);
}

#[test]
fn access_tells_source_from_destination() {
    let (name, args) = parse("zunionstore d 1 a");
    let access: Vec<_> = keys_of(name, &args).found.iter().map(|key| key.access).collect();
    assert_eq!(access, [Access::Overwrite, Access::Read]);
    let (name, args) = parse("spublish c m");
    assert_eq!(keys_of(name, &args).found[0].access, Access::Channel);
}

#[test]
fn one_element_of_a_list_is_one_key() {
    for (line, several) in
        [("del *", true), ("set *", false), ("eval ? 1 *", false), ("del a", false), ("del a b", true)]
    {
        let (name, args) = parse(line);
        assert_eq!(keys_of(name, &args).can_be_several(), several, "{line}");
    }
}
