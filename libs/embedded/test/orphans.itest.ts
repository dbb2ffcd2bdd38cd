import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processIdentity } from '../src/process-identity';
import { unprivilegedUser } from '../src/server-user';
import type { StackState } from '../src/state-file';
import { stopProcess } from '../src/stop-process';
import { identities, launch, makeFolder, processes, query, readState, start, tidy } from './places';

jest.setTimeout(30_000);
afterAll(tidy);

/** One folder for the whole file: making a database is what takes long. */
const stateDir = makeFolder();

const kill = [{ signal: 'SIGKILL', waitMs: 5_000 }] as const;

function writeState(state: StackState): void {
  writeFileSync(join(stateDir, 'state.json'), JSON.stringify(state));
}

describe('after a kill of the launcher', () => {
  it('the servers go on and the next launcher takes them over', async () => {
    const launcher = await launch({ stateDir });
    await query(launcher.answer.databaseUrl, 'CREATE TEMP TABLE session_only ()');
    const before = processes(stateDir);
    await launcher.kill();
    expect(identities(before)).toEqual([before.postgres.identity, before.redis.identity]);

    const { databaseUrl, redisUrl } = launcher.answer;
    const next = await start({ stateDir });
    expect(next).toMatchObject({ databaseUrl, redisUrl, origin: { postgres: 'adopted', redis: 'adopted' } });
    expect(processes(stateDir)).toEqual(before);
    await next.stop();
    expect(identities(before)).toEqual([undefined, undefined]);
  });

  it('a server that does not answer under our password is ended and replaced', async () => {
    const launcher = await launch({ stateDir });
    const before = processes(stateDir);
    await launcher.kill();
    const state = readState(stateDir);
    writeState({ ...state, redis: { ...state.redis, password: 'another' } });

    const next = await start({ stateDir });
    expect(next.origin).toEqual({ postgres: 'adopted', redis: 'started' });
    expect(identities(before)).toEqual([before.postgres.identity, undefined]);
    await next.stop();
  });

  it('a server nobody remembers is found by its data folder', async () => {
    const launcher = await launch({ stateDir });
    const before = processes(stateDir);
    await launcher.kill();
    const { postgres, ...rest } = readState(stateDir);
    writeState({ ...rest, postgres: { password: postgres?.password ?? '' } });

    const next = await start({ stateDir });
    expect(next.origin.postgres).toBe('started');
    expect(processIdentity(before.postgres.pid)).not.toBe(before.postgres.identity);
    await next.stop();
  });
});

describe('pids that were given to others', () => {
  /** Runs as Postgres would: its pid file is in the way only of a process of the same user. */
  async function startForeigner(): Promise<ChildProcess> {
    const child = spawn('sleep', ['600'], { ...unprivilegedUser(), stdio: 'ignore' });
    await once(child, 'spawn');
    return child;
  }

  it('block no start, and their new owners are left alone', async () => {
    const launcher = await launch({ stateDir });
    const { postgres, redis } = processes(stateDir);
    await launcher.kill();
    await Promise.all([stopProcess(postgres, kill), stopProcess(redis, kill)]);

    const foreigner = await startForeigner();
    const pid = foreigner.pid ?? 0;
    const identity = processIdentity(pid);
    const state = readState(stateDir);
    writeState({
      postgres: {
        ...state.postgres,
        password: state.postgres?.password ?? '',
        process: { ...postgres, pid },
      },
      redis: { ...state.redis, password: state.redis?.password ?? '', process: { ...redis, pid } },
    });
    const pidFile = join(stateDir, 'postgres', 'data', 'postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(pid)));

    const next = await start({ stateDir });
    expect(next.origin).toEqual({ postgres: 'started', redis: 'started' });
    await next.stop();
    expect(processIdentity(pid)).toBe(identity);
    foreigner.kill();
  });
});
