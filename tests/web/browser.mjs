// The shared way into headless Chromium: software GL, sRGB, no route to anything but this machine.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {chromium} from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** The browser's program: $CHROMIUM, or the first of the usual places. */
export function program() {
  const found = [process.env.CHROMIUM, ...CANDIDATES].find(file => file && fs.existsSync(file));
  if (!found) throw new Error('no Chromium found; install it (Debian: chromium) or name it in CHROMIUM');
  return found;
}

/** Opens a browser with a profile of its own; `close` ends it and removes the profile. */
export async function launch({width = 1280, height = 900, scale = 1, dark = false, scripts = true, phone = false} = {}) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'plinth-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program(),
    headless: true,
    chromiumSandbox: false,
    timeout: 60_000,
    viewport: {width, height},
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: scripts,
    isMobile: phone,
    hasTouch: phone,
    args: [
      '--headless=new', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist', '--force-color-profile=srgb', '--disable-lcd-text', '--hide-scrollbars',
      '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-extensions',
      '--proxy-server=127.0.0.1:9', '--proxy-bypass-list=127.0.0.1;localhost',
    ],
  });
  const page = context.pages()[0] ?? await context.newPage();
  const close = async () => {
    await context.close();
    fs.rmSync(profile, {recursive: true, force: true});
  };
  return {page, close};
}
