"""The release workflow: the lines that make packages, run here with the binary of this machine in the place of all."""

from __future__ import annotations

import os
import subprocess
import unittest

import yaml

import lab
from lab import ROOT, SLOTLINT, TOOLS, LabTest, project


class Release(LabTest):
    def setUp(self) -> None:
        super().setUp()
        self.project = lab.snapshot(self.folder / "slotlint").folder
        text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
        self.jobs = yaml.safe_load(text)["jobs"]

    def play(self, job: str, step: str, **env: str) -> subprocess.CompletedProcess[str]:
        (found,) = [known for known in self.jobs[job]["steps"] if known.get("name") == step]
        files = {name: self.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_ENV")}
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", found["run"]],
            cwd=self.project, env={**lab.npm_environment(), "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", **files, **env},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=600,
        )  # fmt: skip

    def test_each_platform_is_packaged_and_npm_and_the_hooks_get_all(self) -> None:
        targets = {known["target"] for known in self.jobs["build"]["strategy"]["matrix"]["include"]}
        self.assertEqual(targets, {target.triple for target in project.TARGETS})
        for target in project.TARGETS:
            built = self.project / "target" / target.triple / "release"
            built.mkdir(parents=True)
            # Small, so that packing eight of them takes no minutes.
            (built / target.binary).write_text(f'#!/bin/sh\nexec {SLOTLINT} "$@"\n')
            (built / target.binary).chmod(0o755)
            ran = self.play("build", "Run it", TARGET=target.triple)
            self.assertEqual(ran.returncode, 0, ran.stdout)
            binary = (self.folder / "GITHUB_ENV").read_text().split("=", 1)[1].strip().splitlines()[-1].removeprefix("BINARY=")
            packaged = self.play("build", "Package it", TARGET=target.triple, BINARY=binary)
            self.assertEqual(packaged.returncode, 0, packaged.stdout)
        for job, step in (("packages", "npm packages"), ("packages", "Repository of hooks")):
            made = self.play(job, step)
            self.assertEqual(made.returncode, 0, made.stdout)
        dist = self.project / "dist"
        self.assertEqual(len(list((dist / "archive").glob("slotlint-*.sha256"))), len(project.TARGETS))
        names = {f"slotlint-cli-{target.npm}-{project.version()}.tgz" for target in project.TARGETS}
        self.assertEqual({file.name for file in (dist / "npm").iterdir()}, names | {f"slotlint-{project.version()}.tgz"})
        self.assertTrue((dist / "pre-commit" / ".pre-commit-hooks.yaml").exists())

    def test_a_tag_must_be_the_version_and_the_changelog_must_have_it(self) -> None:
        step = "The tag is the version, and the changelog knows it"
        tag = {"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": f"v{project.version()}"}
        self.assertEqual(self.play("version", step, GITHUB_REF_TYPE="branch").returncode, 0)
        self.assertIn("the tag is v9.9.9", self.play("version", step, **{**tag, "GITHUB_REF_NAME": "v9.9.9"}).stdout)
        changelog = self.project / "CHANGELOG.md"
        text = changelog.read_text(encoding="utf-8")
        for date, code in (("unreleased", 1), ("2027-01-31", 0)):
            changelog.write_text(text.replace(f"## {project.version()} (unreleased)", f"## {project.version()} ({date})"), encoding="utf-8")
            self.assertEqual(self.play("version", step, **tag).returncode, code, date)
        self.assertIn(f"version={project.version()}", (self.folder / "GITHUB_OUTPUT").read_text())


if __name__ == "__main__":
    unittest.main()
