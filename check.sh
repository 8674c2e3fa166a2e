#!/usr/bin/env bash
# Everything a change must pass, short of opening the window (.ci/run does that too).
set -euo pipefail
cd "$(dirname "$0")"

heading() { printf '\n== %s\n' "$*"; }
fail() { printf 'check.sh: %s\n' "$*" >&2; exit 1; }

# The command in the fenced block that follows the marker <!-- test --> in the README.
readme_test_command() {
    awk '/^<!-- test -->$/ { marked = 1; next }
         marked && /^```/  { if (open) exit; open = 1; next }
         open' README.md
}

heading "format: cargo fmt"
cargo fmt --check

heading "lints: cargo clippy"
cargo clippy --all-targets --locked -- -D warnings

heading "without the window: cargo clippy"
cargo clippy --no-default-features --lib --bins --locked -- -D warnings

heading "documentation: cargo doc"
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked --document-private-items

heading "licences and sources: cargo deny"
cargo deny --version >/dev/null 2>&1 ||
    fail "cargo-deny is missing; get it with: cargo install cargo-deny --version 0.20.2 --locked"
cargo deny --locked check licenses bans sources

heading "one egui in Cargo.lock"
count=$(grep -c '^name = "egui"$' Cargo.lock || true)
[[ $count == 1 ]] || fail "Cargo.lock holds $count versions of egui, not one"
echo "one"

heading "readers of Turtle and office files, for tests/tools"
if python3 -m venv target/python && target/python/bin/pip install -q \
    -r tests/shapes/requirements.txt -r tests/tools/requirements.txt; then
    echo "in target/python"
else
    [[ ${ORGANOGRAM_TOOLS:-} != required ]] || fail "they cannot be installed; they need Python 3.11 with venv"
    echo "not there: their tests are skipped"
fi

heading "readers of pages and flowcharts, for tests/tools"
if mkdir -p target/browser && cp tests/browser/{package*.json,eslint.config.mjs} target/browser/ &&
    npm ci --prefix target/browser --ignore-scripts --no-audit --no-fund --loglevel=error; then
    tools=target/browser/node_modules/.bin
    $tools/prettier --check --tab-width 2 --print-width 140 assets/html tests/browser/*.mjs
    $tools/eslint --config target/browser/eslint.config.mjs --stdin --stdin-filename target/browser/page.js \
        <assets/html/page.js
    echo "in target/browser"
else
    [[ ${ORGANOGRAM_TOOLS:-} != required ]] || fail "they cannot be installed; they need npm"
    echo "not there: their tests are skipped"
fi

command=$(readme_test_command)
[[ -n $command ]] || fail "README.md has no test command after <!-- test -->"
heading "tests, as the README runs them: $command"
bash -euo pipefail -c "$command"
