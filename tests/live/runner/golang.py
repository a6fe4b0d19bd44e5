"""Programs in Go: all of one version in one binary, each a package whose `main` is called by its name."""
import json
import re
import shutil
import subprocess

from lanes import Ran
from libraries import install_go

MAIN = """\
package main

import (
\t"os"

%s
)

func main() {
\tmap[string]func(){
%s
\t}[os.Args[1]]()
}
"""


COMPLAINT = r"^programs/(\w+)/program\.go:\d+:\d+: (.*)"
ADDRESS = "127.0.0.1:{}"


class Programs:
    """All programs of one version."""

    def __init__(self, library, examples):
        self.folder = install_go(library.label)
        # What the compiler says, by name of the example.
        self.refused = {}
        self.binary = self.build(examples)
        self.patched = {}

    def run(self, example, lane, seconds):
        if example.name in self.refused:
            return Ran(2, f"does not compile: {self.refused[example.name]}", "", "")
        if lane.base not in self.patched:
            self.patched[lane.base] = self.patch(lane.base)
        return lane.process([self.patched[lane.base], example.name], seconds)

    def patch(self, base):
        """Linking takes seconds for each cluster, putting other ports of as many digits into the binary does not."""
        code = self.binary.read_bytes()
        for offset in range(6):
            code = code.replace(ADDRESS.format(7000 + offset).encode(), ADDRESS.format(base + offset).encode())
        path = self.folder / f"programs-{base}"
        path.write_bytes(code)
        path.chmod(0o755)
        return path

    def build(self, examples):
        """All in one; without the fixed ones that do not compile."""
        while True:
            try:
                return self.build_all([example for example in examples if example.name not in self.refused])
            except RuntimeError as error:
                fixed = {example.name.replace("-", ""): example.name for example in examples if example.fix}
                refused = {fixed[name]: said for name, said in re.findall(COMPLAINT, str(error), re.M) if name in fixed}
                if not refused:
                    raise
                self.refused |= refused

    def build_all(self, examples):
        programs = self.folder / "programs"
        names = {example.name: example.name.replace("-", "") for example in examples}
        imports = "\n".join(f'\t"live/{programs.name}/{name}"' for name in names.values())
        table = "\n".join(f'\t\t"{name}": {package}.Main,' for name, package in names.items())
        files = {"main.go": MAIN % (imports, table)}
        for example in examples:
            code = re.sub(r"^package main$", f"package {names[example.name]}", example.code, flags=re.M)
            files[f"{names[example.name]}/program.go"] = re.sub(r"^func main\(\)", "func Main()", code, flags=re.M)
        binary, stamp = self.folder / "programs.bin", self.folder / "programs.json"
        wanted = json.dumps(files)
        if binary.exists() and stamp.exists() and stamp.read_text() == wanted:
            return binary
        shutil.rmtree(programs, ignore_errors=True)
        for name, text in files.items():
            path = programs / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        built = subprocess.run(["go", "build", "-o", binary, f"./{programs.name}"], cwd=self.folder, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if built.returncode:
            raise RuntimeError(f"{self.folder.name}: {built.stdout}")
        stamp.write_text(wanted)
        return binary
