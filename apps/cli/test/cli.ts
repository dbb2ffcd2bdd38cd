import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiDouble, KEY } from './api-double';

const PACKAGE = join(__dirname, '..');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  /** Resolves once the text appears on either output; rejects when the command ends without it. */
  shows(text: string): Promise<void>;
  finished: Promise<Finished>;
}

export interface CliOptions {
  api?: ApiDouble;
  env?: Record<string, string>;
  input?: string;
  /** Where the command runs; default: the folder of the checkout. */
  cwd?: string;
}

/** The bundled command in a checkout of its own, in a temporary folder. */
export class Cli {
  readonly folder = mkdtempSync(join(tmpdir(), 'maestro-cli-'));
  readonly bin = join(this.folder, 'apps/cli/bin/maestro.cjs');

  constructor() {
    const dist = join(this.folder, 'apps/cli/dist');
    mkdirSync(dist, { recursive: true });
    cpSync(join(PACKAGE, 'bin'), join(this.folder, 'apps/cli/bin'), { recursive: true });
    execFileSync(process.execPath, [join(PACKAGE, 'bundle.mjs'), '--outfile', join(dist, 'maestro.cjs')]);
  }

  /** Writes a file into the folder the command runs in and returns its path. */
  file(name: string, text: string, mode?: number): string {
    const path = join(this.folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    if (mode !== undefined) chmodSync(path, mode);
    return path;
  }

  folderOf(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  start(args: string[], { api, env = {}, input, cwd = this.folder }: CliOptions = {}): Started {
    const server: Record<string, string> = api ? { MAESTRO_URL: api.url, MAESTRO_API_KEY: KEY } : {};
    const child = spawn(process.execPath, [this.bin, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', ...server, ...env },
    });
    const watchers = new Set<() => void>();
    const seen = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        seen[name] += text;
        for (const watcher of watchers) watcher();
      });
    }
    const finished = new Promise<Finished>((resolve) =>
      child.on('close', (code) => resolve({ code, ...seen })),
    );
    child.stdin.end(input ?? '');
    const shows = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if ((seen.stdout + seen.stderr).includes(text)) resolve();
        };
        watchers.add(look);
        look();
        void finished.then(() => reject(new Error(`ended without "${text}": ${seen.stdout}${seen.stderr}`)));
      });
    return { child, shows, finished };
  }

  run(args: string[], options?: CliOptions): Promise<Finished> {
    return this.start(args, options).finished;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The command for a whole suite and a fresh API for each of its tests. */
export function useCli(): { cli: Cli; api: ApiDouble } {
  const use = {} as { cli: Cli; api: ApiDouble };
  beforeAll(() => {
    use.cli = new Cli();
  });
  afterAll(() => use.cli.remove());
  beforeEach(async () => {
    use.api = await new ApiDouble().listen();
  });
  afterEach(() => use.api.close());
  return use;
}
