// The story of a fair, told by two real browsers: an office with the organizer's and the enterprise's pages, and a graduate's
// phone that is reloaded and loses its network in the middle. The place is kept.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { until } from '../e2e/hall.mjs';
import { accessible, calm, chapters, desk, launch, phone, phoneMark, stage, visitor } from './stage.mjs';

let set, office, street, staff, firm, graduate;
const password = 'a long enough password';
const userAgent = (text) => ({ userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 ${text}` });

before(async () => {
  set = await stage();
  await set.hall.staff('organizer');
  [office, street] = await Promise.all([launch(), launch()]);
  staff = await visitor(office, desk, set.origin);
  firm = await visitor(office, desk, set.origin);
  graduate = await visitor(street, { ...phone, ...userAgent(phoneMark) }, set.origin);
});
after(async () => {
  await Promise.all([office?.close(), street?.close()]);
  await set?.done();
});

const chapter = chapters(() => ({ staff, firm, graduate }));
const press = (page, text) => page.getByRole('button', { name: text }).first().click();
const fill = (page, name, value) => page.fill(`form [name=${name}]`, value);
const ahead = (page) => page.textContent('.ticket [data-ahead]');

chapter('the organizer signs in, makes a fair and opens it', async () => {
  await staff.goto('/sign-in');
  await accessible(staff, 'signing in');
  await fill(staff, 'login', 'organizer');
  await fill(staff, 'password', password);
  await staff.keyboard.press('Enter');
  await staff.waitForURL('**/staff');
  await press(staff, '新建招聘会');
  await fill(staff, 'title', '秋季专场招聘会（演示）');
  await accessible(staff, 'the form of a fair');
  await press(staff, '创建');
  await staff.waitForURL('**/staff/fairs/*');
  await staff.click('[data-step=open]');
  await press(staff, '确认');
  await staff.waitForSelector('.life-line .now:has-text("进行中")');
  await accessible(staff, 'a fair as its organizer sees it');
});

chapter('an enterprise signs up, is verified, publishes a job and gets its booth', async () => {
  await firm.goto('/sign-in');
  await press(firm, '没有账号');
  await firm.getByRole('radio', { name: '招聘方' }).check();
  await fill(firm, 'name', '周经理（演示）');
  await fill(firm, 'login', 'firm');
  await fill(firm, 'password', password);
  await press(firm, '注册');
  await firm.waitForURL('**/desk');
  await firm.waitForSelector('text=还没有展位');
  await accessible(firm, 'a desk without booths');
  await firm.getByRole('link', { name: '去设置' }).click();
  await press(firm, '登记单位');
  await fill(firm, 'name', '永嘉瓯闩泵业有限公司（演示）');
  await fill(firm, 'uscc', '91330399MADEM0011G');
  await press(firm, '提交登记');
  await firm.waitForSelector('.problems', { state: 'visible' });
  await accessible(firm, 'a form with a wrong code');
  await fill(firm, 'uscc', '91330399MADEM0011F');
  await press(firm, '提交登记');
  await firm.waitForSelector('text=等待主办方核验');

  await staff.goto('/staff/organizations');
  await press(staff, '通过核验');
  await staff.waitForSelector('text=没有待审核的单位');

  await firm.reload();
  await firm.getByRole('link', { name: '新建岗位' }).click();
  await firm.waitForSelector('.paper-form');
  await fill(firm, 'title', '阀门装配工');
  await fill(firm, 'wage_min_fen', '6500');
  await fill(firm, 'wage_max_fen', '9000');
  await fill(firm, 'headcount', '5');
  await accessible(firm, 'the form of a vacancy');
  await press(firm, '保存并发布');
  await firm.waitForSelector('.field.wrong [name=duties]');
  await accessible(firm, 'a vacancy that the check refuses');
  await fill(firm, 'duties', '装配阀门并试压，两班倒。');
  await firm.getByRole('checkbox', { name: '急聘' }).check();
  await press(firm, '保存并发布');
  await firm.waitForSelector('.paper-state >> text=招聘中');
  await firm.getByRole('link', { name: '招聘设置' }).first().click();
  await firm.waitForSelector('.rows >> text=已发布');
  await fill(firm, 'greeting', '欢迎来聊聊');
  await press(firm, '提交申请');
  await firm.waitForSelector('.rows >> text=待审核');
  await accessible(firm, 'the set-up');

  await staff.goto('/staff');
  await staff.locator('.row-link').first().click();
  await press(staff, '通过');
  await staff.waitForSelector('table >> text=待开放');

  await firm.goto('/desk');
  await firm.locator('.desk-row').click();
  await press(firm, '开放展位');
  await firm.waitForSelector('.console-head >> text=开放中');
  await firm.waitForSelector('text=暂无人排队');
  await accessible(firm, 'an open booth without a line');
});

chapter('two others wait already', async () => {
  const booth = firm.url().split('/').pop();
  set.ann = await set.hall.account('ann', 'candidate', '安（演示）');
  set.bob = await set.hall.account('bob', 'candidate', '博（演示）');
  set.annLive = await set.hall.live(set.ann).open(['me']);
  set.bobLive = await set.hall.live(set.bob).open(['me']);
  set.annTicket = await set.hall.must(201, 'POST', `/booths/${booth}/tickets`, {}, set.ann);
  await firm.waitForSelector('.line-list >> text=安');
  set.booth = booth;
});

chapter('a graduate sees the lobby and, new here, stands in the line two taps later', async () => {
  await graduate.goto('/');
  await graduate.waitForSelector('.booth >> text=永嘉瓯闩泵业有限公司');
  assert.match(await graduate.textContent('.booth .wait'), /1 人排队/);
  assert.match(await graduate.textContent('.booth .wage'), /6\.5–9K/);
  assert.equal(await graduate.evaluate(() => document.documentElement.lang), 'zh-CN');
  const bar = await graduate.locator('.nav.foot').boundingBox();
  assert.ok(Math.abs(bar.y + bar.height - 844) < 1, 'the tab bar stands at the foot of the phone');
  await accessible(graduate, 'the lobby');
  await graduate.locator('.booth button').click(); // first tap
  await graduate.waitForSelector('dialog.sheet');
  await accessible(graduate, 'the sheet of a newcomer');
  await fill(graduate, 'name', '林同学（演示）');
  await fill(graduate, 'login', 'graduate');
  await fill(graduate, 'password', password);
  await graduate.getByRole('button', { name: '注册并排队' }).click(); // second tap
  await graduate.waitForURL('**/line/*');
  await graduate.waitForSelector('.ticket[data-state=near]');
  assert.equal(await graduate.textContent('.ticket-number'), 'A002');
  assert.equal(await ahead(graduate), '1');
  await press(graduate, '开启提醒');
  await graduate.waitForSelector('text=提醒已开启');
  await accessible(graduate, 'the ticket');
});

chapter('English is one tap away, and back', async () => {
  await graduate.getByRole('button', { name: 'English' }).click();
  await graduate.waitForSelector('text=Your number');
  assert.equal(await graduate.evaluate(() => document.documentElement.lang), 'en');
  await accessible(graduate, 'the ticket in English');
  await graduate.getByRole('button', { name: '中文' }).click();
  await graduate.waitForSelector('text=你的排队号');
});

chapter('after a reload the place is as it was', async () => {
  await graduate.reload();
  await graduate.waitForSelector('.ticket [data-ahead]');
  assert.equal(await graduate.textContent('.ticket-number'), 'A002');
  assert.equal(await ahead(graduate), '1');
});

chapter('the recruiter calls with one key, talks with the one before, and the graduate moves up', async () => {
  await firm.locator('h1').click();
  await firm.keyboard.press('n');
  await set.annLive.event('ticket.ringing');
  await firm.waitForSelector('.console[data-state=ringing]');
  await accessible(firm, 'a desk that rings');
  await set.hall.must(201, 'POST', `/tickets/${set.annTicket.id}/answer`, {}, set.ann);
  await firm.waitForSelector('.desk-talk');
  await until('the graduate is next', async () => (await ahead(graduate)) === '0');
  await graduate.waitForSelector('.ticket >> text=下一个就是你');
});

chapter('the phone loses the network: the place is kept, the page says so, and comes back by itself', async () => {
  set.proxy.cut();
  await graduate.waitForSelector('.strip', { timeout: 15000 });
  assert.match(await graduate.textContent('.strip'), /位置保留 1:[0-5]\d/);
  assert.equal(await graduate.textContent('.ticket-number'), 'A002', 'what was known stays on the page');
  await accessible(graduate, 'the strip of a lost connection');
  set.bobTicket = await set.hall.must(201, 'POST', `/booths/${set.booth}/tickets`, {}, set.bob); // somebody comes meanwhile
  set.proxy.heal();
  await graduate.waitForSelector('.strip', { state: 'detached', timeout: 30000 });
  await until('the place is as it was', async () => (await ahead(graduate)) === '0');
  await firm.waitForSelector('.line-list >> text=博');
});

chapter('the recruiter finishes with one key, the graduate is rung: dialog, title, vibration, notification', async () => {
  // As if another tab were in front.
  await graduate.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
  await firm.locator('.desk-talk h1').click();
  assert.ok(await firm.isChecked('.judge-head input'), 'calling the next is on');
  await firm.keyboard.press('2');
  await graduate.waitForSelector('dialog.ring', { timeout: 10000 });
  await graduate.waitForFunction(() => document.title.includes('🔔'));
  const seen = await graduate.evaluate(() => window.testSeen);
  assert.ok(seen.vibrations > 0);
  assert.equal(seen.notifications[0].tag, 'hirehall-ring');
  assert.match(seen.notifications[0].body, /永嘉瓯闩泵业有限公司/);
  assert.equal(await graduate.evaluate(() => document.activeElement.textContent), '进入面试');
  await graduate.evaluate(() => { delete document.hidden; });
  await accessible(graduate, 'the ring');
});

chapter('Esc sets the ring aside but does not lose it; more time may be taken once', async () => {
  await graduate.keyboard.press('Escape');
  await graduate.waitForSelector('.ring-bar');
  await accessible(graduate, 'the ring set aside');
  await graduate.click('.ring-bar-text');
  await graduate.waitForSelector('dialog.ring');
  await press(graduate, '再等 30 秒');
  await graduate.waitForSelector('dialog.ring >> text=已延长一次');
  assert.ok(Number(await graduate.textContent('dialog.ring .ring-left b')) > 30);
});

chapter('one tap answers; both talk; a reload in the middle loses nothing', async () => {
  await graduate.click('dialog.ring [data-first]');
  await graduate.waitForURL('**/talks/*');
  await graduate.waitForSelector('.chat-empty');
  assert.ok(!(await graduate.title()).includes('🔔'), 'the title rests');
  await firm.waitForSelector('.desk-talk .chat-empty');
  await graduate.fill('.writer textarea', '您好，我是机械专业的应届生');
  await graduate.click('.writer .send');
  await firm.waitForSelector('.bubble.theirs >> text=机械专业');
  await firm.fill('.writer textarea', '欢迎！做过装配吗？<b>');
  await firm.keyboard.press('Enter');
  await graduate.waitForSelector('.bubble.theirs >> text=做过装配吗？<b>');
  await accessible(graduate, 'the talk');
  await accessible(firm, 'the talk at the desk');
  await graduate.reload();
  await graduate.waitForSelector('.bubble.mine >> text=机械专业');
  await graduate.waitForSelector('.bubble.theirs >> text=做过装配吗');
  assert.match(await graduate.textContent('.talk-clock b'), /^\d:\d\d$/);
  await graduate.goto('/jobs');
  await graduate.waitForSelector('.mini.talk');
  await accessible(graduate, 'jobs while a talk runs');
  await graduate.click('.mini.talk');
  await graduate.waitForSelector('.bubble.mine');
});

chapter('the outcome comes to the graduate, and with the same key the next one is called', async () => {
  await firm.keyboard.press('Escape'); // out of the writing
  await firm.keyboard.press('1');
  await graduate.waitForSelector('.result[data-outcome=advance]');
  await accessible(graduate, 'the outcome');
  const rung = await set.bobLive.event('ticket.ringing');
  assert.equal(rung.data.id, set.bobTicket.id);
  await firm.waitForSelector('.console[data-state=ringing] >> text=博');
  await firm.waitForSelector('.console-done >> text=进入下一步');
  await press(firm, '收回呼叫');
  await firm.waitForSelector('.next-up >> text=叫下一位');
  await accessible(firm, 'the desk afterwards');
});

chapter('"me" keeps the talk; a profile is saved; the text grows', async () => {
  await graduate.getByRole('link', { name: '我的', exact: true }).click();
  await graduate.waitForSelector('.rows >> text=进入下一步');
  await graduate.getByRole('link', { name: '我的简历' }).click();
  await graduate.waitForSelector('.paper-form');
  await fill(graduate, 'headline', '温州大学 · 机械设计 · 2027 届');
  await press(graduate, '保存');
  await graduate.waitForSelector('.toast >> text=已保存');
  await graduate.getByRole('link', { name: '我的', exact: true }).first().click();
  await graduate.getByRole('radio', { name: '特大' }).check();
  assert.equal(await graduate.evaluate(() => getComputedStyle(document.documentElement).fontSize), '20px');
  await accessible(graduate, '"me" with large text');
});

chapter('nothing broke on the way: no script error, no violation of the policy, nothing asked elsewhere', async () => {
  calm(staff, firm, graduate);
  for (const page of [staff, firm, graduate]) assert.deepEqual(await page.evaluate(() => window.testSeen.violations), []);
  await Promise.all([set.annLive.close(), set.bobLive.close()]);
});
