import type { Installation } from '@maestro/testing';
import type { OutsideCall } from './world';

/** When the result of a call was stored. */
export type StoredResult = Pick<OutsideCall, 'kind' | 'ordinal' | 'at'>;

/** Nodes of the built-in loop, by what they call. */
const NODES = { ask: 'model', call: 'tool' } as const;

/** When the results of an agent's calls were stored: the only run of its kind. In the order in which the loop makes them. */
export async function resultsOf({ sql }: Pick<Installation, 'sql'>): Promise<StoredResult[]> {
  const rows = await sql<{ node: keyof typeof NODES; at: number }>(`
    SELECT v.plan -> 'nodes' -> t.node ->> 'id' AS node, extract(epoch FROM t.finished_at)::float8 * 1000 AS at
    FROM maestro_tasks t
    JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
    JOIN maestro_template_versions v
      ON v.tenant_id = r.tenant_id AND v.template_id = r.template_id AND v.version = r.template_version
    WHERE t.status = 'succeeded' AND v.plan -> 'nodes' -> t.node ->> 'id' IN ('ask', 'call')
    ORDER BY t.n`);
  const counts = { model: 0, tool: 0 };
  return rows.map(({ node, at }) => {
    const kind = NODES[node];
    return { kind, ordinal: counts[kind]++, at };
  });
}

/** The calls that came in after the result of the very call was stored. */
export function callsRepeated(calls: readonly OutsideCall[], results: readonly StoredResult[]): string[] {
  const stored = new Map(results.map(({ kind, ordinal, at }) => [`${kind} ${ordinal}`, at]));
  return calls.flatMap(({ kind, ordinal, at }) => {
    const key = `${kind} ${ordinal}`;
    const since = at - (stored.get(key) ?? Infinity);
    return since > 0 ? [`${key}: ${Math.round(since)} ms after its result`] : [];
  });
}
