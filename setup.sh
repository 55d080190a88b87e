#!/usr/bin/env bash
# Makes .venv/ out of the locked versions, with stressbump in it in editable mode.
#   ./setup.sh run     what the program needs
#   ./setup.sh test    that, and what its tests and linters need
# Quick when nothing has changed. PYTHON=/path/to/python3 names the interpreter to use, CCX a CalculiX that
# is not called ccx, CHROMIUM a browser that is not called chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
unset PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0

what=${1:-run}
case $what in
    run | test) ;;
    *) echo "setup.sh: '$what' is neither run nor test" >&2; exit 2 ;;
esac
state=.venv/made-from # "unfinished", or what it was made for and a digest of what it was made from

stop() {
    printf 'set-up stopped: %s\n' "$1" >&2
    exit 1
}

root_prefix() { # what goes before a command that wants root
    if [ "$(id -u)" = 0 ]; then echo; else echo 'sudo '; fi
}

find_python() {
    local candidate path
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        path=$(command -v "$candidate") || continue
        if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$path"
            return
        fi
    done
    path=$(command -v "${PYTHON:-python3}") || stop "there is no ${PYTHON:-python3} here; on Debian 12 or Ubuntu:
    $(root_prefix)apt-get update && $(root_prefix)apt-get install -y python3 python3-venv"
    stop "$path is $("$path" --version 2>&1), and 3.11 or later is wanted; on Ubuntu 22.04:
    $(root_prefix)apt-get update && $(root_prefix)apt-get install -y python3.11 python3.11-venv"
}

need_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    local package
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    stop "$1 cannot make virtual environments; on Debian or Ubuntu:
    $(root_prefix)apt-get update && $(root_prefix)apt-get install -y $package"
}

digest() {
    { pwd -P; cat setup.sh pyproject.toml locks/run.txt locks/test.txt; } | sha256sum | cut -d' ' -f1
}

usable() { # a whole environment, of a Python new enough, made at this very place
    [ "$(cat $state 2>/dev/null)" != unfinished ] &&
        .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        grep -qF "$(pwd -P)/.venv/bin/" .venv/bin/pip
}

missing_libraries() { # asks the package's own table: the libraries, or Debian's names for them
    "$1" -I - "$2" <<'PYTHON'
import runpy, sys
doctor = runpy.run_path("stressbump/doctor.py")
missing = doctor["missing_libraries"]()
print(*(missing if sys.argv[1] == "libraries" else map(doctor["LIBRARIES"].get, missing)))
PYTHON
}

apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
    [ "$(id -u)" = 0 ] || apt=(sudo -n "${apt[@]}")
    local install=("${apt[@]}" install -y -q --no-install-recommends "$@")
    { "${install[@]}" 2>/dev/null || { "${apt[@]}" update -q && "${install[@]}"; }; } </dev/null >/dev/null
}

need_libraries() {
    local packages line
    packages=$(missing_libraries "$1" packages)
    [ -n "$packages" ] || return 0
    line="$(root_prefix)apt-get update && $(root_prefix)apt-get install -y $packages"
    command -v apt-get >/dev/null || stop "gmsh needs these shared libraries: $(missing_libraries "$1" libraries)
    there is no apt-get here; Debian calls their packages $packages"
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || stop "gmsh needs shared libraries that only root may install:
    $line"
    echo "Installing the shared libraries gmsh needs: $packages" >&2
    # shellcheck disable=SC2086  # one word a package
    apt_install $packages || stop "apt-get failed; the line was
    $line"
    packages=$(missing_libraries "$1" libraries)
    [ -z "$packages" ] || stop "apt-get succeeded, and yet these do not load: $packages"
}

want() { # a program, Debian's package of it, and the tests that are skipped without it
    ! command -v "$1" >/dev/null || return 0
    if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        echo "Installing $2 for the tests that $3." >&2
        if apt_install "$2"; then return; fi
    fi
    echo "No $2: the tests that $3 will be skipped, unless
    $(root_prefix)apt-get update && $(root_prefix)apt-get install -y $2" >&2
}

want_programs() {
    [ "$what" = test ] || return 0
    want "${CCX:-ccx}" calculix-ccx "compare with CalculiX"
    want "${CHROMIUM:-chromium}" chromium "open pages in a browser"
}

install_locked() { # without --no-compile it takes twice as long; Python compiles what it imports
    local pip=(.venv/bin/python -m pip install -qq --no-compile)
    "${pip[@]}" --require-hashes --only-binary :all: -r "locks/$what.txt" &&
        "${pip[@]}" --no-deps --no-index --no-build-isolation -e .
}

make_environment() { # a failure leaves no .venv of ours; a kill leaves one marked unfinished
    local stood_before=true
    if ! usable; then
        stood_before=false
        [ ! -e .venv ] || echo "Remaking .venv: it is unfinished, moved, of an old Python or without pip." >&2
        rm -rf .venv
        "$1" -m venv .venv || { rm -rf .venv; stop "$1 -m venv .venv failed, see above"; }
    fi
    echo unfinished >$state
    echo "Installing the locked versions into .venv; the first time takes a minute or less." >&2
    if ! install_locked; then
        if $stood_before; then rm -f $state; else rm -rf .venv; fi
        stop "pip failed, see above; once that is mended, run it again"
    fi
    echo "$what $made_from" >$state
}

if command -v flock >/dev/null; then # two at once: the second waits for the first
    exec 9<setup.sh
    flock 9
fi
made_from=$(digest)
case $(cat $state 2>/dev/null) in
    "test $made_from" | "$what $made_from") done_before=true ;;
    *) done_before=false ;;
esac
if $done_before && usable; then
    need_libraries .venv/bin/python
    want_programs
    exit
fi
python=$(find_python)
need_venv "$python"
need_libraries "$python"
want_programs
make_environment "$python"
