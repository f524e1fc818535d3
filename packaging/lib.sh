# What demo.sh and test.sh share: finding out what is missing, saying so, and installing it.
# Sourced, never run. Debian 12 and Ubuntu are looked after; elsewhere the packages are named.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
tools_dir=${XDG_CACHE_HOME:-$HOME/.cache}/plinth-tools

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $1"; [ $# -gt 1 ] && say "hint: $2"; exit 4; }

# Debian packages that are wanted, as "package|why" lines, minus those that are there.
missing_packages() {
  local package why
  while IFS='|' read -r package why; do
    [ -n "$package" ] || continue
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      printf '%s|%s\n' "$package" "$why"
    fi
  done
}

# Installs what the "package|why" lines on standard input name and this machine lacks.
install_packages() {
  local wanted missing names as_root=()
  wanted=$(cat)
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "This system has no apt. Please see to it that these (Debian's names) are installed:"
    say "$(sed 's/^/  /; s/|/: /' <<<"$wanted")"
    return 0
  fi
  missing=$(missing_packages <<<"$wanted")
  [ -n "$missing" ] || return 0
  names=$(cut -d'|' -f1 <<<"$missing" | tr '\n' ' ')
  say "Plinth needs these packages, which are missing here:"
  say "$(sed 's/^/  /; s/|/: /' <<<"$missing")"
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "installing packages needs root" "run as root: apt-get install $names"
    as_root=(sudo)
  fi
  say "Installing them with apt-get${as_root:+ (sudo may ask for your password)}."
  "${as_root[@]}" apt-get update -q >&2 || fail "apt-get update failed" "check the network, then run this again"
  # shellcheck disable=SC2086 # the names are words
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $names >&2 ||
    fail "apt-get could not install: $names" "install them by hand, then run this again"
}

# Rust, by rustup, asked first.
ensure_rust() {
  [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
  local need have
  need=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  if ! command -v cargo >/dev/null; then
    [ -t 0 ] || fail "Rust is missing" "install Rust $need or newer from https://rustup.rs, then run this again"
    read -r -p "Rust is missing. Install it for this user with rustup from https://rustup.rs? [y/N] " answer
    [[ $answer == [yY]* ]] || fail "Rust is missing" "install Rust $need or newer, then run this again"
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile default >&2
    . "$HOME/.cargo/env"
  fi
  have=$(cargo --version | cut -d' ' -f2)
  [ "$(printf '%s\n%s\n' "$need" "$have" | sort -V | head -1)" = "$need" ] ||
    fail "Plinth needs Rust $need, this is $have" "run: rustup update stable"
}

# Whether the folder $1 was last set up from the files that follow; `remember` makes it so.
fresh() { [ -f "$1/.plinth-stamp" ] && [ "$(cat "$1/.plinth-stamp")" = "$(cat "${@:2}" | sha256sum)" ]; }
remember() { cat "${@:2}" | sha256sum >"$1/.plinth-stamp"; }

# The npm packages of a folder, exactly as its lock file says.
ensure_npm() {
  local folder=$1
  fresh "$folder/node_modules" "$folder/package-lock.json" && return 0
  say "Installing the npm packages of $folder, as its lock file says."
  npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error >&2 ||
    fail "npm could not install the packages of $folder" "check the network, then run this again"
  remember "$folder/node_modules" "$folder/package-lock.json"
}

# Python packages in an environment of their own, its programs first on PATH.
ensure_python() {
  local list=$1 venv=$tools_dir/venv
  if ! fresh "$venv" "$list"; then
    say "Installing the Python packages of $list into $venv."
    mkdir -p "$tools_dir"
    python3 -m venv "$venv" >&2 || fail "python3 could not make an environment in $venv" "install python3-venv"
    "$venv/bin/pip" install -q --disable-pip-version-check -r "$list" >&2 ||
      fail "pip could not install the packages of $list" "check the network, then run this again"
    remember "$venv" "$list"
  fi
  export PATH="$venv/bin:$PATH"
}

# Libraries that the window and the pictures use when they run, and what the build needs.
runtime_packages() {
  cat <<'LIST'
gcc|the C compiler for SQLite, ring and meshoptimizer
g++|the C++ compiler for meshoptimizer and the KTX2 encoder
libc6-dev|C headers
libclang-dev|reads the headers of the KTX2 encoder
cmake|builds libaom, which encodes AVIF
make|what CMake drives
nasm|the assembler for libaom, many times as slow without
libvulkan1|the Vulkan loader
mesa-vulkan-drivers|Vulkan without a graphics card
libegl1|OpenGL, where there is no Vulkan
libgl1-mesa-dri|OpenGL without a graphics card
libx11-6|the window on X11
libx11-xcb1|the window on X11
libxcursor1|the window's pointers
libxi6|the window's mouse and keyboard
libxrandr2|the window's screens
libxkbcommon0|the window's keyboard
libxkbcommon-x11-0|the window's keyboard on X11
LIST
}
