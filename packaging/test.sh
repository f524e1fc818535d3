#!/usr/bin/env bash
# Everything that must hold before a change lands: formatting, lints, docs, all tests. One summary.
#   packaging/test.sh [FILTER]     FILTER: only tests whose name contains it (and no other step)
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

test_packages() {
  runtime_packages
  cat <<'LIST'
xvfb|a screen for the window's test
xauth|a screen for the window's test
python3|runs the stand-in for AWS
python3-venv|runs the stand-in for AWS
rclone|a client of the object store that nobody here wrote
LIST
  command -v node >/dev/null || echo 'nodejs|drives the browser and the glTF validator'
  command -v npm >/dev/null || echo 'npm|installs them from a lock file'
  for browser in chromium chromium-browser google-chrome; do
    command -v "$browser" >/dev/null && return 0
  done
  echo 'chromium|the browser that the shop page is tested in'
}

test_packages | install_packages
ensure_rust
for component in rustfmt clippy; do
  cargo "${component/rust/}" --version >/dev/null 2>&1 || rustup component add "$component"
done
ensure_npm tests/web
# The tests of who may import whom read every crate's manifest, those for other systems as well.
cargo fetch --locked --quiet ||
  fail "cargo could not fetch the crates that Cargo.lock names" "check the network, then run this again"
ensure_python tests/requirements.txt

export RUST_BACKTRACE=1 RUSTDOCFLAGS="-D warnings"
summary=() failures=0

# Runs one step, whose name comes first, and remembers how it ended.
step() {
  local name=$1 started=$SECONDS verdict=ok
  shift
  say ""
  say "== $name: $*"
  "$@" || { verdict=FAILED; failures=$((failures + 1)); }
  summary+=("$(printf '%-12s %-7s %4d s' "$name" "$verdict" $((SECONDS - started)))")
}

all_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --locked --no-fail-fast "$@"
  else
    cargo test --workspace --locked --no-fail-fast --lib --bins --tests "$@"
  fi
}

if [ $# -gt 0 ]; then
  step build cargo build --workspace --locked --bins
  step tests all_tests "$@"
else
  step formatting cargo fmt --all --check
  step lints cargo clippy --workspace --all-targets --locked -- -D warnings
  # Advisories need the program and its database; licences and sources are held by tests as well.
  if cargo deny --version >/dev/null 2>&1; then
    step crates cargo deny --locked check
  else
    say "cargo-deny isn't installed (cargo install cargo-deny): advisories aren't looked at"
  fi
  step docs cargo doc --workspace --no-deps --locked --quiet
  # The tests of the command line and of the shop run the programs themselves.
  step build cargo build --workspace --locked --bins
  step tests all_tests
fi

echo
echo "Summary"
printf '  %s\n' "${summary[@]}"
echo "$((${#summary[@]} - failures)) steps passed, $failures failed"
[ "$failures" = 0 ]
