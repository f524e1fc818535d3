// Draws models in the pinned <model-viewer> as a customer sees them. Reads one JSON job a line from standard
// input, answers each with one JSON line, ends with the input:
//   {"model": FILE, "attributes": {"camera-orbit": "...", "environment-image": FILE.hdr, ...}, "time": SECONDS,
//    "size": [WIDTH, HEIGHT], "out": FILE.png}
// The answer: {"out", "openMs", "loadMs", "pictureMs", "missing": [...]} or {"error"}. Milliseconds count from the
// job's start: opening the page (0 where it was open), the viewer's `load`, the picture. One page serves all jobs, so
// that the viewer's environment, the slow part in software, is made once; a job that differs from the one before by
// its camera alone is drawn without loading the model again. Pictures are flattened on white.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import {fileURLToPath} from 'node:url';
import {launch} from './browser.mjs';

const LOAD_MS = 180_000;
const CAMERA = ['camera-orbit'];
const PACKAGES = fileURLToPath(new URL('node_modules', import.meta.url));
const VIEWER = path.join(PACKAGES, '@google/model-viewer/dist/model-viewer.min.js');
const DECODERS = path.join(PACKAGES, 'three/examples/jsm/libs');
// That of the shop's page, with what makes the viewer use it: its own is older, and misreads what newer encoders write.
const MESHOPT = ['vendor/meshopt/meshopt_decoder.js', 'meshopt_newer.js']
  .map(name => fileURLToPath(new URL(`../../assets/shop/${name}`, import.meta.url)));
const KINDS = {
  '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.glb': 'model/gltf-binary',
  '.gltf': 'model/gltf+json', '.hdr': 'image/vnd.radiance', '.png': 'image/png', '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif', '.ktx2': 'image/ktx2',
};
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>body { margin: 0; overflow: hidden } model-viewer { display: block; --poster-color: transparent;
--progress-bar-color: transparent; --progress-mask: transparent }</style>
<script>self.ModelViewerElement = {dracoDecoderLocation: '/decoders/draco/gltf/', powerPreference: 'default',
ktx2TranscoderLocation: '/decoders/basis/', meshoptDecoderLocation: '/meshopt.js'}</script>
<script type="module" src="/viewer.js"></script><body></body>`;

/** Serves the page, the viewer, its decoders, and the folders of the files that jobs name. */
class Server {
  #folders = [];
  missing = [];

  async start() {
    this.http = http.createServer((request, response) => this.#answer(request, response));
    await new Promise((done, failed) => this.http.once('error', failed).listen(0, '127.0.0.1', done));
    this.origin = `http://127.0.0.1:${this.http.address().port}`;
  }

  /** The address under which `file` and its neighbours are served. */
  address(file) {
    const folder = path.dirname(path.resolve(file));
    if (!this.#folders.includes(folder)) this.#folders.push(folder);
    return `/files/${this.#folders.indexOf(folder)}/${encodeURIComponent(path.basename(file))}`;
  }

  #answer(request, response) {
    const where = decodeURIComponent(new URL(request.url, this.origin).pathname);
    const found = this.#find(where);
    if (!found) {
      this.missing.push(where);
      return void response.writeHead(404).end();
    }
    response.writeHead(200, {'content-type': KINDS[found.kind] ?? 'application/octet-stream', 'cache-control': 'no-store'});
    response.end(found.body);
  }

  #find(where) {
    if (where === '/') return {kind: '.html', body: PAGE};
    if (where === '/meshopt.js') {
      return {kind: '.js', body: Buffer.concat(MESHOPT.map(file => fs.readFileSync(file)))};
    }
    const [, folder, name] = /^\/files\/(\d+)\/(.+)$/.exec(where) ?? [];
    const roots = {'/viewer.js': VIEWER};
    const file = roots[where]
      ?? (where.startsWith('/decoders/') ? path.join(DECODERS, path.posix.normalize(where.slice(9))) : undefined)
      ?? (this.#folders[folder] && path.join(this.#folders[folder], path.posix.normalize('/' + name)));
    if (!file || !fs.existsSync(file)) return undefined;
    return {kind: path.extname(file).toLowerCase(), body: fs.readFileSync(file)};
  }
}

/** In the page: draws one job; `fresh` loads the model, otherwise the one on the page gets a new camera. */
async function draw({src, attributes, time, size: [width, height], fresh, patience}) {
  const late = what => new Promise((_, no) => setTimeout(() => no(new Error(`${what} within ${patience} ms`)), patience));
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const Viewer = await Promise.race([customElements.whenDefined('model-viewer'), late('the viewer did not start')]);
  Viewer.minimumRenderScale = 1;                  // slow frames must not lower the resolution
  Viewer.modelCacheSize = 0;
  let viewer = document.querySelector('model-viewer');
  if (fresh) {
    viewer?.remove();                             // an element that loads again keeps its old angles
    await new Promise(done => setTimeout(done, 50));
    viewer = document.createElement('model-viewer');
    const all = {loading: 'eager', 'interaction-prompt': 'none', 'interpolation-decay': '0', ...attributes, src};
    for (const [name, value] of Object.entries(all)) viewer.setAttribute(name, value);
    Object.assign(viewer.style, {width: `${width}px`, height: `${height}px`});
    const loaded = new Promise((yes, no) => {
      viewer.addEventListener('load', yes, {once: true});
      viewer.addEventListener('error', ({detail}) => no(new Error(`${detail.type}: ${detail.sourceError?.message}`)), {once: true});
    });
    document.body.append(viewer);
    await Promise.race([loaded, late('the model did not load')]);
    // `load` comes before the variant is worn and the animation begins: both follow in the next updates.
    for (let n = 0; n < 3; n++) await frame();
  } else {
    for (const [name, value] of Object.entries(attributes)) viewer.setAttribute(name, value);
  }
  const loadedAt = performance.timeOrigin + performance.now();
  if (time !== undefined) {
    viewer.pause();
    viewer.currentTime = time;
  }
  await viewer.updateComplete;
  viewer.jumpCameraToGoal();
  for (let n = 0; n < 2; n++) await frame();
  const scene = viewer[Object.getOwnPropertySymbols(viewer).find(symbol => symbol.description === 'scene')];
  scene.queueRender();
  for (let n = 0; n < 2; n++) await frame();
  const source = viewer.shadowRoot.querySelector('#webgl-canvas');
  if (source.width !== width || source.height !== height) throw new Error(`the canvas is ${source.width} x ${source.height}`);
  const flat = Object.assign(document.createElement('canvas'), {width, height});
  const paint = flat.getContext('2d');
  paint.fillStyle = '#fff';
  paint.fillRect(0, 0, width, height);
  paint.drawImage(source, 0, 0);
  return {png: flat.toDataURL('image/png').split(',')[1], loadedAt};
}

const server = new Server();
await server.start();
let browser, page, before;

async function answer(job) {
  const attributes = {...job.attributes};
  const environment = attributes['environment-image'];
  const src = server.address(job.model);
  if (environment && !['neutral', 'legacy'].includes(environment)) attributes['environment-image'] = server.address(environment);
  browser ??= await launch();
  page = browser.page;
  const [width, height] = job.size;
  await page.setViewportSize({width, height});
  server.missing = [];
  const start = Date.now();
  let openMs = 0;
  if (page.url() !== `${server.origin}/`) {
    await page.goto(`${server.origin}/`, {waitUntil: 'load', timeout: 60_000});
    openMs = Date.now() - start;
    before = undefined;
  }
  const still = Object.entries(attributes).filter(([name]) => !CAMERA.includes(name));
  const model = JSON.stringify([src, still, job.time, job.size, fs.statSync(job.model).mtimeMs]);
  const camera = Object.fromEntries(CAMERA.map(name => [name, attributes[name] ?? 'auto']));
  const fresh = before !== model;
  before = undefined;
  const {png, loadedAt} = await page.evaluate(draw, {
    src, attributes: fresh ? attributes : camera, time: job.time, size: job.size, fresh, patience: LOAD_MS,
  });
  before = model;
  const pictureMs = Date.now() - start;
  fs.mkdirSync(path.dirname(job.out), {recursive: true});
  fs.writeFileSync(`${job.out}.part`, Buffer.from(png, 'base64'));
  fs.renameSync(`${job.out}.part`, job.out);
  return {out: job.out, openMs, loadMs: Math.round(loadedAt - start), pictureMs, missing: server.missing};
}

try {
  for await (const line of readline.createInterface({input: process.stdin})) {
    if (!line.trim()) continue;
    const reply = await answer(JSON.parse(line)).catch(async error => {
      // What went wrong may have left the page in any state: the next job opens it anew.
      await page?.goto('about:blank').catch(() => {});
      return {error: error.message.split('\n')[0], missing: server.missing};
    });
    console.log(JSON.stringify(reply));
  }
} finally {
  await browser?.close();
  server.http.close();
}
