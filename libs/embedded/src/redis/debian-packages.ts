import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, runCommand } from '../run-command';

/** The packages that hold the server program, in order of preference (`redis-server` itself is but a link). */
const ROOTS = ['redis-tools', 'valkey-tools'];
const DOWNLOAD_MS = 120_000;

/**
 * Fetches the Redis packages with what they need beyond the packages installed here, and unpacks them into `tree`.
 * Works without root and installs nothing: apt gets folders of its own below `workDir` for its lists and cache.
 *
 * @throws CommandError when apt is absent, offline or knows no such package.
 */
export async function unpackDebianRedis(workDir: string, tree: string): Promise<void> {
  const apt = privateApt(workDir);
  const archives = join(workDir, 'archives');
  mkdirSync(archives);
  // A broken third-party source makes the update fail although all that matters was fetched: the download decides.
  const update = await apt('apt-get', ['update'], workDir).catch((error: CommandError) => error);
  const installed = await installedPackages();
  const names = await closureOfFirst(apt, workDir, installed);
  if (names === undefined) {
    throw update instanceof Error
      ? update
      : new CommandError('apt-cache', `knows none of ${ROOTS.join(', ')}`);
  }
  await apt('apt-get', ['download', ...names], archives);
  for (const archive of readdirSync(archives)) {
    await runCommand('dpkg-deb', ['-x', join(archives, archive), tree]);
  }
}

type Apt = (command: string, args: string[], cwd: string) => Promise<string>;

function privateApt(workDir: string): Apt {
  const [state, cache] = [join(workDir, 'state'), join(workDir, 'cache')];
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true });
  const options = [
    `Dir::State=${state}`,
    `Dir::State::lists=${join(state, 'lists')}`,
    `Dir::Cache=${cache}`,
    // As root apt would download as its own user, who cannot write here.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
  ].flatMap((option) => ['-o', option]);
  // The caller's environment: it may name the proxy.
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return (command, args, cwd) =>
    runCommand(command, [...options, ...args], { env, cwd, timeoutMs: DOWNLOAD_MS });
}

async function closureOfFirst(apt: Apt, cwd: string, installed: Set<string>): Promise<string[] | undefined> {
  for (const root of ROOTS) {
    const text = await apt('apt-cache', ['depends', '--important', '--recurse', root], cwd).catch(() => '');
    const dependencies = parseDependencies(text);
    if (dependencies.has(root)) return missingPackages(root, dependencies, installed);
  }
  return undefined;
}

async function installedPackages(): Promise<Set<string>> {
  const text = await runCommand('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n']);
  const lines = text.split('\n').filter((line) => line.startsWith('installed '));
  return new Set(lines.map((line) => line.slice('installed '.length)));
}

/** What one package needs: each entry is a list of alternatives, any of which will do. */
export type Dependencies = Map<string, string[][]>;

/** Reads the output of `apt-cache depends --important --recurse`. */
export function parseDependencies(text: string): Dependencies {
  const all: Dependencies = new Map();
  let needs: string[][] = [];
  let alternatives: string[] = [];
  let open = false;
  for (const line of text.split('\n').filter((each) => each.trim())) {
    const [, bar, dependency] = /^ (\||\s)(?:Pre)?Depends: (\S+)/.exec(line) ?? [];
    if (dependency) {
      if (!open) needs.push((alternatives = []));
      // Virtual names stand in angle brackets; the packages that provide them follow, indented.
      if (!dependency.startsWith('<')) alternatives.push(plainName(dependency));
      open = bar === '|';
    } else if (line.startsWith(' ')) {
      alternatives.push(plainName(line.trim()));
    } else {
      all.set(plainName(line.trim()), (needs = []));
      open = false;
    }
  }
  return all;
}

/** The root and all it needs that is not installed; of alternatives the first, unless one is there already. */
export function missingPackages(root: string, dependencies: Dependencies, installed: Set<string>): string[] {
  const missing = new Set<string>([root]);
  for (const name of missing) {
    for (const alternatives of dependencies.get(name) ?? []) {
      const [first] = alternatives;
      if (first !== undefined && !alternatives.some((each) => installed.has(each))) missing.add(first);
    }
  }
  return [...missing];
}

function plainName(name: string): string {
  return name.replace(/:.*$/, '');
}
