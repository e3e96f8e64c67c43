import assert from 'node:assert';
import { test } from 'node:test';
import { load } from './load.mjs';

const { match, rows } = await load('router.ts');

test('paths find their screens and ids', () => {
  assert.deepStrictEqual(match('/'), { name: 'home', id: '' });
  assert.deepStrictEqual(match('/fairs/f1'), { name: 'lobby', id: 'f1' });
  assert.deepStrictEqual(match('/line/t9/'), { name: 'ticket', id: 't9' });
  assert.deepStrictEqual(match('/staff/organizations'), { name: 'staff-organizations', id: '' });
  assert.deepStrictEqual(match('/staff/fairs/f2'), { name: 'staff-fair', id: 'f2' });
});

test('what no row names is lost', () => {
  for (const path of ['/nowhere', '/fairs/f1/more', '/staff/fairs', '/line/a/b']) assert.strictEqual(match(path).name, 'lost', path);
});

test('a broken escape does not throw', () => assert.strictEqual(match('/booths/%E0%A4%A').id, '%E0%A4%A'));

test('no path is a prefix of the server\'s own', () => {
  for (const [, pattern] of rows) assert.ok(!/^\/(api|internal|text|assets|health|metrics)\b/.test(pattern), pattern);
});
