"""Plays a composite action of GitHub's as its runner does: steps in order, inputs and contexts in `env`, outputs and PATH in files."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml

import lab

EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


@dataclass
class Ended:
    """How the action ended, and what it left behind."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def annotations(self) -> list[str]:
        """What GitHub takes for workflow commands that annotate; between stop-commands and its token it takes nothing."""
        taken, token = [], None
        for line in map(str.strip, self.log.splitlines()):
            if token:
                token = None if line == f"::{token}::" else token
            elif line.startswith("::stop-commands::"):
                token = line[len("::stop-commands::") :]
            elif line.startswith(("::error", "::warning", "::notice")):
                taken.append(line)
        return taken


class Action:
    """An `action.yml`, to be played in a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.text = (folder / "action.yml").read_text(encoding="utf-8")
        self.content = yaml.safe_load(self.text)

    def play(self, workspace: Path, place: Path, event: dict, env: dict[str, str], **inputs: str) -> Ended:
        """Runs the steps. `event` is what triggered it; `place` a folder for the runner's own files."""
        unknown = inputs.keys() - self.content["inputs"].keys()
        assert not unknown, f"no such inputs: {unknown}"
        context = {f"inputs.{name}": inputs.get(name, given.get("default", "")) for name, given in self.content["inputs"].items()}
        context.update(flattened("github.event", event))
        files = {name: place / name for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        place.mkdir(parents=True, exist_ok=True)
        for file in files.values():
            file.write_text("")
        env = {
            **env,
            **{name: str(file) for name, file in files.items()},
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.folder),
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": "pull_request" if "pull_request" in event else "push",
            "RUNNER_TEMP": str(place),
        }
        ended = Ended(0, "", "")
        for step in self.content["runs"]["steps"]:
            self.step(step, context, workspace, env, files, ended)
            if ended.code:
                break
        ended.summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        for name, output in self.content.get("outputs", {}).items():
            ended.outputs[name] = evaluated(output["value"], context)
        return ended

    def step(self, step: dict, context: dict, workspace: Path, env: dict[str, str], files: dict[str, Path], ended: Ended) -> None:
        assert step["shell"] == "bash" and not EXPRESSION.search(step["run"]), "expressions belong into env"
        given = {name: evaluated(value, context) for name, value in step.get("env", {}).items()}
        # The command that GitHub runs for `shell: bash`.
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=workspace, env={**env, **given}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            stdin=subprocess.DEVNULL, timeout=600,
        )  # fmt: skip
        ended.log += done.stdout
        ended.code = done.returncode
        added = files["GITHUB_PATH"].read_text().split()
        env["PATH"] = os.pathsep.join([*reversed(added), lab.environment()["PATH"]]) if added else env["PATH"]
        for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            context[f"steps.{step.get('id')}.outputs.{name}"] = value


def flattened(prefix: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {prefix: str(value)}
    return {name: text for key, part in value.items() for name, text in flattened(f"{prefix}.{key}", part).items()}


def evaluated(text: str, context: dict[str, str]) -> str:
    """A value with its expressions filled in: names of contexts, and the first of several that is not empty."""
    choose = lambda found: next((context[name] for name in found[1].split(" || ") if context.get(name)), "")  # noqa: E731
    return EXPRESSION.sub(choose, str(text))
