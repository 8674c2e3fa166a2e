#!/usr/bin/env bash
# Times exports beside graphviz dot on the same trees: whole processes, seconds and peak memory.
#
# usage: benches/peers.sh FOLDER
# FOLDER holds org-N.ron and org-N.dot for N of 100, 1000 and 10000. Wants GNU time; where dot is missing its rows
# are left out.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:?usage: benches/peers.sh FOLDER}
program=${ORGANOGRAM:-target/release/organogram}
[[ -x $program ]] || { echo "build it first: cargo build --release" >&2; exit 2; }
[[ -x /usr/bin/time ]] || { echo "GNU time is missing: apt-get install time" >&2; exit 2; }
out=$(mktemp -d)
trap 'rm -r "$out"' EXIT

# The quickest of a few runs: what else the machine does only adds.
measure() {
    local what=$1 runs=$2
    shift 2
    local best=""
    for ((run = 0; run < runs; run++)); do
        local now
        if ! now=$(/usr/bin/time -f '%e %M' timeout 300 "$@" 2>&1 >/dev/null | tail -n 1); then
            now="over 300 0"
        fi
        [[ -z $best || $(printf '%s\n%s\n' "$now" "$best" | sort -n | head -n 1) == "$now" ]] && best=$now
    done
    printf '%-34s %8s s %6d MiB\n' "$what" "${best% *}" "$((${best##* } / 1024))"
}

for units in 100 1000 10000; do
    tree=$folder/org-$units.ron
    [[ -f $tree ]] || continue
    runs=$((units > 1000 ? 2 : 5))
    for format in png svg pdf; do
        measure "$units units, $format" "$runs" "$program" export "$tree" -o "$out/a.$format" --force
    done
    measure "$units units, png, tidy" "$runs" "$program" export "$tree" -o "$out/a.png" --layout tidy --force
    if ! command -v dot >/dev/null; then
        echo "skipped: dot is missing (apt-get install graphviz)"
    else
        # Of 10,000 units it takes minutes: once is enough.
        runs=$((units > 1000 ? 1 : 5))
        for format in png pdf; do
            measure "$units units, $format, dot" "$runs" dot "-T$format" "$folder/org-$units.dot" -o "$out/a"
        done
    fi
done
