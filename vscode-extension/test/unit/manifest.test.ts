// package.json says the same as the rest of the repository.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LANGUAGES } from '../../src/languages';

// Tests run in the extension's folder.
const read = (path: string) => readFileSync(join(process.cwd(), path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  version: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, { description?: string; markdownDescription?: string }> };
  };
};

test('the extension has the version of slotlint', () => {
  assert.equal(manifest.version, /^version = "(.+)"$/m.exec(read('../Cargo.toml'))?.[1]);
});

test('each language that is read wakes the extension', () => {
  const woken = manifest.activationEvents.flatMap((event) => (event.startsWith('onLanguage:') ? [event.slice('onLanguage:'.length)] : []));
  assert.deepEqual(woken, [...LANGUAGES]);
});

test('each setting is documented, here and in the README', () => {
  const readme = read('README.md');
  for (const [name, { markdownDescription }] of Object.entries(manifest.contributes.configuration.properties)) {
    assert(markdownDescription !== undefined && markdownDescription.length > 30, `${name} has no description`);
    assert(readme.includes(`\`${name}\``), `the README does not tell of ${name}`);
  }
});

test('each command is told of in the README, and registered', () => {
  const readme = read('README.md');
  const source = read('src/extension.ts');
  for (const { command } of manifest.contributes.commands) {
    assert(source.includes(`'${command}':`), `${command} is not registered`);
    assert(command === 'slotlint.showMenu' || readme.includes(`\`${command}\``), `the README does not tell of ${command}`);
  }
});

test('a workspace that is not trusted does not name the program', () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ['slotlint.path']);
});
