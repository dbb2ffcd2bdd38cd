import { startOpenAiServer, type Installation } from '@maestro/testing';
import type { Dice } from '../seed';
import { openProvider } from './provider';

/** Somebody who bills every call on its own account, in micro-dollars, whatever becomes of the answer. */
export interface Biller {
  url: string;
  /** `host:port`, for the tenant's list of allowed addresses. */
  host: string;
  bill(): { calls: number; micros: number };
  close(): void;
}

/** Posts to the installation. */
export type Post = (path: string, body: object, method?: string) => Promise<{ id: string }>;

/** A crowd that spends from one account until it is used up. */
export interface Spenders {
  /** Dollars that there are. */
  cap: number;
  /** The most that one of them takes with it when it dies, in dollars. */
  most: number;
  open(dice: Dice): Promise<Biller>;
  start(post: Post, biller: Biller): Promise<void>;
}

const CROWD = 200;
const retry = { max_attempts: 100, delay: '100ms', backoff: 'fixed' };

/** 200 runs that each pay for a call of `http`, whose worst case is declared. */
const httpSpenders: Spenders = {
  cap: 50,
  most: 1,
  async open(dice) {
    const { url, host, bill, close } = await openProvider(dice);
    const micros = () => bill().quarters * 250_000;
    return { url, host, close, bill: () => ({ calls: bill().calls, micros: micros() }) };
  },
  async start(post, { url }) {
    const node = {
      ...{ id: 'spend', kind: 'task', ref: 'http', with: { url, method: 'POST' }, retry },
      cost: { worst_case: '1.00 USD', used: 'tasks.spend.output.body.usd' },
    };
    const definition = { nodes: [node], edges: [] };
    const template = await post('/api/templates', { name: 'spender', definition });
    await post('/api/runs/batch', {
      template_id: template.id,
      runs: Array.from({ length: CROWD }, () => ({})),
    });
  },
};

const price = { input_nanos: 10_000, output_nanos: 200_000 };
const MAX_TOKENS = 400;
const SLOWEST_MS = 800;

/** One run that asks a model for each of 200 items; the model sometimes fails after it has billed. */
const modelSpenders: Spenders = {
  cap: 5,
  most: 0.2,
  async open(dice) {
    const server = await startOpenAiServer();
    server.otherwise(() => {
      const reply = { text: 'word '.repeat(40 + dice.below(260)), delayMs: dice.below(SLOWEST_MS) };
      const luck = dice.below(20);
      if (luck === 0) return { ...reply, cut: 'end' };
      if (luck === 1) return { status: 429, headers: { 'retry-after': '1' } };
      return luck === 2 ? { ...reply, usage: { prompt_tokens: -1, completion_tokens: 'many' } } : reply;
    });
    const microsOf = (input: number, output: number) =>
      Math.ceil((input * price.input_nanos + output * price.output_nanos) / 1_000);
    return {
      ...{ url: server.url, host: server.host, close: () => void server.close() },
      bill: () => ({
        calls: server.bills.length,
        micros: server.bills.reduce((sum, { input, output }) => sum + microsOf(input, output), 0),
      }),
    };
  },
  async start(post, { url }) {
    const models = [{ name: 'dear', context_tokens: 10_000 }];
    await post('/api/model-providers', { name: 'dear', kind: 'openai', base_url: url, models });
    await post('/api/model-pricing/dear', price, 'PUT');
    const ask = {
      ...{ id: 'ask', kind: 'task', ref: 'llm_call', retry },
      with: { model: 'dear', prompt: 'Say something of ${{ string(item) }}.', max_tokens: MAX_TOKENS },
    };
    const over = Array.from({ length: CROWD }, (_, n) => n);
    const each = {
      id: 'each',
      kind: 'map',
      over,
      body: { nodes: [ask], edges: [] },
      on_item_failure: 'tolerate',
    };
    const definition = { nodes: [each], edges: [] };
    const template = await post('/api/templates', { name: 'asker', definition });
    await post('/api/runs', { template_id: template.id });
  },
};

export const crowds = { http: httpSpenders, models: modelSpenders };

export type Crowd = keyof typeof crowds;

/** Calls the installation as its tenant. */
export function poster({ services, apiKey }: Installation): Post {
  return async (path, body, method = 'POST') => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(services.apiUrl + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as { id: string };
  };
}
