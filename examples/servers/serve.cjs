/**
 * All that the examples about models and tools call, on one port of this machine. Zero dependencies, no network, always the same
 * answers; what it speaks are the protocols that the real ones speak.
 *
 *   POST /v1/chat/completions   a provider of models, in the protocol of OpenAI, whole or as a stream
 *   POST /v1/embeddings         vectors of texts, in the same protocol
 *   POST /mcp                   an MCP server over streamable HTTP, with one tool: who looks after a product
 *   GET, POST /tickets          an API; tickets.openapi.json is its document
 *   GET  /catalog.json          the KEV catalogue, as recorded in kev-ingest
 *
 * `node examples/servers/serve.cjs` listens on port 7480, or on PORT, until Ctrl-C.
 */
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { chat } = require('./chat.cjs');
const { embed } = require('./embeddings.cjs');
const { createMcp } = require('./mcp.cjs');
const { createTickets } = require('./tickets.cjs');

const CATALOGUE = join(__dirname, '../kev-ingest/catalog.facts.json');

/** @returns {Promise<import('./serve.cjs').Servers>} */
async function startServers({ port = 0 } = {}) {
  const calls = [];
  const tickets = createTickets();
  const routes = {
    '/v1/chat/completions': chat,
    '/v1/embeddings': embed,
    '/mcp': createMcp(),
    '/tickets': tickets.answer,
    '/catalog.json': () => ({ status: 200, body: readFileSync(CATALOGUE, 'utf8') }),
  };
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const path = url.split('?')[0];
    void readJson(request).then((body) => {
      calls.push({ line: `${method} ${path}`, body });
      const route = routes[path.startsWith('/tickets/') ? '/tickets' : path];
      write(response, route ? route({ method, path, headers, body }) : { status: 404, body: {} });
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${server.address().port}`,
    calls,
    tickets: tickets.all,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Null where there is none, and where it is not JSON: each route says itself what it does not take. */
async function readJson(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}

function write(response, { status, body, events }) {
  if (events) {
    response.writeHead(status, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const event of events) response.write(`data: ${event}\n\n`);
    return void response.end();
  }
  if (body === undefined) return void response.writeHead(status).end();
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

module.exports = { startServers };

if (require.main === module) {
  startServers({ port: Number(process.env.PORT ?? 7480) }).then(
    ({ host }) => console.log(`listening on ${host}`),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
