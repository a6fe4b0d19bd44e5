"""The npm packages: `slotlint`, which people install, and a package with the binary for each platform.

npm installs, of the optional dependencies of `slotlint`, the one whose `os`, `cpu` and `libc` are those of the machine.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from project import DESCRIPTION, REPOSITORY, ROOT, TARGETS, Target, version

SOURCE = ROOT / "npm" / "slotlint"


def package_of(target: Target) -> str:
    return f"@slotlint/cli-{target.npm}"


def write_platform(binary: Path, target: Target, out: Path) -> Path:
    """Writes the package of one platform, ready for `npm pack`."""
    folder = out / f"cli-{target.npm}"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(binary, folder / target.binary)
    os.chmod(folder / target.binary, 0o755)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    readme = f"# {package_of(target)}\n\nThe slotlint command for {target.triple}. Install `slotlint` instead.\n"
    (folder / "README.md").write_text(readme, encoding="utf-8")
    package = {
        "name": package_of(target),
        "version": version(),
        "description": f"{DESCRIPTION}; for {target.triple}",
        "license": "MIT",
        "repository": {"type": "git", "url": f"git+{REPOSITORY}.git"},
        "files": [target.binary],
        "os": [target.os],
        "cpu": [target.cpu],
        **({"libc": [target.libc]} if target.libc else {}),
        "engines": {"node": ">=14.18"},
        "preferUnplugged": True,
    }
    write_json(folder / "package.json", package)
    return folder


def write_launcher(docs: Path, out: Path) -> Path:
    """Writes the package that people install, ready for `npm pack`."""
    folder = out / "slotlint"
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    shutil.copytree(docs, folder, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    package["version"] = version()
    package["man"] = sorted(f"man/{page.name}" for page in (folder / "man").iterdir())
    package["optionalDependencies"] = {package_of(target): version() for target in TARGETS}
    write_json(folder / "package.json", package)
    return folder


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
