"""What the tests of packages and integrations share: places, processes, git repositories."""

from __future__ import annotations

import functools
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "packaging"))
import project  # noqa: E402

PACKAGE = ROOT / "scripts" / "package"
SCRATCH = ROOT / "target" / "packages"
# Everything is tested with the development build: what is tested here is how slotlint gets to people.
DEBUG = ROOT / "target" / "debug"
SLOTLINT = DEBUG / ("slotlint.exe" if os.name == "nt" else "slotlint")
# What npm calls this machine.
NPM_HERE = f"{sys.platform}-{ {'x86_64': 'x64', 'aarch64': 'arm64'}.get(platform.machine(), platform.machine()) }"
# Where the tools of the locked requirements are: those of the running Python.
TOOLS = Path(sysconfig.get_path("scripts"))
LOADED_TWO_SLOTS = "return redis.mget(keys.items(customer), keys.coupons(customer));"
LOADED_ONE_BY_ONE = "return Promise.all([redis.get(keys.items(customer)), redis.get(keys.coupons(customer))]);"


def environment(**changes: str | Path | None) -> dict[str, str]:
    """The environment without what would change the tests: git's and pre-commit's own, and that of a CI."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "INPUT_", "CI_", "GITLAB_", "PRE_COMMIT", "RUNNER_", "SLOTLINT_"))
    }
    kept.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0")
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = str(value)
    return kept


def run(
    *command: str | Path,
    cwd: Path,
    env: dict[str, str] | None = None,
    expect: int | None = 0,
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end. `expect` is the exit code that must come, or None for any; standard error goes into `stderr`."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env or environment(),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=900,
    )
    if expect is not None and done.returncode != expect:
        said = f"{done.stdout}\n{done.stderr}"
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}, not {expect}:\n{said}")
    return done


def path_without(folder: Path, *commands: str) -> str:
    """PATH on which the commands fail, as on a machine that has none of them; they share folders with others that are needed."""
    folder.mkdir()
    for command in commands:
        stub = folder / command
        stub.write_text(f'#!/bin/sh\necho "{command} was called: it is not on this machine" >&2\nexit 127\n')
        stub.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


class Repository:
    """A git repository in which a test plays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "user.name", "Test")
        self.git("config", "user.email", "test@example.com")
        self.git("config", "commit.gpgsign", "false")
        self.git("config", "core.autocrlf", "false")

    def git(self, *words: str, expect: int | None = 0, env: dict[str, str] | None = None) -> str:
        done = run("git", *words, cwd=self.folder, expect=expect, env=env)
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def commit(self, subject: str, env: dict[str, str] | None = None) -> str:
        """Commits everything, and gives the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject, env=env)
        return self.git("rev-parse", "HEAD")


def write_shop(repository: Repository, load: str = LOADED_ONE_BY_ONE) -> None:
    """A shop in three files: whether `cart.ts` is right is decided by the keys and the client in the other two."""
    repository.write("src/keys.ts", key_builders("items:${customer}", "coupons:${customer}"))
    repository.write(
        "src/redis.ts",
        "import { Cluster } from 'ioredis';\n"
        "export const redis = new Cluster([{ host: 'redis', port: 6379 }], {\n"
        "  slotsRefreshTimeout: 5000,\n"
        "  retryDelayOnFailover: 1000,\n"
        "  redisOptions: { connectTimeout: 2000, commandTimeout: 2000 },\n"
        "});\n",
    )
    repository.write("src/cart.ts", cart(load))


def key_builders(items: str, coupons: str) -> str:
    return (
        f"export const items = (customer: string) => `{items}`;\n"
        f"export const coupons = (customer: string) => `{coupons}`;\n"
    )


def cart(load: str) -> str:
    return (
        "import * as keys from './keys';\n"
        "import { redis } from './redis';\n"
        "\n"
        "export function loadCart(customer: string) {\n"
        f"  {load}\n"
        "}\n"
    )


def snapshot(folder: Path) -> Repository:
    """This project as a repository that pre-commit can clone, uncommitted changes included."""
    repository = Repository(folder)
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    repository.commit("Snapshot")
    repository.git("tag", "v0")
    return repository


class LabTest(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self) -> None:
        SCRATCH.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self._testMethodName[:40]}-", dir=SCRATCH))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)


def scratch_target(folder: Path) -> Path:
    """A target folder with the dependencies already built, as hard links: what is built there besides leaves nothing in `target`."""
    target = folder / "target"
    for part in ("deps", "build", ".fingerprint"):
        shutil.copytree(DEBUG / part, target / "debug" / part, copy_function=os.link, symlinks=True)
    return target


def python_environment(folder: Path) -> Path:
    """A fresh virtual environment, and in it the folder of commands."""
    run(sys.executable, "-m", "venv", folder, cwd=SCRATCH)
    return folder / ("Scripts" if os.name == "nt" else "bin")


@functools.cache
def wheel() -> Path:
    """The wheel, built of what is in the target folder, once for all tests."""
    out = SCRATCH / "wheel"
    shutil.rmtree(out, ignore_errors=True)
    run(TOOLS / "maturin", "build", "--locked", "--profile", "dev", "--out", out, cwd=ROOT)
    (found,) = out.glob("slotlint-*.whl")
    return found


def npm_environment() -> dict[str, str]:
    return environment(npm_config_audit="false", npm_config_fund="false", npm_config_update_notifier="false")


@functools.cache
def npm_packages() -> Path:
    """The npm packages of all platforms, as folders and packed, made once for all tests."""
    out = SCRATCH / "npm"
    shutil.rmtree(out, ignore_errors=True)
    run(PACKAGE, "docs", "--binary", SLOTLINT, "--out", out / "docs", cwd=ROOT)
    run(PACKAGE, "npm", "--docs", out / "docs", "--out", out, cwd=ROOT)
    for target in project.TARGETS:
        # Only one of them runs here; the others are there for npm to leave out.
        binary = SLOTLINT if target.npm == NPM_HERE else ROOT / "LICENSE"
        run(PACKAGE, "npm-platform", "--binary", binary, "--target", target.triple, "--out", out, cwd=ROOT)
    for folder in (out / "slotlint", *out.glob("cli-*")):
        run("npm", "pack", "--silent", "--pack-destination", out, folder, cwd=ROOT, env=npm_environment())
    return out
