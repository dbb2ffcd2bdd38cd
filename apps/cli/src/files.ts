import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { ExitCode } from './exit-code';
import { CliFault } from './fault';

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links form a circle',
  ENAMETOOLONG: 'the name is too long',
};

/**
 * The text of a regular file of at most `maxBytes`. Throws CliFault (usage) for everything else, before reading
 * it: a directory, a device that never ends, a pipe that never opens, a file that is too large or no UTF-8.
 */
export function readTextFile(path: string, maxBytes: number): string {
  const text = decode(readFileBytes(path, maxBytes));
  if (text !== undefined) return text;
  throw new CliFault(ExitCode.usage, `cannot read ${path}: it is not UTF-8 text`);
}

/** The bytes of such a file, whatever they are. */
export function readFileBytes(path: string, maxBytes: number): Buffer {
  const refuse = (cause: string): never => {
    throw new CliFault(ExitCode.usage, `cannot read ${path}: ${cause}`);
  };
  const check = (stats: Stats): void => {
    if (stats.isDirectory()) refuse('it is a directory');
    if (!stats.isFile()) refuse('it is not a regular file');
    if (stats.size > maxBytes) refuse(`it is larger than ${maxBytes / 1024 / 1024} MiB`);
  };
  try {
    check(statSync(path));
    // Without waiting: between the two looks the path may have become a pipe.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      check(fstatSync(file));
      return readUpTo(file, maxBytes + 1);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof CliFault) throw error;
    const code = String((error as NodeJS.ErrnoException).code ?? error);
    return refuse(CAUSES[code] ?? code);
  }
}

/** All of an input stream as text. Throws CliFault (usage) when there is more than `maxBytes` of it or it is no UTF-8. */
export async function readTextStream(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new CliFault(ExitCode.usage, `standard input is larger than ${maxBytes / 1024 / 1024} MiB`);
    }
    chunks.push(chunk);
  }
  const text = decode(Buffer.concat(chunks));
  if (text === undefined) throw new CliFault(ExitCode.usage, 'standard input is not UTF-8 text');
  return text;
}

function readUpTo(file: number, bytes: number): Buffer {
  const size = Math.min(fstatSync(file).size, bytes);
  const buffer = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(file, buffer, filled, size - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
