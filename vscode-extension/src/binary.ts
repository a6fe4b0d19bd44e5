// Where the slotlint program is. Knows nothing of VS Code, so that each rule can be tested by itself.

import * as nodePath from 'node:path';

/** Who named a program. The order is the order of asking. */
export type Origin = 'setting' | 'workspace' | 'bundled' | 'PATH';

export interface Candidate {
  readonly origin: Origin;
  /** Absolute. */
  readonly path: string;
}

/** What decides where to look. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  /** As in `process.arch`. */
  readonly arch: string;
  readonly home: string;
  /** The environment variable PATH. */
  readonly pathVariable: string | undefined;
  /** `slotlint.path`; in a workspace that is not trusted, only the user's own value. Empty when not set. */
  readonly setting: string;
  /** The workspace's folders, absolute. */
  readonly folders: readonly string[];
  readonly trusted: boolean;
  readonly extensionFolder: string;
}

export type Search =
  | { readonly kind: 'found'; readonly candidate: Candidate }
  /** The setting names something that cannot be run. Nothing else is taken in its place: that would hide the mistake. */
  | { readonly kind: 'wrong setting'; readonly reason: string }
  | { readonly kind: 'missing'; readonly looked: readonly Candidate[] };

/** The first program that exists; `isProgram` tells whether a path is a file that may be run. */
export function findBinary(around: Surroundings, isProgram: (path: string) => boolean): Search {
  if (around.setting.trim() !== '') {
    return configured(around, isProgram);
  }
  const looked = [...inWorkspace(around), bundled(around), ...onPath(around)];
  const candidate = looked.find(({ path }) => isProgram(path));
  return candidate === undefined ? { kind: 'missing', looked } : { kind: 'found', candidate };
}

function configured(around: Surroundings, isProgram: (path: string) => boolean): Search {
  const value = around.setting.trim();
  const paths = resolved(value, around);
  const foreign = around.trusted ? undefined : paths.find((path) => isInside(path, around));
  if (foreign !== undefined) {
    return { kind: 'wrong setting', reason: `slotlint.path names ${foreign}, a file of a workspace that is not trusted` };
  }
  const path = paths.find(isProgram);
  if (path === undefined) {
    return { kind: 'wrong setting', reason: `slotlint.path names ${paths[0] ?? value}, which is not a program` };
  }
  return { kind: 'found', candidate: { origin: 'setting', path } };
}

/** What a value of the setting can mean: one path, or one for each folder. */
function resolved(value: string, around: Surroundings): string[] {
  const path = pathsOf(around);
  if (value === '~' || value.startsWith('~/') || value.startsWith('~\\')) {
    return [path.join(around.home, value.slice(1))];
  }
  if (path.isAbsolute(value)) {
    return [path.normalize(value)];
  }
  const variable = '${workspaceFolder}';
  return around.folders.map((folder) =>
    value.startsWith(variable) ? path.join(folder, value.slice(variable.length)) : path.join(folder, value),
  );
}

/** Packages that the project itself has installed: the version that its continuous integration runs. */
function inWorkspace(around: Surroundings): Candidate[] {
  if (!around.trusted) {
    return [];
  }
  const path = pathsOf(around);
  const windows = around.platform === 'win32';
  const places = [
    // The program itself comes before npm's script around it, which needs a `node` on PATH and cannot be run directly on Windows.
    ...nativePackages(around).map((name) => ['node_modules', '@slotlint', name, program(around)]),
    ...(windows ? [] : [['node_modules', '.bin', 'slotlint']]),
    ...['.venv', 'venv'].map((name) => [name, windows ? 'Scripts' : 'bin', program(around)]),
  ];
  return around.folders.flatMap((folder) =>
    places.map((place): Candidate => ({ origin: 'workspace', path: path.join(folder, ...place) })),
  );
}

function bundled(around: Surroundings): Candidate {
  return { origin: 'bundled', path: pathsOf(around).join(around.extensionFolder, 'bundled', program(around)) };
}

function onPath(around: Surroundings): Candidate[] {
  const path = pathsOf(around);
  return (around.pathVariable ?? '')
    .split(path.delimiter)
    .filter((entry) => path.isAbsolute(entry))
    // An entry such as /project/node_modules/.bin would let the workspace choose after all.
    .filter((entry) => around.trusted || !isInside(entry, around))
    .map((entry) => ({ origin: 'PATH', path: path.join(entry, program(around)) }));
}

function isInside(file: string, around: Surroundings): boolean {
  const path = pathsOf(around);
  return around.folders.some((folder) => {
    const relative = path.relative(folder, file);
    return relative === '' || (!path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..');
  });
}

/** npm installs the one that fits the machine's C library. */
function nativePackages({ platform, arch }: Surroundings): string[] {
  const name = `cli-${platform}-${arch}`;
  return platform === 'linux' ? [name, `${name}-musl`] : [name];
}

function program({ platform }: Surroundings): string {
  return platform === 'win32' ? 'slotlint.exe' : 'slotlint';
}

function pathsOf({ platform }: Surroundings): nodePath.PlatformPath {
  return platform === 'win32' ? nodePath.win32 : nodePath.posix;
}

/** For people: where a program comes from. */
export function originText(origin: Origin): string {
  switch (origin) {
    case 'setting':
      return 'named by the setting slotlint.path';
    case 'workspace':
      return 'installed in the workspace';
    case 'bundled':
      return 'comes with the extension';
    case 'PATH':
      return 'found on PATH';
  }
}
