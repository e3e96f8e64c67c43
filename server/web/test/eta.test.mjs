// The page and the hall must say the same waiting time.
import assert from 'node:assert';
import { test } from 'node:test';
import { load } from './load.mjs';

const { etaAt, aheadIn, placeOf } = await load('eta.ts');
const pace = (residual_s, step_s, eta_basis = 'learned') => ({ residual_s, step_s, eta_basis });

test('the range is x0.8 to x1.3, rounded outward to whole minutes', () => {
  assert.deepStrictEqual(etaAt(pace(0, 480), 1), { basis: 'learned', minSeconds: 360, maxSeconds: 660 });
  assert.deepStrictEqual(etaAt(pace(100, 300), 2), { basis: 'learned', minSeconds: 540, maxSeconds: 960 });
});

test('every whole second of waiting rounds outward, never inward', () => {
  for (let wait = 0; wait <= 7200; wait++) {
    const { minSeconds, maxSeconds } = etaAt(pace(wait, 0), 5);
    assert.ok(minSeconds % 60 === 0 && maxSeconds % 60 === 0);
    assert.ok(minSeconds <= wait * 0.8 && wait * 0.8 - minSeconds < 61);
    assert.ok(maxSeconds + 1 > wait * 1.3 && maxSeconds - wait * 1.3 < 60, `${wait}`);
  }
});

test('nobody ahead and nobody talking is no wait', () => {
  assert.deepStrictEqual(etaAt(pace(0, 480), 0), { basis: 'learned', minSeconds: 0, maxSeconds: 0 });
});

test('an unknown pace stays unknown, whoever is ahead', () => {
  assert.strictEqual(etaAt(pace(null, 480), 3).basis, 'unknown');
  assert.strictEqual(etaAt(pace(0, null), 3).minSeconds, null);
  assert.strictEqual(etaAt(pace(0, 480, 'unknown'), 3).maxSeconds, null);
});

test('the place is where the number stands in the order', () => {
  assert.strictEqual(aheadIn([7, 3, 12], 7), 0);
  assert.strictEqual(aheadIn([7, 3, 12], 12), 2);
  assert.strictEqual(aheadIn([7, 3, 12], 9), null);
  assert.strictEqual(aheadIn(undefined, 9), null);
});

test('the line knows better than the ticket, but only while the ticket waits and is listed', () => {
  const ticket = { state: 'waiting', number: 12, ahead: 9, eta_basis: 'planned', eta_min_s: 60, eta_max_s: 120 };
  const line = { order: [7, 3, 12], ...pace(60, 120) };
  assert.strictEqual(placeOf(ticket, line).ahead, 2);
  assert.strictEqual(placeOf(ticket, line).eta.minSeconds, 240);
  assert.strictEqual(placeOf(ticket, undefined).ahead, 9);
  assert.strictEqual(placeOf({ ...ticket, number: 99 }, line).eta.basis, 'planned');
  assert.strictEqual(placeOf({ ...ticket, state: 'ringing' }, line).ahead, null);
});
