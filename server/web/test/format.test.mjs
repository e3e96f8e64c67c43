import assert from 'node:assert';
import { test } from 'node:test';
import { load } from './load.mjs';

const f = await load('format.ts');
const now = Date.parse('2026-11-24T10:00:00+08:00');

test('moments are written in Beijing time, whatever zone the machine has', () => {
  assert.strictEqual(f.timeText('2026-11-24T17:00:00+08:00'), '17:00');
  assert.strictEqual(f.timeText('2026-11-24T23:30:00-05:00'), '12:30');
  assert.strictEqual(f.momentText('2026-11-24T17:00:00+08:00', now, 'zh'), '今天 17:00');
  assert.strictEqual(f.momentText('2026-11-25T09:00:00+08:00', now, 'zh'), '明天 09:00');
  assert.strictEqual(f.momentText('2026-12-03T09:00:00+08:00', now, 'zh'), '12月3日 09:00');
  assert.strictEqual(f.momentText('2027-01-03T09:00:00+08:00', now, 'en'), '3 Jan 2027 09:00');
});

test('midnight is 00:00, and the day changes at Beijing midnight', () => {
  assert.strictEqual(f.timeText('2026-11-24T16:00:00Z'), '00:00');
  assert.strictEqual(f.dayText('2026-11-24T15:59:59Z', now, 'zh'), '今天');
  assert.strictEqual(f.dayText('2026-11-24T16:00:00Z', now, 'zh'), '明天');
});

test('a span names its zone', () => {
  assert.strictEqual(f.spanText('2026-11-24T09:00:00+08:00', '2026-11-24T17:00:00+08:00', now, 'zh'), '今天 09:00–17:00 北京时间');
  assert.strictEqual(f.spanText('2026-11-24T20:00:00+08:00', '2026-11-25T06:00:00+08:00', now, 'en'), 'today 20:00–tomorrow 06:00 Beijing time');
});

test('wages are short: thousands a month, yuan a day or hour, ten thousands a year', () => {
  assert.strictEqual(f.wageText(650000, 800000, 'month', 'zh'), '6.5–8K');
  assert.strictEqual(f.wageText(650000, 650000, 'month', 'en'), '¥6.5K');
  assert.strictEqual(f.wageText(20000, 26000, 'day', 'zh'), '200–260元/天');
  assert.strictEqual(f.wageText(2250, 2600, 'hour', 'en'), '¥22.5–26/hour');
  assert.strictEqual(f.wageText(12000000, 18000000, 'year', 'zh'), '12–18万/年');
  assert.strictEqual(f.wageText(12000000, 18000000, 'year', 'en'), '¥120–180K/year');
  assert.strictEqual(f.wageText(0, 0, 'month', 'zh'), '面议');
});

test('a wait is a range, "within" when it may be nothing, null when nobody knows', () => {
  const eta = (minSeconds, maxSeconds, basis = 'learned') => ({ basis, minSeconds, maxSeconds });
  assert.strictEqual(f.etaText(eta(480, 720), 'zh'), '约 8–12 分钟');
  assert.strictEqual(f.etaText(eta(0, 300), 'zh'), '5 分钟以内');
  assert.strictEqual(f.etaText(eta(0, 300), 'en'), 'within 5 min');
  assert.strictEqual(f.etaText(eta(0, 0), 'zh'), '无需等待');
  assert.strictEqual(f.etaText(eta(480, 720, 'unknown'), 'zh'), null);
  assert.strictEqual(f.etaText(eta(null, null), 'zh'), null);
});

test('numbers of tickets have three digits at least', () => {
  assert.strictEqual(f.ticketNumber(7), 'A007');
  assert.strictEqual(f.ticketNumber(1017), 'A1017');
});

test('a badge is the first character after the place', () => {
  assert.strictEqual(f.badgeOf('浙江榫澜电器有限公司（演示）'), '榫');
  assert.strictEqual(f.badgeOf('温州市鹿鸣鞋业有限公司'), '鹿');
  assert.strictEqual(f.badgeOf('温州'), '温');
  assert.strictEqual(f.badgeOf(''), '');
});

test('a form\'s day and time are a moment of Beijing; an empty field is none', () => {
  assert.strictEqual(f.momentOf('2026-11-24', '09:00'), '2026-11-24T09:00:00+08:00');
  assert.strictEqual(f.momentOf('', '09:00'), null);
  assert.strictEqual(f.dayInput(Date.parse('2026-11-24T16:30:00Z')), '2026-11-25');
});
