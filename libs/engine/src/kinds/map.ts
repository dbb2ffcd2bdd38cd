import { render, type Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { mapLimits, openFrame } from '../frames/open-frame';
import { planNode } from '../prepare-task';
import type { KindAttempt } from './perform-kind';

/**
 * Evaluates the list and opens the frame; the items are made once the task is parked. An attempt after one that got so
 * far goes on with the list it finds.
 *
 * @throws MaestroError `wrong-type` where `over` is no list, `limit-exceeded` where it is too long
 */
export async function performMap(engine: Engine, { task, scope }: KindAttempt): Promise<CompletionOutcome> {
  const { map } = planNode(task);
  if (!map) throw new MaestroError('internal', 'A map has no description.');
  const items = listOf(render(map.over, scope));
  if (items.length === 0) return { kind: 'succeeded', output: [] };
  const { body, max_parallel } = map;
  const tolerate = map.on_item_failure === 'tolerate';
  await openFrame(engine, task, {
    kind: 'map',
    ...{ body, tolerate, items },
    count: items.length,
    maxParallel: max_parallel,
  });
  const detail = { items: items.length, max_parallel };
  return { kind: 'park', wait: { reason: 'ITEMS', wakeMs: null, detail } };
}

function listOf(value: Json): Json[] {
  if (!Array.isArray(value)) {
    const found = value === null ? 'null' : typeof value;
    throw new MaestroError('wrong-type', `A map goes over a list; \`over\` is ${found}.`);
  }
  if (value.length > mapLimits.items)
    throw new MaestroError(
      'limit-exceeded',
      `A map takes at most ${mapLimits.items} items; \`over\` has ${value.length}.`,
    );
  return value;
}
