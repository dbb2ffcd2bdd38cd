import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, unprivilegedUser, type ServerUser } from '../server-user';

/** The folder of Postgres' data (and, where needed, of a copy of its programs), and whom the server runs as. */
export interface PostgresHome {
  path: string;
  /** Set when the folder could not lie in the state folder. */
  external: boolean;
  user: ServerUser | undefined;
  data: string;
}

const VARIABLE_TEMPORARY = '/var/tmp';

/**
 * Chooses and makes the home. It lies in the state folder, except when Postgres must run as another user who cannot
 * get there (a checkout below a closed folder): then in the system's variable temporary folder, under a random name.
 *
 * @param remembered an earlier external home; used again while it exists.
 */
export function preparePostgresHome(stateDir: string, remembered: string | undefined): PostgresHome {
  const servant = unprivilegedUser();
  if (servant && remembered && isClosedFolderOf(servant, remembered))
    return homeAt(remembered, true, servant);
  const inside = join(stateDir, 'postgres');
  if (existsSync(inside)) return homeAt(inside, false, servant);
  const external = servant !== undefined && !canReach(servant, stateDir);
  const path = external ? join(variableTemporary(), `maestro-${randomBytes(8).toString('hex')}`) : inside;
  mkdirSync(path, { mode: 0o700 });
  return homeAt(path, external, servant);
}

/** The major version of the data, or undefined when there is none yet. */
export function dataVersion(home: PostgresHome): number | undefined {
  const file = join(home.data, 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

function homeAt(path: string, external: boolean, servant: ServerUser | undefined): PostgresHome {
  return { path, external, user: servant && ownerOrServant(path, servant), data: join(path, 'data') };
}

/** Data of an ordinary user stays his when root starts it once; only a folder of root's own is given away. */
function ownerOrServant(path: string, servant: ServerUser): ServerUser {
  const { uid, gid } = statSync(path);
  if (uid !== 0) return { uid, gid };
  chownSync(path, servant.uid, servant.gid);
  return servant;
}

/** Names in a folder open to all can be taken by others once ours was cleaned away: trust only what is still ours. */
function isClosedFolderOf(servant: ServerUser, path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return (
    found !== undefined && found.isDirectory() && found.uid === servant.uid && (found.mode & 0o077) === 0
  );
}

function variableTemporary(): string {
  return existsSync(VARIABLE_TEMPORARY) ? VARIABLE_TEMPORARY : tmpdir();
}
