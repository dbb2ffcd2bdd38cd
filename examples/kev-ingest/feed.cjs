/**
 * The feed of the example: serves the recorded facts of the KEV catalogue as a remote server would, with faults on
 * request. Zero dependencies; `node feed.cjs` prints its address.
 *
 *   /catalog.json                       1,404 records
 *   /catalog.json?change=CVE-…          the same, with another due date for one of them
 *   /catalog.json?fault=truncated       valid JSON that lacks half of its records
 *   /catalog.json?fault=500             an error
 *   POST /hold, POST /release           answers wait in between
 */
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');

/** @returns {Promise<import('./feed.cjs').Feed>} */
async function startFeed({ port = 0 } = {}) {
  const catalogue = readFileSync(join(__dirname, 'catalog.facts.json'), 'utf8');
  let requests = 0;
  let gate = null;

  const hold = () => {
    if (gate) return;
    let open;
    const opened = new Promise((resolve) => {
      open = resolve;
    });
    gate = { opened, open };
  };
  const release = () => {
    gate?.open();
    gate = null;
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://feed');
    const route = `${request.method} ${url.pathname}`;
    if (route === 'POST /hold' || route === 'POST /release') {
      if (url.pathname === '/hold') hold();
      else release();
      return void response.writeHead(204).end();
    }
    if (route !== 'GET /catalog.json') return void response.writeHead(404).end();
    requests += 1;
    const { status, body } = answer(catalogue, url.searchParams);
    void (gate?.opened ?? Promise.resolve()).then(() => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/catalog.json`,
    requests: () => requests,
    hold,
    release,
    close: () => {
      release();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(catalogue, query) {
  const fault = query.get('fault');
  if (fault === '500') return { status: 500, body: '{"error":"the feed is down"}' };
  const changed = query.get('change');
  if (fault !== 'truncated' && changed === null) return { status: 200, body: catalogue };
  const feed = JSON.parse(catalogue);
  if (fault === 'truncated') feed.vulnerabilities.length = Math.floor(feed.vulnerabilities.length / 2);
  for (const record of feed.vulnerabilities) if (record.cveID === changed) record.dueDate = '2030-01-01';
  return { status: 200, body: JSON.stringify(feed) };
}

module.exports = { startFeed };

if (require.main === module) {
  startFeed({ port: Number(process.env.PORT ?? 0) }).then(({ url }) => console.log(url));
}
