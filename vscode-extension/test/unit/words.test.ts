import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMarkdown, counted } from '../../src/words';

test('counts have the right noun', () => {
  assert.deepEqual([counted(0, 'file'), counted(1, 'file'), counted(2, 'file')], ['0 files', '1 file', '2 files']);
});

test('names stay names in Markdown', () => {
  assert.equal(asMarkdown('![x](http://a)'), '\\!\\[x\\]\\(http\\://a\\)');
  assert.equal(asMarkdown('<b>`a`</b> &amp;'), '\\<b\\>\\`a\\`\\</b\\> \\&amp;');
});
