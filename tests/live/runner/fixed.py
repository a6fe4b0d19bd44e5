"""The bad examples with slotlint's fixes in them, which have to be mended.

fixtures/live/fixes holds one file for each page, like fixtures/live; a line has the program that was fixed, in which way,
and the rules that still find something in it. exceptions.tsv there says which do not come through, and why.
"""
import dataclasses
import fnmatch
import json
import subprocess
from dataclasses import dataclass

import versions
from servers import ROOT, Missing

# They run on this one alone.
SERVER = "redis-7.0"
EXCEPTIONS = ROOT / "fixtures" / "live" / "fixes" / "exceptions.tsv"
EXAMPLE = ROOT / "target" / "debug" / "examples" / "live_fixes"


@dataclass
class Fix:
    """How an example became a program."""

    # `safe`, `unsafe` or `second`; tests/live/fixed.rs says what these are.
    way: str
    # What it was.
    example: object
    # What its page says of that one with this version.
    claims: list
    # The rules that still find something.
    left: list


class Exceptions:
    """Those that do not come through, and are right all the same: exceptions.tsv."""

    def __init__(self):
        lines = EXCEPTIONS.read_text().splitlines() if EXCEPTIONS.exists() else []
        # Page, hash of the example, library, outcome, why.
        self.rows = [tuple(line.split("\t")) for line in lines if not line.startswith("#")]
        self.used = set()

    def excuse(self, task, shown):
        """Whether one is about this outcome."""
        excuses = [row for row in self.about(task) if row[3] in shown]
        self.used.update(excuses)
        return bool(excuses)

    def expects_hang(self, task):
        return any(row[3] == "hangs" for row in self.about(task))

    def about(self, task):
        if not task.example.fix:
            return []
        page, program, library = task.example.page, task.example.fix.example.hash, task.library
        label = f"{library.name} {library.version}"
        return [row for row in self.rows if row[:2] == (page, program) and fnmatch.fnmatchcase(label, row[2])]

    def unused(self):
        return [row for row in self.rows if row not in self.used]


def programs(tasks, new_task):
    """For each task with a bad example those with its fixes. `new_task` makes a task of an example and a library."""
    bad = [task for task in tasks if task.example.verdict == "bad"]
    asked = {(task.example.page, task.example.number, f"{task.library.name}={task.library.version}"): task for task in bad}
    build = subprocess.run(["cargo", "build", "--quiet", "--locked", "--example", EXAMPLE.name], cwd=ROOT, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if build.returncode:
        raise Missing(f"slotlint cannot be built: {build.stdout[-500:]}")
    lines = "".join("\t".join(map(str, key)) + "\n" for key in asked)
    ran = subprocess.run([EXAMPLE], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    made = []
    for line in ran.stdout.splitlines():
        answer = json.loads(line)
        task = asked[answer["page"], answer["number"], answer["library"]]
        # What the page is about may have no fix, and something else in the program one.
        if answer["page"] in answer["left"]:
            continue
        made.append(new_task(fixed(task.example, answer), task.library))
    return made


def fixed(example, answer):
    library, version = answer["library"].split("=")
    claims = versions.claimed(example, versions.Library(library, version), SERVER)
    fix = Fix(answer["way"], example, claims, answer["left"])
    return dataclasses.replace(example, code=answer["code"], verdict="good", claims=[], fix=fix)
