// Search among 100,000 invented vacancies: bench_search makes them, asks the index, the page through the door, and SQLite's FTS5.
import { execFileSync } from 'node:child_process';
import { built, round1, row } from './measure.mjs';

export async function search() {
  console.log('search: bench_search, 100,000 vacancies of about 200 characters, 1,000 queries of text + place + pay, all in memory: CPU limits; FTS5 (trigram) answers those whose words have three characters or more');
  const got = execFileSync(built('bench_search'), { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line));
  const last = (name) => got.filter((one) => one.name === name).at(-1);
  const made = last('built'), found = last('found');
  if (found.ours !== found.peer) throw new Error(`the index finds ${found.ours} where FTS5 finds ${found.peer}`);
  const ms = (us) => Math.round(us / 10) / 100;
  for (const order of ['relevance', 'date']) {
    const ours = last(`index_${order}`), peer = last(`fts5_${order}`);
    row(`search: p50 by ${order}`, ms(ours.p50_us), 'ms', ours.n, { peer: ms(peer.p50_us), peer_name: 'FTS5' });
    row(`search: p99 by ${order}`, ms(ours.p99_us), 'ms', ours.n, { reach: '≤ 5, a fifth of FTS5', peer: ms(peer.p99_us), peer_name: 'FTS5' });
  }
  const page = last('page'), newest = last('page_newest'), rare = last('page_rare');
  row('search: whole page of 20, p50', ms(page.p50_us), 'ms', page.n);
  row('search: whole page of 20, p99', ms(page.p99_us), 'ms', page.n, { reach: '≤ 5' });
  row('search: newest 20 without text, p99', ms(newest.p99_us), 'ms', newest.n);
  row('search: rare filter without text, p99', ms(rare.p99_us), 'ms', rare.n);
  row('search: memory of the index', round1(made.bytes / 1e6), 'MB', made.docs, { peer: round1(made.peer_bytes / 1e6), peer_name: 'FTS5' });
  row('search: making the index', made.build_ms, 'ms', made.docs);
  row('search: comparing it with the store', made.look_ms, 'ms', made.docs);
}
