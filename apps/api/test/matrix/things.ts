import { randomInt } from 'node:crypto';
import { formatId, insertSession, newId, parseId, upsertRecords } from '@maestro/persistence';
import { chain, type Harness, type TestTenant } from '../harness';
import { performTask } from '../performing';
import type { Asker } from './asking';
import { BODIES } from './bodies';
import { idsIn } from './ids';
import { fill, type Route } from './routes';
import type { Schemas } from './schemas';

/** What the makers below work with. */
export interface Workshop {
  maestro: Harness;
  asker: Asker;
  schemas: Schemas;
  routes: readonly Route[];
}

/** The objects of one tenant, one of each kind, made when first asked for. Their names all hold its word. */
export class Things {
  /** A word that stands nowhere but in what is this tenant's. */
  readonly word = `zq${letters(12)}`;
  private readonly made = new Map<string, Promise<string>>();

  constructor(
    readonly shop: Workshop,
    readonly tenant: TestTenant,
  ) {}

  /**
   * The id of this tenant's thing in a collection: what stands before a parameter in a path, such as `runs`.
   *
   * @throws where nothing is known to make one
   */
  get(collection: string): Promise<string> {
    const known = this.made.get(collection);
    if (known) return known;
    const id = (makers[collection] ?? ((things: Things) => makeByDescription(things, collection)))(this);
    this.made.set(collection, id);
    return id;
  }

  async call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.tenant.call(method, path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return (answer.body ?? {}) as Record<string, unknown>;
  }
}

type Maker = (things: Things) => Promise<string>;

/** Kinds whose making takes more than a POST to their collection. */
const makers: Readonly<Record<string, Maker>> = {
  tenants: ({ tenant }) => Promise.resolve(tenant.id),
  templates: async (things) =>
    String((await things.call('POST', '/api/templates', chain(`${things.word}-flow`, 'a', 'b'))).id),
  runs: async (things) => {
    const labels = { team: things.word };
    const body = { template_id: await things.get('templates'), labels };
    return String((await things.call('POST', '/api/runs', body)).id);
  },
  orchestras: async (things) => {
    const body = { score_id: await things.get('templates'), name: things.word, cron: '0 2 * * *' };
    return String((await things.call('POST', '/api/orchestras', body)).id);
  },
  'webhook-deliveries': async (things) =>
    String((await things.call('POST', `/api/webhooks/${await things.get('webhooks')}/test`)).id),
  'by-orchestra': (things) => things.get('orchestras'),
  tasks: async (things) => `task_${(await things.get('runs')).slice(4)}_0`,
  approvals: async (things) => {
    const ask = { id: 'ask', kind: 'approval', with: { message: things.word, approvers: ['role:owner'] } };
    const name = `${things.word}-asks`;
    await things.call('POST', '/api/templates', { name, definition: { nodes: [ask], edges: [] } });
    const run = String((await things.call('POST', '/api/runs', { template: name })).id);
    await performTask(things.shop.maestro, things.tenant, { run, n: 0 });
    return `apr_${run.slice(4)}_0`;
  },
  sessions: async (things) => {
    const member = parseId('mem', await things.get('members')) ?? '';
    const id = newId();
    await things.shop.maestro.connections.tenants.withTenant(things.tenant.uuid, (tx) =>
      insertSession(tx, {
        ...{ id, memberId: member, provider: things.word, userAgent: things.word },
        ...{ secretHash: Buffer.alloc(32, 7), idleSeconds: 3_600, lifeSeconds: 3_600 },
      }),
    );
    return formatId('ses', id);
  },
  secrets: async (things) => {
    const name = `${things.word}_secret`;
    await things.call('PUT', `/api/secrets/${name}`, { value: things.word });
    return name;
  },
  collections: async (things) => {
    const name = `${things.word}-collection`;
    await things.call('POST', '/api/collections', { name, description: things.word });
    return name;
  },
  toolsets: async (things) => {
    const { toolset } = await things.call('POST', '/api/toolsets', BODIES['createToolset']?.(things));
    return (toolset as { name: string }).name;
  },
  datasets: async ({ word, tenant, shop: { maestro } }) => {
    const name = `${word}-data`;
    const records = [{ key: word, ingestId: word, data: { word } }];
    await maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
      upsertRecords(tx, { dataset: name, idempotencyKey: word, records }),
    );
    return name;
  },
};

/** Most kinds: what a POST to their collection makes of the least body, or of what `bodies.ts` says. */
async function makeByDescription(things: Things, collection: string): Promise<string> {
  const { routes, schemas } = things.shop;
  const route = routes.find(({ method, path }) => method === 'POST' && path.endsWith(`/${collection}`));
  if (!route) throw unknownKind(collection, 'there is no POST to it');
  const body = BODIES[route.operation?.operationId ?? '']?.(things) ?? schemas.bodyFor(route);
  const answer = await things.tenant.call('POST', await pathFor(route, things), { body: await body });
  const id = answer.status < 300 ? nameIn(answer.body) : undefined;
  if (id === undefined) throw unknownKind(collection, `its POST answers ${answer.status} ${answer.text}`);
  return id;
}

/** The id in an answer, or the name where that is all there is; also of the one thing that an answer wraps. */
function nameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { id, name } = body as { id?: unknown; name?: unknown };
  if (typeof id === 'string') return id;
  if (typeof name === 'string') return name;
  return Object.values(body)
    .map(nameIn)
    .find((inner) => inner !== undefined);
}

function unknownKind(collection: string, reason: string): Error {
  return new Error(
    `The tenancy matrix cannot make one of "${collection}", as ${reason}. Say how one is made through the API: ` +
      'the body of its POST in apps/api/test/matrix/bodies.ts, or a maker in apps/api/test/matrix/things.ts. ' +
      'If what stands there is no id but a word of the caller, add it to CALLERS_OWN in apps/api/test/matrix/ids.ts.',
  );
}

function letters(count: number): string {
  return Array.from({ length: count }, () => 'bcdfghjkmnpqrstvwxyz'[randomInt(20)]).join('');
}

/** A value that looks the same and is nobody's: the word replaced, the random part of an id drawn anew. */
export function lookalike(value: string, word: string): string {
  if (value.includes(word)) return value.replaceAll(word, `zq${letters(12)}`);
  const numbered = /^([a-z]+_)([0-9a-z]{26})(_\d+)?$/.exec(value);
  // The first letters of an id are the time; the rest is chance.
  if (numbered) return `${numbered[1]}${numbered[2]?.slice(0, 12)}${letters(14)}${numbered[3] ?? ''}`;
  return value.replace(/[a-z]/g, () => letters(1));
}

/** The path of a route with things of the asker's own in it, but for what is given. */
export async function pathFor(
  { path }: Pick<Route, 'path'>,
  own: Things,
  given: Record<string, string> = {},
): Promise<string> {
  const values: Record<string, string> = { ...given };
  for (const { name, collection } of idsIn(path)) values[name] ??= await own.get(collection);
  return fill(path, values, '1');
}
