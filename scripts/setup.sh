#!/usr/bin/env bash
# Installs what building, running and testing needs on Debian 12: system packages, the pinned Rust
# toolchain and the Wasm target. Safe to run again: it only adds what is missing.
#   scripts/setup.sh run    what `make run` needs
#   scripts/setup.sh test   also the browser and the label decoder the tests use
#   scripts/setup.sh bench  also the peers `make bench` measures against
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=${1:-test}
packages=(pkg-config gcc g++ libc6-dev protobuf-compiler clang libclang-dev cmake binaryen mold openssl curl ca-certificates fonts-noto-cjk)
case "$wanted" in
  run) ;;
  test) packages+=(zbar-tools chromium poppler-utils) ;;
  bench) packages+=(zbar-tools chromium poppler-utils wrk nginx-light libqrencode-dev postgresql sqlite3) ;;
  *) echo "setup: unknown set '$wanted' (run, test or bench)" >&2; exit 2 ;;
esac

# A toolchain manager that was installed in this very session is not yet on the path of the shell.
PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH

root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "setup: this needs root, and there is no sudo; run as root: $*" >&2
    exit 1
  fi
}

install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  command -v apt-get >/dev/null || {
    echo "setup: this machine has no apt-get; install what these Debian packages hold: ${missing[*]}" >&2
    exit 1
  }
  echo "setup: installing ${missing[*]}" >&2
  root apt-get update -qq
  root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

target=wasm32v1-none
fallback=county-wasm

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Whether the compiler that these words start can use the libraries for the Wasm target. They may be
# missing, or be those of the compiler before an upgrade.
has_target() {
  printf '#![no_std]\nextern crate alloc;\n' |
    "$@" --target "$target" --crate-type rlib --crate-name empty --out-dir "$work" - 2>/dev/null
}

# The second way to the Wasm target, for machines that reach Debian's packages but no toolchain
# server: Debian's own Rust builds the core library for the target, once.
wasm_from_debian() {
  install_packages rustc-web cargo-web rust-web-src lld-22
  rustup toolchain link "$fallback" /usr
  # Another user of this machine may have had it built before.
  if has_target rustup run "$fallback" rustc; then return 0; fi
  local host lib
  host=$(rustup run "$fallback" rustc -vV | sed -n 's/^host: //p')
  lib=$(rustup run "$fallback" rustc --print sysroot)/lib/rustlib
  root mkdir -p "$lib/$host/bin" "$lib/$target/lib"
  root ln -sf "$(command -v lld-22)" "$lib/$host/bin/rust-lld"
  echo "setup: building the Wasm core library" >&2
  mkdir -p "$work/src"
  printf '#![no_std]\n' >"$work/src/lib.rs"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
  (cd "$work" && env -u CARGO_TARGET_DIR RUSTFLAGS=-Cembed-bitcode=yes RUSTC_BOOTSTRAP=1 \
    rustup run "$fallback" cargo build --quiet --release -Z build-std=core,alloc --target "$target")
  # Last, because it is what tells that all of this was done. Those of an earlier compiler go first:
  # they have other names, and the compiler would find both.
  root rm -f "$lib/$target/lib/"lib{alloc,compiler_builtins,core}-*.rlib
  root cp "$work/target/$target/release/deps/"lib{alloc,compiler_builtins,core}-*.rlib "$lib/$target/lib/"
}

install_packages "${packages[@]}"

command -v rustup >/dev/null || {
  echo "setup: no Rust toolchain manager found; install rustup from your distribution or rustup.rs, then run this again" >&2
  exit 1
}
toolchain=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
rustup run "$toolchain" rustc -V >/dev/null 2>&1 ||
  rustup toolchain install "$toolchain" --no-self-update --profile minimal --component rustfmt --component clippy

if ! has_target rustup run "$toolchain" rustc && ! has_target rustup run "$fallback" rustc; then
  rustup target add --toolchain "$toolchain" "$target" 2>/dev/null || wasm_from_debian
fi
