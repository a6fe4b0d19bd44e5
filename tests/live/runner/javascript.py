"""Programs in JavaScript and TypeScript: a process each, which writes to $LIVE_ERROR what it ended of."""
import shutil
import subprocess

from libraries import install_node
from normal import program

HOOK = """\
const { writeFileSync } = require('node:fs');
process.on('uncaughtExceptionMonitor', (error) => {
  const name = error?.name ?? typeof error;
  const more = [error?.lastNodeError, ...(error?.previousErrors ?? [])].filter(Boolean);
  const texts = [error?.message ?? String(error), ...more.map((cause) => cause.message)];
  writeFileSync(process.env.LIVE_ERROR, `${name}: ${texts.join(' < ')}`);
});
"""
# A compiler writes 7000 as 7e3.
STAND_IN = 47120


class Programs:
    """All programs of one version."""

    def __init__(self, library, examples):
        self.folder = install_node(library.label) / "programs"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        (self.folder / "hook.cjs").write_text(HOOK)
        typed = [example for example in examples if example.language.startswith("ts")]
        self.compiled = compile_types(self.folder, typed) if typed else {}

    def run(self, example, lane, seconds):
        code = self.compiled.get(example.name, example.code)
        path = self.folder / f"{example.name}-{lane.base}.{'cjs' if 'require(' in code else 'mjs'}"
        path.write_text(program(code, lane.base, STAND_IN if example.name in self.compiled else 7000))
        return lane.process(["node", "--require", self.folder / "hook.cjs", path], seconds)


def compile_types(folder, examples):
    """JavaScript by name of the example."""
    sources = [folder / f"{example.name}.{example.language}" for example in examples]
    for example, path in zip(examples, sources):
        path.write_text(program(example.code, STAND_IN))
    esbuild = install_node("esbuild") / "node_modules" / ".bin" / "esbuild"
    subprocess.run([esbuild, *sources, f"--outdir={folder / 'compiled'}", "--log-level=warning"], check=True)
    return {example.name: (folder / "compiled" / f"{example.name}.js").read_text() for example in examples}
