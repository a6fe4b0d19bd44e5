"""A pull request, end to end: a branch adds a hazard, the action of `action.yml` runs as GitHub runs it, a reviewer looks."""

from __future__ import annotations

import json
import unittest

import lab
from composite import Action, Ended
from lab import LOADED_ONE_BY_ONE, LOADED_TWO_SLOTS, ROOT, SLOTLINT, LabTest, Repository, project, run

# A finding that was there before, in a file that the branch touches elsewhere.
OLD_HAZARD = "\nexport const both = (customer: string) => redis.del(keys.items(customer), keys.coupons(customer));\n"


class PullRequest(LabTest):
    def setUp(self) -> None:
        super().setUp()
        self.origin = Repository(self.folder / "origin")
        lab.write_shop(self.origin)
        self.origin.write("src/cart.ts", lab.cart(LOADED_ONE_BY_ONE) + OLD_HAZARD)
        self.base = self.origin.commit("Sell things")
        self.origin.git("switch", "--quiet", "--create", "faster")
        self.origin.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS) + OLD_HAZARD)
        self.head = self.origin.commit("Load at once")
        # The base goes on while the branch is open.
        self.origin.git("switch", "--quiet", "main")
        self.origin.write("src/later.ts", lab.cart(LOADED_TWO_SLOTS))
        self.later = self.origin.commit("Add something else")

    def checked_out(self, *options: str) -> Repository:
        """What actions/checkout leaves of a pull request: the merge of base and branch, detached."""
        self.origin.git("switch", "--quiet", "--detach", "main")
        self.origin.git("merge", "--quiet", "--no-ff", "--message", "Merge", "faster")
        self.origin.git("update-ref", "refs/pull/1/merge", "HEAD")
        self.origin.git("switch", "--quiet", "main")
        clone = Repository(self.folder / "clone")
        clone.git("remote", "add", "origin", f"file://{self.origin.folder}")
        refs = ["+refs/pull/1/merge:refs/remotes/pull/1/merge"]
        if not options:
            refs.append("+refs/heads/*:refs/remotes/origin/*")
        clone.git("fetch", "--quiet", "--no-tags", *options, "origin", *refs)
        clone.git("checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge")
        return clone

    def play(self, clone: Repository, event: dict | None = None, **inputs: str) -> Ended:
        event = {"pull_request": {"base": {"sha": self.later}}} if event is None else event
        env = lab.environment(PATH=f"{SLOTLINT.parent}:{lab.environment()['PATH']}")
        inputs = {"version": "installed", **{name.replace("_", "-"): value for name, value in inputs.items()}}
        return Action(ROOT).play(clone.folder, self.folder / "runner", event, env, **inputs)

    def test_annotations_stand_on_the_lines_that_the_branch_touched(self) -> None:
        ended = self.play(self.checked_out(), only_changed="true")
        self.assertEqual(ended.code, 1, ended.log)
        (annotation,) = ended.annotations
        properties, _, message = annotation.removeprefix("::error ").partition("::")
        self.assertEqual(
            dict(part.split("=", 1) for part in properties.split(",")),
            {"file": "src/cart.ts", "line": "5", "endLine": "5", "col": "10", "endColumn": "66", "title": "cross-slot-command"},
        )
        self.assertIn("MGET needs all its keys in one slot", message)
        self.assertIn("src/cart.ts:5:", ended.summary)
        self.assertNotIn("src/cart.ts:8:", ended.summary)
        self.assertNotIn("src/later.ts", ended.summary)

    def test_without_only_changed_all_findings_count(self) -> None:
        ended = self.play(self.checked_out())
        self.assertEqual(ended.code, 1, ended.log)
        self.assertEqual(len(ended.annotations), 3, ended.log)
        ended = self.play(self.folder_clone(), paths="src/redis.ts\nsrc/keys.ts\n")
        self.assertEqual((ended.code, ended.annotations), (0, []), ended.log)

    def folder_clone(self) -> Repository:
        return Repository(self.folder / "clone")

    def test_sarif_is_written_for_code_scanning(self) -> None:
        clone = self.checked_out()
        ended = self.play(clone, only_changed="true", format="sarif")
        self.assertEqual(ended.code, 1, ended.log)
        self.assertEqual(ended.annotations, [])
        self.assertEqual(ended.outputs, {"report": "slotlint.sarif"})
        # The log is for people.
        self.assertIn("src/cart.ts:5:", ended.log)
        (scan,) = json.loads((clone.folder / "slotlint.sarif").read_text(encoding="utf-8"))["runs"]
        (result,) = scan["results"]
        self.assertEqual((result["ruleId"], result["level"]), ("cross-slot-command", "error"))
        (location,) = result["locations"]
        self.assertEqual(location["physicalLocation"]["artifactLocation"]["uri"], "src/cart.ts")
        region = location["physicalLocation"]["region"]
        self.assertEqual((region["startLine"], region["startColumn"], region["endColumn"]), (5, 10, 66))
        self.assertTrue(result["partialFingerprints"])
        # Keys and client are told from the files where they are made.
        related = {place["physicalLocation"]["artifactLocation"]["uri"] for place in result["relatedLocations"]}
        self.assertEqual(related, {"src/keys.ts", "src/redis.ts"})

    def test_a_shallow_clone_is_told_and_how_to_mend_it(self) -> None:
        ended = self.play(self.checked_out("--depth=1"), only_changed="true")
        self.assertEqual(ended.code, 2, ended.log)
        (annotation,) = ended.annotations
        self.assertIn("this is a shallow clone: give actions/checkout", annotation)
        self.assertIn("fetch-depth: 0", annotation)
        self.assertIn(self.later[:7], ended.log)

    def test_a_changed_key_builder_shows_the_calls_that_it_breaks(self) -> None:
        self.origin.git("switch", "--quiet", "--create", "rename-keys", "main")
        self.origin.write("src/keys.ts", lab.key_builders("items:${customer}", "coupon:${customer}"))
        self.origin.commit("Say coupon")
        ended = self.play(self.origin, {"before": self.later}, only_changed="true")
        self.assertEqual(ended.code, 1, ended.log)
        self.assertEqual([path_of(line) for line in ended.annotations], ["src/cart.ts", "src/later.ts"])

    def test_what_a_baseline_knows_does_not_count(self) -> None:
        clone = self.checked_out()
        run(SLOTLINT, "check", "--exit-zero", "--write-baseline", "known.json", cwd=clone.folder)
        ended = self.play(clone, baseline="known.json")
        # They are marked, and notices.
        self.assertEqual(ended.code, 0, ended.log)
        self.assertEqual(["::notice title"] * 3, [line.partition("=")[0] for line in ended.annotations])
        clone.write("src/new.ts", lab.cart(LOADED_TWO_SLOTS))
        ended = self.play(clone, baseline="known.json")
        errors = [path_of(line) for line in ended.annotations if line.startswith("::error ")]
        self.assertEqual((ended.code, errors), (1, ["src/new.ts"]), ended.log)
        self.assertEqual(self.play(clone, baseline="nowhere.json").code, 2)

    def test_a_renamed_file_counts_for_the_lines_that_changed(self) -> None:
        self.origin.git("switch", "--quiet", "faster")
        self.origin.git("mv", "src/cart.ts", "src/basket.ts")
        self.origin.commit("Call it a basket")
        ended = self.play(self.checked_out(), only_changed="true")
        self.assertEqual(ended.code, 1, ended.log)
        (annotation,) = ended.annotations
        self.assertIn("file=src/basket.ts,line=5,", annotation)

    def test_what_the_branch_did_not_touch_does_not_fail_it(self) -> None:
        self.origin.git("switch", "--quiet", "faster")
        self.origin.write("src/cart.ts", lab.cart(LOADED_ONE_BY_ONE) + OLD_HAZARD)
        self.origin.commit("Load one by one again")
        ended = self.play(self.checked_out(), only_changed="true")
        self.assertEqual((ended.code, ended.annotations), (0, []), ended.log)

    def test_a_push_compares_with_what_was_there_before(self) -> None:
        self.origin.git("switch", "--quiet", "faster")
        ended = self.play(self.origin, {"before": self.base}, only_changed="true")
        self.assertEqual((ended.code, len(ended.annotations)), (1, 1), ended.log)

    def test_a_new_branch_has_nothing_to_compare_with_and_that_is_told(self) -> None:
        ended = self.play(self.origin, {"before": "0" * 40}, only_changed="true")
        self.assertEqual(ended.code, 1, ended.log)
        self.assertIn("::notice title=slotlint::only-changed: a push without an earlier commit, so all findings count", ended.annotations)
        self.assertEqual(len(ended.annotations), 3, ended.log)

    def test_wrong_inputs_fail_with_a_word(self) -> None:
        clone = self.checked_out()
        for inputs, expected in (
            ({"only_changed": "yes"}, "only-changed is neither true nor false"),
            ({"format": "$(touch pwned)"}, "format is not the name of an output format"),
            ({"version": "0.1.0 --index-url=x"}, "version is neither a version"),
            ({"format": "none"}, "slotlint could not do its work"),
            ({"paths": "nowhere"}, "slotlint could not do its work"),
        ):
            ended = self.play(clone, **inputs)
            self.assertEqual(ended.code, 2, inputs)
            self.assertIn(expected, ended.annotations[-1])

    def test_hostile_words_in_inputs_and_files_do_nothing(self) -> None:
        clone = self.checked_out()
        words = "src; touch pwned\n$(touch pwned)\n`touch pwned`\n--exit-zero\n"
        self.assertEqual(self.play(clone, paths=words).code, 2)
        name = "src/<img src=x>::error::forged.ts"
        clone.write(name, lab.cart(LOADED_TWO_SLOTS))
        clone.write("::warning::forged.ts", lab.cart(LOADED_TWO_SLOTS).replace("'./", "'./src/"))
        for output in ("github", "sarif"):
            ended = self.play(clone, format=output)
            self.assertEqual(ended.code, 1, ended.log)
            forged = [line for line in ended.annotations if not line.startswith("::error title=cross-slot-command,file=")]
            self.assertEqual(forged, [], output)
            self.assertNotIn("<img", ended.summary)
            self.assertIn("&lt;img", ended.summary)
        self.assertFalse(list(clone.folder.rglob("pwned")))

    def test_further_arguments_reach_slotlint(self) -> None:
        ended = self.play(self.checked_out(), arguments="--exit-zero\n--select\nclients")
        self.assertEqual((ended.code, ended.annotations), (0, []), ended.log)

    def test_the_wheel_of_the_action_s_version_is_installed(self) -> None:
        clone = self.checked_out()
        env = lab.environment(
            PIP_NO_INDEX="1",
            PIP_FIND_LINKS=lab.wheel().parent,
            PATH=lab.path_without(self.folder / "absent", "cargo", "rustc", "slotlint"),
        )
        event = {"pull_request": {"base": {"sha": self.later}}}
        ended = Action(ROOT).play(clone.folder, self.folder / "runner", event, env)
        self.assertEqual((ended.code, len(ended.annotations)), (1, 3), ended.log)
        self.assertIn(f"slotlint {project.version()}\n", ended.log)


def path_of(annotation: str) -> str:
    return annotation.partition("file=")[2].partition(",")[0]


if __name__ == "__main__":
    unittest.main()
