// What shows that a cluster is, or may be, behind the code. Knows nothing of VS Code.
//
// slotlint assumes a cluster. In a project with one plain server its warnings would be noise, so that the extension stays quiet until
// something speaks for a cluster: a configuration of slotlint, a client for clusters, a deployment that makes one.

/** Why slotlint is on. */
export interface Sign {
  /** The words that gave it away, or the name of a configuration file. */
  readonly what: string;
  /** 0-based; `undefined` when the file as a whole is the sign. */
  readonly line: number | undefined;
}

/** Files with slotlint's configuration; `pyproject.toml` only with its table. */
export const CONFIGURATION_FILES = ['slotlint.toml', '.slotlint.toml', 'pyproject.toml'] as const;

/** Endings of source files that slotlint reads. */
export const SOURCE_ENDINGS = ['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts', 'py', 'go'] as const;

/** Endings of files that tell about deployments. */
export const DEPLOYMENT_ENDINGS = ['yml', 'yaml', 'tf', 'conf', 'env', 'txt'] as const;

/** Client classes, functions, types and options that only make sense with a cluster. */
const CLIENTS = {
  javascript: /\b(?:Redis|IORedis|Valkey)\.Cluster\b|\bnew\s+Cluster\s*\(|\binstanceof\s+Cluster\b|\bRedis\s*\|\s*Cluster\b|\bCluster\s*\|\s*Redis\b|\bcreateCluster\s*\(|\bCluster\b(?=[^;\n]*\bfrom\s+['"](?:ioredis|iovalkey|@redis\/client|redis)['"])|\b(?:slotsRefreshTimeout|clusterRetryStrategy|natMap)\b/,
  python: /\b(?:Redis|Valkey)Cluster\b|\b(?:redis|valkey)(?:\.asyncio)?\.cluster\b|\brediscluster\b/,
  go: /\bredis\.(?:NewClusterClient|ClusterClient|ClusterOptions|NewUniversalClient|UniversalClient|UniversalOptions|NewFailoverClusterClient)\b/,
} as const;

/** Images, options, variables and resources of deployments; the first two also stand in source. */
const DEPLOYMENT = new RegExp(
  [
    String.raw`\b(?:REDIS|VALKEY)[A-Z_]*_CLUSTER(?:_|\b)`,
    String.raw`\b(?:redis|valkey)-cluster\b`,
    String.raw`\bcluster-enabled\s+["']?yes\b`,
    String.raw`--cluster-enabled\b`,
    String.raw`--cluster\s+create\b`,
    String.raw`\b(?:REDIS|VALKEY)_MODE\b\W{0,4}cluster\b`,
    String.raw`\bclustercfg\.`,
    String.raw`\bnum_node_groups\b`,
    String.raw`\bcluster_mode\b`,
    String.raw`\baws_memorydb_cluster\b`,
    String.raw`\bgoogle_redis_cluster\b`,
    String.raw`\bredis-py-cluster\b`,
  ].join('|'),
);

/** `cluster` alone means many things (node's own module, Kubernetes, Couchbase); beside these words it means ours. */
const STORE = /redis|valkey|bullmq/i;

const COMMENT = /^\s*(?:\/\/|\/?\*|#)/;

/** The first sign in one file's text, or none. `path` may be absolute or not; only its last part and its ending count. */
export function clusterSign(path: string, text: string): Sign | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  const configuration = configurationSign(name, text);
  if (configuration !== undefined) {
    return configuration;
  }
  if (!STORE.test(text)) {
    return undefined;
  }
  const words = wordsFor(name);
  return words === undefined ? undefined : firstMatch(words, text);
}

function configurationSign(name: string, text: string): Sign | undefined {
  if (name === 'slotlint.toml' || name === '.slotlint.toml') {
    return { what: name, line: undefined };
  }
  if (name !== 'pyproject.toml') {
    return undefined;
  }
  const table = /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*["']?slotlint["']?[ \t]*[\].]/m.exec(text);
  return table === null ? undefined : { what: '[tool.slotlint]', line: lineOf(text, table.index) };
}

function wordsFor(name: string): readonly RegExp[] | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  switch (ending) {
    case 'py':
      return [CLIENTS.python, DEPLOYMENT];
    case 'go':
      return [CLIENTS.go, DEPLOYMENT];
    default:
      if (includes(SOURCE_ENDINGS, ending)) {
        return [CLIENTS.javascript, DEPLOYMENT];
      }
      return includes(DEPLOYMENT_ENDINGS, ending) || name.startsWith('.env') ? [DEPLOYMENT] : undefined;
  }
}

/** A comment may tell why there is no cluster. */
function firstMatch(words: readonly RegExp[], text: string): Sign | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  for (const [line, content] of lines.entries()) {
    if (COMMENT.test(content)) {
      continue;
    }
    for (const word of words) {
      const match = word.exec(content);
      if (match !== null) {
        return { what: match[0].trim(), line };
      }
    }
  }
  return undefined;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length - 1;
}

function includes(endings: readonly string[], ending: string): boolean {
  return endings.includes(ending);
}
