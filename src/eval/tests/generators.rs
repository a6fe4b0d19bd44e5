//! Python's generators and context managers.

use super::seen;

#[test]
fn with_binds_what_a_context_manager_yields() {
    for (decorator, def, with) in [
        ("@contextmanager", "def", "with"),
        ("@contextlib.contextmanager", "def", "with"),
        ("@asynccontextmanager", "async def", "async with"),
    ] {
        let text = format!(
            "import redis
{decorator}
{def} connect():
    r = redis.Redis()
    try:
        yield r
    finally:
        r.close()
async def main():
    {with} connect() as x:
        see(x)
"
        );
        assert_eq!(seen("a.py", &text), ["redis.Redis()"], "{decorator}");
    }
}

#[test]
fn a_context_manager_that_yields_one_of_two_gives_either() {
    let text = "import redis
@contextmanager
def connect(clustered):
    if clustered:
        yield redis.RedisCluster()
    else:
        yield redis.Redis()
with connect(flag) as x:
    see(x)
";
    assert_eq!(seen("a.py", text), ["redis.RedisCluster() | redis.Redis()"]);
}

#[test]
fn the_declared_type_of_a_context_manager_is_that_of_what_it_yields() {
    let text = "import redis
from typing import Iterator
@contextmanager
def connect() -> Iterator[redis.RedisCluster]:
    yield make()
with connect() as x:
    see(x)
";
    let got = seen("a.py", text);
    assert!(got[0].contains("a redis.RedisCluster"), "{got:?}");
    assert!(!got[0].contains('['), "{got:?}");
}

#[test]
fn iterating_a_generator_gives_what_it_yields() {
    let text = "def keys(ids):
    for i in ids:
        yield f'k:{i}'
def one():
    yield 'a'
    yield 'b'
def both(ids):
    yield from keys(ids)
see(keys(x), one(), list(one()))
see(both(x))
";
    assert_eq!(seen("a.py", text), ["[\"k:<i>\" each], [\"a\", \"b\"], [\"a\", \"b\"]", "[\"k:<i>\" each]"]);
}
