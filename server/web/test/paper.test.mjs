// What a form shows of an object, and what it sends: the pure half of forms from the model rows.
import assert from 'node:assert';
import { test } from 'node:test';
import { load } from './load.mjs';

const { bodyOf, valuesOf } = await load('paper_values.ts');
const rows = {
  title: { kind: 'text', min: 2, max: 60 }, headcount: { kind: 'int', min: 1, max: 9 }, wage_min_fen: { kind: 'int', min: 0, max: 1e10 },
  urgent: { kind: 'bool' }, skills: { kind: 'list', items: 3, max: 9 }, education: { kind: 'enum', values: ['none', 'college'] },
};

test('what is absent begins empty, an enum with its first value', () => {
  assert.deepStrictEqual(valuesOf(rows, { wage_min_fen: null }), { title: '', headcount: '', wage_min_fen: '', urgent: false, skills: [], education: 'none' });
});

test('money is written in yuan and sent in fen, to the fen', () => {
  assert.strictEqual(valuesOf(rows, { wage_min_fen: 650_050 }).wage_min_fen, '6500.5');
  assert.strictEqual(bodyOf(rows, { wage_min_fen: '19.99' }).wage_min_fen, 1999);
  assert.strictEqual(bodyOf(rows, { wage_min_fen: '0' }).wage_min_fen, 0);
});

test('a number left empty is null, not nought', () => assert.deepStrictEqual(bodyOf(rows, { headcount: '', wage_min_fen: '' }), { headcount: null, wage_min_fen: null }));

test('texts are sent without the spaces around them; what no row names is not sent', () => {
  assert.deepStrictEqual(bodyOf(rows, { title: ' 钳工 ', urgent: true, skills: ['a'], other: 'x' }), { title: '钳工', urgent: true, skills: ['a'] });
});
