import { generateKeyPairSync } from 'node:crypto';
import type { Things } from './things';

const toolDocument = { openapi: '3.1.0', paths: { '/things': { get: { operationId: 'listThings' } } } };

/** Bodies that a schema alone does not tell: either one field or another, or a text with a grammar. By operation. */
export const BODIES: Readonly<Record<string, (things: Things) => unknown>> = {
  startRun: async (things) => ({ template_id: await things.get('templates') }),
  startRuns: async (things) => ({ template_id: await things.get('templates'), runs: [{}] }),
  createOrchestra: async (things) => ({ score_id: await things.get('templates'), name: things.word }),
  createAgent: ({ word }) => ({ name: word, description: word, model: { model: 'm' } }),
  updateAgent: ({ word }) => ({ description: word }),
  invokeAgent: () => ({ inputs: { prompt: 'Go.' } }),
  bindOrchestraSecrets: () => ({ bindings: {} }),
  backfillOrchestra: () => ({ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }),
  bulkRuns: async (things) => ({ action: 'pause', ids: [await things.get('runs')] }),
  publishTemplate: ({ word }) => ({
    name: `${word}-more`,
    definition: { nodes: [{ id: 'a', kind: 'task', ref: 'noop' }], edges: [] },
  }),
  validateTemplate: ({ word }) => ({
    name: `${word}-more`,
    definition: { nodes: [{ id: 'a', kind: 'task', ref: 'noop' }], edges: [] },
  }),
  createWebhook: ({ word }) => ({
    url: `https://hooks.example.org/${word}`,
    events: ['maestro.run.finished'],
  }),
  createModelProvider: ({ word }) => ({
    ...{ name: word, kind: 'rules', region: word },
    models: [{ name: word, context_tokens: 1_000 }],
    rules: [{ reply: word }],
  }),
  mcp: () => ({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  createToolset: ({ word }) => ({
    name: word,
    kind: 'openapi',
    url: `https://${word}.example.org`,
    document: toolDocument,
  }),
  refreshToolset: () => ({ document: toolDocument }),
  createHook: ({ word }) => ({ name: word, verifier: 'github' }),
  createBudget: ({ word }) => ({ scope: 'tenant', cap: '50.00 USD', note: word }),
  createFreezeWindow: ({ word }) => ({ name: word, effect: 'block', start: '2190-01-01', end: '2190-01-02' }),
  sendEvents: ({ word }) => ({
    specversion: '1.0',
    id: word,
    source: `/${word}`,
    type: word,
    data: { word },
  }),
  createTrigger: async (things) => ({
    ...{
      name: things.word,
      on: 'event',
      filter: { types: [things.word] },
      template_id: await things.get('templates'),
    },
  }),
  testTrigger: async (things) => ({
    trigger_id: await things.get('triggers'),
    event: { specversion: '1.0', id: things.word, source: `/${things.word}`, type: things.word },
  }),
  createTrustRule: ({ word }) => ({
    name: word,
    issuer: 'https://issuer.example.org',
    role: 'viewer',
    conditions: { repository: word },
  }),
  publishPolicy: ({ word }) => ({ name: word, text: `@id("${word}") permit (principal, action, resource);` }),
  trustAttestationKey: ({ word }) => ({
    name: word,
    public_key: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }),
};
