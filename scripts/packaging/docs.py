"""Man pages and completions, as the binary itself writes them."""

from __future__ import annotations

import subprocess
from pathlib import Path

# As each shell wants a completion to be called.
COMPLETIONS = {
    "bash": "slotlint.bash",
    "zsh": "_slotlint",
    "fish": "slotlint.fish",
    "powershell": "_slotlint.ps1",
    "elvish": "slotlint.elv",
}


def write(binary: Path, out: Path) -> list[Path]:
    """Writes `man/` and `completions/` into the folder."""
    man, completions = out / "man", out / "completions"
    for folder in (man, completions):
        folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([str(binary.resolve()), "man", str(man)], check=True)
    for shell, name in COMPLETIONS.items():
        script = subprocess.run([str(binary.resolve()), "completions", shell], check=True, stdout=subprocess.PIPE).stdout
        (completions / name).write_bytes(script)
    return [man, completions]
