"""Programs in Go: all of one version in one binary, each a package whose `main` is called by its name."""
import re
import shutil
import subprocess

from libraries import install_go
from normal import program

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


class Programs:
    """All programs of one version."""

    def __init__(self, library, examples):
        self.folder = install_go(library.label)
        self.examples = examples
        self.built = {}

    def run(self, example, lane, seconds):
        if lane.base not in self.built:
            self.built[lane.base] = self.build(lane.base)
        return lane.process([self.built[lane.base], example.name], seconds)

    def build(self, base):
        programs = self.folder / f"programs{base}"
        shutil.rmtree(programs, ignore_errors=True)
        names = {example.name: example.name.replace("-", "") for example in self.examples}
        for example in self.examples:
            folder = programs / names[example.name]
            folder.mkdir(parents=True)
            code = re.sub(r"^package main$", f"package {folder.name}", program(example.code, base), flags=re.M)
            (folder / "program.go").write_text(re.sub(r"^func main\(\)", "func Main()", code, flags=re.M))
        imports = "\n".join(f'\t"live/{programs.name}/{name}"' for name in names.values())
        table = "\n".join(f'\t\t"{name}": {package}.Main,' for name, package in names.items())
        (programs / "main.go").write_text(MAIN % (imports, table))
        binary = self.folder / f"programs-{base}"
        built = subprocess.run(["go", "build", "-o", binary, f"./{programs.name}"], cwd=self.folder, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if built.returncode:
            raise RuntimeError(f"{self.folder.name}: {built.stdout}")
        return binary
