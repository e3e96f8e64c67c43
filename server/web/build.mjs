// Builds the page: `node build.mjs DIST`. Names under assets/ carry a hash of their content; beside each file that shrinks
// lie its gzip and Brotli forms. The build fails when the page grows above its budget.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.resolve(process.argv[2] ?? path.join(here, 'dist'));
const budgetBytes = { first: 35_000, scripts: 110_000, route: 15_000 };

fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(path.join(dist, 'assets'), { recursive: true });

// Every screen of its own file also names the shell: so all of the first page is reached by the same entries and lands in
// one chunk, instead of one for each set of screens that share a module (which costs a third in compression).
const together = {
  name: 'together',
  setup(one) {
    one.onLoad({ filter: /src[\\/](screens[\\/]\w+|live)\.tsx$/ }, (file) => ({
      contents: `${fs.readFileSync(file.path, 'utf8')}\nimport '${file.path.includes('screens') ? '../shell' : './shell'}';\n`,
      loader: 'tsx',
    }));
  },
};

const result = await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/main.tsx', style: 'src/style.css', style_work: 'src/style_work.css' },
  outdir: path.join(dist, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: ['es2020', 'chrome80', 'safari14.1', 'firefox80'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
  plugins: [together],
});

// What the first page loads: the entry, what it imports statically, the style and the document itself.
const outputs = result.metafile.outputs;
const nameOf = (output) => path.relative(dist, path.resolve(here, output)).split(path.sep).join('/');
const entry = (end) => Object.keys(outputs).find((output) => outputs[output].entryPoint?.endsWith(end));
const statics = (output, seen = new Set()) => {
  if (seen.has(output)) return seen;
  seen.add(output);
  for (const one of outputs[output].imports) if (one.kind === 'import-statement') statics(one.path, seen);
  return seen;
};
const script = entry('src/main.tsx');
const style = entry('src/style.css');
const firstScripts = [...statics(script)];
const preload = firstScripts.filter((one) => one !== script).map((one) => `<link rel="modulepreload" href="/${nameOf(one)}">`);
const html = fs.readFileSync(path.join(here, 'src/index.html'), 'utf8')
  .replace('<!--style-->', () => `<link rel="stylesheet" href="/${nameOf(style)}"><meta name="style-work" content="/${nameOf(entry('src/style_work.css'))}">`)
  .replace('<!--script-->', () => [...preload, `<script type="module" src="/${nameOf(script)}"></script>`].join(''));
fs.writeFileSync(path.join(dist, 'index.html'), html);
for (const name of fs.readdirSync(path.join(here, 'src/root'))) fs.copyFileSync(path.join(here, 'src/root', name), path.join(dist, name));

const gzipBytes = {};
for (const name of fs.readdirSync(dist, { recursive: true }).map(String)) {
  const file = path.join(dist, name);
  if (!fs.statSync(file).isFile()) continue;
  const raw = fs.readFileSync(file);
  const gz = zlib.gzipSync(raw, { level: 9 });
  const br = zlib.brotliCompressSync(raw, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: raw.length } });
  gzipBytes[name.split(path.sep).join('/')] = gz.length;
  if (gz.length < raw.length * 0.95) fs.writeFileSync(`${file}.gz`, gz);
  if (br.length < raw.length * 0.95) fs.writeFileSync(`${file}.br`, br);
}

const sum = (names) => names.reduce((total, name) => total + gzipBytes[name], 0);
const first = sum(['index.html', nameOf(style), ...firstScripts.map(nameOf)]);
const scripts = sum(Object.keys(gzipBytes).filter((name) => name.endsWith('.js')));
const routes = Object.keys(outputs).filter((output) => output.endsWith('.js') && !firstScripts.includes(output));
const largest = Math.max(0, ...routes.map((output) => gzipBytes[nameOf(output)]));
console.log(`page: first load ${first}, all scripts ${scripts}, largest lazy part ${largest} bytes of gzip`);
for (const [what, bytes, limit] of [['first load', first, budgetBytes.first], ['all scripts', scripts, budgetBytes.scripts], ['largest lazy part', largest, budgetBytes.route]])
  if (bytes > limit) {
    console.error(`page: ${what} is ${bytes} bytes of gzip, the budget is ${limit}`);
    process.exitCode = 1;
  }
