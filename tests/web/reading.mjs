// Says what the pinned <model-viewer> makes of files: node reading.mjs [--fresh] FOLDER FILE...
// Prints one JSON line a file: {"file", "verdict", "error"?, "covered"?, "difference"?}. The verdict is `drawn`, `blank`
// (it says that it has loaded, and nothing is seen) or `refused` (it says that it can't). `covered` is the share of the
// picture that isn't background; `difference` is the mean square distance, in 8-bit steps, to the picture of the file in
// FOLDER that a name before an `@` tells (`square@loop.glb`), `same` where it is below 1. One page serves all files, and
// a new one after each that isn't drawn with --fresh; what hangs in a page ends it in any case.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {launch} from './browser.mjs';

const SIZE = 128;
const PATIENCE = 60_000;
const PACKAGES = fileURLToPath(new URL('node_modules', import.meta.url));
const VIEWER = path.join(PACKAGES, '@google/model-viewer/dist/model-viewer.min.js');
const DECODERS = path.join(PACKAGES, 'three/examples/jsm/libs');
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>body { margin: 0; overflow: hidden } model-viewer { display: block; --poster-color: transparent;
--progress-bar-color: transparent; --progress-mask: transparent }</style>
<script>self.ModelViewerElement = {dracoDecoderLocation: '/decoders/draco/gltf/', powerPreference: 'default',
ktx2TranscoderLocation: '/decoders/basis/'}</script>
<script type="module" src="/viewer.js"></script><body></body>`;

const words = process.argv.slice(2);
const fresh = words[0] === '--fresh' && words.shift();
const [folder, ...files] = words;

function answer(request, response) {
  let where = '';
  try {
    where = decodeURIComponent(new URL(request.url, 'http://here').pathname);
  } catch { /* an address that is none is nowhere */ }
  if (where === '/') return void response.writeHead(200, {'content-type': 'text/html'}).end(PAGE);
  const file = where === '/viewer.js' ? VIEWER
    : where.startsWith('/decoders/') ? path.join(DECODERS, path.posix.normalize(where.slice(9)))
    : path.join(folder, path.posix.normalize('/' + where.slice('/files/'.length)));
  if (!fs.statSync(file, {throwIfNoEntry: false})?.isFile()) return void response.writeHead(404).end();
  const kind = {'.js': 'text/javascript', '.wasm': 'application/wasm', '.png': 'image/png'}[path.extname(file)];
  response.writeHead(200, {'content-type': kind ?? 'application/octet-stream', 'cache-control': 'no-store'});
  response.end(fs.readFileSync(file));
}

/** In the page: loads one file, and says what is seen. */
async function look({src, size, patience}) {
  const Viewer = await customElements.whenDefined('model-viewer');
  Viewer.minimumRenderScale = 1;
  Viewer.modelCacheSize = 0;
  document.querySelectorAll('model-viewer').forEach(old => old.remove());
  await new Promise(done => setTimeout(done, 30));
  const viewer = document.createElement('model-viewer');
  const all = {loading: 'eager', 'interaction-prompt': 'none', 'interpolation-decay': '0', src};
  for (const [name, value] of Object.entries(all)) viewer.setAttribute(name, value);
  Object.assign(viewer.style, {width: `${size}px`, height: `${size}px`});
  const end = new Promise(done => {
    viewer.addEventListener('load', () => done({}), {once: true});
    viewer.addEventListener('error', ({detail}) => done({error: `${detail.sourceError?.message}`.split('\n')[0]}), {once: true});
    setTimeout(() => done({error: 'neither loaded nor failed', hangs: true}), patience);
  });
  document.body.append(viewer);
  const {error, hangs} = await end;
  if (error !== undefined) return {verdict: 'refused', error, hangs};
  for (let n = 0; n < 100 && !viewer.modelIsVisible; n++) await new Promise(done => setTimeout(done, 50));
  if (!viewer.modelIsVisible) return {verdict: 'blank', error: 'it never becomes visible'};
  const frame = () => new Promise(done => requestAnimationFrame(done));
  viewer.jumpCameraToGoal();
  await viewer.updateComplete;
  for (let n = 0; n < 3; n++) await frame();
  viewer[Object.getOwnPropertySymbols(viewer).find(symbol => symbol.description === 'scene')].queueRender();
  for (let n = 0; n < 2; n++) await frame();
  const paint = Object.assign(document.createElement('canvas'), {width: size, height: size}).getContext('2d');
  paint.drawImage(viewer.shadowRoot.querySelector('#webgl-canvas'), 0, 0);
  const pixels = paint.getImageData(0, 0, size, size).data;
  let seen = 0;
  const flat = [];
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3] / 255;
    seen += alpha > 0.03;
    for (let n = 0; n < 3; n++) flat.push(Math.round(pixels[at + n] * alpha + 255 * (1 - alpha)));
  }
  return {verdict: seen > 0 ? 'drawn' : 'blank', covered: seen / size ** 2, flat};
}

const server = http.createServer(answer);
await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
const origin = `http://127.0.0.1:${server.address().port}`;
const {page, close} = await launch({width: SIZE, height: SIZE});
try {
  const pictures = new Map();
  let open = false;
  const see = async file => {
    if (!open) await page.goto(`${origin}/`, {waitUntil: 'load', timeout: 60_000});
    const src = `/files/${encodeURIComponent(file)}`;
    const seen = await page.evaluate(look, {src, size: SIZE, patience: PATIENCE})
      .catch(error => ({verdict: 'refused', error: error.message.split('\n')[0], hangs: true}));
    open = !seen.hangs && !(fresh && seen.verdict !== 'drawn');
    return seen;
  };
  for (const name of files) {
    const [base, file] = name.includes('@') ? name.split('@') : [undefined, name];
    if (base && !pictures.has(base)) pictures.set(base, (await see(`${base}.glb`)).flat);
    const {verdict, error, covered, flat} = await see(file);
    const other = pictures.get(base);
    const square = other && flat ? flat.reduce((sum, value, at) => sum + (value - other[at]) ** 2, 0) / flat.length : undefined;
    console.log(JSON.stringify({file, verdict, error, covered, difference: square}));
  }
} finally {
  await close();
  server.close();
}
