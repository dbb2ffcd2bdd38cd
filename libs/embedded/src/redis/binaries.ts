import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { plainEnvironment, runCommand } from '../run-command';
import { StackError } from '../stack-error';
import { unpackDebianRedis } from './debian-packages';

export interface RedisBinary {
  program: string;
  version: string;
  env: NodeJS.ProcessEnv;
}

const PROGRAMS = ['redis-server', 'valkey-server'];
/** Debian builds one program that acts by its name and ships it under these. */
const SHIPPED_AS = ['redis-check-rdb', 'valkey-check-rdb'];

/**
 * Finds a Redis (or Valkey) server: on the PATH, in the cache, else from the distribution's packages, unpacked into
 * the cache once.
 *
 * @throws StackError `no-redis`.
 */
export async function findRedis(cacheDir: string, log: (line: string) => void): Promise<RedisBinary> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of PROGRAMS) {
      const found = folder ? await probe(join(folder, name)) : undefined;
      if (found) return found;
    }
  }
  const tree = join(cacheDir, `redis-${distribution()}-${process.arch}`);
  if (!existsSync(tree)) {
    log("Redis: none on the PATH, fetching the distribution's package (nothing is installed).");
    await fetchInto(tree);
  }
  const found = await probe(join(tree, 'usr', 'bin', 'redis-server'), libraryPath(tree));
  if (found) return found;
  throw noRedis(`the unpacked program in ${tree} does not run`);
}

/** The version in the output of `redis-server --version`. */
export function parseRedisVersion(text: string): string | undefined {
  return /^(?:Redis|Valkey) server v=(\S+)/.exec(text)?.[1];
}

async function probe(program: string, libraries?: string): Promise<RedisBinary | undefined> {
  if (!existsSync(program)) return undefined;
  const env = plainEnvironment(libraries ? { LD_LIBRARY_PATH: libraries } : {});
  const version = parseRedisVersion(await runCommand(program, ['--version'], { env }).catch(() => ''));
  return version === undefined ? undefined : { program, version, env };
}

/** Unpacks beside the goal and renames last: whatever lies in the cache is complete, whoever else does the same. */
async function fetchInto(tree: string): Promise<void> {
  mkdirSync(dirname(tree), { recursive: true });
  const workDir = mkdtempSync(`${tree}.`);
  const draft = join(workDir, 'tree');
  try {
    await unpackDebianRedis(workDir, draft);
    nameServer(draft);
    if (!existsSync(tree)) renameSync(draft, tree);
  } catch (cause) {
    throw noRedis((cause as Error).message, cause);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function nameServer(tree: string): void {
  const bin = join(tree, 'usr', 'bin');
  const server = join(bin, 'redis-server');
  const shipped = [...PROGRAMS, ...SHIPPED_AS].find((name) => existsSync(join(bin, name)));
  if (shipped === undefined) throw new Error('the packages hold no server program');
  if (shipped !== 'redis-server') symlinkSync(shipped, server);
}

/** Every folder of the tree that holds shared libraries. */
function libraryPath(tree: string): string {
  const entries = readdirSync(tree, { recursive: true, encoding: 'utf8' });
  const folders = entries
    .filter((entry) => /\.so(\.|$)/.test(entry))
    .map((entry) => join(tree, dirname(entry)));
  return [...new Set(folders)].join(delimiter);
}

/** Programs fit the system they were made for: a checkout may be shared with containers of another one. */
function distribution(): string {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1];
  return [field('ID') ?? process.platform, field('VERSION_ID')].filter(Boolean).join('-');
}

function noRedis(reason: string, cause?: unknown): StackError {
  return new StackError(
    'no-redis',
    `No Redis can be run here (${reason}): install redis-server or valkey-server, or set REDIS_URL.`,
    { cause },
  );
}
