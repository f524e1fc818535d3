#!/usr/bin/env bash
# Builds Plinth and shows it: a shop on this machine, with the sample products published.
#   packaging/demo.sh [--once] [--port N]      options are those of `plinth demo`
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

runtime_packages | install_packages
ensure_rust
started=$SECONDS
say "Building Plinth (the first time takes some minutes)."
cargo build --release --locked --bin plinth
say "Built in $((SECONDS - started)) s."
exec "${CARGO_TARGET_DIR:-target}/release/plinth" demo "$@"
