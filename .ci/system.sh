# Functions of the scripts in this folder, which source it: headings, and packages of Debian 12.
# shellcheck shell=bash

heading() { printf '\n== %s\n' "$*"; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Runs a command as root.
root() {
    local as_root=()
    if [[ $(id -u) != 0 ]]; then
        command -v sudo >/dev/null || fail "only root can do this: $*"
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@"
}

# Installs the packages that are missing.
install_packages() {
    local package missing=()
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
    if [[ ${#missing[@]} -gt 0 ]]; then
        root apt-get update -q
        root apt-get install -y -q --no-install-recommends "${missing[@]}"
    else
        echo "all there"
    fi
}
