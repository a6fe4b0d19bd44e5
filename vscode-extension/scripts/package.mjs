// Makes one .vsix for each platform that there is a slotlint program for, with the program in it, and one without a program.
//
// usage: node scripts/package.mjs [--out FOLDER] [TARGET=PROGRAM ...]
//
// TARGET is one of VS Code's, PROGRAM the path of a slotlint built for it. Without any, the folder `target` of the repository is asked:
// what `cargo build --release` made for this machine, and what `cargo build --release --target ...` made for others.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** VS Code's name of a platform -> Rust's names, the better first: what is linked with musl runs on every Linux, however old. */
const TARGETS = {
  'linux-x64': ['x86_64-unknown-linux-musl', 'x86_64-unknown-linux-gnu'],
  'linux-arm64': ['aarch64-unknown-linux-musl', 'aarch64-unknown-linux-gnu'],
  'linux-armhf': ['armv7-unknown-linux-musleabihf', 'armv7-unknown-linux-gnueabihf'],
  'alpine-x64': ['x86_64-unknown-linux-musl'],
  'alpine-arm64': ['aarch64-unknown-linux-musl'],
  'darwin-x64': ['x86_64-apple-darwin'],
  'darwin-arm64': ['aarch64-apple-darwin'],
  'win32-x64': ['x86_64-pc-windows-msvc', 'x86_64-pc-windows-gnu'],
  'win32-arm64': ['aarch64-pc-windows-msvc', 'aarch64-pc-windows-gnullvm'],
};

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const repository = join(root, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: root } } });
const out = resolve(values.out);
const programs = positionals.length > 0 ? named(positionals) : found();

mkdirSync(out, { recursive: true });
for (const [target, program] of programs) {
  pack(target, program);
}
// For all other platforms.
pack(undefined, undefined);
if (positionals.length === 0) {
  const missing = Object.keys(TARGETS).filter((target) => !programs.has(target));
  console.log(`no program for: ${missing.join(', ') || 'none'}`);
}

/** What was typed. */
function named(words) {
  return new Map(
    words.map((word) => {
      const [target, program] = word.split('=', 2);
      if (!(target in TARGETS) || program === undefined || !existsSync(program)) {
        console.error(`not TARGET=PROGRAM with a target among ${Object.keys(TARGETS).join(', ')} and a program that exists: ${word}`);
        process.exit(2);
      }
      return [target, resolve(program)];
    }),
  );
}

/** What cargo has built. */
function found() {
  const own = `${process.platform}-${process.arch}`;
  return new Map(
    Object.entries(TARGETS).flatMap(([target, triples]) => {
      const name = target.startsWith('win32') ? 'slotlint.exe' : 'slotlint';
      const folders = triples.map((triple) => join(repository, 'target', triple, 'release'));
      if (target === own) {
        folders.push(join(repository, 'target', 'release'));
      }
      const program = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
      return program === undefined ? [] : [[target, program]];
    }),
  );
}

function pack(target, program) {
  const bundled = join(root, 'bundled');
  rmSync(bundled, { recursive: true, force: true });
  if (program !== undefined) {
    mkdirSync(bundled);
    const copy = join(bundled, target.startsWith('win32') ? 'slotlint.exe' : 'slotlint');
    copyFileSync(program, copy);
    // vsce keeps the mode; a build's artifacts may have lost it.
    chmodSync(copy, 0o755);
  }
  const file = join(out, `slotlint-${target ?? 'universal'}-${version}.vsix`);
  const platform = target === undefined ? [] : ['--target', target];
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // vsce takes the README for one at the root of the repository.
  const place = 'https://github.com/slotlint/slotlint';
  const urls = ['--baseImagesUrl', `${place}/raw/HEAD/vscode-extension`, '--baseContentUrl', `${place}/blob/HEAD/vscode-extension`];
  execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', ...platform, ...urls, '--out', file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(bundled, { recursive: true, force: true });
  console.log(`${file} (${(statSync(file).size / 1e6).toFixed(1)} MB, ${program ?? 'no program'})`);
}
