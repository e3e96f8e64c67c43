// One WebSocket per browser, however many tabs: the others hear through the first, and one of them takes over when it closes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../e2e/hall.mjs';
import { calm, desk, launch, stage, visitor, watch } from './stage.mjs';

let set, browser, at;
const sockets = (page) => {
  page.live = 0;
  page.on('websocket', (one) => {
    page.live++;
    one.on('close', () => page.live--);
  });
};

before(async () => {
  set = await stage();
  at = await set.hall.fair(await set.hall.staff());
  await set.hall.account('tabs', 'candidate', '多页（演示）');
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await set?.done();
});

test('three tabs share one socket, all of them ring, and the next tab takes over', async () => {
  const first = await visitor(browser, desk, set.origin);
  sockets(first);
  await first.goto('/sign-in');
  await first.fill('[name=login]', 'tabs');
  await first.fill('[name=password]', 'a long enough password');
  await first.keyboard.press('Enter');
  await first.waitForSelector('.booth');
  await until('the first tab holds the socket', () => first.live === 1);
  const others = [];
  for (let i = 0; i < 2; i++) {
    const page = await first.context().newPage();
    watch(page);
    sockets(page);
    await page.goto('/');
    await page.waitForSelector('.booth');
    others.push(page);
  }
  await first.locator('.booth button').click();
  await first.waitForSelector('.ticket');
  assert.deepEqual(others.map((page) => page.live), [0, 0]);

  const desktop = await set.hall.live(at.recruiter).open(['me', `booth:${at.booth.id}`]);
  await set.hall.must(201, 'POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  for (const page of [first, ...others]) await page.waitForSelector('dialog.ring');

  await first.close();
  await until('another tab takes over', () => others[0].live + others[1].live === 1);
  await others[1].click('dialog.ring [data-first]');
  await others[1].waitForURL('**/talks/*');
  await others[0].waitForSelector('dialog.ring', { state: 'detached' });
  await others[0].waitForSelector('.mini.talk');
  calm(...others);
  await desktop.close();
});

test('signing out in one tab signs out the other', async () => {
  const one = await visitor(browser, desk, set.origin);
  await one.goto('/sign-in');
  await one.fill('[name=login]', 'tabs');
  await one.fill('[name=password]', 'a long enough password');
  await one.keyboard.press('Enter');
  await one.waitForSelector('.booth');
  const two = await one.context().newPage();
  await two.goto('/me');
  await two.waitForSelector('text=退出登录');
  await one.goto('/me');
  await one.getByRole('button', { name: '退出登录' }).click();
  await two.waitForSelector('text=请先登录');
});
