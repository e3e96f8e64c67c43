// Runs the figures by name. Each says first how much work it does and what limits it.
import { calibrate, table } from './measure.mjs';
import { booths } from './booths.mjs';
import { fanout } from './fanout.mjs';
import { importing } from './import.mjs';
import { join } from './join.mjs';
import { lint } from './lint.mjs';
import { page } from './page.mjs';
import { pick } from './pick.mjs';
import { search } from './search.mjs';
import { sockets } from './sockets.mjs';
import { start } from './start.mjs';
import { tlsCost } from './tls.mjs';

const all = { page, start, pick, lint, booths, import: importing, join, sockets, fanout, search, tls: tlsCost };
const names = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(all);
for (const name of names) if (!all[name]) { console.error(`unknown figure ${name}: ${Object.keys(all).join(' ')}`); process.exit(2); }
console.log(`calibration: ${calibrate()} µs of CPU for 20 million rounds of arithmetic (compare figures of two days only beside it)`);
for (const name of names) await all[name]();
table();
