import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotMessage } from '../../src/slot-message';

test('one key: slot, key, why', () => {
  assert.equal(
    slotMessage('user:{42}:name  slot 8000   tag 42  only the hash tag is hashed\n'),
    'slot 8000: user:{42}:name (only the hash tag is hashed)',
  );
});

test('several keys: whether they can be used together comes first', () => {
  const output =
    '{order}:12345  slot 16025  tag order  only the hash tag is hashed\n' +
    'foo            slot 12182  no tag     no hash tag: the whole key is hashed\n' +
    '2 slots: these keys cannot be used in one command on a cluster\n';
  assert.equal(
    slotMessage(output),
    '2 slots: these keys cannot be used in one command on a cluster · slot 16025: {order}:12345 · slot 12182: foo',
  );
});

test('spaces in keys stay', () => {
  assert.equal(slotMessage('a  b c  slot 1      no tag  no hash tag: the whole key is hashed\n'), 'slot 1: a  b c (no hash tag: the whole key is hashed)');
});
