#!/usr/bin/env bash
# A step of action.yml: runs slotlint, annotates or writes a report, and sums up. Ends with slotlint's exit code.
#
# PATHS, ARGUMENTS: one a line. FORMAT, OUTPUT_FILE, BASELINE: as they are. ONLY_CHANGED: true or false.
# BASE: the commit that the change is based on; nothing where the event has none
set -euo pipefail

# As many findings as a reader of the summary wants to see; GitHub takes 1 MiB.
SUMMARY_LINES=200

die() {
  printf '::error title=slotlint::%s\n' "$*"
  exit 2
}

# Lines of a text, without empty ones, as words of the command; bash on macOS has no mapfile.
add_lines() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "$line" ] || words+=("$line")
  done <<<"$1"
}

# The commit to compare with: --since, or a word on why everything counts.
add_base() {
  case $ONLY_CHANGED in
  true) ;;
  false) return ;;
  *) die 'only-changed is neither true nor false' ;;
  esac
  # A push that makes a branch comes from nowhere, written in zeros.
  if [[ $BASE =~ ^0*$ ]]; then
    printf '::notice title=slotlint::%s\n' "only-changed: a $GITHUB_EVENT_NAME without an earlier commit, so all findings count"
    return
  fi
  words+=(--since "$BASE")
}

explain_failure() {
  if grep -q '^error: --since ' "$said" && [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    die 'only-changed needs the history, and this is a shallow clone: give actions/checkout "fetch-depth: 0"'
  fi
  die 'slotlint could not do its work; the log of this step says why'
}

# What a terminal would show, where nothing in it is taken for a command of GitHub's.
show() {
  local token="slotlint-$RANDOM$RANDOM$RANDOM"
  printf '::stop-commands::%s\n' "$token"
  cat "$@"
  printf '::%s::\n' "$token"
}

sum_up() {
  local findings=$1 said=$2 count
  count=$(wc -l <"$findings")
  {
    printf '### slotlint\n\n'
    if [ "$count" -gt 0 ]; then
      printf '<pre>'
      head -n "$SUMMARY_LINES" "$findings" | escaped
      printf '</pre>\n\n'
    fi
    [ "$count" -le "$SUMMARY_LINES" ] || printf 'And %d more.\n\n' "$((count - SUMMARY_LINES))"
    printf '<pre>'
    escaped <"$said"
    printf '</pre>\n'
  } >>"$GITHUB_STEP_SUMMARY"
}

# Names of files and keys come from the pull request.
escaped() {
  sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g'
}

words=()
add_base
[ -z "$BASELINE" ] || words+=(--baseline "$BASELINE")
add_lines "$ARGUMENTS"
words+=(--)
add_lines "$PATHS"

[[ $FORMAT =~ ^[a-z-]+$ ]] || die 'format is not the name of an output format'
report=()
if [ "$FORMAT" != github ]; then
  OUTPUT_FILE=${OUTPUT_FILE:-slotlint.$FORMAT}
  report=(--output "$OUTPUT_FILE")
fi

said="$RUNNER_TEMP/slotlint-said.txt"
code=0
slotlint check --output-format "$FORMAT" ${report[@]+"${report[@]}"} "${words[@]}" 2>"$said" || code=$?
show "$said"
[ "$code" -lt 2 ] || explain_failure

# Once more, for people: GitHub shows ten annotations a step, and a report is no reading.
findings="$RUNNER_TEMP/slotlint-findings.txt"
slotlint check --output-format concise --color never "${words[@]}" >"$findings" 2>"$said" || [ $? -lt 2 ] || {
  show "$said"
  explain_failure
}
if [ "$FORMAT" != github ]; then
  show "$findings"
  printf 'report=%s\n' "$OUTPUT_FILE" >>"$GITHUB_OUTPUT"
fi
sum_up "$findings" "$said"
exit "$code"
