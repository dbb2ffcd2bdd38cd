import { differences, fingerprint } from '@maestro/testing';
import type { Harness, TestTenant } from '../harness';
import { Asker, each, type Question, type Reply } from './asking';
import { BODIES } from './bodies';
import { REFERENCES } from './references';
import { fill, routesOf, type Description, type Route } from './routes';
import { Schemas, withValue, type Field } from './schemas';
import { idsIn } from './ids';
import { lookalike, pathFor, Things, type Workshop } from './things';

/** Pairs of questions to each address when refusals are timed. */
const TIMED = 8;

/** Fields that no body may set: what they say is ours to say. */
const NOT_THEIRS = ['tenant_id', 'tenantId', 'created_at', 'cost_cents', 'secret_hash', 'created_by'];

export interface Walk {
  routes: number;
  requests: number;
  /** What a stranger was told, or could do. */
  leaks: string[];
  /** Cases that prove nothing, as something else refused them first. */
  weak: string[];
  /** Median milliseconds of a refusal: of another tenant's id, and of one that nobody has. */
  medians: { theirs: number; nobodys: number };
}

/**
 * Asks every route, in every place where a text may stand, for what is another tenant's and for what nobody has: the
 * answers must not differ, and must tell nothing of the other tenant.
 *
 * @param only the routes to ask; all unless told
 */
export async function walkTenancy(
  maestro: Harness,
  only: (route: Route) => boolean = () => true,
): Promise<Walk> {
  const asker = new Asker(maestro);
  try {
    const text = (await asker.ask({ method: 'GET', path: '/openapi.json' })).text;
    const description = JSON.parse(text) as Description;
    const routes = routesOf(maestro, description).filter(
      ({ method, access }) => method !== 'HEAD' && access !== 'public' && access !== 'undescribed',
    );
    const shop: Workshop = { maestro, asker, routes, schemas: new Schemas(description) };
    const other = new Things(shop, await maestro.newTenant());
    const walk = new Walker(other);
    await walk.makeAll();
    // Its own starts were decided about, which is written a moment later.
    await maestro.connections.policies.settled();
    const before = await fingerprint(maestro.database.ownerUrl, other.tenant.uuid);
    await each(routes.filter(only), (route) =>
      walk.route(route).catch((error: Error) => walk.brokeOff(route, error)),
    );
    await walk.measure();
    const after = await fingerprint(maestro.database.ownerUrl, other.tenant.uuid);
    const written = differences(before, after).map((table) => `${table} of the other tenant was written to`);
    const { leaks, ...result } = walk.result();
    return { ...result, leaks: [...written, ...leaks], routes: routes.length, requests: asker.asked };
  } finally {
    asker.close();
  }
}

/** True of a field whose name says that something is meant by it: such are tried with things of every kind. */
function refersTo({ name }: Field, collections: readonly string[]): boolean {
  const word =
    name
      .replace(/\.\d+$/, '')
      .split('.')
      .at(-1) ?? '';
  const nouns = collections.map((collection) =>
    collection.replace(/ies$/, 'y').replace(/s$/, '').replaceAll('-', '_'),
  );
  return (
    /(^|_)(ids?|name|ref|parent|after|key|subject|scope)$/.test(word) ||
    nouns.some((noun) => word.includes(noun))
  );
}

/** E025: fields that say of which template something is made. */
const BINDS = /^(template|template_id)$/;
const isTemplate = (value: string) => value.startsWith('tpl_') || value.endsWith('-flow');

interface Case {
  field: Field;
  /** The other tenant's. */
  value: string;
  /** It stands in the path, where it must lead nowhere. */
  addressed: boolean;
  /** What it names would be started or bound: it must be refused, and not only told apart from nothing. */
  binding?: boolean;
  ask(value: string): Promise<Question>;
}

class Walker {
  private readonly leaks: string[] = [];
  private readonly unknown = new Set<string>();
  private readonly weak: string[] = [];
  private readonly times = { theirs: [] as number[], nobodys: [] as number[] };

  constructor(private readonly other: Things) {}

  result(): Omit<Walk, 'routes' | 'requests'> {
    const { theirs, nobodys } = this.times;
    const medians = { theirs: median(theirs), nobodys: median(nobodys) };
    return { leaks: this.leaks.sort(), weak: this.weak.sort(), medians };
  }

  /** One thing of every kind that some path names. What nobody knows how to make is a finding. */
  async makeAll(): Promise<void> {
    await this.other.get('secrets');
    for (const route of this.other.shop.routes)
      for (const { collection } of idsIn(route.path)) {
        if (this.unknown.has(collection)) continue;
        await this.other.get(collection).catch((error: Error) => {
          this.unknown.add(collection);
          this.brokeOff(route, error);
        });
      }
  }

  /** All cases of one route, asked by a tenant made for it: what they change harms no other case. */
  async route(route: Route): Promise<void> {
    const { shop } = this.other;
    if (idsIn(route.path).some(({ collection }) => this.unknown.has(collection))) return;
    const own = new Things(shop, await shop.maestro.newTenant());
    const plain = await plainQuestion(route, own);
    for (const one of await this.casesOf(route, own)) await this.compare(route, own.tenant, one);
    await this.refuseFields(route, own.tenant, plain);
    const named: Record<string, string>[] = [{}, { 'x-tenant-id': this.other.tenant.id }];
    for (const headers of named) {
      const reply = await this.ask(own.tenant, { ...plain, headers: { ...plain.headers, ...headers } });
      await this.search(route, {
        field: { in: 'header', name: 'x-tenant-id' },
        reply,
        sent: this.other.tenant.id,
      });
    }
  }

  /** How long a refusal takes, one question at a time: of what is another tenant's, and of what is nobody's. */
  async measure(): Promise<void> {
    const { shop } = this.other;
    const own = new Things(shop, await shop.maestro.newTenant());
    for (const route of shop.routes.filter(({ method }) => method === 'GET'))
      for (const { name, collection } of idsIn(route.path)
        .filter((id) => !this.unknown.has(id.collection))
        .slice(0, 1))
        for (let n = 0; n < TIMED; n += 1) {
          const id = await this.other.get(collection);
          const path = (value: string) => fill(route.path, { [name]: value }, '1');
          const ask = async (value: string) =>
            (await this.ask(own.tenant, { method: 'GET', path: path(value) })).ms;
          this.times.theirs.push(await ask(id));
          this.times.nobodys.push(await ask(lookalike(id, this.other.word)));
        }
  }

  private ask(tenant: TestTenant, question: Question): Promise<Reply> {
    const headers = { authorization: `Bearer ${tenant.key}`, ...question.headers };
    return this.other.shop.asker.ask({ ...question, headers });
  }

  private async casesOf(route: Route, own: Things): Promise<Case[]> {
    const plain = await plainQuestion(route, own);
    const ids = idsIn(route.path);
    const cases: Case[] = [];
    for (const { name, collection } of ids) {
      const values = await this.namesOf(collection);
      for (const value of values)
        cases.push({
          field: { in: 'path', name },
          value,
          addressed: true,
          ask: async (given) => ({ ...plain, path: await pathFor(route, own, { [name]: given }) }),
        });
    }
    const collections = [...new Set(this.other.shop.routes.flatMap(({ path }) => idsIn(path)))].map(
      (id) => id.collection,
    );
    const fields = own.shop.schemas.fieldsOf(route).filter((field) => field.in !== 'path');
    const all = await this.everything();
    for (const [place, field] of fields.entries())
      for (const value of refersTo(field, collections) ? all : [all[place % all.length] ?? ''])
        cases.push({
          field,
          value,
          addressed: false,
          binding: BINDS.test(field.name) && field.in === 'body' && isTemplate(value),
          ask: (given) => Promise.resolve(put(plain, field, given)),
        });
    return [...cases, ...(await this.definitions(plain))];
  }

  /** E023, E024: what a definition names, in every place of it where it may name something. */
  private async definitions(plain: Question): Promise<Case[]> {
    if (typeof plain.body !== 'object' || !('definition' in (plain.body ?? {}))) return [];
    const names = [...(await this.namesOf('templates')), await this.other.get('secrets')];
    return Object.entries(REFERENCES).flatMap(([place, definitionOf]) =>
      names.map((value) => ({
        field: { in: 'body' as const, name: `definition: ${place}` },
        value,
        addressed: false,
        // What a subflow names is looked up when it begins.
        binding: place === 'handler',
        ask: (given: string) =>
          Promise.resolve({ ...plain, body: { ...(plain.body as object), definition: definitionOf(given) } }),
      })),
    );
  }

  /** What a thing of the other tenant is called: its id, and its name where there is one. */
  private async namesOf(collection: string): Promise<string[]> {
    const id = await this.other.get(collection);
    return collection === 'templates' ? [id, `${this.other.word}-flow`] : [id];
  }

  private async everything(): Promise<string[]> {
    const kinds = this.other.shop.routes.flatMap(({ path }) =>
      idsIn(path).map(({ collection }) => collection),
    );
    const names = await Promise.all(
      [...new Set(kinds)].filter((kind) => !this.unknown.has(kind)).map((kind) => this.namesOf(kind)),
    );
    return [...new Set(names.flat())];
  }

  private async compare(route: Route, tenant: TestTenant, one: Case): Promise<void> {
    const made = lookalike(one.value, this.other.word);
    // What the question does to the asker's own things is done by then, and done to neither of the two compared.
    if (!one.addressed) await this.ask(tenant, await one.ask(lookalike(one.value, this.other.word)));
    const theirs = await this.ask(tenant, await one.ask(one.value));
    const nobodys = await this.ask(tenant, await one.ask(made));
    const found = { field: one.field, sent: one.value };
    if (bare(theirs, one.value) !== bare(nobodys, made)) {
      this.leak(route, found, `${brief(theirs)} instead of ${brief(nobodys)}`);
    }
    await this.search(route, { ...found, reply: theirs });
    if (one.binding && theirs.status < 400) this.leak(route, found, `${theirs.status}: it was taken`);
    if (!one.addressed) return;
    if (nobodys.status !== 404) this.weak.push(`${route.method} ${route.path}: ${brief(nobodys)}`);
    if (theirs.headers['content-type']?.includes('problem') !== true && theirs.status !== 404)
      this.leak(route, found, `${theirs.status}`);
  }

  /** Nothing of the other tenant stands in an answer, but what the question itself said. */
  private async search(route: Route, found: { field: Field; sent: string; reply: Reply }): Promise<void> {
    const text = found.reply.text.replaceAll(found.sent, '');
    const secrets = [
      this.other.word,
      this.other.tenant.id,
      this.other.tenant.uuid,
      ...(await this.everything()),
    ];
    const told = secrets.filter((secret) => secret !== found.sent && text.includes(secret));
    if (told.length > 0) this.leak(route, found, `tells ${told.join(', ')}`);
    if (found.reply.status >= 500) this.leak(route, found, brief(found.reply));
    const hidden = /"(secret_hash|previous_hash|invite_hash|ciphertext|wrapped_key|password)":/.exec(text);
    if (hidden) this.leak(route, found, `shows ${hidden[1]}`);
  }

  /** E021, E028: a field that is not the caller's to set is refused by its name. */
  private async refuseFields(route: Route, tenant: TestTenant, plain: Question): Promise<void> {
    // What CloudEvents do not name is an attribute of whoever sends them: data, whatever it is called.
    if (plain.body === undefined || route.operation?.operationId === 'sendEvents') return;
    for (const name of NOT_THEIRS) {
      const body = { ...(plain.body as object), [name]: this.other.tenant.id };
      const reply = await this.ask(tenant, { ...plain, body });
      if (reply.status < 400 || (reply.status === 422 && !reply.text.includes('unknown-field')))
        this.leak(route, { field: { in: 'body', name }, sent: this.other.tenant.id }, brief(reply));
    }
  }

  /** What made a walk impossible is a finding like any other: nothing was proven of its route. */
  brokeOff({ method, path }: Route, { message }: Error): void {
    this.leaks.push(`${method} ${path}, broke off: ${message}`);
  }

  private leak({ method, path }: Route, { field, sent }: { field: Field; sent: string }, what: string): void {
    this.leaks.push(`${method} ${path}, ${field.in} ${field.name} = ${sent}: ${what}`);
  }
}

/** What the route asks for, with things of the asker's own. */
async function plainQuestion(route: Route, own: Things): Promise<Question> {
  const { schemas } = own.shop;
  const said = BODIES[route.operation?.operationId ?? ''];
  const body = said ? await said(own) : schemas.bodyFor(route);
  // Whatever is there: that a state has to be named is not what is asked about.
  const named = route.operation?.parameters?.some(({ name, required }) => name === 'If-Match' && required);
  return {
    method: route.method,
    path: await pathFor(route, own),
    ...(named ? { headers: { 'if-match': '*' } } : {}),
    ...(body === undefined ? {} : { body }),
  };
}

function put(plain: Question, { in: place, name }: Field, value: string): Question {
  if (place === 'query') {
    return { ...plain, path: `${plain.path}?${new URLSearchParams({ [name]: value }).toString()}` };
  }
  if (place === 'header') return { ...plain, headers: { ...plain.headers, [name]: value } };
  return { ...plain, body: withValue(plain.body, name, value) };
}

/** A refusal as bytes, without what differs from one request to the next; of a success the status alone. */
function bare({ status, headers, text }: Reply, sent: string): string {
  if (status < 400) return String(status);
  // What does not parse names nothing, and where it breaks off depends on the letters of what was sent.
  if (text.includes('"code":"expression-syntax"')) return `${status} expression-syntax`;
  const kept = Object.entries(headers).filter(([name]) => !VARYING.includes(name));
  const problem = text
    .replace(/"(trace_id|instance)":"[^"]*"/g, '"$1":""')
    .replaceAll(encodeURIComponent(sent), '<sent>')
    .replaceAll(sent, '<sent>');
  return JSON.stringify([status, kept.sort(), problem]);
}

const VARYING = ['date', 'trace-id', 'x-request-id', 'content-length', 'ratelimit', 'ratelimit-policy'];

const brief = ({ status, text }: Reply) =>
  `${status} ${/"code":"([^"]+)"/.exec(text)?.[1] ?? ''} ${/"detail":"([^"]*)"/.exec(text)?.[1] ?? ''}`.trim();

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
