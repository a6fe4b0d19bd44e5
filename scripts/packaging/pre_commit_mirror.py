"""The repository that pre-commit clones to install the wheel: hooks, and a package that is nothing but a dependency.

From slotlint's own repository, `language: python` builds slotlint; from this one, pip fetches the wheel of the same version.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from project import DESCRIPTION, ROOT, version

PYPROJECT = """\
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "slotlint-pre-commit"
version = "{version}"
description = "{description}"
requires-python = ">=3.8"
dependencies = ["slotlint=={version}"]

[tool.setuptools]
py-modules = []
"""

README = """\
# slotlint-pre-commit

[pre-commit](https://pre-commit.com) hooks for [slotlint](https://github.com/slotlint/slotlint), installed as a wheel. Each tag here is the
slotlint of the same version. Made by slotlint's `scripts/package pre-commit-mirror`; issues belong there.

```yaml
repos:
  - repo: https://github.com/slotlint/slotlint-pre-commit
    rev: v{version}
    hooks:
      - id: slotlint
```
"""


def write(out: Path) -> Path:
    """Writes the content of the repository, to be committed and tagged `v<version>`."""
    facts = {"version": version(), "description": DESCRIPTION}
    for name, text in (("pyproject.toml", PYPROJECT), ("README.md", README)):
        (out / name).write_text(text.format(**facts), encoding="utf-8")
    for name in (".pre-commit-hooks.yaml", "LICENSE"):
        shutil.copyfile(ROOT / name, out / name)
    return out
