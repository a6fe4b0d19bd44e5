"""Programs in Python: children of one process for each version and lane, which has imported the library already."""
import json
import os
import subprocess
import sys
from pathlib import Path

from libraries import install_python
from normal import program

SERVER = Path(__file__).resolve().parent / "python_children.py"


class Programs:
    """All programs of one version."""

    def __init__(self, library, _examples):
        self.packages = install_python(library.label)
        self.folder = self.packages.parent / "programs"
        self.folder.mkdir(exist_ok=True)
        self.parents = {}

    def run(self, example, lane, seconds):
        path = self.folder / f"{example.name}-{lane.base}.py"
        path.write_text(program(example.code, lane.base))
        request = {"path": str(path), "files": [str(name) for name in lane.files()], "seconds": seconds}
        parent = self.parent(lane)
        parent.stdin.write(json.dumps(request) + "\n")
        parent.stdin.flush()
        return lane.result(json.loads(parent.stdout.readline())["code"])

    def parent(self, lane):
        if lane.base not in self.parents:
            environment = dict(os.environ, PYTHONPATH=str(self.packages), PYTHONWARNINGS="ignore")
            self.parents[lane.base] = subprocess.Popen(
                [sys.executable, SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
            )
        return self.parents[lane.base]
