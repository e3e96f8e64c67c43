// The papers: a candidate's story told with the keyboard alone, the employer's side of it, then zoom and motion on every screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, calm, chapters, desk, launch, phone, stage, visitor } from './stage.mjs';

let set, browser, keys, firm, vacancy;

before(async () => {
  set = await stage({ demo: true });
  browser = await launch();
  const recruiter = (await set.hall.must(200, 'GET', '/demo')).roles.find((one) => one.login === 'demo-recruiter');
  const booth = await set.hall.must(200, 'GET', `/booths/${recruiter.booth_id}`);
  vacancy = booth.vacancies[0];
  set.ids = { BOOTH: booth.id, FAIR: booth.fair_id, VACANCY: vacancy.id, ORGANIZATION: booth.organization_id };
  keys = await visitor(browser, desk, set.origin);
  firm = await visitor(browser, phone, set.origin);
  await keys.addInitScript(() => addEventListener('pointerdown', () => { window.testPointer = true; }, true));
});
after(async () => {
  await browser?.close();
  await set?.done();
});

const chapter = chapters(() => ({ keys, firm }));

async function stepInto(page, login) {
  await page.goto('/');
  await page.evaluate(async (body) => {
    const answer = await fetch('/api/v1/demo/logins', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    if (!answer.ok) throw new Error(await answer.text());
  }, JSON.stringify({ login }));
}

/** Tab by Tab to something: what has the focus is always within the window and not covered. */
async function reach(css, text = '') {
  await keys.waitForSelector(css);
  for (let turn = 0; turn < 120; turn++) {
    const at = await keys.evaluate(([wanted, said]) => {
      const one = document.activeElement;
      if (!one || one === document.body) return { found: false, seen: true };
      const box = one.getBoundingClientRect();
      const over = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
      const seen = one.id === 'main' || one.matches('.skip') || (over !== null && (one.contains(over) || over.contains(one) || over.closest('label')?.contains(one)));
      return { found: one.matches(wanted) && (one.getAttribute('aria-label') ?? one.textContent).includes(said), seen, what: one.outerHTML.slice(0, 120) };
    }, [css, text]);
    assert.ok(at.seen, `covered: ${at.what}`);
    if (at.found) return;
    await keys.keyboard.press('Tab');
  }
  assert.fail(`not reached: ${css} ${text}`);
}
const press = (key) => keys.keyboard.press(key);
const type = (text) => keys.keyboard.insertText(text);

chapter('by keyboard alone somebody signs up', async () => {
  await keys.goto('/sign-in');
  await reach('button', '没有账号');
  await press('Enter');
  await reach('[name=name]');
  await type('键盘（演示）');
  await reach('[name=login]');
  await type('keyboard-only');
  await reach('[name=password]');
  await type('a long enough password');
  await press('Enter');
  await keys.waitForURL((url) => url.pathname === '/');
});

chapter('fills in the profile', async () => {
  await reach('.nav.top a', '我的');
  await press('Enter');
  await reach('.ways a', '我的简历');
  await press('Enter');
  await reach('[name=headline]');
  await type('数控操作 · 三年');
  await reach('[name=phone]');
  await type('138');
  await reach('[name=regions]');
  await press('ArrowDown');
  await keys.waitForSelector('.paper-chosen >> text=温州');
  await reach('[name=skills]');
  await type('数控编程，UG');
  await press('Enter');
  await keys.waitForSelector('.paper-chosen >> text=UG');
  await reach('.paper-bar button');
  await press('Enter');
  // Refused at the field, the focus on what is wrong; the link goes there.
  await keys.waitForSelector('.field.wrong [name=phone]');
  await accessible(keys, 'a profile with a wrong number');
  await reach('.problems button', '手机号');
  await press('Enter');
  assert.equal(await keys.evaluate(() => document.activeElement.name), 'phone');
  await press('Control+A');
  await type('13800138000');
  await press('Enter');
  await keys.waitForSelector('.toast >> text=已保存');
  await keys.waitForSelector('.sealed >> text=138****');
  await accessible(keys, 'a profile with sealed fields');
});

chapter('is asked before what was written is lost', async () => {
  await reach('[name=headline]');
  await type('!');
  await reach('.back');
  await press('Enter');
  await keys.waitForSelector('dialog >> text=还没有保存');
  await press('Escape');
  assert.match(keys.url(), /\/me\/profile$/);
  await reach('.back');
  await press('Enter');
  await reach('dialog button', '不保存');
  await press('Enter');
  await keys.waitForURL((url) => url.pathname === '/me');
});

chapter('finds a vacancy and applies', async () => {
  await reach('.nav.top a', '岗位');
  await press('Enter');
  await reach('input[type=search]');
  await type(vacancy.title);
  await keys.waitForURL(/q=/);
  await keys.waitForSelector(`.job-link[href="/jobs/${vacancy.id}"]`);
  await reach(`.job-link[href="/jobs/${vacancy.id}"]`);
  await press('Enter');
  await reach('.apply-bar button', '投递简历');
  await press('Enter');
  await keys.waitForSelector('dialog [name=message]');
  await accessible(keys, 'applying');
  await type('附近居住，可随时到岗');
  await reach('dialog button', '确认投递');
  await press('Enter');
  await reach('.apply-bar a', '已投递');
  await press('Enter');
  await keys.waitForSelector('[data-state=submitted]');
  await accessible(keys, 'an application as its candidate sees it');
  assert.ok(!(await keys.evaluate(() => window.testPointer)), 'no pointer was used');
});

chapter('coming back finds the search as it was left', async () => {
  await keys.goto('/jobs?urgent=true');
  await keys.waitForSelector('.job-link');
  await keys.locator('.job-link').nth(3).scrollIntoViewIfNeeded();
  const before = await keys.evaluate(() => scrollY);
  await keys.locator('.job-link').nth(3).click();
  await keys.waitForSelector('.job-page');
  await keys.goBack();
  await keys.waitForSelector('.job-link');
  await keys.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 2, before);
  assert.match(keys.url(), /urgent=true/);
  assert.ok(await keys.getByRole('radio', { name: '急聘' }).isChecked());
});

chapter('the employer moves it on, one tap a step; both see every step', async () => {
  const application = (path) => set.hall.must(200, 'GET', path);
  assert.equal((await application(`/vacancies/${vacancy.id}`)).state, 'published');
  await stepInto(firm, 'demo-recruiter');
  await firm.goto(`/applications?vacancy=${vacancy.id}`);
  await firm.locator('.rows a:has-text("键盘")').click();
  await firm.waitForSelector('[data-state=viewed]');
  await firm.waitForSelector('.job-part >> text=UG');
  await accessible(firm, 'an application as its employer sees it');
  for (const [button, state] of [['初选通过', 'shortlisted'], ['邀请面试', 'interview'], ['发放录用', 'offered']]) {
    await firm.getByRole('button', { name: button }).click();
    await firm.waitForSelector(`[data-state=${state}]`);
  }
  await keys.goto('/applications');
  await keys.locator('.rows a').first().click();
  await keys.waitForSelector('[data-state=offered]');
  await keys.getByRole('button', { name: '接受录用' }).click();
  await accessible(keys, 'the question before accepting');
  await keys.locator('dialog').getByRole('button', { name: '接受录用' }).click();
  await keys.waitForSelector('[data-state=accepted]');
  assert.equal(await keys.locator('.steps-list li').count(), 6);
  await firm.reload();
  await firm.getByRole('button', { name: '不合适' }).click();
  await firm.waitForSelector('dialog [name=reason]');
  await accessible(firm, 'declining');
  await firm.locator('dialog').getByRole('button', { name: '取消' }).click();
  await firm.getByRole('button', { name: '确认入职' }).click();
  await firm.waitForSelector('[data-state=hired]');
});

chapter('the candidate sees who looked, and takes the permission back', async () => {
  await keys.goto('/me/privacy');
  await keys.waitForSelector('.rows li');
  await accessible(keys, 'permissions and views');
  await keys.getByRole('button', { name: /^收回授权/ }).first().click();
  await keys.locator('dialog').getByRole('button', { name: '收回授权' }).click();
  await keys.waitForSelector('.rows >> text=收回');
  calm(keys, firm);
});

const screens = [
  ['', '/jobs', '.job'], ['', '/jobs/VACANCY', '.job-page'], ['demo-candidate', '/me', '.ways'], ['demo-candidate', '/me/profile', '.paper-form'], ['demo-candidate', '/me/privacy', 'section'], ['demo-candidate', '/me/safety', '.logins li'],
  ['demo-candidate', '/applications', '.empty'], ['demo-recruiter', '/setup', '.steps'], ['demo-recruiter', '/setup/jobs', '.own-jobs'], ['demo-recruiter', '/setup/jobs/VACANCY', '.paper-form'], ['demo-recruiter', '/setup/organizations/ORGANIZATION', '.members'],
  ['demo-staff', '/staff', '.row-link'], ['demo-staff', '/staff/jobs', '.empty'], ['demo-staff', '/staff/organizations', '.chips'],
];

async function walk(page, look) {
  let who = '';
  for (const [as, path, wanted] of screens) {
    if (as !== who) await stepInto(page, as);
    who = as;
    await page.goto(path.replace(/[A-Z]{4,}/, (name) => set.ids[name]));
    await page.waitForSelector(wanted);
    await look(path);
  }
}

test('at 200 % zoom nothing needs scrolling to the side', async () => {
  const page = await visitor(browser, { ...desk, viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, set.origin);
  await walk(page, async (path) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${path}: ${wide} px too wide`);
  });
  await page.context().close();
});

test('who asks for less motion gets none', async () => {
  const page = await visitor(browser, { ...phone, reducedMotion: 'reduce' }, set.origin);
  await walk(page, async (path) => {
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
      const style = getComputedStyle(one);
      const longest = (list) => Math.max(...list.split(',').map((part) => parseFloat(part) * (part.trim().endsWith('ms') ? 1 : 1000)));
      return (style.animationName !== 'none' && longest(style.animationDuration) > 1 && style.animationIterationCount === 'infinite') || longest(style.transitionDuration) > 1;
    }).map((one) => one.outerHTML.slice(0, 80)));
    assert.deepEqual(moving, [], path);
  });
  await page.context().close();
});
