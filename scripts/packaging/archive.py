"""The archive for people who download: one folder with the binary, man pages, completions and the license."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from project import ROOT, Target, version


def write(binary: Path, target: Target, docs: Path, out: Path) -> Path:
    """Writes the archive (zip for Windows, else tar.gz) and beside it its SHA-256."""
    name = f"slotlint-{version()}-{target.triple}"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        shutil.copytree(docs, folder)
        shutil.copyfile(binary, folder / target.binary)
        os.chmod(folder / target.binary, 0o755)
        for document in ("LICENSE", "README.md", "CHANGELOG.md"):
            shutil.copyfile(ROOT / document, folder / document)
        kind = "zip" if target.os == "win32" else "gztar"
        made = Path(shutil.make_archive(str(out.resolve() / name), kind, place, name))
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    made.with_name(made.name + ".sha256").write_text(f"{digest}  {made.name}\n", encoding="utf-8")
    return made
