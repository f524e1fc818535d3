#!/bin/sh
# The decoder of the npm package meshoptimizer up to 1.1.0 misreads vertex streams that the encoder of 1.3.0 writes
# at level 3 with version 1 of the codec: it returns other bytes and reports no error.
#
# Versions: meshoptimizer 1.1.0 and 1.3.0 (npm), Node.js 20. three.js 0.183 bundles the decoder of 1.0.
# Expected: a stream of a known version either decodes to what was encoded or is refused.
# Seen: 5000 elements of 4 bytes whose lowest four bits are 0 come back with 4703 of 5000 elements changed from 1.1.0 (and
# 1.0.0); right from 1.1.1 on. At level 2 both are right.
# Exits non-zero if that changes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund old@npm:meshoptimizer@1.1.0 new@npm:meshoptimizer@1.3.0
cat >run.mjs <<'JS'
import {MeshoptEncoder} from 'new';
import {MeshoptDecoder as newer} from 'new';
import {MeshoptDecoder as older} from 'old';
await Promise.all([MeshoptEncoder.ready, newer.ready, older.ready]);
const words = new Uint32Array(5000);
for (let n = 0, state = 0x2545f491; n < words.length; n++) {
  state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
  words[n] = state & ~15;
}
const source = new Uint8Array(words.buffer);
const wrong = (decoder, level) => {
  const packed = MeshoptEncoder.encodeVertexBufferLevel(source, words.length, 4, level, 1);
  const back = new Uint8Array(source.length);
  decoder.decodeVertexBuffer(back, words.length, 4, packed);
  return new Uint32Array(back.buffer).filter((word, n) => word !== words[n]).length;
};
for (const level of [2, 3]) console.log(`level ${level}: ${wrong(older, level)} wrong in 1.1.0, ${wrong(newer, level)} in 1.3.0`);
process.exit(wrong(older, 3) > 0 && wrong(newer, 3) === 0 && wrong(older, 2) === 0 ? 0 : 1);
JS
node run.mjs
