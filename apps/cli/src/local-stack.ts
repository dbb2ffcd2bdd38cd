import { closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExitCode } from './exit-code';
import { CliFault } from './fault';

export interface LocalStack {
  url: string;
  key: string;
}

/**
 * Address and key of the local stack, from `.maestro/local.json` in the folder or the nearest one above it; null
 * where there is none. Throws CliFault (auth) for a file others could have read or written, or that points off
 * this machine: a folder from elsewhere must not decide where keys and workflows go.
 */
export function findLocalStack(folder: string): LocalStack | null {
  const path = join(folder, '.maestro', 'local.json');
  const text = readPrivate(path);
  if (text !== null) return parse(path, text);
  const parent = dirname(folder);
  return parent === folder ? null : findLocalStack(parent);
}

/** The check and the reading go through one descriptor, so that both see the same file. */
function readPrivate(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return null;
    throw refused(path, String(code));
  }
  try {
    const stats = fstatSync(file);
    if (process.platform !== 'win32') refuseShared(path, stats);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function refuseShared(path: string, stats: Stats): void {
  if ((stats.mode & 0o077) !== 0) throw refused(path, `others may read it; run: chmod 600 ${path}`);
  const owner = process.getuid?.();
  if (stats.uid !== 0 && stats.uid !== owner) throw refused(path, 'it belongs to another user');
}

function parse(path: string, text: string): LocalStack {
  let content: { api_url?: unknown; api_key?: unknown } | null;
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    throw refused(path, 'it is not JSON; start the local stack again');
  }
  const { api_url: url, api_key: key } = content ?? {};
  if (typeof url !== 'string' || typeof key !== 'string' || !URL.canParse(url)) {
    throw refused(path, 'it lacks api_url or api_key; start the local stack again');
  }
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)) {
    throw refused(path, 'its api_url is not on this machine');
  }
  return { url, key };
}

function refused(path: string, cause: string): CliFault {
  return new CliFault(ExitCode.auth, `${path} is not used: ${cause}`);
}
