// What the first page weighs on the wire: the files the lobby loads, as they are served, and all scripts together.
import fs from 'node:fs';
import path from 'node:path';
import { built, row, round1 } from './measure.mjs';

export async function page() {
  console.log('page: sizes of the built files, gzip as served');
  const dist = built('web');
  const files = fs.readdirSync(dist, { recursive: true }).map(String).filter((name) => name.endsWith('.gz'));
  const size = (name) => fs.statSync(path.join(dist, name)).size;
  const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8');
  // The first load: the document and everything it names, and what those scripts import statically.
  const first = new Set(['index.html']);
  const take = (text) => { for (const m of text.matchAll(/(?:href|src)="\/(assets\/)?([\w.-]+\.(?:js|css|svg))"/g)) { const name = `assets/${m[2]}`; if (!first.has(name) && fs.existsSync(path.join(dist, name))) { first.add(name); if (name.endsWith('.js')) statics(fs.readFileSync(path.join(dist, name), 'utf8')); } } };
  const statics = (text) => { for (const m of text.matchAll(/(?:import|from)\s*["']\.\/([\w.-]+\.js)["']/g)) { const name = `assets/${m[1]}`; if (!first.has(name)) { first.add(name); statics(fs.readFileSync(path.join(dist, name), 'utf8')); } } };
  take(html);
  const sum = (names) => names.reduce((total, name) => total + (files.includes(`${name}.gz`) ? size(`${name}.gz`) : size(name)), 0);
  row('page: first load, gzip', round1(sum([...first]) / 1000), 'kB', 1, { reach: '≤ 35', files: [...first] });
  row('page: all scripts, gzip', round1(sum(files.filter((n) => n.endsWith('.js.gz')).map((n) => n.slice(0, -3))) / 1000), 'kB', 1, { reach: '≤ 110' });
}
