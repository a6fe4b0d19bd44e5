"""Runs what the rules' pages claim on live clusters, with the real libraries, and records what happened.

usage: scripts/live [--check] [--fixes] [--only PART]... [--server NAME]...

Bad examples run once more with slotlint's fixes in them, on Redis 7.0, and have to be mended.

--check   Fails when an outcome is not the recorded one (fixtures/live), and writes nothing.
--fixes   Only the examples with fixes in them.
--only    Only the pages with that in their name. Their other recordings stay.
--server  Only that server: redis-7.0 (every version of every library), redis-8.2, valkey-8.1 (the newest ones).

What is not there is installed: servers, libraries. What cannot be is said at the end, in one line that begins with
NOT PROVEN; with CI=true in the environment that is a failure.
"""
import argparse
import difflib
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

import examples
import fixed
import golang
import javascript
import python
import recording
import scenarios
import servers
import versions
from outcome import disagreement, outcome

LANGUAGES = {"js": javascript, "jsx": javascript, "ts": javascript, "tsx": javascript, "py": python, "go": golang}
# How many clusters work at a time for each. Programs that hang cost no processor.
LANES = {("", javascript): 4, ("", python): 3, ("", golang): 1, ("down", None): 2, ("frozen", None): 4,
         ("starting", None): 4}
MAIN_SERVER = fixed.SERVER
# How long a program may take, and again when it did not do what its page says and that may be for want of time.
ATTEMPTS = (12, 36, 36)
# How long a fixed program runs that is known to go on, and is only to complain of nothing.
PATIENCE_WITH_HANGS = 6


@dataclass(frozen=True)
class Task:
    example: object
    library: object


class Run:
    """All that is found out."""

    def __init__(self):
        self.rows = []
        self.wrong = []
        self.missing = []
        self.has_fixes = True
        self.exceptions = fixed.Exceptions()
        self.lock = threading.Lock()

    def add(self, task, server, shown, complaint):
        with self.lock:
            self.rows.append((task.example, task.library, server, shown))
            if complaint:
                self.wrong.append((task, server, complaint, shown))


def tasks_of(chosen):
    """Pages claim nothing of `todo` examples; those in trouble do now this, now that."""
    run = [example for example in chosen if example.verdict != "todo" or not example.scenario]
    return [Task(example, library) for example in run for library in versions.of_example(example)]


def fixed_tasks(tasks, run):
    try:
        return fixed.programs(tasks, Task)
    except servers.Missing as missing:
        run.missing.append(str(missing))
        run.has_fixes = False
        return []


def newest(tasks):
    """Of each example that runs with every version, the task with the newest."""
    latest = {}
    for task in tasks:
        if any("=" in word and ">" not in word for word in task.example.attributes):
            continue
        best = latest.get(task.example.name)
        if best is None or task.library.key > best.library.key:
            latest[task.example.name] = task
    return list(latest.values())


def prepare(tasks, everything, run):
    """Programs by (library, module), built from all that there are, so that a choice among them is no reason to build
    again; a library that cannot be had is noted as missing."""
    prepared = {}
    for library, module in sorted({(task.library, LANGUAGES[task.example.language]) for task in tasks},
                                  key=lambda pair: pair[0].label):
        own = [task.example for task in everything if task.library == library
               and LANGUAGES[task.example.language] is module]
        try:
            prepared[library, module] = module.Programs(library, own)
        except servers.Missing as missing:
            run.missing.append(str(missing))
    return prepared


def queue_of(task):
    """In trouble, one kind of lane runs all languages."""
    scenario = task.example.scenario
    return scenario, None if scenario else LANGUAGES[task.example.language]


def run_on(server, path, tasks, prepared, run):
    waiting = {kind: queue.SimpleQueue() for kind in LANES}
    for task in tasks:
        if (task.library, LANGUAGES[task.example.language]) in prepared:
            waiting[queue_of(task)].put(task)

    def work(kind):
        lane = None
        while not waiting[kind].empty():
            try:
                task = waiting[kind].get_nowait()
            except queue.Empty:
                break
            lane = patiently(task, lane, lambda: scenarios.BY_NAME[kind[0]](path), prepared, server, run)
        if lane:
            lane.close()

    threads = [threading.Thread(target=work, args=(kind,)) for kind, count in LANES.items()
               for _ in range(min(count, waiting[kind].qsize()))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def patiently(task, lane, new_lane, prepared, server, run):
    """One task. When its cluster breaks down, it gets a new one, twice; the lane that is left is for the next task."""
    for last_attempt in (False, False, True):
        try:
            lane = lane or new_lane()
            one(task, lane, prepared, server, run)
            return lane
        except Exception:
            trouble = traceback.format_exc(limit=-2)
            abandon(lane)
            lane = None
            if last_attempt:
                run.missing.append(f"{task.example.place} with {task.library.label} on {server}: {trouble}")
    return None


def abandon(lane):
    try:
        if lane:
            lane.close()
    except Exception as error:
        print(f"a cluster could not be stopped: {error}")


def one(task, lane, prepared, server, run):
    programs = prepared[task.library, LANGUAGES[task.example.language]]
    claims = versions.claimed(task.example, task.library, server)
    if any(claim.verb == "not shown" for claim in claims):
        return
    for seconds in [PATIENCE_WITH_HANGS] if run.exceptions.expects_hang(task) else ATTEMPTS:
        ran = attempt(programs, task.example, lane, seconds)
        complaint = disagreement(task.example, claims, ran, lane.base)
        shown = outcome(task.example, ran, lane.base)
        if complaint and run.exceptions.excuse(task, shown):
            complaint = None
        if not complaint or not is_about_time(task.example, ran):
            break
    run.add(task, server, shown, complaint)


def is_about_time(example, ran):
    """Whether a busy machine can be to blame: a program was slow to end, or came too late for the trouble."""
    return ran.code is None or example.scenario != ""


def attempt(programs, example, lane, seconds):
    lane.reset()
    return lane.around(lambda: programs.run(example, lane, seconds))


def compare(pages, run, options):
    """Whether the recording is what happened; without --check it is made so."""
    differs = []
    for page in pages:
        rows = [row for row in run.rows if row[0].page == page]
        for path, text in recording.files(page, rows)[options.fixes:1 + run.has_fixes]:
            recorded = path.read_text() if path.exists() else ""
            if text == recorded:
                continue
            differs.append(page)
            if options.check:
                lines = difflib.unified_diff(recorded.splitlines(), text.splitlines(), str(path.relative_to(servers.ROOT)),
                                             "now", lineterm="", n=0)
                print("\n".join(lines))
            else:
                recording.write(path, text)
    return differs


def parse():
    parser = argparse.ArgumentParser(usage="see below", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--fixes", action="store_true")
    parser.add_argument("--only", action="append")
    parser.add_argument("--server", action="append", choices=list(servers.SERVERS))
    return parser.parse_args()


def nobody_listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def main():
    options = parse()
    began = time.monotonic()
    everything = examples.all_examples()
    chosen = [example for example in everything if any(part in example.page for part in options.only or [""])]
    run = Run()
    tasks = tasks_of(chosen)
    fixes = fixed_tasks(tasks, run)
    all_fixes = fixes if len(chosen) == len(everything) else fixed_tasks(tasks_of(everything), run)
    if not nobody_listens(6379):
        run.missing.append("a server listens on port 6379, where some programs must find none")
    prepared = prepare(tasks, tasks_of(everything) + all_fixes, run)
    print(f"{len(chosen)} examples, {len(tasks)} with their versions, {len(fixes)} more with fixes; ready after "
          f"{time.monotonic() - began:.0f} s", flush=True)
    script_test = None
    for server in [MAIN_SERVER] if options.fixes else options.server or servers.SERVERS:
        try:
            path = servers.find(server)
            script_test = script_test or start_script_test(path)
        except servers.Missing as missing:
            run.missing.append(str(missing))
            continue
        own = tasks_for(server, tasks, fixes, options)
        run_on(server, path, own, prepared, run)
        print(f"{server}: {len(own)} runs, done after {time.monotonic() - began:.0f} s", flush=True)
    if script_test and script_test.wait():
        run.missing.append(f"scripts/cluster does not pass its tests:\n{script_test.stdout.read()}")
    raise SystemExit(report(options, chosen, run, time.monotonic() - began))


def tasks_for(server, tasks, fixes, options):
    if options.fixes:
        return fixes
    return tasks + fixes if server == MAIN_SERVER else newest(tasks)


def start_script_test(server):
    """It waits more than it works."""
    command = [sys.executable, Path(__file__).resolve().parent / "test_cluster.py", server]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def report(options, chosen, run, seconds):
    """Says everything, and gives the exit code."""
    pages = sorted({example.page for example in chosen})
    for task, server, complaint, shown in sorted(run.wrong, key=lambda one: (one[0].example.name, one[0].library.label)):
        print(f"{task.example.place}: with {task.library.label} on {server} this example {complaint}\n    {shown}")
    if not options.server:
        differs = compare(pages, run, options)
        stale = recording.pages() - {example.page for example in examples.all_examples()}
        for page in stale:
            print(f"fixtures/live/{page}.tsv: there is no such page")
        unused = run.exceptions.unused() if not options.only else []
        stale |= set(unused)
        for exception in unused:
            print(f"fixtures/live/fixes/exceptions.tsv: this excuses nothing: {' '.join(exception)}")
    else:
        differs, stale = [], set()
    print(f"{len(run.rows)} runs of {len(chosen)} examples in {seconds:.0f} s: {len(run.wrong)} disagree with their "
          f"page, {len(differs)} recordings {'differ' if options.check else 'were renewed'}")
    if run.missing:
        print(f"NOT PROVEN: {'; '.join(run.missing)}")
    unproven = run.missing and os.environ.get("CI") == "true"
    return 1 if run.wrong or unproven or stale or (options.check and differs) else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main()
