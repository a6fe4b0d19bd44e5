"""Builds the program of all calls for one version of go-redis, without those that it does not have."""
import hashlib
import re
import shutil
import subprocess
import threading
from pathlib import Path

import libraries

# Lanes that run the same version wait for the one that builds it.
LOCK = threading.Lock()
RUNNER = Path(__file__).resolve().parent / "run.go.txt"


def build(version, folder):
    """The program; `folder` has its calls. What was built of the same text before is there still."""
    module = libraries.install_go(f"go-redis-{version}")
    text = (folder / "calls.go").read_text()
    runner = RUNNER.read_text().replace("MODULE", re.search(r'"(github.com/\S+)"', text)[1])
    stamp = hashlib.sha256((text + runner).encode()).hexdigest()[:16]
    binary = module / f"tables-{stamp}"
    with LOCK:
        if binary.exists():
            return binary
        for old in module.glob("tables-*"):
            old.unlink()
        compile_all(module, text.splitlines(keepends=True), runner, binary)
    return binary


def compile_all(module, lines, runner, binary):
    package = module / "tables"
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir()
    (package / "run.go").write_text(runner)
    for _ in range(4):
        (package / "calls.go").write_text("".join(lines))
        (package / "table.go").write_text(table(lines))
        done = subprocess.run(["go", "build", "-gcflags=-e -N -l", "-o", binary, "./tables"], cwd=module, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode == 0:
            return
        wrong = {int(row) for row in re.findall(r"^tables/calls\.go:(\d+):", done.stdout, re.M)}
        if not wrong:
            break
        lines = ["\n" if row in wrong else line for row, line in enumerate(lines, 1)]
    raise RuntimeError(f"{module.name}: {done.stdout[:2000]}")


def table(lines):
    entries = []
    for line in lines:
        found = re.match(r"func (c\d+)\(.*?\) (error|\(\[\]redis\.Cmder, error\)) \{", line)
        if found:
            entries.append(f'\t{{name: "{found[1]}", {"alone" if found[2] == "error" else "batch"}: {found[1]}}},\n')
    return "package main\n\nvar calls = []call{\n" + "".join(entries) + "}\n"


def methods(version):
    """What methods.go.txt prints."""
    module = libraries.install_go(f"go-redis-{version}")
    package = module / "methods"
    package.mkdir(exist_ok=True)
    path = re.search(r"github.com/\S+redis\S*", (module / "go.mod").read_text())[0]
    text = (RUNNER.parent / "methods.go.txt").read_text().replace("MODULE", path)
    (package / "main.go").write_text(text)
    return subprocess.run(["go", "run", "./methods"], cwd=module, stdout=subprocess.PIPE, text=True, check=True).stdout
