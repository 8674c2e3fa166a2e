# A private X server with software OpenGL, and one program on it: for the scripts that look at the
# real window. To be sourced, from the project's folder; what it starts ends with the script.

fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Fails unless each of these tools is there.
need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || fail "$tool is missing; .ci/run names the package"
    done
}

home=$(mktemp -d)
server=
pid=
# Ends a process that this script started: politely first, after two seconds without appeal.
end() {
    [[ -n $1 ]] || return 0
    kill "$1" 2>/dev/null || return 0
    for _ in {1..20}; do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}
clean_up() {
    end "$pid"
    end "$server"
    rm -rf "$home"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start_screen WIDTH HEIGHT: the server chooses a free display and writes its number.
start_screen() {
    need Xvfb xdotool import convert
    Xvfb -displayfd 3 -screen 0 "$1x$2x24" -nolisten tcp 3>"$home/display" >/dev/null 2>&1 &
    server=$!
    for _ in {1..100}; do
        [[ ! -s $home/display ]] || break
        kill -0 "$server" 2>/dev/null || fail "Xvfb ended by itself"
        sleep 0.1
    done
    [[ -s $home/display ]] || fail "Xvfb did not start within 10 s"
    mkdir -m 700 "$home"/{config,data,state,cache,run}
    DISPLAY=":$(<"$home/display")"
    export DISPLAY
    unset WAYLAND_DISPLAY WAYLAND_SOCKET XAUTHORITY
}

# start_program LOCALE PROGRAM ARGUMENTS...: as on a first start, in a home of its own.
start_program() {
    local locale=$1
    shift
    [[ -x $1 ]] || fail "$1 is missing; make it with: cargo build --release"
    env LIBGL_ALWAYS_SOFTWARE=1 LANG="$locale" LC_ALL="$locale" LANGUAGE="${locale%.*}" \
        HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" \
        XDG_STATE_HOME="$home/state" XDG_CACHE_HOME="$home/cache" XDG_RUNTIME_DIR="$home/run" "$@" &
    pid=$!
}

running() { kill -0 "$pid" 2>/dev/null || fail "the program ended by itself"; }
