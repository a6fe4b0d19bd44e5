// Bundles the extension; with --tests also the tests, which node cannot read as TypeScript.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // What VS Code 1.82, the oldest that package.json allows, has inside.
  target: 'node18',
  external: ['vscode'],
  logLevel: 'warning',
};

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({ ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', minify: true });

if (process.argv.includes('--tests')) {
  rmSync(join(root, 'out/unit'), { recursive: true, force: true });
  const units = readdirSync(join(root, 'test/unit')).filter((name) => name.endsWith('.test.ts'));
  await build({ ...common, entryPoints: units.map((name) => `test/unit/${name}`), outdir: 'out/unit' });
  await build({ ...common, entryPoints: ['test/editor/in-host/run.ts'], outfile: 'out/in-host.js' });
}
