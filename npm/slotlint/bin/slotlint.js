#!/usr/bin/env node
// Runs the slotlint of this platform, which npm installed as an optional dependency.
'use strict';

const { spawnSync } = require('child_process');
const { constants } = require('os');
const { optionalDependencies } = require('../package.json');

// Exit codes of slotlint: 2 is wrong usage, or a failure.
const FAILURE = 2;

function fail(lines) {
  process.stderr.write(`error: ${lines.join('\n  ')}\n`);
  process.exit(FAILURE);
}

// Node knows the C library that it runs with; elsewhere than on Linux there is no such choice.
function isMusl() {
  if (process.platform !== 'linux') return false;
  // Without this the report looks up the names of all open connections.
  process.report.excludeNetwork = true;
  const report = process.report.getReport();
  const { header } = typeof report === 'string' ? JSON.parse(report) : report;
  return !header.glibcVersionRuntime;
}

function find() {
  if (process.env.SLOTLINT_BINARY) return process.env.SLOTLINT_BINARY;
  const platform = `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`;
  const name = `@slotlint/cli-${platform}`;
  if (!(name in optionalDependencies)) {
    return fail([
      `slotlint is not built for ${platform}`,
      'build it with Rust (cargo install slotlint), and set SLOTLINT_BINARY to its path to run it from npm',
    ]);
  }
  try {
    return require.resolve(`${name}/${process.platform === 'win32' ? 'slotlint.exe' : 'slotlint'}`);
  } catch {
    return fail([
      `the package ${name}, with slotlint for this platform, is not installed`,
      'npm leaves it out with --omit=optional or --no-optional, when node_modules was copied from another platform,',
      'and when package-lock.json was written on another platform by an npm with https://github.com/npm/cli/issues/4828',
      `to mend it: npm install without these options, or npm install --no-save ${name}@${optionalDependencies[name]}`,
    ]);
  }
}

const binary = find();
const { error, signal, status } = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit', windowsHide: true });
if (error) fail([`cannot run ${binary}: ${error.message}`]);
// As a shell reports a process that a signal ended.
process.exitCode = signal ? 128 + constants.signals[signal] : status;
