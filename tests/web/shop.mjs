// Looks at shop pages as a customer does. Reads one JSON command a line from standard input, answers
// each with one JSON line, ends with the input:
//   {"open": URL, "picture": FILE.png}   opens the page, waits for the viewer's `load` and its first
//                                        whole picture; saves that picture, flattened on white
//   {"open": URL, "shot": FILE.png, "width": 1440, "height": 900, ...}   a screenshot of the page
// The answer holds what the page says of itself: title, text, structured data, the model's address.
import fs from 'node:fs';
import readline from 'node:readline';
import {launch} from './browser.mjs';

const LOAD_MS = 120_000;

/** In the page: waits for the model and draws it once more at full scale. */
async function settle(timeout) {
  const late = (ms, what) => new Promise((_, no) => setTimeout(() => no(new Error(`${what} within ${ms} ms`)), ms));
  const defined = customElements.whenDefined('model-viewer');
  const Viewer = await Promise.race([defined, late(timeout, 'the viewer did not start')]);
  Viewer.minimumRenderScale = 1;                  // slow frames must not lower the resolution
  const viewer = document.querySelector('model-viewer');
  if (!viewer.loaded) {
    const loaded = new Promise((yes, no) => {
      viewer.addEventListener('load', yes, {once: true});
      viewer.addEventListener('error', event => no(new Error(`the viewer said ${event.detail?.type}`)), {once: true});
    });
    viewer.dismissPoster?.();
    await Promise.race([loaded, late(timeout, 'the model did not load')]);
  }
  viewer.removeAttribute('auto-rotate');
  viewer.resetTurntableRotation?.(0);
  viewer.pause?.();
  viewer.currentTime = 0;
  viewer.jumpCameraToGoal();
  await viewer.updateComplete;
  const frame = () => new Promise(done => requestAnimationFrame(done));
  for (let n = 0; n < 4; n++) await frame();
  const scene = viewer[Object.getOwnPropertySymbols(viewer).find(symbol => symbol.description === 'scene')];
  scene.queueRender();
  await frame();
  await frame();
  const source = viewer.shadowRoot.querySelector('#webgl-canvas');
  const flat = Object.assign(document.createElement('canvas'), {width: source.width, height: source.height});
  const paint = flat.getContext('2d');
  paint.fillStyle = '#fff';
  paint.fillRect(0, 0, flat.width, flat.height);
  paint.drawImage(source, 0, 0);
  return {png: flat.toDataURL('image/png').split(',')[1], width: flat.width, height: flat.height};
}

/** In the page: what it says of itself. */
function facts() {
  const viewer = document.querySelector('model-viewer');
  const attributes = viewer ? Object.fromEntries([...viewer.attributes].map(a => [a.name, a.value])) : {};
  return {
    title: document.title,
    text: document.body.innerText,
    structured: [...document.querySelectorAll('script[type="application/ld+json"]')].map(s => JSON.parse(s.textContent)),
    picture: document.querySelector('meta[property="og:image"]')?.content ?? null,
    attributes,
  };
}

let browser;
let errors = [];
async function answer(command) {
  const {width = 1280, height = 900, scale = 1, dark = false, scripts = true, phone = false} = command;
  const want = JSON.stringify({width, height, scale, dark, scripts, phone});
  if (browser?.want !== want) {
    await browser?.close();
    browser = {...await launch({width, height, scale, dark, scripts, phone}), want};
    browser.page.on('pageerror', error => errors.push(error.message));
    browser.page.on('console', message => { if (message.type() === 'error') errors.push(message.text()); });
  }
  errors = [];
  const response = await browser.page.goto(command.open, {waitUntil: 'load', timeout: 60_000});
  const result = {status: response.status(), ...(scripts ? await browser.page.evaluate(facts) : {})};
  if (command.picture) {
    const {png, ...size} = await browser.page.evaluate(settle, LOAD_MS);
    fs.writeFileSync(command.picture, Buffer.from(png, 'base64'));
    Object.assign(result, size);
  }
  if (command.shot) {
    if (scripts && !command.early && result.attributes['src']) await browser.page.evaluate(settle, LOAD_MS);
    if (command.click) { await browser.page.click(command.click); await browser.page.waitForTimeout(800); }
    await browser.page.waitForTimeout(1000);
    await browser.page.screenshot({path: command.shot, fullPage: command.full ?? false});
  }
  return {...result, errors};
}

for await (const line of readline.createInterface({input: process.stdin})) {
  if (!line.trim()) continue;
  const reply = await answer(JSON.parse(line)).catch(error => ({error: error.message.split('\n')[0], errors}));
  console.log(JSON.stringify(reply));
}
await browser?.close();
