#!/usr/bin/env bash
# Walks the real window with keyboard and pointer, as a new user would, through one question: who is
# responsible for the training of police, under which paragraph, and to whom does that office answer?
# What the window shows is read from its pictures, which stay in target/journey.
#
# journey.sh [PROGRAM]      PROGRAM is target/release/organogram if left out
#
# Needs xvfb, xdotool, imagemagick and tesseract-ocr.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/release/organogram}
width=1280
height=800
# The details at the right: WIDTHxHEIGHT+LEFT+TOP.
details_left=945
details_top=52
details=335x705+$details_left+$details_top
# Small letters are read well at three times their size.
scale=3
within_s=20

# shellcheck source=tests/on_screen.sh
source tests/on_screen.sh
need tesseract
mkdir -p target/journey
rm -f target/journey/*.png
export OMP_THREAD_LIMIT=1
start_screen "$width" "$height"
mkdir "$home/config/organogram"
echo '(language: "en", appearance: Light)' >"$home/config/organogram/settings.ron"
start_program en_US.UTF-8 "$program"

# take NAME: a picture of the window.
step=0
take() {
    step=$((step + 1))
    picture=$(printf 'target/journey/%02d-%s.png' "$step" "$1")
    import -window root "$picture"
}

# The part of the last picture with the details, made for reading.
details() { convert "$picture" -crop "$details" +repage -colorspace gray -resize "${scale}00%" "$home/details.png"; }

# What the details say, in one line.
read_details() {
    details
    tesseract "$home/details.png" - --psm 6 2>/dev/null | tr -s '[:space:]' ' '
}

# expect NAME WORDS...: takes pictures until the details hold all these words.
expect() {
    local name=$1 words read missing
    shift
    for ((second = 0; second < within_s; second++)); do
        running
        sleep 1
        take "$name"
        read=$(read_details)
        missing=
        for words in "$@"; do
            [[ $read == *"$words"* ]] || missing=$words
        done
        if [[ -z $missing ]]; then
            printf '%-40s reads: %s\n' "$picture" "$*"
            return
        fi
        step=$((step - 1))
    done
    fail "the window does not say \"$missing\" within $within_s s; see $picture, which reads: $read"
}

# Clicks a word of the details, found by reading.
click_word() {
    local place
    details
    tesseract "$home/details.png" "$home/words" --psm 6 tsv 2>/dev/null
    place=$(awk -F '\t' -v word="$1" '$12 == word { print $7 + $9 / 2, $8 + $10 / 2; exit }' "$home/words.tsv")
    [[ -n $place ]] || fail "there is no word $1 to click in $picture"
    read -r x y <<<"$place"
    xdotool mousemove "$(awk -v x="$x" -v s="$scale" -v l="$details_left" 'BEGIN { printf "%d", x / s + l }')" \
        "$(awk -v y="$y" -v s="$scale" -v t="$details_top" 'BEGIN { printf "%d", y / s + t }')" click 1
}

expect opened "Select a unit"
xdotool search --name Organogram windowfocus
xdotool key ctrl+f
xdotool type --delay 60 "training police"
sleep 1
take typed
xdotool key Return
expect found "Integrated Training Service" "military and police personnel" "5.5" "Reports to"
click_word Director
expect superior "Policy, Evaluation and Training Division"
xdotool key Escape
xdotool key 0
sleep 1
take whole
running
echo "1 passed, 0 failed"
