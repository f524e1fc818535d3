#!/bin/sh
# <model-viewer> loads the script that `meshoptDecoderLocation` names and then decodes with the decoder of its own bundle.
#
# Versions: @google/model-viewer 4.4.0 (npm), which bundles three 0.183.2 and with it the decoder of meshoptimizer 1.0.
# Expected: `ModelViewerElement.meshoptDecoderLocation` says which decoder is used.
# Seen: setMeshoptDecoderLocation fetches the script and resolves to the bundle's own MeshoptDecoder, which hides the one
# that the script makes; so a page can't have a newer decoder, and files with rotated columns (meshopt_rotated_columns.sh)
# are drawn with corners and normals elsewhere.
# Exits non-zero if that changes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @google/model-viewer@4.4.0
bundle=node_modules/@google/model-viewer/dist/model-viewer.js
echo "its own decoder: $(grep -o 'Built from meshoptimizer [0-9.]*' "$bundle")"
grep -A 4 'static setMeshoptDecoderLocation' "$bundle"
grep -q '^var MeshoptDecoder = ' "$bundle"
grep -A 8 'static setMeshoptDecoderLocation' "$bundle" | grep -q 'then(() => MeshoptDecoder);'
