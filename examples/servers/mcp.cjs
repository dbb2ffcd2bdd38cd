/** An MCP server over streamable HTTP with one tool. It keeps no sessions: each request is answered by itself, as JSON. */
const OWNERS = {
  'NetScaler ADC and Gateway': { owner: 'network', on_call: 'network@example.org' },
  'Session Recording': { owner: 'workplace', on_call: 'workplace@example.org' },
  WinRAR: { owner: 'workplace', on_call: 'workplace@example.org' },
  Git: { owner: 'developers', on_call: 'developers@example.org' },
};

const text = { type: 'string' };
const TOOL = {
  name: 'find_owner',
  description: 'Says which team looks after a product.',
  inputSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['product'],
    properties: { product: text },
  },
  outputSchema: {
    type: 'object',
    required: ['product', 'owner'],
    properties: { product: text, owner: text, on_call: text },
  },
};

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion: protocolVersion ?? '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'assets', version: '1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [TOOL] }),
  'tools/call': ({ name, arguments: given }) => {
    if (name !== TOOL.name) return failure(`there is no tool "${name}"`);
    const known = OWNERS[given?.product] ?? { owner: 'security', on_call: 'security@example.org' };
    const found = { product: String(given?.product), ...known };
    return { content: [{ type: 'text', text: JSON.stringify(found) }], structuredContent: found };
  },
};

const failure = (text) => ({ content: [{ type: 'text', text }], isError: true });

function createMcp() {
  return ({ method, body }) => {
    // Neither a stream of its own accord nor sessions to end.
    if (method !== 'POST') return { status: 405, body: {} };
    const { id, method: name, params = {} } = body ?? {};
    if (id === undefined) return { status: 202 };
    const perform = methods[name];
    const outcome = perform
      ? { result: perform(params) }
      : { error: { code: -32601, message: `no method ${name}` } };
    return { status: 200, body: { jsonrpc: '2.0', id, ...outcome } };
  };
}

module.exports = { createMcp };
