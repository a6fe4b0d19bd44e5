"""The archive for people who download, with manual pages and completions that shells can read."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import unittest
import zipfile
from pathlib import Path

import lab
from lab import ROOT, SLOTLINT, LabTest, project, run

TARGET = "x86_64-unknown-linux-gnu"


class Archive(LabTest):
    def setUp(self) -> None:
        super().setUp()
        run(lab.PACKAGE, "docs", "--binary", SLOTLINT, "--out", self.folder / "docs", cwd=ROOT)

    def archive(self, binary: Path, target: str) -> str:
        """Makes the archive of a target; gives its path without extension."""
        docs = self.folder / "docs"
        run(lab.PACKAGE, "archive", "--binary", binary, "--target", target, "--docs", docs, "--out", self.folder, cwd=ROOT)
        return f"{self.folder}/slotlint-{project.version()}-{target}"

    def test_it_unpacks_to_all_that_is_needed_and_runs(self) -> None:
        path = self.archive(SLOTLINT, TARGET)
        with tarfile.open(f"{path}.tar.gz") as packed:
            packed.extractall(self.folder / "unpacked", filter="data")
        (top,) = (self.folder / "unpacked").iterdir()
        files = {str(file.relative_to(top)) for file in top.rglob("*") if file.is_file()}
        self.assertLessEqual(
            {"slotlint", "LICENSE", "README.md", "man/slotlint.1", "man/slotlint-check.1", "completions/slotlint.bash"}, files
        )
        self.assertEqual(run(top / "slotlint", "--version", cwd=self.folder).stdout, f"slotlint {project.version()}\n")
        digest, _, name = Path(f"{path}.tar.gz.sha256").read_text(encoding="utf-8").strip().partition("  ")
        self.assertEqual(digest, hashlib.sha256((self.folder / name).read_bytes()).hexdigest())

    def test_windows_gets_a_zip_and_an_exe(self) -> None:
        path = self.archive(ROOT / "LICENSE", "x86_64-pc-windows-msvc")
        with zipfile.ZipFile(f"{path}.zip") as packed:
            self.assertIn(f"slotlint-{project.version()}-x86_64-pc-windows-msvc/slotlint.exe", packed.namelist())

    def test_the_manual_has_every_command_and_option(self) -> None:
        page = (self.folder / "docs/man/slotlint-check.1").read_text(encoding="utf-8").replace("\\-", "-")
        for line in run(SLOTLINT, "check", "--help", cwd=self.folder).stdout.splitlines():
            option = next((word.rstrip(",").partition("[")[0] for word in line.split() if word.startswith("--")), None)
            if option and line.lstrip().startswith("-"):
                self.assertIn(option, page)
        pages = {page.name for page in (self.folder / "docs/man").iterdir()}
        self.assertLessEqual({"slotlint.1", "slotlint-check.1", "slotlint-explain.1", "slotlint-slot.1"}, pages)
        # What is hidden from the help has no page.
        self.assertNotIn("slotlint-man.1", pages)

    def test_bash_completes_options(self) -> None:
        asked = (
            'source "$1"; COMP_WORDS=(slotlint check --force); COMP_CWORD=2; COMP_LINE="slotlint check --force"; COMP_POINT=${#COMP_LINE};'
            ' _slotlint slotlint --force check; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        script = self.folder / "docs/completions/slotlint.bash"
        said = subprocess.run(["bash", "-c", asked, "-", script], capture_output=True, encoding="utf-8", check=True).stdout
        self.assertEqual(said, "--force-exclude\n")
        for shell in ("zsh", "fish"):
            if shutil.which(shell):
                name = {"zsh": "_slotlint", "fish": "slotlint.fish"}[shell]
                run(shell, "-n", self.folder / "docs/completions" / name, cwd=self.folder)


if __name__ == "__main__":
    unittest.main()
