"""The crate: what is in it, that it builds from it, and `cargo install`."""

from __future__ import annotations

import json
import re
import tarfile
import unittest

import lab
from lab import ROOT, LabTest, project, run

# What a crate has at its top; the rest of the repository has no place in it.
EXPECTED = {
    ".cargo_vcs_info.json", "ARCHITECTURE.md", "CHANGELOG.md", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig", "LICENSE", "README.md",
    "benches", "fixtures", "rules", "src", "tests",
}  # fmt: skip
MEBIBYTE = 1 << 20
ANY_VERSION = re.compile(r"(?<![\d.])(\d+\.\d+\.\d+)(?![\d.])")
# As the README names it: `slotlint@v0.1.0`, `slotlint/v0.1.0`, `rev: v0.1.0`.
OWN_VERSION = re.compile(r"(?:slotlint[@/]v|rev: v)(\d+\.\d+\.\d+)")


class Crate(LabTest):
    def test_it_has_what_it_needs_and_builds(self) -> None:
        run("cargo", "package", "--locked", "--no-verify", "--allow-dirty", "--target-dir", self.folder / "package", cwd=ROOT)
        packed = self.folder / "package" / "package" / f"slotlint-{project.version()}.crate"
        self.assertLess(packed.stat().st_size, 10 * MEBIBYTE, "crates.io takes no more")
        with tarfile.open(packed) as opened:
            tops = {name.split("/")[1] for name in opened.getnames()}
            opened.extractall(self.folder, filter="data")
        self.assertEqual(tops - EXPECTED, set())
        self.assertEqual(EXPECTED - tops - {".cargo_vcs_info.json"}, set())

        source = self.folder / f"slotlint-{project.version()}"
        target = lab.scratch_target(self.folder)
        run("cargo", "build", "--locked", "--target-dir", target, cwd=source)
        said = run(target / "debug" / "slotlint", "--version", cwd=self.folder)
        self.assertEqual(said.stdout, f"slotlint {project.version()}\n")

    def test_cargo_install_installs_one_command_that_runs(self) -> None:
        run("cargo", "install", "--path", ".", "--root", self.folder / "root", "--locked", "--debug", "--no-track", cwd=ROOT)
        self.assertEqual([file.name for file in (self.folder / "root" / "bin").iterdir()], [lab.SLOTLINT.name])
        said = run(self.folder / "root" / "bin" / "slotlint", "--version", cwd=self.folder)
        self.assertEqual(said.stdout, f"slotlint {project.version()}\n")


class Versions(LabTest):
    """The version stands in Cargo.toml; whatever repeats it must agree."""

    def test_all_packages_have_the_version_of_the_crate(self) -> None:
        said = run("cargo", "metadata", "--no-deps", "--format-version", "1", cwd=ROOT).stdout
        (crate,) = json.loads(said)["packages"]
        self.assertEqual(crate["version"], project.version())
        self.assertIn(f"-{project.version()}-", lab.wheel().name)
        for package in ("slotlint", "cli-linux-x64"):
            made = json.loads((lab.npm_packages() / package / "package.json").read_text(encoding="utf-8"))
            self.assertEqual(made["version"], project.version(), package)
            for name, version in made.get("optionalDependencies", {}).items():
                self.assertEqual(version, project.version(), name)
        extension = ROOT / "vscode-extension" / "package.json"
        if extension.exists():
            self.assertEqual(json.loads(extension.read_text(encoding="utf-8"))["version"], project.version())

    def test_the_documents_name_this_version(self) -> None:
        # In these every version is slotlint's; the README names those of others too.
        places = [ROOT / "action.yml", *(ROOT / "docs").glob("*.md"), *(ROOT / "integrations").rglob("*.yml")]
        named = {(place.name, version) for place in places for version in ANY_VERSION.findall(place.read_text(encoding="utf-8"))}
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        named |= {("README.md", version) for version in OWN_VERSION.findall(readme)}
        self.assertLessEqual({"README.md", "pre-commit.md", "github.md", "slotlint.yml"}, {name for name, _ in named})
        self.assertEqual({version for _, version in named}, {project.version()}, named)

    def test_pages_of_registries_have_no_relative_links(self) -> None:
        for page in (ROOT / "docs/pypi.md", ROOT / "npm/slotlint/README.md"):
            links = re.findall(r"\]\(([^)]+)\)|<(\S+:[^>]+)>", page.read_text(encoding="utf-8"))
            self.assertTrue(links, page)
            for link in map("".join, links):
                self.assertTrue(link.startswith("https://"), f"{page}: {link}")


if __name__ == "__main__":
    unittest.main()
