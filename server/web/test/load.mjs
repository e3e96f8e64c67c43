// Gives tests a module of the page: its TypeScript is bundled in memory, so that what is tested is what is shipped.
import { build } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const sources = fileURLToPath(new URL('../src/', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hirehall-web-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

export async function load(name) {
  const outfile = path.join(folder, `${name.replace(/\W/g, '_')}.mjs`);
  await build({ entryPoints: [path.join(sources, name)], bundle: true, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'], conditions: ['import'], outfile, target: 'es2022', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'error' });
  return import(pathToFileURL(outfile));
}
