// The live connection, step by step: what it sends, what it hands on, when it tries again.
import assert from 'node:assert';
import { test } from 'node:test';
import { load } from './load.mjs';

const bus = await load('bus_core.ts');
const kinds = (actions, kind) => actions.filter((one) => one.kind === kind);
const sent = (actions) => kinds(actions, 'send').map((one) => JSON.parse(one.text));

function begin(channels = ['me'], seq = 5) {
  const core = bus.coreNew();
  const run = (input, now = 0, chance = 0.5) => bus.step(core, input, now, chance);
  run({ kind: 'want', channels });
  assert.deepStrictEqual(kinds(run({ kind: 'start' }), 'open').length, 1);
  const [frame] = sent(run({ kind: 'opened' }));
  const reply = { id: frame.id, status: 200, body: { channels: channels.map((channel) => ({ channel, status: 200, epoch: 'E', seq })) } };
  const first = run({ kind: 'frame', text: JSON.stringify(reply) });
  return { core, run, first, frame };
}
const logged = (seq, channel = 'me', epoch = 'E') => ({ kind: 'frame', text: JSON.stringify({ event: 'ticket.moved', channel, epoch, seq, at: '', data: { id: 't' } }) });
const state = (version, booth = 'b', channel = 'fair:f') => ({ kind: 'frame', text: JSON.stringify({ event: 'booth.line', channel, epoch: 'E', version, at: '', data: { booth_id: booth } }) });

test('it subscribes to all that is wanted, then is up and everything is loaded once', () => {
  const { first, frame, core } = begin(['me', 'fair:f']);
  assert.deepStrictEqual(frame.subscribe, ['me', 'fair:f']);
  assert.deepStrictEqual(frame.after, {});
  assert.deepStrictEqual(kinds(first, 'fresh').map((one) => one.channel), ['me', 'fair:f']);
  assert.strictEqual(core.link, 'up');
});

test('logged events go through once and in order', () => {
  const { run } = begin();
  assert.strictEqual(kinds(run(logged(6)), 'event').length, 1);
  assert.strictEqual(kinds(run(logged(6)), 'event').length, 0, 'a repeated one is dropped');
  assert.strictEqual(kinds(run(logged(4)), 'event').length, 0, 'an old one is dropped');
  assert.strictEqual(kinds(run(logged(7)), 'event').length, 1);
});

test('a hole or another epoch means: load anew', () => {
  const { run } = begin();
  assert.strictEqual(kinds(run(logged(9)), 'fresh').length, 1);
  assert.strictEqual(kinds(run(logged(10)), 'fresh').length, 0);
  assert.strictEqual(kinds(run(logged(1, 'me', 'F')), 'fresh').length, 1);
  assert.strictEqual(kinds(run(logged(2, 'me', 'F')), 'event').length, 1);
});

test('of state events the newest wins, each booth by itself', () => {
  const { run } = begin(['fair:f']);
  assert.strictEqual(kinds(run(state(3)), 'event').length, 1);
  assert.strictEqual(kinds(run(state(3)), 'event').length, 0);
  assert.strictEqual(kinds(run(state(2)), 'event').length, 0);
  assert.strictEqual(kinds(run(state(1, 'other')), 'event').length, 1);
  assert.strictEqual(kinds(run(state(4)), 'event').length, 1);
});

test('after a break it names the last event seen; what is bridged is not loaded again, state is', () => {
  const { run, core } = begin(['me', 'fair:f']);
  run(logged(6));
  const lost = run({ kind: 'closed', code: 1006 }, 1000);
  assert.deepStrictEqual(kinds(lost, 'link').map((one) => one.link), ['down']);
  assert.strictEqual(kinds(run({ kind: 'tick' }, 1100), 'open').length, 0, 'not before the back-off');
  assert.strictEqual(kinds(run({ kind: 'tick' }, 1600), 'open').length, 1);
  const [frame] = sent(run({ kind: 'opened' }, 1700));
  assert.deepStrictEqual(frame.after, { me: ['E', 6], 'fair:f': ['E', 5] });
  assert.strictEqual(kinds(run(logged(7), 1800), 'event').length, 1, 'the rest comes before the reply');
  const reply = { id: frame.id, status: 200, body: { channels: [{ channel: 'me', status: 200, epoch: 'E', seq: 7 }, { channel: 'fair:f', status: 200, epoch: 'E', seq: 5 }] } };
  const again = run({ kind: 'frame', text: JSON.stringify(reply) }, 1900);
  assert.deepStrictEqual(kinds(again, 'fresh').map((one) => one.channel), ['fair:f']);
  assert.strictEqual(core.link, 'up');
  assert.strictEqual(core.failures, 0);
});

test('resync of the server loads anew and forgets the place in the log', () => {
  const { run, core } = begin();
  const actions = run({ kind: 'frame', text: '{"event":"resync","channel":"me"}' });
  assert.deepStrictEqual(kinds(actions, 'fresh'), [{ kind: 'fresh', channel: 'me' }]);
  assert.strictEqual(core.cursors.has('me'), false);
});

test('a ping is heard and nothing else; 40 seconds of silence reconnect at once', () => {
  const { run } = begin();
  assert.deepStrictEqual(run({ kind: 'frame', text: '{"event":"ping"}' }, 30_000), []);
  assert.deepStrictEqual(run({ kind: 'tick' }, 69_999), []);
  const silent = run({ kind: 'tick' }, 70_000);
  assert.deepStrictEqual(silent.map((one) => one.kind), ['close', 'link', 'open']);
});

test('the pauses between tries grow to 15 seconds and are spread by chance', () => {
  const core = bus.coreNew();
  bus.step(core, { kind: 'want', channels: ['me'] }, 0, 0);
  bus.step(core, { kind: 'start' }, 0, 0);
  const waits = [];
  let now = 0;
  for (let i = 0; i < 9; i++) {
    bus.step(core, { kind: 'closed', code: 1006 }, now, 1);
    waits.push(core.retryAt - now);
    now = core.retryAt;
    assert.strictEqual(kinds(bus.step(core, { kind: 'tick' }, now, 1), 'open').length, 1);
  }
  assert.deepStrictEqual(waits.slice(0, 4), [500, 1000, 2000, 4000]);
  assert.strictEqual(waits.at(-1), 15_000);
  bus.step(core, { kind: 'closed', code: 1006 }, now, 0);
  assert.strictEqual(core.retryAt - now, 7500, 'at least half');
});

test('a connection that does not open in ten seconds is given up', () => {
  const core = bus.coreNew();
  bus.step(core, { kind: 'start' }, 0, 0);
  assert.deepStrictEqual(bus.step(core, { kind: 'tick' }, 9_999, 0), []);
  assert.ok(bus.step(core, { kind: 'tick' }, 10_000, 0).some((one) => one.kind === 'close'));
});

test('hurry tries at once, but only when there is no connection', () => {
  const { run } = begin();
  assert.deepStrictEqual(run({ kind: 'hurry' }), []);
  run({ kind: 'closed', code: 1006 }, 10);
  assert.strictEqual(kinds(run({ kind: 'hurry' }, 11), 'open').length, 1);
  assert.strictEqual(kinds(run({ kind: 'hurry' }, 12), 'open').length, 0);
});

test('wanting more subscribes to that alone, wanting less unsubscribes and goes deaf to it', () => {
  const { run } = begin(['me', 'fair:f']);
  const more = sent(run({ kind: 'want', channels: ['me', 'fair:f', 'booth:b'] }));
  assert.deepStrictEqual(more.map((one) => one.subscribe), [['booth:b']]);
  const less = sent(run({ kind: 'want', channels: ['me', 'booth:b'] }));
  assert.deepStrictEqual(less.map((one) => one.unsubscribe), [['fair:f']]);
  assert.deepStrictEqual(run(state(9)), []);
});

test('a channel that is refused is told so; the others live', () => {
  const core = bus.coreNew();
  bus.step(core, { kind: 'want', channels: ['me', 'session:s'] }, 0, 0);
  bus.step(core, { kind: 'start' }, 0, 0);
  const [frame] = sent(bus.step(core, { kind: 'opened' }, 0, 0));
  const reply = { id: frame.id, status: 403, body: { channels: [{ channel: 'me', status: 200, epoch: 'E', seq: 1 }, { channel: 'session:s', status: 403, epoch: '', seq: 0 }] } };
  const actions = bus.step(core, { kind: 'frame', text: JSON.stringify(reply) }, 0, 0);
  assert.deepStrictEqual(kinds(actions, 'refused'), [{ kind: 'refused', channel: 'session:s', status: 403 }]);
  assert.deepStrictEqual(kinds(actions, 'fresh').map((one) => one.channel), ['me']);
});

test('a login that ended stops everything and says so', () => {
  const { run, core } = begin();
  const actions = run({ kind: 'closed', code: 4001 });
  assert.ok(actions.some((one) => one.kind === 'signed_out'));
  assert.strictEqual(core.running, false);
  assert.deepStrictEqual(run({ kind: 'tick' }, 100_000), []);
});

test('stopping forgets cursors: the next account starts afresh', () => {
  const { run, core } = begin();
  run({ kind: 'stop' });
  assert.strictEqual(core.cursors.size, 0);
  run({ kind: 'start' });
  const [frame] = sent(run({ kind: 'opened' }));
  assert.deepStrictEqual(frame.after, {});
});

test('garbage is not a crash', () => {
  const { run } = begin();
  for (const text of ['', 'null', '[]', '{', '{"event":5}', '{"id":99}', '{"event":"x"}']) assert.doesNotThrow(() => run({ kind: 'frame', text }));
});
