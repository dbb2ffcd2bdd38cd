import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startOpenAiServer, type ModelReply } from '@maestro/testing';
import type { Dice } from '../seed';

/** A call of the model or of the tool, as the outside saw it. */
export interface OutsideCall {
  kind: 'model' | 'tool';
  /** Which one of its kind: the rounds of the conversation, the facts that are looked up. */
  ordinal: number;
  /** By the clock of this machine, in milliseconds. */
  at: number;
}

/** A provider of models and the owner of a tool, who each keep books of their own. */
export interface World {
  modelUrl: string;
  toolUrl: string;
  hosts: string[];
  calls: OutsideCall[];
  /** Micro-dollars that the provider has billed. */
  billed(): number;
  onCall(listener: (call: OutsideCall) => void): void;
  close(): Promise<void>;
}

export const PRICE = { input_nanos: 1_000, output_nanos: 20_000 };
/** Long enough for a worker to die meanwhile. */
export const SLOWEST_MS = 150;
/** Every so many facts two are asked for at once. */
const PAIRS = 7;

/** What is offered to the model as a tool. */
export const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Facts', version: '1' },
  paths: {
    '/facts': {
      get: {
        operationId: 'lookup',
        summary: 'Looks a fact up.',
        parameters: [{ name: 'n', in: 'query', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'The fact.' } },
      },
    },
  },
};

/** A model that wants so many facts, one after the other or two at once, and then answers; and where facts are looked up. */
export async function openWorld(dice: Dice, facts: number): Promise<World> {
  const calls: OutsideCall[] = [];
  const listeners: ((call: OutsideCall) => void)[] = [];
  const note = (kind: OutsideCall['kind'], ordinal: number) => {
    const call = { kind, ordinal, at: Date.now() };
    calls.push(call);
    for (const listener of listeners) listener(call);
  };
  const model = await startOpenAiServer();
  model.otherwise(({ body }) => {
    const said = (body['messages'] as { role: string }[]).map(({ role }) => role);
    note('model', said.filter((role) => role === 'assistant').length);
    const known = said.filter((role) => role === 'tool').length;
    return { ...replyTo(known, facts), delayMs: dice.below(SLOWEST_MS) };
  });
  const tool = await openTool(dice, (n) => note('tool', n));
  return {
    ...{ modelUrl: model.url, toolUrl: tool.url, hosts: [model.host, new URL(tool.url).host], calls },
    billed: () =>
      model.bills.reduce(
        (sum, { input, output }) =>
          sum + Math.ceil((input * PRICE.input_nanos + output * PRICE.output_nanos) / 1_000),
        0,
      ),
    onCall: (listener) => void listeners.push(listener),
    close: async () => {
      tool.close();
      await model.close();
    },
  };
}

function replyTo(known: number, facts: number): ModelReply {
  if (known >= facts) return { text: `Done after ${known} facts.` };
  const ask = (n: number) => ({ name: 'http_facts_lookup', arguments: JSON.stringify({ n }) });
  const two = known % PAIRS === PAIRS - 1 && known + 1 < facts;
  return { toolCalls: two ? [ask(known), ask(known + 1)] : [ask(known)] };
}

async function openTool(dice: Dice, note: (n: number) => void): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    const n = Number(new URL(request.url ?? '/', 'http://here').searchParams.get('n'));
    note(n);
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ n, fact: `fact ${n}` }));
    }, dice.below(SLOWEST_MS));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
