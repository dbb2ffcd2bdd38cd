import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineToMarkdown } from './markdown';
import { runMachine } from './run-machine';
import { taskMachine } from './task-machine';

const pages = join(__dirname, '../../../docs/states');

describe('docs/states', () => {
  it('holds the run machine as it is (node tools/generate-states.mjs)', () => {
    expect(readFileSync(join(pages, 'run.md'), 'utf8')).toBe(machineToMarkdown(runMachine));
  });

  it('holds the task machine as it is (node tools/generate-states.mjs)', () => {
    expect(readFileSync(join(pages, 'task.md'), 'utf8')).toBe(machineToMarkdown(taskMachine));
  });
});

it('draws one arrow for a pair, with every event that takes it', () => {
  expect(machineToMarkdown(taskMachine)).toContain('    waiting --> queued: admit / wake\n');
});

it('says from which state the effects of leaving come, where a transition has several sources', () => {
  const cancel = machineToMarkdown(taskMachine)
    .split('\n')
    .find((line) => line.startsWith('| `cancel`'));
  expect(cancel).toContain('`releaseLease` (from `running`)');
});
