// Takes the picture of the README from the running hall: `node tests/browser/picture.mjs`, after building build/release.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { desk, launch, phone, stage, visitor } from './stage.mjs';

const target = fileURLToPath(new URL('../../deploy/picture/lobby.png', import.meta.url));
const set = await stage({ demo: true });
const browser = await launch();
const shots = [];

async function stepInto(page, login) {
  await page.goto('/');
  await page.evaluate((body) => fetch('/api/v1/demo/logins', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }), JSON.stringify({ login }));
  return page;
}

async function shoot(page) {
  await page.waitForTimeout(1200);
  shots.push(`data:image/png;base64,${(await page.screenshot()).toString('base64')}`);
}

try {
  const graduate = await stepInto(await visitor(browser, phone, set.origin), 'demo-candidate');
  const recruiter = (await set.hall.must(200, 'GET', '/demo')).roles.find((one) => one.login === 'demo-recruiter');
  const firm = await stepInto(await visitor(browser, desk, set.origin), 'demo-recruiter');
  await firm.goto(`/desk/${recruiter.booth_id}`);
  await graduate.goto('/');
  await graduate.waitForSelector('.booth');
  await graduate.waitForTimeout(20_000); // the invented visitors have filled the lines
  await shoot(graduate);
  await graduate.goto(`/booths/${recruiter.booth_id}`);
  await graduate.locator('.line-now button').click();
  await graduate.waitForSelector('.ticket [data-ahead]');
  await graduate.waitForTimeout(6000); // the short messages are gone
  await shoot(graduate);
  const number = Number((await graduate.textContent('.ticket-number')).slice(1));
  await firm.reload();
  const all = firm.getByRole('button', { name: '显示全部' });
  await firm.waitForSelector('.line-list');
  if (await all.count()) await all.click();
  await firm.locator(`[data-ticket="${number}"] button`).click();
  await firm.fill('dialog [name=reason]', '专业对口');
  await firm.keyboard.press('Enter');
  await graduate.waitForSelector('dialog.ring');
  await shoot(graduate);

  const wall = await (await browser.newContext({ viewport: { width: 1200, height: 900 }, deviceScaleFactor: 1.5 })).newPage();
  await wall.setContent(`<style>body{margin:0;display:flex;gap:28px;padding:28px;background:#dfe6f2;width:fit-content}img{width:360px;border-radius:28px;display:block}</style>${shots.map((one) => `<img src="${one}">`).join('')}`);
  await wall.waitForTimeout(300);
  fs.mkdirSync(new URL('../../deploy/picture/', import.meta.url), { recursive: true });
  await wall.locator('body').screenshot({ path: target });
  console.log(target, fs.statSync(target).size);
} finally {
  await browser.close();
  await set.done();
}
