"""The job of integrations/gitlab/slotlint.yml: its own lines, run with the variables that GitLab sets for a merge request."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import unittest

import yaml

import lab
from lab import LOADED_ONE_BY_ONE, LOADED_TWO_SLOTS, ROOT, LabTest, Repository


class MergeRequest(LabTest):
    @classmethod
    def setUpClass(cls) -> None:
        # A fresh image has nothing installed; which test comes first makes no difference to the others.
        cls.image = lab.SCRATCH / "gitlab"
        shutil.rmtree(cls.image, ignore_errors=True)
        cls.commands = lab.python_environment(cls.image)

    def setUp(self) -> None:
        super().setUp()
        self.repository = Repository(self.folder / "shop")
        lab.write_shop(self.repository)
        self.repository.write("src/old.ts", lab.cart(LOADED_TWO_SLOTS))
        self.base = self.repository.commit("Sell things")
        self.job = yaml.safe_load((ROOT / "integrations/gitlab/slotlint.yml").read_text(encoding="utf-8"))["slotlint"]

    def play(self, **given: str) -> tuple[int, str]:
        """Runs the job's lines as GitLab's runner does, in one shell that stops at the first that fails."""
        env = lab.environment(
            **given,
            CI="true",
            PIP_NO_INDEX="1",
            PIP_FIND_LINKS=lab.wheel().parent,
            VIRTUAL_ENV=self.image,
            PATH=f"{self.commands}{os.pathsep}{os.environ['PATH']}",
        )
        for name, value in self.job["variables"].items():
            # One variable may name another, as GitLab expands them.
            env[name] = given.get(str(value)[1:], "") if str(value).startswith("$") else str(value)
        script = "\n".join(["set -eo pipefail", *self.job["before_script"], *self.job["script"]])
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.repository.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", stdin=subprocess.DEVNULL, timeout=600,
        )  # fmt: skip
        return done.returncode, done.stdout

    def report(self) -> list[dict]:
        path = self.job["artifacts"]["reports"]["codequality"]
        return json.loads((self.repository.folder / path).read_text(encoding="utf-8"))

    def test_new_findings_fail_the_job_and_the_report_has_all(self) -> None:
        self.repository.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS))
        self.repository.commit("Load at once")
        code, said = self.play(CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base)
        self.assertEqual(code, 1, said)
        self.assertIn("src/cart.ts:5:", said)
        self.assertNotIn("src/old.ts", said)
        # The widget compares reports: with the new findings only, the old one would look fixed.
        places = {(entry["location"]["path"], entry["check_name"]) for entry in self.report()}
        self.assertEqual(places, {("src/cart.ts", "cross-slot-command"), ("src/old.ts", "cross-slot-command")})
        self.assertEqual(len({entry["fingerprint"] for entry in self.report()}), 2)

    def test_old_findings_do_not_fail_a_merge_request(self) -> None:
        self.repository.write("src/cart.ts", lab.cart(LOADED_ONE_BY_ONE) + "// as before\n")
        self.repository.commit("Explain")
        code, said = self.play(CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base)
        self.assertEqual(code, 0, said)
        self.assertEqual(len(self.report()), 1)

    def test_on_the_main_branch_all_findings_count(self) -> None:
        code, said = self.play()
        self.assertEqual(code, 1, said)
        self.assertIn("src/old.ts:5:", said)

    def test_the_job_has_git_and_the_whole_history(self) -> None:
        self.assertEqual(self.job["variables"]["GIT_DEPTH"], "0")
        self.assertNotIn("slim", self.job["image"])
        self.assertNotIn("alpine", self.job["image"])


if __name__ == "__main__":
    unittest.main()
