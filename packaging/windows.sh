#!/usr/bin/env bash
# Makes the program for Windows, and with the profile `release` a zip of it; on Debian 12. docs/platforms.md names
# the packages that it needs.
#
# windows.sh [PROFILE]      PROFILE of cargo, `release` if left out
#
# organogram.exe and organogramw.exe are one program with two headers: the first belongs to a console, as commands do; the
# second has none, so that nothing flashes when the Explorer starts it.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

profile=${1:-release}
target=x86_64-pc-windows-gnu
tools=x86_64-w64-mingw32
folder=target-windows/$target/${profile/#dev/debug}

packages=(rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 zip)
for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
        fail "$package is missing; get all with: apt-get install --no-install-recommends ${packages[*]}"
done

RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo build --bin organogram --locked --profile "$profile" \
    -Zbuild-std=std,panic_abort,test --target "$target" --target-dir target-windows
# The field of the subsystem: console (3) becomes window (2).
cp "$folder/organogram.exe" "$folder/organogramw.exe"
header=$(od -An -tu4 -j60 -N4 "$folder/organogram.exe")
printf '\2' | dd of="$folder/organogramw.exe" bs=1 seek=$((header + 92)) conv=notrunc status=none

# check PROGRAM SUBSYSTEM: the subsystem, and the resources by their types: icon (3), group of icons (14), version (16)
# and manifest (24).
check() {
    local headers type
    headers=$($tools-objdump -p "$1")
    grep -q "^Subsystem.*($2)" <<<"$headers" || fail "$1 is not of the subsystem $2"
    for type in 03 0e 10 18; do
        grep -q "^[0-9a-f]*   Entry: ID: 0x0000$type," <<<"$headers" || fail "$1 has no resource of the type 0x$type"
    done
}
check "$folder/organogram.exe" "Windows CUI"
check "$folder/organogramw.exe" "Windows GUI"
[[ $profile == release ]] || exit 0

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
name=organogram-$version-windows-x86_64
stage=target-windows/$name
rm -rf "$stage" "$stage.zip"
mkdir -p "$stage/examples"
cp "$folder/organogram.exe" "$folder/organogramw.exe" "$stage"
# Texts as Windows writes them.
as_text() { sed 's/\r*$/\r/' "$1" >"$stage/$2"; }
for script in register.cmd unregister.cmd README.txt; do
    as_text "packaging/windows/$script" "$script"
done
as_text LICENSE-MIT LICENSE-MIT.txt
as_text LICENSE-APACHE LICENSE-APACHE.txt
as_text assets/fonts/OFL.txt OFL.txt
as_text CHANGELOG.md CHANGELOG.md
cp assets/samples/dpko.ron assets/samples/clinic.ron assets/samples/clinic.csv "$stage/examples"
# The time of the last commit, so that the archive is the same wherever it is made.
find "$stage" -exec touch -d "$(git log -1 --format=@%ct 2>/dev/null || echo @315532800)" {} +
(cd target-windows && TZ=UTC zip -q -9 -X -r "$name.zip" "$name")
rm -rf "$stage"
ls -l "$stage.zip"
