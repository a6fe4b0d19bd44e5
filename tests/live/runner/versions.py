"""Which versions of which libraries a program runs with. A version is here when its lock file is."""
import re
from dataclasses import dataclass
from pathlib import Path

LOCKS = Path(__file__).resolve().parent.parent
# With these runs each program that uses the library and does not say otherwise; the others run what names them.
EVERY = {
    "ioredis": ["4.31.0", "5.11.1", "6.0.0"],
    "bullmq": ["5.81.5", "6.7.0"],
    "bull": ["4.16.5"],
    "redis": ["4.6.0", "5.3.1", "6.4.0", "7.4.1", "8.1.0"],
    "go-redis": ["9.10.0", "9.23.0"],
}
IMPORTS = [
    # Of JavaScript, the library that makes the client decides.
    (r"from 'bullmq'|require\('bullmq'\)", "bullmq"),
    (r"from 'bull'|require\('bull'\)", "bull"),
    (r"from 'ioredis'|require\('ioredis'\)", "ioredis"),
    (r"require\('redis'\)", "redis"),
    (r"^(from|import) rediscluster\b", "redis-py-cluster"),
    (r"^(from|import) redis\b", "redis"),
    (r'"github.com/(redis/)?go-redis/', "go-redis"),
]


@dataclass(frozen=True)
class Library:
    """One version. `redis` is that of PyPI or, with the language, that of npm."""

    name: str
    version: str

    @property
    def label(self):
        return f"{self.name}-{self.version}"

    @property
    def key(self):
        return tuple(int(part) for part in self.version.split("."))


def of_example(example):
    """The versions that an example is for; none for a library that the proof does not have."""
    name = next((name for pattern, name in IMPORTS if re.search(pattern, example.code, re.M)), None)
    if name is None:
        return []
    exact = [attribute.split("=")[1] for attribute in example.attributes if re.match(rf"{name}=", attribute)]
    chosen = exact or [version for version in EVERY.get(name, []) if is_meant(example.attributes, name, version)]
    return [Library(name, version) for version in chosen]


def is_meant(limits, name, version):
    """Whether `ioredis>=5` and `redis<8` let this version pass. What limits another library says nothing of this one."""
    for limit in limits:
        library, sign, bound = re.fullmatch(r"([\w-]+)(>=|<|=)(.*)", limit).groups()
        parts = tuple(int(part) for part in bound.split("."))
        own = Library(name, version).key
        if library == name and (own >= parts if sign == "<" else own < parts):
            return False
    return True


def claimed(example, library, server):
    """Those claims of an example that are about this version and this server."""
    return [claim for claim in example.claims if is_about(claim.only.split(", ") if claim.only else [], library, server)]


def is_about(limits, library, server):
    """Of versions all limits must hold; of servers, which are named as they are, one."""
    servers = [limit for limit in limits if not re.search("[<>=]", limit)]
    others = [limit for limit in limits if limit not in servers]
    return (not servers or server in servers) and is_meant(others, library.name, library.version)
