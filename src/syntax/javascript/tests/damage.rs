//! Bad input: damage costs itself only, depth and length cost nothing, and nothing panics.

use crate::syntax::ir::{ExprKind, Language, Module};
use crate::syntax::javascript::lower;
use crate::syntax::random::Random;

const SAMPLE: &str = r#"
import R, { Cluster as C } from 'ioredis';
import type { Deps } from './deps';
export * from './keys';
const { a = f(), b: [c, ...d] } = require('./cfg');
@Injectable()
export class Store<T extends R> extends Base<T> {
  static shared = new C([{ host: 'h', port: 7_000 }], { redisOptions: { password: `p${process.env.X}` } });
  #key = `k:${this.id}\u{1F600}`;
  constructor(@InjectRedis() private readonly redis: R | null, { x, y = 1 }: Deps = {}) { super(); this.z ??= x; }
  get client(): R { return this.redis! }
  async load(ids: string[], ...rest: Map<string, R>[]): Promise<void> {
    if (!ids.length) return; else if (rest) throw new Error('é');
    for (const [k, v] of Object.entries(rest)) await this.redis?.set(k, v as unknown as string);
    for (let i = 0; i < ids.length; i++) { this.redis['get'](ids[i]); }
    switch (true) { case this.redis instanceof C: go(); break; default: stop(); }
    try { await Promise.all(ids.map(async (id, i) => this.redis.del(`{user:${id}}:${i}`))); } catch (e) { log(e) }
    const p = ids.reduce((acc, id) => { acc.push(id); return acc; }, [] as string[]);
    do { cursor = next() } while (cursor !== "0");
  }
}
export enum Prefix { User = 'user:', Job = 1, Next }
namespace Keys { export const user = (id: string) => 'user:' + id; }
declare function make(): Promise<import('ioredis').Redis>;
export default <T,>(x: T) => x satisfies Deps;
module.exports = { a, b: gql`q ${1}`, ...d, get e() { return /r/g } };
"#;

fn check(text: &str, module: &Module) {
    let within = |span: crate::finding::Span| {
        let range = span.range();
        text.get(range.clone()).unwrap_or_else(|| panic!("span {range:?} of {text:?}"));
    };
    module.exprs.iter().for_each(|expr| within(expr.span));
    module.statements.iter().chain(&module.comments).chain(&module.damaged).for_each(|&span| within(span));
    module.functions.iter().for_each(|function| within(function.span));
    module.classes.iter().for_each(|class| within(class.span));
    for &call in &module.flow.calls {
        assert!(module.call(call).is_some());
    }
}

#[test]
fn mutilated_sources_never_panic() {
    let mut random = Random::of(0x2545_F491_4F6C_DD1D);
    for round in 0..300 {
        let mut characters: Vec<char> = SAMPLE.chars().collect();
        for _ in 0..=random.below(4) {
            let from = random.below(characters.len());
            let to = (from + random.below(60)).min(characters.len());
            match random.below(3) {
                0 => characters.truncate(from.max(1)),
                1 => drop(characters.drain(from..to)),
                _ => {
                    let copy = characters[from..to].to_vec();
                    characters.splice(from..from, copy);
                }
            }
        }
        let text: String = characters.into_iter().collect();
        let language = [Language::JavaScript, Language::TypeScript, Language::Tsx][round % 3];
        check(&text, &lower(language, &text));
    }
}

fn last_call(text: &str, module: &Module) -> String {
    module.flow.calls.last().map_or(String::new(), |&call| text[module.span(call).range()].to_string())
}

#[test]
fn damage_costs_itself_only() {
    let text = "before();\nconst x = { a: , };\nfunction f( { redis.get('k') }\nafter();\n";
    let module = lower(Language::TypeScript, text);
    assert!(!module.damaged.is_empty());
    assert_eq!(last_call(text, &module), "after()");
    assert!(module.flow.calls.len() >= 3, "the call in the damaged function is kept");
}

#[test]
fn statements_that_recovery_puts_into_a_type_are_kept() {
    let text =
        "f(\"\0A\0\");\nfunction g(n: string): string | undefined {\n  const p = redis.get(n);\n  return p;\n}\n"
            .repeat(2);
    let module = lower(Language::TypeScript, &text);
    let gets =
        module.flow.calls.iter().filter(|&&call| text[module.span(call).range()].starts_with("redis.get(")).count();
    assert_eq!(gets, 2);
}

#[test]
fn whole_sources_are_not_damaged() {
    let sample = SAMPLE.replace("<T,>(x", "(x").replace(": T)", ": string)");
    assert_eq!(lower(Language::TypeScript, &sample).damaged, []);
    assert_eq!(lower(Language::Tsx, &sample).damaged, []);
}

#[test]
fn deep_nesting_is_damage_and_what_follows_is_kept() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("!", ""), ("a => ", ""), ("a ? b : ", "")] {
        let text = format!("{}x{};\nafter();", open.repeat(100_000), close.repeat(100_000));
        let module = lower(Language::JavaScript, &text);
        assert!(!module.damaged.is_empty(), "{open}");
        assert_eq!(last_call(&text, &module), "after()", "{open}");
    }
}

#[test]
fn unclosed_nesting_is_survived() {
    for open in ["(", "[", "{", "`${", "<a>", "Array<", "if (a) ", "class A { m() {"] {
        let text = open.repeat(20_000);
        for language in [Language::JavaScript, Language::TypeScript, Language::Tsx] {
            check(&text, &lower(language, &text));
        }
    }
}

#[test]
fn long_chains_are_no_nesting() {
    let calls = |module: &Module| module.exprs.iter().filter(|expr| matches!(expr.kind, ExprKind::Call(_))).count();
    let sum = format!("const k = {};", vec!["f(x)"; 2_000].join(" + "));
    let module = lower(Language::JavaScript, &sum);
    assert_eq!((module.damaged.len(), calls(&module)), (0, 2_000));
    let chain = format!("redis.pipeline(){}.exec();", ".get('k')".repeat(2_000));
    let module = lower(Language::TypeScript, &chain);
    assert_eq!((module.damaged.len(), calls(&module)), (0, 2_002));
    let otherwise = format!("if (a) b(); {}", "else if (a) b(); ".repeat(2_000));
    let module = lower(Language::TypeScript, &otherwise);
    assert_eq!((module.damaged.len(), module.flow.calls.len()), (0, 2_001));
}
