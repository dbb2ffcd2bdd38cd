import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../../../..');

function sources(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sources(path, ending);
    return ending.test(entry.name) && !/\.(spec|itest|e2e)\.ts$/.test(entry.name) ? [path] : [];
  });
}

function holding(pattern: RegExp, files: readonly string[]): string[] {
  return files
    .filter((file) => pattern.test(readFileSync(file, 'utf8')))
    .map((file) => relative(root, file))
    .sort();
}

const code = ['libs', 'apps'].flatMap((floor) =>
  readdirSync(join(root, floor)).flatMap((name) => {
    const src = join(root, floor, name, 'src');
    return readdirSync(join(root, floor, name)).includes('src') ? sources(src, /\.ts$/) : [];
  }),
);

/** Whoever makes runs is named here, with the way it asks gates; a new one has to be added, and to ask them. */
describe('runs', () => {
  it('are inserted by two statements', () => {
    const sql = sources(join(root, 'libs/persistence/sql'), /\.sql$/);
    const functions = sources(join(root, 'migrations/functions'), /\.sql$/);
    expect(holding(/INSERT INTO maestro_runs\b/, [...sql, ...functions])).toEqual([
      'libs/persistence/sql/start_rerun.sql',
      'libs/persistence/sql/start_runs.sql',
    ]);
    expect(holding(/statement\('start_runs'\)/, code)).toEqual(['libs/engine/src/insert-runs.ts']);
    expect(holding(/statement\('start_rerun'\)/, code)).toEqual(['libs/engine/src/control/insert-rerun.ts']);
  });

  it('are inserted only by those that ask the gates first', () => {
    expect(holding(/\binsertRuns\(engine/, code)).toEqual(['libs/engine/src/start-run.ts']);
    expect(holding(/\binsertRerun\(engine/, code)).toEqual(['libs/engine/src/control/rerun.ts']);
    expect(holding(/\badmitStarts\(engine\b(?!:)/, code)).toEqual([
      'libs/engine/src/control/rerun.ts',
      'libs/engine/src/start-run.ts',
    ]);
  });

  it('are started by these, each of which says how', () => {
    const callers = holding(/\bstart(Runs?|Each)\(\s*(this\.|keeper\.)?(connections\.)?engine\b(?!:)/, code);
    expect(callers).toEqual([
      'apps/api/src/runs/start-batch.ts',
      'apps/api/src/runs/start.ts',
      'libs/agents/src/invoke-agent.ts',
      'libs/engine/src/kinds/child-run.ts',
      'libs/orchestras/src/play-orchestra.ts',
      'libs/scheduling/src/play-slots.ts',
      'libs/triggers/src/firings/fire.ts',
    ]);
    const origins = holding(
      // Or has whoever calls it say so.
      /\borigin: '(api|subflow|run-now|cron|event)'|requestOf\(|Omit<StartRequest/,
      callers.map((file) => join(root, file)),
    );
    expect(origins).toEqual(callers);
  });

  it('are asked for at the same gates, whichever process starts them', () => {
    const gatesIn = (file: string) =>
      [...readFileSync(join(root, 'apps', file), 'utf8').matchAll(/\bcreate(\w+)Gate\(/g)]
        .map(([, name]) => name)
        .sort();
    const gates = gatesIn('api/src/connections.ts');
    expect(gates).toEqual(['Attestation', 'Freeze', 'Overlap', 'Policy', 'Secret', 'Spending']);
    expect(gatesIn('scheduler/src/scheduler.module.ts')).toEqual(gates);
    expect(gatesIn('worker/src/worker.module.ts')).toEqual(gates);
  });
});
