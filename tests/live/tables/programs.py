"""Runs the program of all calls with one version of one library."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import clusters
import go_calls
import libraries

HERE = Path(__file__).resolve().parent
EXAMPLE = clusters.servers.ROOT / "target" / "debug" / "examples" / "live_tables"


def outcomes(library, version, port):
    """What became of each call: by template, context and placement."""
    with tempfile.TemporaryDirectory(prefix="slotlint-tables-") as folder:
        folder = Path(folder)
        subprocess.run([EXAMPLE, "programs", library, version, folder], check=True)
        run(library, version, folder, dict(os.environ, PORT=str(port)))
        ended = dict(rows(folder / "outcomes.tsv"))
        return {tuple(call): normal(ended[name]) for name, *call in rows(folder / "calls.tsv") if name in ended}


def run(library, version, folder, environ):
    if library == "ioredis":
        environ["NODE_PATH"] = str(libraries.install_node(f"ioredis-{version}") / "node_modules")
        command = ["node", HERE / "run.js", folder]
    elif library == "go-redis":
        command = [go_calls.build(version, folder), folder]
    else:
        environ["PYTHONPATH"] = str(libraries.install_python(f"redis-{version}"))
        command = [sys.executable, HERE / "run.py", folder]
    # go-redis writes a line for each command that the server does not know.
    done = subprocess.run(command, env=environ, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f"{library} {version}: {done.stderr[-2000:]}")


def rows(path):
    return [line.split("\t") for line in path.read_text().splitlines()]


def normal(outcome):
    """Without what differs from run to run, or from key to key."""
    for pattern, replacement in (
        (r"Command # \d+ \(.*?\) of pipeline caused error: ", ""),
        (r"127\.0\.0\.1:\d+", "<node>"),
        (r"\{user:\d\}[:\d]+", "<key>"),
        (r"\b(MOVED|ASK) \d+", r"\1 <slot>"),
        (r"^\d+ <node>$", "MOVED <slot> <node>"),
        (r"[,.] with args beginning with:.*", ""),
        (r"0x[0-9a-f]+", "<address>"),
    ):
        outcome = re.sub(pattern, replacement, outcome)
    return outcome
