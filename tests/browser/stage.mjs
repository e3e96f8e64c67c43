// What the browser tests stand on: a hall behind a small proxy that can cut one visitor's connections, real browsers on
// loopback, and watchers that fail a test on a script error, a violation of the page's policy or an inaccessible screen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { Hall, freePort } from '../e2e/hall.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const locale = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };
export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, ...locale };
export const desk = { viewport: { width: 1440, height: 900 }, ...locale };
export const phoneMark = 'HirehallTestPhone';

export async function launch() {
  return chromium.launch({
    executablePath: process.env.HIREHALL_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none', '--no-proxy-server', '--autoplay-policy=user-gesture-required'],
  });
}

/** Bytes to and fro; connections whose first request carries the mark can be cut and refused. */
class Proxy {
  constructor(target) {
    this.target = target;
    this.marked = new Set();
    this.isCut = false;
    this.server = net.createServer((client) => this.#accept(client));
  }

  async listen(port) {
    await new Promise((done) => this.server.listen(port, '127.0.0.1', done));
  }

  #accept(client) {
    const hall = net.connect(this.target(), '127.0.0.1');
    let first = true;
    client.on('data', (part) => {
      if (first && part.includes(phoneMark)) {
        this.marked.add(client);
        if (this.isCut) client.destroy();
      }
      first = false;
      if (!client.destroyed) hall.write(part);
    });
    hall.on('data', (part) => client.destroyed || client.write(part));
    for (const [one, other] of [[client, hall], [hall, client]]) {
      one.on('error', () => {});
      one.on('close', () => { other.destroy(); this.marked.delete(client); });
    }
  }

  /** The phone loses the network: everything of its ends, nothing new gets through. */
  cut() {
    this.isCut = true;
    for (const client of this.marked) client.destroy();
  }

  heal() { this.isCut = false; }
  close() { for (const client of this.marked) client.destroy(); this.server.close(); }
}

/** A hall whose public address is the proxy's. */
export async function stage(options = {}) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const hall = new Hall({ ...options, args: ['--public-origin', origin, ...(options.args ?? [])] });
  const proxy = new Proxy(() => hall.port);
  await proxy.listen(port);
  await hall.start();
  return { hall, proxy, origin, async done() { proxy.close(); await hall.done(); } };
}

const shots = new URL('./shots/', import.meta.url).pathname;

/** Chapters of one story: when one fails, the pages are kept as pictures and the rest is not told. */
export function chapters(pages) {
  let broken = '';
  return (name, tell) => test(name, async (t) => {
    if (broken) {
      t.skip(`after "${broken}"`);
      return;
    }
    try {
      await tell(t);
    } catch (thrown) {
      broken = name;
      fs.mkdirSync(shots, { recursive: true });
      for (const [who, page] of Object.entries(pages())) {
        await page?.screenshot({ path: `${shots}${who}.png` }).catch(() => {});
        if (page?.faults.length) console.error(who, page.faults);
      }
      throw thrown;
    }
  });
}

/** A page whose errors are kept; `calm()` says whether there were any. */
export async function visitor(browser, options, origin) {
  const context = await browser.newContext({ ...options, baseURL: origin });
  await context.addInitScript(() => {
    window.testSeen = { violations: [], vibrations: 0, notifications: [] };
    addEventListener('securitypolicyviolation', (event) => {
      window.testSeen.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`);
    });
    navigator.vibrate = () => { window.testSeen.vibrations++; return true; };
    // A headless page is never hidden and shows no notification: both are played.
    window.Notification = class {
      static permission = 'granted';
      static requestPermission() { return Promise.resolve('granted'); }
      constructor(title, options) { window.testSeen.notifications.push({ title, ...options }); }
      close() {}
    };
  });
  context.setDefaultTimeout(30_000); // a busy machine is slow, not wrong
  const page = await context.newPage();
  watch(page);
  return page;
}

export function watch(page) {
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error.stack)));
  page.on('console', (message) => {
    // Answers that refuse and connections that were cut are part of the play.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection to/.test(message.text())) page.faults.push(message.text());
  });
  const foreign = (url) => !url.startsWith('data:') && !url.startsWith('blob:') && new URL(url).hostname !== '127.0.0.1';
  page.on('request', (request) => { if (foreign(request.url())) page.faults.push(`asked ${request.url()}`); });
}

export function calm(...pages) {
  for (const page of pages) assert.deepEqual(page.faults, []);
}

/** No violation of WCAG 2.2 A and AA, no best practice missed, nothing wider than the screen. */
export async function accessible(page, what) {
  await page.evaluate(axe); // through the debugger: the page's policy does not forbid it
  const found = await page.evaluate(async () => {
    // Colours are judged at rest.
    await Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})));
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
    return violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.any.concat(node.all, node.none)[0]?.message ?? ''})`).join(' | ')}`);
  });
  assert.deepEqual(found, [], `${what} is accessible`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${what} is ${wide} px wider than the screen`);
}
