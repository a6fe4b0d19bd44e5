"""The npm packages: packed, served by a registry on this machine, installed by npm, run."""

from __future__ import annotations

import json
import tarfile
import unittest
from pathlib import Path

import lab
from lab import LOADED_TWO_SLOTS, SLOTLINT, LabTest, Repository, project, run
from npm_registry import serving

class Npm(LabTest):
    def setUp(self) -> None:
        super().setUp()
        self.packed = lab.npm_packages()
        self.tarballs = sorted(self.packed.glob("*.tgz"))

    def install(self, *options: str) -> Path:
        """Installs slotlint in a project; gives the command."""
        app = self.folder / "app"
        app.mkdir()
        (app / "package.json").write_text('{ "name": "shop", "private": true }')
        with serving(self.tarballs) as registry:
            run("npm", "install", "--registry", registry, "--cache", self.folder / "cache", *options, "slotlint",
                cwd=app, env=lab.npm_environment())  # fmt: skip
        return app / "node_modules" / ".bin" / "slotlint"

    def test_npm_installs_the_binary_of_this_platform_alone_and_it_runs(self) -> None:
        slotlint = self.install()
        installed = [folder.name for folder in (self.folder / "app/node_modules/@slotlint").iterdir()]
        self.assertEqual(installed, [f"cli-{lab.NPM_HERE}"])

        shop = Repository(self.folder / "shop")
        lab.write_shop(shop)
        said = run(slotlint, "check", cwd=shop.folder)
        self.assertIn("Redis call sites checked", said.stderr)
        lab.write_shop(shop, LOADED_TWO_SLOTS)
        said = run(slotlint, "check", "--output-format", "concise", cwd=shop.folder, expect=1)
        self.assertIn("src/cart.ts:5:", said.stdout)
        run(slotlint, "check", "--select", "no-such-rule", cwd=shop.folder, expect=2)

    def test_without_the_package_of_the_platform_the_way_out_is_told(self) -> None:
        slotlint = self.install("--omit=optional")
        said = run(slotlint, "check", cwd=self.folder, expect=2)
        self.assertEqual(said.stdout, "")
        self.assertIn(f"error: the package @slotlint/cli-{lab.NPM_HERE}, with slotlint for this platform, is not installed", said.stderr)
        self.assertIn(f"npm install --no-save @slotlint/cli-{lab.NPM_HERE}@{project.version()}", said.stderr)
        self.assertNotIn("at Module", said.stderr)

        found = run(slotlint, "--version", cwd=self.folder, env=lab.environment(SLOTLINT_BINARY=SLOTLINT))
        self.assertEqual(found.stdout, f"slotlint {project.version()}\n")
        lost = run(slotlint, "--version", cwd=self.folder, env=lab.environment(SLOTLINT_BINARY="/nowhere"), expect=2)
        self.assertIn("error: cannot run /nowhere: ", lost.stderr)

    def test_an_unknown_platform_is_named(self) -> None:
        slotlint = self.install("--omit=optional")
        fake = self.folder / "fake.js"
        fake.write_text("Object.defineProperty(process, 'platform', { value: 'sunos' });")
        env = lab.environment(NODE_OPTIONS=f"--require {fake}")
        said = run(slotlint, "check", cwd=self.folder, env=env, expect=2)
        self.assertIn("error: slotlint is not built for sunos-x64", said.stderr)

    def test_the_packages_have_what_they_should_and_nothing_else(self) -> None:
        contents = {tarball.name: names(tarball) for tarball in self.tarballs}
        self.assertEqual(len(contents), len(project.TARGETS) + 1)
        for name, files in contents.items():
            self.assertIn("package/LICENSE", files, name)
        self.assertEqual(
            contents[f"slotlint-cli-{lab.NPM_HERE}-{project.version()}.tgz"],
            ["package/LICENSE", "package/README.md", "package/package.json", "package/slotlint"],
        )
        launcher = contents[f"slotlint-{project.version()}.tgz"]
        for file in ("bin/slotlint.js", "completions/slotlint.bash", "completions/_slotlint", "man/slotlint-check.1"):
            self.assertIn(f"package/{file}", launcher)
        package = json.loads((self.packed / "slotlint/package.json").read_text())
        self.assertEqual(
            sorted(package["optionalDependencies"]),
            sorted(json.loads((folder / "package.json").read_text())["name"] for folder in self.packed.glob("cli-*")),
        )


def names(tarball: Path) -> list[str]:
    with tarfile.open(tarball) as packed:
        return sorted(packed.getnames())


if __name__ == "__main__":
    unittest.main()
