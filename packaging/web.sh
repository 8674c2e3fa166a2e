#!/usr/bin/env bash
# Makes the viewer as a page: a folder of files for any web server, with a sample. Usage: packaging/web.sh [--quick] [FOLDER];
# --quick leaves out what only makes it small. docs/web.md says how to serve it.
set -euo pipefail
cd "$(dirname "$0")/.."

# Maximum size of the program in bytes: that of the quick build without names of functions, and 5 %.
MAX_WASM_BYTES=18770000

fail() { printf 'packaging/web.sh: %s\n' "$*" >&2; exit 1; }
heading() { printf '\n== %s\n' "$*"; }

quick=
[[ ${1:-} != --quick ]] || { quick=yes; shift; }
out=${1:-target-web/organogram-web}
target=target-web

packages=(rustc-web cargo-web rust-web-src lld-22 binaryen)
for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
        fail "$package is missing; get all with: apt-get install --no-install-recommends ${packages[*]}"
done

heading "wasm-bindgen"
version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
tools=$PWD/$target/tools
# Not --locked: its lock file names a version that was withdrawn.
[[ $("$tools/bin/wasm-bindgen" --version 2>/dev/null) == "wasm-bindgen $version" ]] ||
    cargo install wasm-bindgen-cli --version "$version" --root "$tools" --force
"$tools/bin/wasm-bindgen" --version

heading "program"
# The name by which rustc calls the linker.
ln -sf "$(command -v wasm-ld-22)" "$tools/bin/rust-lld"
options=()
if [[ -n $quick ]]; then
    own=profile.web.package.organogram
    options=(--config "$own.opt-level=1" --config "$own.codegen-units=16")
fi
PATH=$tools/bin:$PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Ctarget-feature=+simd128 -Clink-arg=-zstack-size=4194304" \
    /usr/bin/cargo build --bin organogram --locked --profile web "${options[@]}" \
    -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown --target-dir "$target"

heading "folder"
rm -rf "$out"
mkdir -p "$out/fonts"
[[ -n $quick ]] || names=--remove-name-section
"$tools/bin/wasm-bindgen" --target web --no-typescript ${names:-} --out-dir "$out" \
    "$target/wasm32-unknown-unknown/web/organogram.wasm"
wasm=$out/organogram_bg.wasm
if [[ -z $quick ]]; then
    before=$(stat -c %s "$wasm")
    wasm-opt -Os --all-features "$wasm" -o "$wasm.small"
    mv "$wasm.small" "$wasm"
    bytes=$(stat -c %s "$wasm")
    printf '%s bytes, %s before wasm-opt, %s with gzip\n' "$bytes" "$before" "$(gzip -9c "$wasm" | wc -c)"
    ((bytes <= MAX_WASM_BYTES)) || fail "$wasm has $bytes bytes, over the limit of $MAX_WASM_BYTES"
fi
cp packaging/web/* packaging/organogram.svg "$out"
cp assets/fonts/NotoSansSC-{Regular,Medium}.otf assets/fonts/OFL.txt "$out/fonts"
cp assets/samples/dpko.ron LICENSE-APACHE LICENSE-MIT "$out"

heading "readable list"
organogram=${ORGANOGRAM:-}
if [[ -z $organogram ]]; then
    cargo build --release --locked --no-default-features
    organogram=target/release/organogram
fi
"$organogram" export assets/samples/dpko.ron -o "$out/dpko.html" --force

du -b "$out"/* "$out"/fonts/*
