#!/usr/bin/env bash
# Makes Organogram.app of a program that was built on a Mac (`cargo build --release`). It has never run on a Mac, nor has what
# it makes; docs/platforms.md says what the code assumes there.
#
# macos.sh [PROGRAM [FOLDER]]      target/release/organogram and target/macos if left out
#
# Needs rsvg-convert (Debian: librsvg2-bin, Homebrew: librsvg). The bundle is not signed: `codesign --force --sign - Organogram.app`
# does for the Mac that it was built on; for others it takes a developer's certificate and notarization.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

program=${1:-$root/target/release/organogram}
bundle=${2:-$root/target/macos}/Organogram.app
[[ -f $program ]] || fail "$program is missing; make it with: cargo build --release"
command -v rsvg-convert >/dev/null || fail "rsvg-convert is missing"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A number as four bytes, the highest first.
big_endian() { printf '%b' "$(printf '\\x%02x' $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)))"; }
length_of() { wc -c <"$1"; }

# The icon: a header, and a PNG for each size in pixels under the type that stands for it.
icon() {
    local entry type size
    for entry in ic11:32 ic12:64 ic07:128 ic13:256 ic08:256 ic14:512 ic09:512 ic10:1024; do
        type=${entry%:*}
        size=${entry#*:}
        rsvg-convert -w "$size" -h "$size" "$root/packaging/organogram.svg" -o "$work/$size.png"
        printf '%s' "$type"
        big_endian $(($(length_of "$work/$size.png") + 8))
        cat "$work/$size.png"
    done >"$work/entries"
    printf icns
    big_endian $(($(length_of "$work/entries") + 8))
    cat "$work/entries"
}

rm -rf "$bundle"
mkdir -p "$bundle/Contents/MacOS" "$bundle/Contents/Resources"
install -m 755 "$program" "$bundle/Contents/MacOS/organogram"
icon >"$bundle/Contents/Resources/organogram.icns"
printf 'APPL????' >"$bundle/Contents/PkgInfo"
sed "s/@VERSION@/$version/" "$root/packaging/Info.plist" >"$bundle/Contents/Info.plist"
echo "$bundle"
