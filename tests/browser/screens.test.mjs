// Every screen of the demonstration's hall, in both languages, both themes, on a phone and on a desk: accessible, within its
// width, with targets a thumb can hit. Then what is shown when something is slow, refused or gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, calm, desk, launch, phone, stage, visitor } from './stage.mjs';

let set, browser, fair, recruiter, vacancy, booth;

before(async () => {
  set = await stage({ demo: true });
  browser = await launch();
  fair = (await set.hall.must(200, 'GET', '/fairs')).items[0];
  vacancy = (await set.hall.must(200, 'GET', '/vacancies')).items[0];
  recruiter = (await set.hall.must(200, 'GET', '/demo')).roles.find((one) => one.login === 'demo-recruiter');
  booth = await set.hall.must(200, 'GET', `/booths/${recruiter.booth_id}`);
});
after(async () => {
  await browser?.close();
  await set?.done();
});

async function stepInto(page, login) {
  await page.evaluate(async (body) => {
    const answer = await fetch('/api/v1/demo/logins', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    if (!answer.ok) throw new Error(await answer.text());
  }, JSON.stringify({ login }));
}

/** What a thumb must hit is 44 px high, what stands within text 24. */
async function reachable(page, what) {
  const small = await page.evaluate(() => {
    const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1 && !one.closest('.skip, .hidden');
    const found = [];
    for (const one of document.querySelectorAll('button, a[href], input, select, textarea, summary')) {
      if (!shown(one)) continue;
      const least = one.matches('.button, .icon-button, .nav a, .head-button, .chip input, .search input, .field input, .field select, .mini, .rows a') ? 44 : 24;
      const box = (one.matches('.check input') ? one.closest('label') : one).getBoundingClientRect();
      if (box.height < least - 0.5) found.push(`${one.outerHTML.slice(0, 120)} ${box.height}`);
    }
    return found;
  });
  assert.deepEqual(small, [], `${what}: targets`);
}

const screens = [
  ['nobody', '/', '.booth'], ['nobody', '/fairs', '.row-link'], ['nobody', '/booths/BOOTH', '.job'], ['nobody', '/jobs', '.job'], ['nobody', '/jobs/VACANCY', '.apply-bar'], ['nobody', '/sign-in', 'form'], ['nobody', '/nowhere', '.failure'], ['nobody', '/line', '.failure'],
  ['demo-candidate', '/', '.booth'], ['demo-candidate', '/line', 'h1'], ['demo-candidate', '/me', '.ways'], ['demo-candidate', '/me/profile', '.paper-form'], ['demo-candidate', '/me/privacy', 'section'], ['demo-candidate', '/me/safety', '.logins li'], ['demo-candidate', '/jobs/VACANCY', '.apply-bar button'], ['demo-candidate', '/applications', '.empty'],
  ['demo-recruiter', '/desk', '.desk-row'], ['demo-recruiter', '/desk/BOOTH', '.line-list, .next-up'], ['demo-recruiter', '/setup', '.steps'], ['demo-recruiter', '/applications', '[name=vacancy]'], ['demo-recruiter', '/setup/jobs', '.own-jobs'], ['demo-recruiter', '/setup/jobs/new?organization=ORGANIZATION', '.paper-form'], ['demo-recruiter', '/setup/organizations/ORGANIZATION', '.members'],
  ['demo-staff', '/staff', '.row-link'], ['demo-staff', '/staff/fairs/FAIR', 'table'], ['demo-staff', '/staff/organizations', '.chips'], ['demo-staff', '/staff/jobs', '.empty'], ['demo-staff', '/jobs/VACANCY', '.staff-tools'],
];
const looks = [
  ['a phone, Chinese, light', phone, 'zh-CN', 'light'],
  ['a phone, English, dark', phone, 'en-GB', 'dark'],
  ['a desk, Chinese, dark', desk, 'zh-CN', 'dark'],
  ['a desk, English, light', desk, 'en-GB', 'light'],
];

for (const [name, size, locale, colorScheme] of looks)
  test(`every screen on ${name}`, async () => {
    const page = await visitor(browser, { ...size, locale, colorScheme }, set.origin);
    let who = 'nobody';
    await page.goto('/');
    await page.waitForSelector('.booth');
    assert.equal(await page.evaluate(() => document.documentElement.lang), locale === 'zh-CN' ? 'zh-CN' : 'en');
    for (const [as, path, wanted] of screens) {
      if (as !== who) await stepInto(page, as);
      who = as;
      await page.goto(path.replace('BOOTH', recruiter.booth_id).replace('FAIR', fair.id).replace('VACANCY', vacancy.id).replace('ORGANIZATION', booth.organization_id));
      await page.waitForSelector(wanted);
      await accessible(page, `${path} as ${as}`);
      await reachable(page, `${path} as ${as}`);
    }
    calm(page);
    assert.deepEqual(await page.evaluate(() => window.testSeen.violations), []);
    await page.context().close();
  });

test('the smallest phones and the largest text stay within the width', async () => {
  const page = await visitor(browser, { ...phone, viewport: { width: 320, height: 640 } }, set.origin);
  await page.goto('/');
  await page.evaluate(() => localStorage.setItem('hirehall.size', 'huge'));
  for (const path of ['/', '/jobs', `/jobs/${vacancy.id}`, `/booths/${recruiter.booth_id}`, '/sign-in']) {
    await page.goto(path);
    await page.waitForSelector('h1:not(.hidden)');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${path}: ${wide} px too wide`);
  }
  await page.context().close();
});

test('the demonstration walks a visitor through each role', async () => {
  const page = await visitor(browser, phone, set.origin);
  await page.goto('/');
  await page.getByRole('button', { name: '演示', exact: true }).click();
  await page.waitForSelector('[data-demo=recruiter] small:has-text("有限公司")');
  await accessible(page, 'the roles of the demonstration');
  for (const [role, landed, seen] of [['recruiter', '**/desk/*', '.console'], ['staff', '**/staff', '.row-link'], ['candidate', '**/', '.booth']]) {
    if (!(await page.locator(`[data-demo=${role}]`).count())) await page.getByRole('button', { name: '演示', exact: true }).click();
    await page.locator(`[data-demo=${role}]`).first().click();
    await page.waitForURL(landed);
    await page.waitForSelector(seen);
  }
  calm(page);
  await page.context().close();
});

test('filters and the search narrow the lobby; nothing found offers the way back', async () => {
  const page = await visitor(browser, desk, set.origin);
  await page.goto('/');
  await page.waitForSelector('.booth');
  const all = await page.locator('.booth').count();
  await page.getByRole('radio', { name: '急聘' }).check();
  const urgent = await page.locator('.booth').count();
  assert.ok(urgent > 0 && urgent < all && urgent === await page.locator('.booth .tag.urgent').count());
  await page.getByRole('searchbox').fill('没有这样的公司');
  await page.waitForSelector('.empty');
  await accessible(page, 'a lobby where nothing is found');
  await page.getByRole('button', { name: '看全部展位' }).click();
  assert.equal(await page.locator('.booth').count(), all);
  await page.context().close();
});

test('a call that fails says so with its cause and the number of the request, and can be tried again', async () => {
  const page = await visitor(browser, phone, set.origin);
  await page.route('**/api/v1/fairs?*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: '服务暂时不可用，请稍后重试', status: 503, code: 'unavailable', request_id: 'r-test-7', errors: [] }) }));
  await page.goto('/');
  await page.waitForSelector('.failure >> text=服务暂时不可用');
  assert.match(await page.textContent('.request'), /r-test-7/);
  await accessible(page, 'a failure');
  await page.unroute('**/api/v1/fairs?*');
  await page.getByRole('button', { name: '重试' }).click();
  await page.waitForSelector('.booth');
  await page.context().close();
});

test('while it loads there are cards of the final size', async () => {
  const page = await visitor(browser, phone, set.origin);
  let go;
  const wait = new Promise((done) => { go = done; });
  await page.route('**/api/v1/fairs/*/booths?*', async (route) => { await wait; await route.continue(); });
  await page.goto('/');
  await page.waitForSelector('.skeleton');
  assert.equal(await page.getAttribute('.skeletons', 'aria-busy'), 'true');
  await accessible(page, 'a lobby that loads');
  go();
  await page.waitForSelector('.booth');
  await page.context().close();
});
