"""Asks real client libraries and real clusters what each call of the API tables does, and records it.

usage: scripts/live-tables [--check] [--only PART]

--check   Fails when something is not as recorded in fixtures/live/tables, and writes nothing.
--only    Only the libraries with that in their name.

What is not there is installed: servers, libraries. What cannot be is said at the end, in one line that begins with
NOT PROVEN; with CI=true in the environment that is a failure.
"""
import argparse
import collections
import difflib
import os
import queue
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import clusters
import completeness
import judge
import programs

RECORDED = clusters.servers.ROOT / "fixtures" / "live" / "tables"
PYTHON = {"4": "4.6.0", "5": "5.3.1", "6": "6.4.0", "7": "7.4.1", "8": "8.1.0"}
# By the word that stands for a version in the recording. All run on the first server; the last one on the others too.
VERSIONS = {
    "ioredis": {"4": "4.31.0", "5": "5.11.1", "6": "6.0.0"},
    "redis-py": PYTHON,
    "redis-py-asyncio": PYTHON,
    "go-redis": {"8": "8.11.5", "9.10": "9.10.0", "9": "9.23.0"},
}
# Where the newest version runs besides; asyncio asks no server otherwise than the sync client does.
OTHERS = ("redis-8.2", "valkey-8.1")
# Where a version runs if not on Redis 7.0.
MAIN = {("go-redis", "8"): clusters.OLDEST}
# How many clusters of each server work at a time.
LANES = {clusters.OLDEST: 1, "redis-7.0": 2, "redis-8.2": 1, "valkey-8.1": 1}
HEADER = """\
# What each call did, by scripts/live-tables: call <tab> context <tab> placements of keys <tab> columns <tab> outcome.
# same: all keys in one slot. away2: the second key in a slot of another node. near2: in another slot of the same node.
"""

Column = collections.namedtuple("Column", "label version server")


def columns(library):
    versions = VERSIONS[library]
    label, version = list(versions.items())[-1]
    newest = [Column(f"{label}@{server}", version, server) for server in OTHERS if library != "redis-py-asyncio"]
    return [Column(label, version, MAIN.get((library, label), "redis-7.0")) for label, version in versions.items()] + newest


def run_all(chosen):
    """The outcomes by library and column; each server has lanes, which are clusters with one program at a time."""
    waiting = collections.defaultdict(queue.SimpleQueue)
    for library in chosen:
        for column in columns(library):
            waiting[column.server].put((library, column))
    found = collections.defaultdict(dict)
    lanes = [pool.submit(work, server, waiting[server], found) for pool in [ThreadPoolExecutor(sum(LANES.values()))]
             for server in clusters.NAMES for _ in range(LANES[server])]
    for lane in lanes:
        lane.result()
    return found


def work(server, waiting, found):
    port = None
    while True:
        try:
            library, column = waiting.get_nowait()
        except queue.Empty:
            return
        port = port or clusters.start(server)
        began = time.monotonic()
        outcomes = programs.outcomes(library, column.version, port)
        known = {call: outcome for call, outcome in outcomes.items() if outcome != "no such method"}
        print(f"{library} {column.version} on {server}: {len(known)} calls in {time.monotonic() - began:.1f} s")
        found[library][column.label] = known


def table(library, by_label):
    """The text of a recording."""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for column in columns(library):
        for call, outcome in by_label[column.label].items():
            found[call][outcome].append(column.label)
    lines = collections.defaultdict(list)
    for (template, context, placement), outcomes in found.items():
        for outcome, labels in outcomes.items():
            lines[template, context, " ".join(labels), outcome].append(placement)
    head = "".join(f"# column {label}: {library} {version} on {server}\n" for label, version, server in columns(library))
    texts = ("\t".join((template, context, " ".join(placements), labels, outcome)) + "\n"
             for (template, context, labels, outcome), placements in lines.items())
    return HEADER + head + "".join(sorted(texts))


def second_judge(is_check):
    """The recordings of the second judge that differ."""
    began = time.monotonic()
    commands, criteria = judge.recording()
    head = ("# Whether a server without a cluster counts the command as one that would not work on a cluster: columns as in the\n"
            "# other tables.\n# column 8.2: redis 6.0.0 on redis-8.2\n")
    texts = {"judge.tsv": head + "".join(commands),
             "criteria.tsv": "# criterion of fixtures/live/calls/judge.tsv <tab> whether the server counts it\n" + "".join(criteria)}
    print(f"second judge: {len(commands)} lines, {len(criteria)} criteria in {time.monotonic() - began:.1f} s")
    return [name for name, text in texts.items() if not settle(name, text, is_check)]


def differences():
    """Where slots or key positions are not what a server says."""
    wrong = []
    for server in ("redis-7.0", *OTHERS):
        port = clusters.started.get(server) or clusters.start(server)
        done = subprocess.run([programs.EXAMPLE.with_name("differential"), str(port)], stdout=subprocess.PIPE, text=True)
        print(f"{server}: {done.stdout.strip()}")
        if done.returncode:
            wrong.append(server)
    return wrong


def complete(library):
    version = list(VERSIONS[library].values())[-1]
    count, gaps = completeness.gaps(library, version)
    print(f"{library} {version}: {count} methods of its classes, {len(gaps)} unknown")
    for gap in gaps:
        print(f"  {library}: {gap}; src/clients and fixtures/live/calls are where they are listed")
    return gaps


def settle(name, text, is_check):
    """Whether the recording was as it is now; without --check it is made so."""
    path = RECORDED / name
    recorded = path.read_text() if path.exists() else ""
    if text == recorded:
        return True
    if is_check:
        print("\n".join(difflib.unified_diff(recorded.splitlines(), text.splitlines(), f"recorded/{name}", "now",
                                             lineterm="", n=0)))
    else:
        path.write_text(text)
    return False


def parse():
    parser = argparse.ArgumentParser(usage="see below", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", default="")
    return parser.parse_args()


def main():
    options = parse()
    began = time.monotonic()
    differ, missing, gaps = [], [], []
    chosen = [library for library in VERSIONS if options.only in library]
    try:
        found = run_all(chosen)
        differ = [library for library in chosen
                  if not settle(f"{library}.tsv", table(library, found[library]), options.check)]
        if not options.only:
            differ += second_judge(options.check)
            gaps += differences()
        for library in chosen:
            if library != "redis-py-asyncio":
                gaps += complete(library)
    except clusters.servers.Missing as problem:
        missing.append(str(problem))
    print(f"done in {time.monotonic() - began:.0f} s; "
          f"{' '.join(differ) or 'nothing'} {'differs' if options.check else 'renewed'}")
    if missing:
        print(f"NOT PROVEN: {'; '.join(missing)}")
    raise SystemExit(1 if gaps or (options.check and differ) or (missing and os.environ.get("CI") == "true") else 0)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main()
