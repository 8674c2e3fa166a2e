#!/usr/bin/env bash
# Makes all files of a release, with their checksums. Usage: packaging/release.sh [FOLDER], `target/files` if left out.
#
# It makes the Debian package, an archive for other Linux systems, the zip for Windows and the page for web servers. It runs on
# Debian 12 after `.ci/run` and `.ci/desks` have passed, and makes the same files of the same commit.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
heading() { printf '\n== %s\n' "$*"; }

out=$(realpath -m "${1:-target/files}")
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
[[ -z $(git status --porcelain) ]] || fail "there are changes that are not committed"
grep -q "^## \[$version\] - " CHANGELOG.md || fail "CHANGELOG.md has no section for $version"
[[ ! -e $out ]] || fail "$out is already there; remove it, or name another folder"
cargo deb --version >/dev/null 2>&1 ||
    fail "cargo-deb is missing; get it with: cargo install cargo-deb --version 3.8.0 --locked --no-default-features"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)

# archive NAME: packs the folder $work/NAME as an archive that depends on nothing but the files and the commit.
archive() {
    tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw,a-s \
        --directory "$work" "$1" | gzip -9n >"$work/$1.tar.gz"
}

heading "Linux"
cargo build --release --locked
cargo deb --no-build --locked --output "$work/"
linux=organogram-$version-linux-x86_64
mkdir -p "$work/$linux"
cp target/release/organogram README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT assets/fonts/OFL.txt \
    packaging/organogram.{desktop,metainfo.xml,svg,xml} "$work/$linux"
archive "$linux"

heading "Windows"
packaging/windows.sh
cp "target-windows/organogram-$version-windows-x86_64.zip" "$work"

heading "page"
web=organogram-$version-web
ORGANOGRAM=target/release/organogram packaging/web.sh "$work/$web"
archive "$web"

heading "files"
mkdir -p "$out"
mv "$work"/*.{deb,tar.gz,zip} "$out"
(cd "$out" && sha256sum -- * >SHA256SUMS && cat SHA256SUMS && ls -l)
