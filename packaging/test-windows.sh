#!/usr/bin/env bash
# Runs the program for Windows under Wine, beside the same one for Linux: commands, exports, the tests of `spec`, the type of
# files, Ctrl+C, and the real window on a private X server. Made before: packaging/windows.sh.
#
# test-windows.sh [PROFILE [LINUX_PROGRAM]]      `release` and target/release/organogram if left out
#
# What Wine cannot show stands in docs/platforms.md. Pictures stay in target-windows/pictures.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=${1:-release}
linux=$(realpath "${2:-target/release/organogram}")
programs=$PWD/target-windows/x86_64-pc-windows-gnu/${profile/#dev/debug}
pictures=target-windows/pictures
wine=/usr/lib/wine/wine64

# shellcheck source=../tests/on_screen.sh
source tests/on_screen.sh
need x86_64-w64-mingw32-gcc unzip tesseract
[[ -x $wine ]] || fail "wine64 is missing; get it with: apt-get install --no-install-recommends wine wine64"
[[ -x $linux ]] || fail "$linux is missing; make it with: cargo build --release"
[[ -f $programs/organogramw.exe ]] || fail "organogramw.exe is missing; make it with: packaging/windows.sh $profile"
heading() { printf '\n== %s\n' "$*"; }
within_s=60

export WINEPREFIX=$PWD/target-windows/wine WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml=
drive=$WINEPREFIX/drive_c
settings=$drive/users/${USER:-$(id -un)}/AppData/Roaming/organogram
work=$drive/work

heading "a new prefix of Wine"
rm -rf "$WINEPREFIX" "$pictures"
mkdir -p "$pictures"
"$wine" wineboot -i
/usr/lib/wine/wineserver -w
x86_64-w64-mingw32-gcc -shared -O1 -o "$drive/windows/system32/bcryptprimitives.dll" \
    tests/windows/bcryptprimitives.c -ladvapi32
mkdir -p "$work"
cp "$programs"/organogram{,w}.exe "$work"
"$wine" --version

# organogram ARGUMENTS...: the program for Windows, in the folder $work.
organogram() { (cd "$work" && "$wine" organogram.exe "$@"); }
# Fails unless two texts are equal.
same() { [[ $2 == "$3" ]] || fail "$1: \"$2\", not \"$3\""; }

heading "exit codes, in a batch file"
cp assets/samples/* "$work" 2>/dev/null || true
printf '(organogram: 1, units: [])' >"$work/bad.ron"
cat >"$work/codes.cmd" <<'END'
@echo off
organogram --version
echo %errorlevel%
organogram check clinic.ron
echo %errorlevel%
organogram check bad.ron
echo %errorlevel%
organogram check missing.ron
echo %errorlevel%
organogram export clinic.ron -o missing\a.pdf
echo %errorlevel%
END
same "codes of --version, check and export" "$(cd "$work" && "$wine" cmd /c codes.cmd 2>/dev/null | tr -d '\r' | xargs)" \
    "$("$linux" --version) 0 0 1 2 3"
echo "0 1 2 3"

# same_file NAME: fails unless both programs wrote the same file. Archives name the system that made them, so their contents
# are compared.
same_file() {
    case $1 in
        *.xlsx | *.pptx) cmp <(unzip -p "$work/windows/$1") <(unzip -p "$work/linux/$1") ;;
        *) cmp "$work/windows/$1" "$work/linux/$1" ;;
    esac
}

heading "exports, as on Linux"
formats=$("$linux" export --help | sed -n '/ --format /,/\]/p' | tr -s '[:space:]' ' ' |
    sed 's/.*possible values: //; s/\].*//' | tr -d ,)
[[ -n $formats ]] || fail "the formats are not listed by export --help"
mkdir -p "$work/linux" "$work/windows"
for file in dpko clinic; do
    for format in $formats; do
        organogram export "$file.ron" -o "windows/$file.$format"
        (cd "$work" && "$linux" export "$file.ron" -o "linux/$file.$format")
        same_file "$file.$format"
    done
done
(cd "$work" && "$linux" export dpko.ron -o linux/book.pdf --handbook --lang zh)
organogram export dpko.ron -o windows/book.pdf --handbook --lang zh
same_file book.pdf
echo "$formats, and a handbook"

heading "import, and a network share"
(cd "$work" && "$linux" import clinic.csv -o linux/imported.ron)
organogram import clinic.csv -o windows/imported.ron
same_file imported.ron
# One line of the workbook is left out, and told by the exit code.
code=0
organogram import windows/clinic.xlsx -o windows/workbook.ron || code=$?
same "exit code of import" "$code" 1
(cd "$work" && "$linux" import windows/clinic.xlsx -o linux/workbook.ron) || true
same_file workbook.ron
# Wine finds shares below `unc`.
mkdir -p "$WINEPREFIX/dosdevices/unc/server/共享"
cp "$work/clinic.ron" "$WINEPREFIX/dosdevices/unc/server/共享/klinik.ron"
organogram check '\\server\共享\klinik.ron'
organogram export '\\server\共享\klinik.ron' -o '\\server\共享\klinik.outline'
organogram fmt '\\server\共享\klinik.ron'
cmp "$WINEPREFIX/dosdevices/unc/server/共享/klinik.outline" "$work/linux/clinic.outline"
echo "clinic.csv, clinic.xlsx, \\\\server\\共享\\klinik.ron"

heading "the history of a file in Git"
mkdir -p "$work/repository/karten"
in_git() { git -C "$work/repository" -c user.name=A -c user.email=a@b.example "$@" >/dev/null; }
in_git -c init.defaultBranch=main init
cp "$work/clinic.ron" "$work/repository/karten/Ü.ron"
in_git add -A
in_git commit -m first
sed -i 's/Cancer Centre/Tumour Centre/' "$work/repository/karten/Ü.ron"
in_git commit -a -m second
history=$(organogram log 'repository\karten\Ü.ron' --git)
same "log --git" "${history//'\'//}" "$(cd "$work" && "$linux" log repository/karten/Ü.ron --git)"
grep "renamed" <<<"$history"

heading "Ctrl+C"
seq 1 6000 | awk 'BEGIN { print "(organogram: 1, units: [" }
    { printf "(id: \"u%d\", kind: \"office\", name: \"Office %d\"%s),\n", $1, $1, ($1 > 1 ? ", parent: \"u" int($1 / 2) "\"" : "") }
    END { print "])" }' >"$work/large.ron"
mkdir "$work/stopped"
(cd "$work" && exec "$wine" organogram.exe export large.ron -o stopped/large.png --scale 4) &
export_pid=$!
for _ in {1..300}; do
    [[ -z $(ls -A "$work/stopped") ]] || break
    sleep 0.1
done
[[ -n $(ls -A "$work/stopped") ]] || fail "the export does not start"
kill -INT "$export_pid"
code=0
wait "$export_pid" || code=$?
same "exit code after Ctrl+C" "$code" 130
same "what is left after Ctrl+C" "$(ls -A "$work/stopped")" ""
echo "ends with $code and leaves nothing"

heading "registration of the type of files"
for script in register unregister; do
    sed 's/\r*$/\r/' "packaging/windows/$script.cmd" >"$work/$script.cmd"
done
mkdir -p "$work/a b"
mv "$work"/{register,unregister}.cmd "$work/a b"
cp "$work/organogramw.exe" "$work/a b"
(cd "$work" && "$wine" cmd /c 'a b\register.cmd')
value() { "$wine" reg query "HKCU\\Software\\Classes\\$1" "${@:2}" 2>/dev/null | tr -d '\r' | sed -n 's/.*REG_SZ *//p'; }
same "command of the type" "$(value 'Organogram.Structure\shell\open\command' /ve)" '"C:\work\a b\organogramw.exe" "%1"'
same "icon of the type" "$(value 'Organogram.Structure\DefaultIcon' /ve)" 'C:\work\a b\organogramw.exe,0'

heading "the tests of spec"
RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=$wine \
    /usr/bin/cargo test --test spec --locked -Zbuild-std=std,panic_abort,test --target x86_64-pc-windows-gnu \
    --target-dir target-windows

heading "the window: chart, idle, a search and a click"
# The scripts for the window of Linux take this for the program; settings go where Windows has them.
cat >"$work/organogram-in-wine" <<END
#!/bin/sh
rm -rf '$settings'
mkdir -p '$settings'
cp "\$XDG_CONFIG_HOME/organogram/settings.ron" '$settings' 2>/dev/null ||
    echo "(language: \"\${LANG%%_*}\", appearance: Light)" >'$settings/settings.ron'
exec '$wine' '$work/organogramw.exe' "\$@"
END
chmod +x "$work/organogram-in-wine"
tests/window.sh "$work/organogram-in-wine"
cp target/window.png "$pictures/chart.png"
tests/journey.sh "$work/organogram-in-wine"
cp target/journey/*.png "$pictures"

heading "the window: a file opened by its type, a save followed, settings"
start_screen 1280 800
rm -rf "$settings"
chart() { printf '(organogram: 1, title: "%s", units: [(id: "a", kind: "office", name: "%s")])\r\n' "$1" "$2"; }
chart Breakwater Lighthouse >"$work/a b/followed.ron"
# reads WORDS: takes pictures until the window shows these words.
reads() {
    local end=$((SECONDS + within_s))
    until tesseract "$pictures/followed.png" - --psm 11 2>/dev/null | grep -q "$1"; do
        ((SECONDS < end)) || fail "the window does not say \"$1\" within $within_s s; see $pictures/followed.png"
        sleep 1
        import -window root "$pictures/followed.png"
    done
    echo "reads: $1"
}
"$wine" start /progIDOpen Organogram.Structure 'C:\work\a b\followed.ron'
import -window root "$pictures/followed.png"
reads Lighthouse
chart Breakwater Harbourmaster >"$work/new.ron"
mv "$work/new.ron" "$work/a b/followed.ron"
reads Harbourmaster
for ((second = 0; second < within_s; second++)); do
    [[ ! -f $settings/settings.ron ]] || break
    sleep 1
done
grep -q followed.ron "$settings/settings.ron" || fail "the settings do not name the file that is open"
echo "settings in ${settings#"$WINEPREFIX/"}"
(cd "$work" && "$wine" cmd /c 'a b\unregister.cmd')
same "what is left of the type" "$(value 'Organogram.Structure\shell\open\command' /ve)" ""
/usr/lib/wine/wineserver -k || true
echo
echo "all passed; pictures in $pictures"
