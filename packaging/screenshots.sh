#!/usr/bin/env bash
# Makes the pictures of the README anew, from the samples: the window on a screen of its own, and the
# shop page in Chromium. Look at them before you commit them.
#   packaging/screenshots.sh [FOLDER]      FOLDER: assets/screenshots
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

out=$(mkdir -p "${1:-assets/screenshots}" && cd "${1:-assets/screenshots}" && pwd)
{ runtime_packages; printf '%s\n' 'xvfb|a screen for the window' 'xauth|a screen for the window' 'imagemagick|takes the window'\''s picture'; } | install_packages
ensure_rust
ensure_npm tests/web
cargo build --workspace --locked --bins
plinth=${CARGO_TARGET_DIR:-target}/debug/plinth

data=$(mktemp -d)
cleanup() { kill "${platform:-}" "${window:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$data"; }
trap cleanup EXIT
export PLINTH_DATA=$data

say "Publishing the samples."
env -u DISPLAY -u WAYLAND_DISPLAY "$plinth" demo --port 0 --json >"$data/demo.json" 2>"$data/demo.log" &
platform=$!
for _ in $(seq 240); do
  page=$(grep -o '"url": "[^"]*"' "$data/demo.json" | head -1 | cut -d'"' -f4 || true)
  [ -n "$page" ] && break
  kill -0 "$platform" 2>/dev/null || { cat "$data/demo.log" >&2; fail "plinth demo ended early"; }
  sleep 0.5
done
[ -n "${page:-}" ] || fail "plinth demo did not say its address within 2 minutes"

say "Taking the shop page: $page"
printf '%s\n' \
  "{\"open\": \"$page\", \"shot\": \"$out/shop.png\", \"width\": 1280, \"height\": 860}" |
  node tests/web/shop.mjs >"$data/shop.json"
grep -q '"error"' "$data/shop.json" && { cat "$data/shop.json" >&2; fail "the shop page could not be taken"; }

say "Taking the window."
shot() { xvfb-run -a -s "-screen 0 1280x800x24" bash -c '
  "$1" "$2" & window=$!
  sleep "${4:-12}"
  import -window root "$3"
  kill $window 2>/dev/null; wait $window 2>/dev/null || true' _ "$plinth" "$1" "$2"; }
shot assets/samples/armchair.glb "$out/window.png"

for picture in "$out/window.png" "$out/shop.png"; do
  # 256 colours with dithering: a third of the bytes, no difference at the README's size.
  convert "$picture" -strip -resize '1280x>' -dither FloydSteinberg -colors 256 -define png:compression-level=9 "PNG8:$picture"
  say "$(du -k "$picture" | cut -f1) KB  $picture"
done
