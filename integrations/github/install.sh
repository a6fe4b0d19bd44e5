#!/usr/bin/env bash
# A step of action.yml: installs slotlint's wheel and puts it on PATH for the steps that follow.
#
# VERSION: a version, `installed`, or nothing for that of this action
set -euo pipefail

die() {
  printf '::error title=slotlint::%s\n' "$*"
  exit 2
}

if [ "$VERSION" = installed ]; then
  command -v slotlint >/dev/null || die 'version is "installed", but no slotlint is on PATH'
  slotlint --version
  exit
fi

if [ -z "$VERSION" ]; then
  VERSION=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1)
fi
[[ $VERSION =~ ^[0-9]+(\.[0-9]+)*([abc.-]?[a-z]*[0-9]+)?$ ]] || die 'version is neither a version, such as 0.1.0, nor "installed"'

python=
for candidate in python3 python; do
  if command -v "$candidate" >/dev/null && "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || die 'Python 3 with venv is needed to install slotlint; actions/setup-python has it'

place="$RUNNER_TEMP/slotlint-$VERSION"
"$python" -m venv "$place"
commands="$place/bin"
[ -d "$commands" ] || commands="$place/Scripts"
# Wheels only: nothing is compiled in somebody's workflow by surprise.
"$commands/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "slotlint==$VERSION" ||
  die 'slotlint could not be installed; is this a published version, and this a platform that has a wheel?'
"$commands/slotlint" --version
printf '%s\n' "$commands" >>"$GITHUB_PATH"
