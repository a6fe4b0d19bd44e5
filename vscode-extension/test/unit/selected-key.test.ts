import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf } from '../../src/selected-key';

test('the key is what is selected, without the quotes around it', () => {
  assert.deepEqual(keysOf(['user:1', "'user:2'", '"user:3"', '`user:4`']), ['user:1', 'user:2', 'user:3', 'user:4']);
});

test('quotes that do not stand around it belong to the key', () => {
  assert.deepEqual(keysOf([`it's`, `'a"`, `"a'b"`]), [`it's`, `'a"`, `a'b`]);
});

test('nothing selected is no key', () => {
  assert.deepEqual(keysOf(['', '   ', '""']), []);
});
