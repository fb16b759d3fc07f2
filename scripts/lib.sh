# shellcheck shell=bash
# Sourced by every script: where things are, how to speak, and which toolchain builds for wasm32.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Tools that a script had to build. Outside the clone, so that clones share them, and apart from
# cargo's own bin, so that nobody's own version of a tool is replaced.
TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/sparse-autoencoder-playground
PATH=$ROOT/node_modules/.bin:$TOOLS/bin:$PATH

WASM=wasm32-unknown-unknown
LINKED_TOOLCHAIN=sparse-autoencoder-wasm # the one that setup makes where rustup has no $WASM

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }
usage_error() { say "$*"; exit 2; }

have() { type -P "$1" >/dev/null; }
first_of() { # prints the path of the first of these commands that exists
    local name
    for name; do type -P "$name" && return; done
    return 1
}
find_chromium() { first_of chromium chromium-browser google-chrome-stable google-chrome; }
find_firefox() { first_of firefox firefox-esr; }

# rust-toolchain.toml pins a version. An installed toolchain of that version is as good under any name, and
# setup installs what is missing and says so: rustup must not do that in the middle of something else.
export RUSTUP_AUTO_INSTALL=0
pinned_version() { sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml; }
use_pinned_toolchain() {
    [[ ! ${RUSTUP_TOOLCHAIN:-} ]] && have rustup || return 0
    local name pinned installed
    pinned=$(pinned_version)
    installed=$(rustup toolchain list 2>/dev/null | cut -d ' ' -f 1)
    [[ $installed != *"$pinned-"* ]] || return 0
    for name in $installed; do
        if [[ $(RUSTUP_TOOLCHAIN=$name rustc --version 2>/dev/null) == "rustc $pinned "* ]]; then
            export RUSTUP_TOOLCHAIN=$name
            return 0
        fi
    done
}
use_pinned_toolchain

# only_one FILE: waits while another script is past this line with the same file, and until the
# shell that called it ends, the next one waits.
only_one() {
    exec 9>"$1"
    if have flock; then flock 9; fi
}

# Asks by compiling an empty crate: files of another compiler's version would not do.
compiles_for_wasm() {
    rustc - --target "$WASM" --crate-name probe --crate-type lib --emit metadata \
        --out-dir "$TOOLS/probe" <<<'' >/dev/null 2>&1
}

# Commands that compile for wasm32 run after this. Their target folder is their own: two
# toolchains in one would throw away each other's work, and one's lock would stop the other.
use_wasm_toolchain() {
    export CARGO_TARGET_DIR=$ROOT/target/wasm
    compiles_for_wasm && return
    export RUSTUP_TOOLCHAIN=$LINKED_TOOLCHAIN
    compiles_for_wasm
}
