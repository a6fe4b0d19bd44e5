"""What slotlint is called, which version this is, and for what it is built."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = "Finds, in application code, what will break on a Redis or Valkey Cluster, before it is deployed"
REPOSITORY = "https://github.com/slotlint/slotlint"


@dataclass(frozen=True)
class Target:
    """A platform. `npm` is its name there, from Node's `process.platform` and `process.arch`; `libc` is None outside Linux."""

    triple: str
    npm: str
    libc: str | None = None

    @property
    def os(self) -> str:
        return self.npm.split("-")[0]

    @property
    def cpu(self) -> str:
        return self.npm.split("-")[1]

    @property
    def binary(self) -> str:
        return "slotlint.exe" if self.os == "win32" else "slotlint"


TARGETS = (
    Target("x86_64-unknown-linux-gnu", "linux-x64", "glibc"),
    Target("aarch64-unknown-linux-gnu", "linux-arm64", "glibc"),
    Target("x86_64-unknown-linux-musl", "linux-x64-musl", "musl"),
    Target("aarch64-unknown-linux-musl", "linux-arm64-musl", "musl"),
    Target("x86_64-apple-darwin", "darwin-x64"),
    Target("aarch64-apple-darwin", "darwin-arm64"),
    Target("x86_64-pc-windows-msvc", "win32-x64"),
    Target("aarch64-pc-windows-msvc", "win32-arm64"),
)


def target(triple: str) -> Target:
    """The platform of this name; there is one."""
    return next(target for target in TARGETS if target.triple == triple)


def version() -> str:
    """The version of the package in Cargo.toml, where alone it is written."""
    found = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert found, "Cargo.toml has a version"
    return found[1]
