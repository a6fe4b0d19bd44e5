//! Sources with pieces cut out, doubled or cut off: nothing panics, and what comes out hangs together.

use super::lower;
use crate::finding::Span;
use crate::source::boundary_before;
use crate::syntax::ir::Module;
use crate::syntax::random::Random;

const SAMPLE: &str = r#"
# -*- coding: utf-8 -*-
import redis.asyncio as aioredis
from ..keys import user_key as uk, (a)
Client = Union["redis.Redis", RedisCluster, None]
class Störe(Base[T], metaclass=M):
    """Doc: “quoted”."""
    prefix: ClassVar[str] = 'ü:' f"{x!r:>{w()}}" rb'\d\x41'
    @property
    def conn(self) -> "Optional[aioredis.Redis]": return self._conn
    async def load(self, *ids: str, n=[i for i, (k, v) in enumerate(d.items()) if k], **kw):
        global counter
        async with self.conn.pipeline() as p, lock(): await p.mget(*(uk(i) for i in ids))
        for a, *b in zip(x, sorted(y)): del a, b[0]
        else: yield from (yield a)
        try: (v := r.get(f"a{{{id}}}")) and not v
        except (E, F) as e: raise X("é") from e
        finally: self.x: int = 1
        match v, w:
            case Redis(host="h") as r if r.ok(): pass
            case {"a": [q, *_], **rest} | -1: x[1:n()] = lambda s=1: s
            case _: counter += 1
        assert isinstance(r, (A, B)) and type(r) is not C, "%s:%d" % (a, b)
        return a if 0 < b() <= c else {**d, 'k': {1, 2}}
type X[T: (A, B)] = list[T] | None
while True: print >>f, `x`; break
"#;

fn mutated(random: &mut Random) -> String {
    let mut text = SAMPLE.to_owned();
    for _ in 0..=random.below(3) {
        let start = boundary_before(&text, random.below(text.len() + 1));
        let end = boundary_before(&text, (start + random.below(60)).min(text.len()));
        let piece = text[start..end].to_owned();
        match random.below(4) {
            0 => text.truncate(start),
            1 => text.replace_range(start..end, ""),
            2 => text.insert_str(end, &piece),
            _ => text.insert_str(boundary_before(&text, random.below(text.len() + 1)), &piece),
        }
    }
    text
}

fn assert_sound(module: &Module, text: &str) {
    let sound = |span: Span| text.get(span.range()).is_some();
    assert!(module.exprs.iter().all(|expr| sound(expr.span)), "{text}");
    assert!(module.bindings.iter().all(|binding| sound(binding.span)), "{text}");
    assert!(
        [&module.damaged, &module.comments, &module.statements].into_iter().flatten().all(|span| sound(*span)),
        "{text}"
    );
    let mut calls = module.flow.calls.clone();
    calls.sort();
    calls.dedup();
    assert_eq!(calls.len(), module.flow.calls.len(), "{text}");
    assert!(calls.iter().all(|call| module.call(*call).is_some()), "{text}");
    let all = module.exprs.iter().filter(|expr| matches!(expr.kind, crate::syntax::ir::ExprKind::Call(_))).count();
    assert_eq!(calls.len(), all, "a call is not reached in {text}");
}

#[test]
fn damaged_sources_are_lowered_soundly() {
    assert_sound(&lower(SAMPLE), SAMPLE);
    let mut random = Random::of(0x5107_11e7);
    for _ in 0..400 {
        let text = mutated(&mut random);
        assert_sound(&lower(&text), &text);
    }
}
