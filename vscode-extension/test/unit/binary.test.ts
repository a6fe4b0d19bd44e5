import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Search, type Surroundings, findBinary } from '../../src/binary';

const LINUX: Surroundings = {
  platform: 'linux',
  arch: 'x64',
  home: '/home/ada',
  pathVariable: '/usr/local/bin:/usr/bin',
  setting: '',
  folders: ['/shop'],
  trusted: true,
  extensionFolder: '/ext',
};

const WINDOWS: Surroundings = {
  platform: 'win32',
  arch: 'x64',
  home: 'C:\\Users\\ada',
  pathVariable: 'C:\\tools;C:\\windows',
  setting: '',
  folders: ['C:\\shop'],
  trusted: true,
  extensionFolder: 'C:\\ext',
};

/** What is found when exactly these files are programs. */
function found(around: Surroundings, ...programs: string[]): string {
  return told(findBinary(around, (path) => programs.includes(path)));
}

function told(search: Search): string {
  switch (search.kind) {
    case 'found':
      return `${search.candidate.origin}: ${search.candidate.path}`;
    case 'wrong setting':
      return `wrong setting: ${search.reason}`;
    case 'missing':
      return 'missing';
  }
}

describe('the order of asking', () => {
  const all = ['/shop/node_modules/.bin/slotlint', '/shop/.venv/bin/slotlint', '/ext/bundled/slotlint', '/usr/bin/slotlint'];

  test('the setting is first', () => {
    assert.equal(found({ ...LINUX, setting: '/opt/slotlint' }, '/opt/slotlint', ...all), 'setting: /opt/slotlint');
  });
  test('then what npm has installed in the workspace', () => {
    assert.equal(found(LINUX, ...all), 'workspace: /shop/node_modules/.bin/slotlint');
  });
  test('the program of the npm package itself before the script around it', () => {
    for (const name of ['cli-linux-x64', 'cli-linux-x64-musl']) {
      const native = `/shop/node_modules/@slotlint/${name}/slotlint`;
      assert.equal(found(LINUX, native, ...all), `workspace: ${native}`);
    }
  });
  test('then a virtual environment', () => {
    assert.equal(found(LINUX, ...all.slice(1)), 'workspace: /shop/.venv/bin/slotlint');
    assert.equal(found(LINUX, '/shop/venv/bin/slotlint', ...all.slice(2)), 'workspace: /shop/venv/bin/slotlint');
  });
  test('then what comes with the extension', () => {
    assert.equal(found(LINUX, ...all.slice(2)), 'bundled: /ext/bundled/slotlint');
  });
  test('then PATH, in its order', () => {
    assert.equal(found(LINUX, '/usr/bin/slotlint', '/usr/local/bin/slotlint'), 'PATH: /usr/local/bin/slotlint');
  });
  test('and with nothing anywhere, every place that was asked is told', () => {
    const search = findBinary(LINUX, () => false);
    assert(search.kind === 'missing');
    assert.deepEqual(
      search.looked.map(({ path }) => path),
      [
        '/shop/node_modules/@slotlint/cli-linux-x64/slotlint',
        '/shop/node_modules/@slotlint/cli-linux-x64-musl/slotlint',
        '/shop/node_modules/.bin/slotlint',
        '/shop/.venv/bin/slotlint',
        '/shop/venv/bin/slotlint',
        '/ext/bundled/slotlint',
        '/usr/local/bin/slotlint',
        '/usr/bin/slotlint',
      ],
    );
  });
  test('each folder of the workspace is asked', () => {
    const around = { ...LINUX, folders: ['/shop', '/api'] };
    assert.equal(found(around, '/api/venv/bin/slotlint'), 'workspace: /api/venv/bin/slotlint');
  });
  test('no folder is open', () => {
    assert.equal(found({ ...LINUX, folders: [] }, ...all), 'bundled: /ext/bundled/slotlint');
  });
});

describe('the setting', () => {
  test('a wrong one is told, and nothing else is taken', () => {
    assert.equal(
      found({ ...LINUX, setting: '/opt/slotlnit' }, '/usr/bin/slotlint'),
      'wrong setting: slotlint.path names /opt/slotlnit, which is not a program',
    );
  });
  test('may start at home', () => {
    assert.equal(found({ ...LINUX, setting: '~/bin/slotlint' }, '/home/ada/bin/slotlint'), 'setting: /home/ada/bin/slotlint');
  });
  test('may start at the workspace folder, whichever has it', () => {
    const around = { ...LINUX, folders: ['/shop', '/api'] };
    assert.equal(found({ ...around, setting: 'tools/slotlint' }, '/api/tools/slotlint'), 'setting: /api/tools/slotlint');
    assert.equal(found({ ...around, setting: '${workspaceFolder}/x/slotlint' }, '/shop/x/slotlint'), 'setting: /shop/x/slotlint');
  });
  test('blank is not set', () => {
    assert.equal(found({ ...LINUX, setting: '  ' }, '/usr/bin/slotlint'), 'PATH: /usr/bin/slotlint');
  });
});

describe('a workspace that is not trusted', () => {
  const untrusted = { ...LINUX, trusted: false };
  const everything = () => true;

  test('its packages and environments are not asked', () => {
    assert.equal(told(findBinary(untrusted, everything)), 'bundled: /ext/bundled/slotlint');
  });
  test('nor its folders on PATH, however they are written', () => {
    const around = { ...untrusted, pathVariable: '/shop/node_modules/.bin:/usr/../shop/bin:/shop:/usr/bin' };
    assert.equal(found(around, '/shop/node_modules/.bin/slotlint', '/shop/slotlint', '/shop/bin/slotlint', '/usr/bin/slotlint'), 'PATH: /usr/bin/slotlint');
  });
  test('a folder that only begins with the same letters is another', () => {
    const around = { ...untrusted, pathVariable: '/shop-tools/bin' };
    assert.equal(found(around, '/shop-tools/bin/slotlint'), 'PATH: /shop-tools/bin/slotlint');
  });
  test("the user's own setting counts, unless it leads into the workspace", () => {
    assert.equal(told(findBinary({ ...untrusted, setting: '/opt/slotlint' }, everything)), 'setting: /opt/slotlint');
    const reason = 'wrong setting: slotlint.path names /shop/tools/slotlint, a file of a workspace that is not trusted';
    assert.equal(told(findBinary({ ...untrusted, setting: 'tools/slotlint' }, everything)), reason);
    assert.equal(told(findBinary({ ...untrusted, setting: '/opt/../shop/tools/slotlint' }, everything)), reason);
  });
});

describe('PATH', () => {
  test('what is relative would depend on who asks', () => {
    assert.equal(found({ ...LINUX, pathVariable: '.:node_modules/.bin::/usr/bin' }, '/usr/bin/slotlint'), 'PATH: /usr/bin/slotlint');
  });
  test('may be missing', () => {
    assert.equal(found({ ...LINUX, pathVariable: undefined }), 'missing');
  });
});

describe('Windows', () => {
  test('programs end in .exe, and npm scripts cannot be run', () => {
    assert.equal(found(WINDOWS, 'C:\\shop\\node_modules\\.bin\\slotlint', 'C:\\tools\\slotlint.exe'), 'PATH: C:\\tools\\slotlint.exe');
    const native = 'C:\\shop\\node_modules\\@slotlint\\cli-win32-x64\\slotlint.exe';
    assert.equal(found(WINDOWS, native), `workspace: ${native}`);
    assert.equal(found(WINDOWS, 'C:\\shop\\.venv\\Scripts\\slotlint.exe'), 'workspace: C:\\shop\\.venv\\Scripts\\slotlint.exe');
  });
  test('letters are the same in both cases', () => {
    const around = { ...WINDOWS, trusted: false, pathVariable: 'c:\\SHOP\\bin;C:\\tools' };
    assert.equal(told(findBinary(around, (path) => !path.includes('ext'))), 'PATH: C:\\tools\\slotlint.exe');
  });
  test('another drive is not inside', () => {
    const around = { ...WINDOWS, trusted: false, pathVariable: 'D:\\tools' };
    assert.equal(found(around, 'D:\\tools\\slotlint.exe'), 'PATH: D:\\tools\\slotlint.exe');
  });
});
