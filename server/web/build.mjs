// Builds the page: `node build.mjs DIST`. Names under assets/ carry a hash of their content; beside each file that shrinks
// lie its gzip and Brotli forms. The build fails when the page grows above its budget.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.resolve(process.argv[2] ?? path.join(here, 'dist'));
const budgetBytes = { first: 35_000, scripts: 110_000, screen: 15_000 };

// Stylesheets of their own, which the screens that need them ask for.
const laterStyles = ['ticket', 'work', 'paper'];

fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(path.join(dist, 'assets'), { recursive: true });

// Every screen of its own file also names the shell: so all of the first page is reached by the same entries and lands in
// one chunk, instead of one for each set of screens that share a module (which costs a third in compression).
const together = {
  name: 'together',
  setup(one) {
    one.onLoad({ filter: /src[\\/](screens[\\/]\w+|live|bus_live|staff_job)\.tsx?$/ }, (file) => ({
      contents: `${fs.readFileSync(file.path, 'utf8')}\nimport '${file.path.includes('screens') ? '../shell' : './shell'}';\n`,
      loader: 'tsx',
    }));
  },
};

const result = await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/main.tsx', style: 'src/style.css', ...Object.fromEntries(laterStyles.map((one) => [`style_${one}`, `src/style_${one}.css`])) },
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
if (process.env.META) fs.writeFileSync(process.env.META, JSON.stringify(result.metafile));
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
const styleOf = (name) => entry(`src/style_${name}.css`);
const firstScripts = [...statics(script)];
const preload = firstScripts.filter((one) => one !== script).map((one) => `<link rel="modulepreload" href="/${nameOf(one)}">`);
const html = fs.readFileSync(path.join(here, 'src/index.html'), 'utf8')
  .replace('<!--style-->', () => `<link rel="stylesheet" href="/${nameOf(style)}">${laterStyles.map((one) => `<meta name="style-${one}" content="/${nameOf(styleOf(one))}">`).join('')}`)
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

// What a screen after the first costs whoever opens it first: its file and all that file needs, what it may still load by itself
// (sheets, pickers), and the second style where the shell asks for it.
const dynamics = (chunks) => [...chunks].flatMap((output) => outputs[output].imports.filter((one) => one.kind === 'dynamic-import').map((one) => one.path));
const reachedFirst = new Set(dynamics(firstScripts));
const whole = (output) => {
  const seen = new Set(firstScripts);
  const open = [output];
  while (open.length > 0) {
    const next = open.pop();
    if (seen.has(next)) continue;
    const more = statics(next, seen);
    open.push(...dynamics(more).filter((one) => !reachedFirst.has(one)));
  }
  return [...seen].filter((one) => !firstScripts.includes(one));
};
const shell = fs.readFileSync(path.join(here, 'src/shell.tsx'), 'utf8');
const screens = [...reachedFirst].filter((output) => outputs[output].entryPoint?.startsWith('src/screens/')).map((output) => {
  const name = path.basename(outputs[output].entryPoint, '.tsx');
  const needs = whole(output).map(nameOf);
  const asked = shell.match(new RegExp(`styled\\(import\\('\\./screens/${name}'\\)((?:, '\\w+')+)\\)`))?.[1] ?? '';
  for (const [, one] of asked.matchAll(/'(\w+)'/g)) needs.push(nameOf(styleOf(one)));
  return { name, bytes: sum(needs) };
}).sort((a, b) => b.bytes - a.bytes);

console.log(`page: first load ${first}, all scripts ${scripts} bytes of gzip; screens: ${screens.map((one) => `${one.name} ${one.bytes}`).join(', ')}`);
const judged = [['first load', first, budgetBytes.first], ['all scripts', scripts, budgetBytes.scripts], ...screens.map((one) => [`screen ${one.name}`, one.bytes, budgetBytes.screen])];
for (const [what, bytes, limit] of judged)
  if (bytes > limit) {
    console.error(`page: ${what} is ${bytes} bytes of gzip, the budget is ${limit}`);
    process.exitCode = 1;
  }
