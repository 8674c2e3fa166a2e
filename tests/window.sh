#!/usr/bin/env bash
# Opens the real window on a private X server with software OpenGL, as on a first start, and fails
# unless it shows the chart of the bundled sample and then rests.
#
# window.sh [PROGRAM]      PROGRAM is target/release/organogram if left out
#
# The picture stays as target/window.png. Needs xvfb, xdotool and imagemagick.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/release/organogram}
picture=target/window.png
width=1280
height=800
# The middle of the window, where there are cards and no panels: WIDTHxHEIGHT+LEFT+TOP.
middle=560x600+360+100
open_within_s=20
fewest_pixels=20
fewest_colours=3
idle_s=5
most_idle_percent=5

# The bands of the sample's cards, by theme: department, office, division, service, section, unit,
# team, centre.
light=(1f4e79 0f6b6b 5b4a9e 8a5a00 2f6b2f a03d5c 566270 0b6aa2)
dark=(7fb2e5 63c5c0 b3a6f2 e0b05c 8fce8f f09ab5 aab6c4 74c0f0)

# shellcheck source=tests/on_screen.sh
source tests/on_screen.sh
mkdir -p target
start_screen "$width" "$height"
# In Chinese the whole chart fits so large that the cards' bands show their exact colours.
start_program zh_CN.UTF-8 "$program"

# How many pixels of the picture's middle have a colour, give or take 3 % for the screen's smoothing.
pixels_of() {
    convert "$picture" -crop "$middle" +repage -alpha off -fuzz 3% \
        -fill white -opaque "#$1" -fill black +opaque white \
        -format '%[fx:round(mean*w*h)]' info:
}

# Prints the colours that the picture's middle shows of those given, each with its pixels.
colours_of() {
    local colour pixels
    for colour in "$@"; do
        pixels=$(pixels_of "$colour")
        (( pixels < fewest_pixels )) || printf '#%s:%s ' "$colour" "$pixels"
    done
}

# Takes a picture; succeeds when it shows enough of one theme's colours, and leaves them in `shown`.
shown=
shows_the_chart() {
    local of_light of_dark
    import -window root "$picture"
    of_light=$(colours_of "${light[@]}")
    of_dark=$(colours_of "${dark[@]}")
    for shown in "$of_light" "$of_dark"; do
        (( $(wc -w <<<"$shown") < fewest_colours )) || return 0
    done
    shown=$of_light$of_dark
    return 1
}

# The processor time that the program has used, in clock ticks; the name in brackets may hold spaces.
ticks() { sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }'; }

deadline=$((SECONDS + open_within_s))
window=
until window=$(xdotool search --onlyvisible --name Organogram 2>/dev/null | tail -n 1) && [[ -n $window ]]; do
    running
    (( SECONDS < deadline )) || fail "no window named Organogram within $open_within_s s"
    sleep 0.2
done
xdotool windowmove "$window" 0 0 windowsize "$window" "$width" "$height"

until shows_the_chart; do
    running
    (( SECONDS < deadline )) ||
        fail "the window does not show the chart: fewer than $fewest_colours kinds' colours in $picture (found: ${shown:-none})"
    sleep 0.5
done

# What shows must stay, and then nothing more must happen.
sleep 2
running
shows_the_chart || fail "the chart went away again; see $picture"
before=$(ticks)
sleep "$idle_s"
running
after=$(ticks)
idle_percent=$(awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v s="$idle_s" \
    'BEGIN { printf "%.1f", 100 * ticks / hertz / s }')

echo "chart shown, colour:pixels  $shown"
echo "idle over $idle_s s            $idle_percent % of a core (limit $most_idle_percent %)"
echo "resident                 $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MiB"
echo "picture                  $picture"
awk -v used="$idle_percent" -v limit="$most_idle_percent" 'BEGIN { exit !(used <= limit) }' ||
    fail "the window does not rest: $idle_percent % of a core"
