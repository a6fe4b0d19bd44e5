from __future__ import annotations

import redis
from typing import Optional, Self, cast
from redis.cluster import RedisCluster

T = redis.Redis
counter = 0
DEFAULTS = [lambda key: key + ":default" + str(counter), lambda key, other=counter: (key, other, T)]


def connect(host: str = "localhost", port: int = 6379, *args: str, **kw: Optional[int]) -> RedisCluster:
    """Connects."""
    global counter
    counter += 1
    return RedisCluster(host=host, port=port, **kw)


def builder(prefix, parts=[part for part in ("a", "b")], *, make=lambda name: f"{name}:made"):
    total = 0

    def inner(name: "redis.Redis | None", list=sorted(parts)):
        nonlocal total
        total += 1
        for index, part in enumerate(sorted(parts)):
            yield f"{prefix}:{name}:{index}:{part}"

    def plain(name):
        import json
        from os import path as where
        keys = [f"{prefix}:{key}" for key in name.items() if key for part in key]
        match name:
            case {"a": a, **rest}:
                return json.dumps([a, rest, where])
            case [first, *others] if others:
                return first
        try:
            value = cast("redis.Redis", name)
        except (ValueError, TypeError) as error:
            raise RuntimeError(str(error)) from error
        finally:
            del keys
        return value

    return inner, plain, make


class Base(redis.Redis, metaclass=type):
    name: str = "base"
    client: "Optional[RedisCluster]" = None

    class Meta(object):
        ordering = ["a", "b"]

        def inside(self, ordering=ordering):
            return [self.Meta for _ in ordering]

    def __init__(self, client: RedisCluster, name=name) -> None:
        super().__init__()
        self.client: RedisCluster = client
        self.names: list[str] = [name]

        def nested(self_too):
            self.later: int = 1
            return self.client.get(f"nested:{self_too}")

        self.nested = nested

    @classmethod
    def make(cls, url: str) -> Self:
        instance = cls(redis.from_url(url))
        instance.client = connect(url)
        return instance

    @staticmethod
    @redis.retry(times=3)
    def keys_of(user: str, other: int = counter) -> list[str]:
        return [f"user:{user}:{kind}" for kind in ("name", "mail")] + [str(other)]

    @property
    def pipeline(self):
        with self.client.pipeline() as pipe, open("x") as (a, b):
            pipe.mset({"a": 1, "b": 2})
            for key, value in zip(list(a), reversed(b)):
                pipe.set(key, value)
            return pipe.execute()

    @pipeline.setter
    def pipeline(self, value):
        self.client.pipeline = value if isinstance(value, (Base, redis.Redis)) else None

    async def everything[K: str](self, match: K) -> dict[str, K]:
        async for key in self.client.scan_iter(match=match):
            if (found := await self.client.get(key)) is not None and not key.startswith(b"x"):
                yield {key: found}
        else:
            return


def enumerate(things):
    return [(thing, thing) for thing in list(things) if thing not in DEFAULTS]


if __name__ == "__main__":
    base = Base.make("redis://localhost")
    for base.index, (key, value) in enumerate(base.keys_of("me").items()):
        print(key, value)
