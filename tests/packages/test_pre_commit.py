"""pre-commit, for real: installed as a wheel without Rust, from source, and the slotlint that is on the machine."""

from __future__ import annotations

import os
import shutil
import tempfile
import unittest
from pathlib import Path

import lab
from lab import LOADED_ONE_BY_ONE, LOADED_TWO_SLOTS, ROOT, SLOTLINT, TOOLS, LabTest, Repository, project, run


class PreCommit:
    """A repository whose commits go through the hook."""

    def __init__(self, repository: Repository, source: Path | str, rev: str, hook: str, env: dict[str, str], *settings: str) -> None:
        self.repository = repository
        self.env = env
        lab.write_shop(repository)
        repository.write(
            ".pre-commit-config.yaml",
            "".join([f"repos:\n  - repo: {source}\n    rev: {rev}\n    hooks:\n      - id: {hook}\n", *map("        {}\n".format, settings)]),
        )
        repository.git("add", "--all")
        repository.git("commit", "--quiet", "--no-verify", "--message", "Sell things")
        run(TOOLS / "pre-commit", "install", "--install-hooks", cwd=repository.folder, env=env)

    def commit(self, subject: str) -> tuple[int, str]:
        """Tries a commit of everything: the exit code, and what was said."""
        self.repository.git("add", "--all")
        done = run(
            "git", "commit", "--message", subject, cwd=self.repository.folder, env=self.env, expect=None
        )
        return done.returncode, done.stdout + done.stderr

    def run(self, *files: str) -> tuple[int, str]:
        done = run(
            TOOLS / "pre-commit", "run", "--files", *files, cwd=self.repository.folder, env=self.env, expect=None
        )
        return done.returncode, done.stdout + done.stderr


class WithTheInstalledSlotlint(LabTest):
    """`slotlint-system`: the hooks file of this project, and the behaviour of a hook in a repository."""

    def setUp(self) -> None:
        super().setUp()
        hooks = Repository(self.folder / "hooks")
        shutil.copyfile(ROOT / ".pre-commit-hooks.yaml", hooks.folder / ".pre-commit-hooks.yaml")
        hooks.commit("Hooks")
        hooks.git("tag", "v0")
        self.hooks = hooks.folder
        self.env = lab.environment(
            PRE_COMMIT_HOME=self.folder / "home", PATH=f"{SLOTLINT.parent}:{TOOLS}:{os.environ['PATH']}"
        )
        self.shop = self.shop_with()

    def shop_with(self, *settings: str) -> PreCommit:
        return PreCommit(Repository(Path(tempfile.mkdtemp(prefix="shop-", dir=self.folder))), self.hooks, "v0", "slotlint-system", self.env, *settings)

    def test_a_finding_blocks_the_commit_and_a_fix_lets_it_pass(self) -> None:
        self.shop.repository.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS))
        code, said = self.shop.commit("Load at once")
        self.assertEqual(code, 1, said)
        self.assertIn("error[cross-slot-command]", said)
        # Only cart.ts changed; keys and client come from files that did not.
        self.assertIn("src/keys.ts:1:", said)
        self.assertIn("src/redis.ts:2:", said)
        self.assertEqual(self.shop.repository.git("log", "--format=%s"), "Sell things")

        self.shop.repository.write("src/cart.ts", lab.cart(LOADED_ONE_BY_ONE))
        self.shop.repository.write("README.md", "A shop\n")
        code, said = self.shop.commit("Explain")
        self.assertEqual(code, 0, said)

    def test_keys_in_an_unchanged_file_make_the_changed_one_right(self) -> None:
        self.shop.repository.write("src/keys.ts", lab.key_builders("items:{${customer}}", "coupons:{${customer}}"))
        self.assertEqual(self.shop.commit("Tag the keys")[0], 0)
        self.shop.repository.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS))
        code, said = self.shop.commit("Load at once")
        self.assertEqual(code, 0, said)
        self.assertIn("Passed", said)

    def test_findings_are_those_of_the_named_files(self) -> None:
        self.shop.repository.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS))
        self.shop.repository.write("src/other.ts", lab.cart(LOADED_TWO_SLOTS))
        self.shop.repository.git("add", "--all")
        code, said = self.shop.run("src/other.ts")
        self.assertEqual(code, 1, said)
        self.assertIn("src/other.ts:5:", said)
        self.assertNotIn("src/cart.ts", said)

    def test_an_excluded_file_is_left_out_though_it_is_named(self) -> None:
        self.shop.repository.write("slotlint.toml", 'extend-exclude = ["generated"]\n')
        self.shop.repository.write("generated/keys.ts", lab.key_builders("items:${customer}", "coupons:${customer}"))
        self.shop.repository.write("generated/redis.ts", REDIS)
        self.shop.repository.write("generated/cart.ts", lab.cart(LOADED_TWO_SLOTS))
        code, said = self.shop.commit("Generate")
        self.assertEqual(code, 0, said)
        self.shop.repository.write("slotlint.toml", "")
        code, said = self.shop.run("generated/cart.ts")
        self.assertEqual(code, 1, said)

    def test_without_file_names_the_whole_project_is_checked(self) -> None:
        for settings, expected in ((), 0), (("pass_filenames: false",), 1):
            shop = self.shop_with(*settings)
            # What was right with a hash tag is wrong without it, in a file that does not change.
            shop.repository.write("src/keys.ts", lab.key_builders("items:{${customer}}", "coupons:{${customer}}"))
            shop.repository.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS))
            self.assertEqual(shop.commit("Load at once")[0], 0)
            shop.repository.write("src/keys.ts", lab.key_builders("items:${customer}", "coupons:${customer}"))
            self.assertEqual(shop.commit("Forget the tag")[0], expected, settings)

    def test_arguments_are_added(self) -> None:
        shop = self.shop_with("args: [--ignore, cross-slot-command]")
        shop.repository.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS))
        self.assertEqual(shop.commit("Load at once")[0], 0)

    def test_every_language_reaches_slotlint_and_nothing_else_does(self) -> None:
        for name in ("a.js", "a.mjs", "a.cjs", "a.jsx", "a.ts", "a.mts", "a.cts", "a.tsx", "a.py", "a.pyi", "a.go"):
            self.shop.repository.write(name, "")
            self.shop.repository.git("add", name)
            self.assertIn("Passed", self.shop.run(name)[1], name)
        for name in ("a.rs", "a.json", "a.md", "ajs"):
            self.shop.repository.write(name, "")
            self.shop.repository.git("add", name)
            self.assertIn("Skipped", self.shop.run(name)[1], name)


REDIS = "import { Cluster } from 'ioredis';\nexport const redis = new Cluster([{ host: 'redis', port: 6379 }]);\n"


def check(test: LabTest, shop: PreCommit) -> None:
    shop.repository.write("src/cart.ts", lab.cart(LOADED_TWO_SLOTS))
    code, said = shop.commit("Load at once")
    test.assertEqual(code, 1, said)
    test.assertIn("src/cart.ts:5:", said)
    shop.repository.write("src/cart.ts", lab.cart(LOADED_ONE_BY_ONE) + "\n")
    code, said = shop.commit("Load one by one")
    test.assertEqual(code, 0, said)


class FromTheMirror(LabTest):
    """What `scripts/package pre-commit-mirror` makes: pip fetches the wheel, and no Rust is needed."""

    def test_the_wheel_is_installed_and_judges_commits(self) -> None:
        mirror = Repository(self.folder / "mirror")
        run(lab.PACKAGE, "pre-commit-mirror", "--out", mirror.folder, cwd=ROOT)
        mirror.commit("Mirror")
        mirror.git("tag", f"v{project.version()}")
        # In place of PyPI. The mirror's own build needs setuptools, which comes from there.
        env = lab.environment(
            PRE_COMMIT_HOME=self.folder / "home",
            PIP_FIND_LINKS=lab.wheel().parent,
            PATH=lab.path_without(self.folder / "absent", "cargo", "rustc", "cc", "slotlint"),
        )
        shop = PreCommit(Repository(self.folder / "shop"), mirror.folder, f"v{project.version()}", "slotlint", env)
        check(self, shop)


class FromSource(LabTest):
    """`rev` of this repository: pre-commit builds slotlint with the Rust that is there."""

    def test_it_is_built_and_judges_commits(self) -> None:
        source = lab.snapshot(self.folder / "source")
        env = lab.environment(
            PRE_COMMIT_HOME=self.folder / "home",
            CARGO_TARGET_DIR=lab.scratch_target(self.folder),
            MATURIN_PEP517_ARGS="--profile dev --locked",
            PATH=lab.path_without(self.folder / "absent", "slotlint"),
        )
        shop = PreCommit(Repository(self.folder / "shop"), source.folder, "v0", "slotlint", env)
        check(self, shop)


if __name__ == "__main__":
    unittest.main()
