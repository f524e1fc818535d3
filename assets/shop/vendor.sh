#!/bin/sh
# Refreshes vendor/ from the npm packages that package-lock.json pins, and writes vendor/CHECKSUMS.
# The files are committed, so building Plinth needs neither npm nor a network.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp package.json package-lock.json "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)

modules=$work/node_modules
libs=$modules/three/examples/jsm/libs
rm -rf vendor
mkdir -p vendor/draco vendor/basis vendor/meshopt vendor/licences
# The source map isn't shipped, so the reference to it goes.
sed '/^\/\/# sourceMappingURL=/d' "$modules/@google/model-viewer/dist/model-viewer.min.js" >vendor/model-viewer.js
cp "$libs/draco/gltf/draco_decoder.wasm" "$libs/draco/gltf/draco_wasm_wrapper.js" vendor/draco/
cp "$libs/basis/basis_transcoder.js" "$libs/basis/basis_transcoder.wasm" vendor/basis/
# The viewer wants a classic script that defines a global, and this is one. That of three is meshoptimizer 1.0,
# which misreads what newer encoders write (see src/asset/src/codec/meshopt.rs).
cp "$modules/meshoptimizer/meshopt_decoder.cjs" vendor/meshopt/meshopt_decoder.js

cp "$modules/@google/model-viewer/LICENSE" vendor/licences/model-viewer.txt
cp "$modules/three/LICENSE" vendor/licences/three.txt
cp "$modules/lit/LICENSE" vendor/licences/lit.txt
cp "$modules/meshoptimizer/LICENSE.md" vendor/licences/meshoptimizer.txt
cat >vendor/README.md <<'README'
Written by `../vendor.sh`; don't edit. Licences are in `licences/`, except: `draco/` and `basis/` are
Google's Draco decoder and Binomial's Basis Universal transcoder (Apache-2.0, the text is that of
`licences/model-viewer.txt`), `meshopt/` is meshoptimizer's decoder. `model-viewer.js` contains
three.js and lit.
README
(cd vendor && find . -type f ! -name CHECKSUMS | LC_ALL=C sort | xargs sha256sum >CHECKSUMS)
