import type { Scope } from '../src/expression/scope';

/** A scope with a few inputs and one ended task, `a-b`. */
export function scopeWith(more: Partial<Scope> = {}): Scope {
  return {
    inputs: { count: 2, price: 2.5, text: 'hi', none: null, list: [1, 2, 3], flag: true },
    env: { REGION: 'eu' },
    tasks: { 'a-b': { output: { rows: [{ id: 'x', n: 1 }] }, status: 'succeeded', error: null, attempt: 1 } },
    run: { id: 'run_1', template: 'demo', version: 3, created_at: '2026-01-02T03:04:05Z' },
    trigger: null,
    now: '2026-01-02T03:04:05.678Z',
    ...more,
  };
}
