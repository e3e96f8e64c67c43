// The command line from a test: runs the program, reads a database file's rows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { binary } from './hall.mjs';

/** Runs a program to its end; a string or Buffer goes to its standard input. */
export async function runProgram(program, args, input = '', ms = 120000) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const out = [];
  let err = '';
  child.stdout.on('data', (d) => out.push(d));
  child.stderr.on('data', (d) => { err += d; });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  const bytes = Buffer.concat(out);
  return { code, out: bytes.toString('utf8'), bytes, err };
}

export const hirehall = (args, input, ms) => runProgram(binary, args, input, ms);

/** As hirehall, but any exit status other than the wanted one is an error that says all. */
export async function must(code, args, input, ms) {
  const got = await hirehall(args, input, ms);
  if (got.code !== code) throw new Error(`hirehall ${args.join(' ')}: ${got.code} instead of ${code}: ${got.err}`);
  return got;
}

const dump = `
import json, sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
names = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
print(json.dumps({name: sorted(map(json.dumps, db.execute('SELECT * FROM "%s"' % name))) for name in names}))
`;

/** Every table of a database file: name -> its rows as sorted texts. */
export async function tables(file) {
  const got = await runProgram('python3', ['-c', dump, file]);
  if (got.code !== 0) throw new Error(got.err);
  return JSON.parse(got.out);
}
