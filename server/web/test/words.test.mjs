// Both languages say everything, with the same parameters, and neither half is left in the other language.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { load, sources } from './load.mjs';

const pairs = [];
for (const file of fs.readdirSync(path.join(sources, 'words')).filter((name) => name.endsWith('.ts'))) {
  const here = await load(`words/${file}`);
  for (const [name, found] of Object.entries(here)) {
    const en = found.en ?? (await load(`words/en/${file}`))[name];
    pairs.push([`${file}:${name}`, found.zh, en]);
  }
}

function compare(at, zh, en) {
  assert.strictEqual(typeof en, typeof zh, at);
  if (typeof zh === 'function') assert.strictEqual(en.length, zh.length, `${at} takes the same parameters`);
  else if (typeof zh === 'string') {
    assert.ok(zh.trim() && en.trim(), `${at} is not empty`);
  } else {
    assert.deepStrictEqual(Object.keys(en).sort(), Object.keys(zh).sort(), at);
    for (const key of Object.keys(zh)) compare(`${at}.${key}`, zh[key], en[key]);
  }
}

test('there are dictionaries to compare', () => assert.ok(pairs.length >= 8));
for (const [name, zh, en] of pairs) test(`${name} has the same keys in both languages`, () => compare(name, zh, en));

test('English texts carry no Chinese, except the mark of the demonstration and the name of the other language', () => {
  const walk = (at, value) => {
    if (typeof value === 'string') assert.ok(!/[\u4e00-\u9fff]/.test(value) || ['demoMark', 'languageOther'].includes(at.split('.').pop()), `${at}: ${value}`);
    else if (typeof value === 'object') for (const key of Object.keys(value)) walk(`${at}.${key}`, value[key]);
  };
  for (const [name, , en] of pairs) walk(name, en);
});

test('components hold no texts of their own', () => {
  const files = fs.readdirSync(sources, { recursive: true }).map(String).filter((name) => name.endsWith('.tsx'));
  for (const name of files) {
    const bare = fs.readFileSync(path.join(sources, name), 'utf8').replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '').replace(/'(（)?北京时间(）)?'|[：，。、）（↗]/g, '');
    assert.ok(!/[\u4e00-\u9fff]/.test(bare), `${name}: ${bare.match(/.{0,30}[\u4e00-\u9fff].{0,30}/)?.[0]}`);
  }
});
