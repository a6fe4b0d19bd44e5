"""The wheel and the source distribution: built, installed in fresh environments, run."""

from __future__ import annotations

import shutil
import tarfile
import unittest
import zipfile

import lab
from lab import LOADED_TWO_SLOTS, ROOT, SCRATCH, TOOLS, LabTest, Repository, project, run


class Wheel(LabTest):
    def test_it_installs_without_rust_and_runs(self) -> None:
        commands = lab.python_environment(self.folder / "venv")
        env = lab.environment(PATH=lab.path_without(self.folder / "absent", "cargo", "rustc", "cc"))
        run(commands / "pip", "install", "--no-index", lab.wheel(), cwd=self.folder, env=env)
        said = run(commands / "slotlint", "--version", cwd=self.folder, env=env)
        self.assertEqual(said.stdout, f"slotlint {project.version()}\n")
        shop = Repository(self.folder / "shop")
        lab.write_shop(shop, LOADED_TWO_SLOTS)
        said = run(commands / "slotlint", "check", "--output-format", "concise", cwd=shop.folder, env=env, expect=1)
        self.assertIn("src/cart.ts:5:", said.stdout)

    def test_it_is_for_any_python_and_has_the_license(self) -> None:
        self.assertRegex(lab.wheel().name, rf"^slotlint-{project.version()}-py3-none-\w+\.whl$")
        with zipfile.ZipFile(lab.wheel()) as packed:
            files = packed.namelist()
            metadata = packed.read(f"slotlint-{project.version()}.dist-info/METADATA").decode()
        self.assertIn(f"slotlint-{project.version()}.dist-info/licenses/LICENSE", files)
        self.assertIn(f"slotlint-{project.version()}.data/scripts/slotlint", files)
        self.assertEqual(len(files), 5, files)
        self.assertIn("\nLicense-Expression: MIT\n", metadata)
        self.assertIn("\nDescription-Content-Type: text/markdown", metadata)
        self.assertIn("pip install slotlint", metadata)


class SourceDistribution(LabTest):
    """What is in it is all that is needed: pip builds it where the repository is not."""

    def test_pip_builds_and_installs_it(self) -> None:
        out = SCRATCH / "sdist"
        shutil.rmtree(out, ignore_errors=True)
        run(TOOLS / "maturin", "sdist", "--out", out, cwd=ROOT)
        (packed,) = out.glob("slotlint-*.tar.gz")
        with tarfile.open(packed) as opened:
            files = [name.partition("/")[2] for name in opened.getnames()]
        for file in ("LICENSE", "README.md", "docs/pypi.md", "Cargo.lock", "pyproject.toml", "PKG-INFO", "rules/cross-slot-command.md"):
            self.assertIn(file, files)

        commands = lab.python_environment(self.folder / "venv")
        env = lab.environment(
            CARGO_TARGET_DIR=lab.scratch_target(self.folder), MATURIN_PEP517_ARGS="--profile dev --locked"
        )
        run(commands / "pip", "install", packed, cwd=self.folder, env=env)
        said = run(commands / "slotlint", "slot", "user:{42}:name", cwd=self.folder)
        self.assertEqual(said.stdout, "user:{42}:name  slot 8000   tag 42  only the hash tag is hashed\n")


if __name__ == "__main__":
    unittest.main()
