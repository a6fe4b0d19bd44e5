"""What the documents tell to write is what there is: inputs of the action, hooks, variables of the job."""

from __future__ import annotations

import re
import unittest

import yaml

from lab import ROOT

FENCE = re.compile(r"^( *)```yaml\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def snippets(name: str) -> list[object]:
    """The YAML of a document; parts of a file are read as if they were all of it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [yaml.safe_load(found) for _, found in FENCE.findall(text)]


def inside(value: object) -> list[dict]:
    """All mappings in a value."""
    if isinstance(value, list):
        return [found for part in value for found in inside(part)]
    if isinstance(value, dict):
        return [value, *inside(list(value.values()))]
    return []


def table(name: str) -> dict[str, str]:
    """The first two columns of the document's table, of names in backquotes."""
    rows = re.findall(r"^\| `(.+?)` \| `?(.*?)`? \|", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)


class Documents(unittest.TestCase):
    def test_the_action_is_used_with_inputs_that_it_has(self) -> None:
        inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
        used = [
            step.get("with", {})
            for name in ("README.md", "docs/github.md")
            for step in inside(snippets(name))
            if str(step.get("uses", "")).startswith("slotlint/slotlint@")
        ]
        self.assertGreaterEqual(len(used), 3)
        for given in used:
            self.assertLessEqual(given.keys(), inputs.keys())
        documented = table("docs/github.md")
        self.assertEqual(documented.keys(), inputs.keys())
        for name in ("paths", "format", "only-changed"):
            self.assertEqual(documented[name], inputs[name]["default"])
        for given in inputs.values():
            self.assertTrue(given["description"])

    def test_the_variables_of_the_gitlab_job_are_documented(self) -> None:
        job = yaml.safe_load((ROOT / "integrations/gitlab/slotlint.yml").read_text(encoding="utf-8"))["slotlint"]
        own = {name: str(value) for name, value in job["variables"].items() if name.startswith("SLOTLINT_")}
        self.assertEqual(table("docs/gitlab.md"), own)

    def test_the_hooks_of_the_documents_exist(self) -> None:
        hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
        named = {
            hook["id"]
            for name in ("README.md", "docs/pre-commit.md")
            for part in inside(snippets(name))
            for hook in part.get("hooks", [])
        }
        self.assertEqual(named, hooks)

    def test_nothing_of_the_outside_runs_unpinned(self) -> None:
        workflows = list((ROOT / ".github/workflows").glob("*.yml"))
        self.assertTrue(workflows)
        for place in (*workflows, ROOT / "action.yml"):
            for used in re.findall(r"uses: (\S+)", place.read_text(encoding="utf-8")):
                self.assertRegex(used, r"^(\./\S*|[\w-]+/[\w-]+@[0-9a-f]{40})$", place.name)


if __name__ == "__main__":
    unittest.main()
