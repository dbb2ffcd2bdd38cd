/** Runs `examples/kev-ingest` through the API, as a user would: publish, start, wait, read the result. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const WAIT_MS = 60_000;
const POLL_MS = 100;

export async function runExample({ root, apiUrl, apiKey }, { keepFeed }) {
  const { startFeed } = await import(join(root, 'examples/kev-ingest/feed.cjs'));
  const feed = await startFeed();
  try {
    const call = client(apiUrl, apiKey);
    const { tenant } = await call('GET', '/api/whoami');
    const address = new URL(feed.url);
    // The feed is on this machine: the tenant has to allow it, as it would any private address.
    await call('PATCH', `/api/tenants/${tenant.id}`, { egress_allow: [address.host] });
    const source = readFileSync(join(root, 'examples/kev-ingest/workflow.yaml'), 'utf8');
    const template = await call('POST', '/api/templates', { source });
    const run = await call('POST', '/api/runs', {
      template_id: template.id,
      inputs: { feed: `${address.origin}/catalog.json` },
    });
    const ended = await finished(call, run.id);
    return {
      template: template.name,
      status: ended.status,
      duration_ms: ended.duration_ms,
      output: ended.output,
      error: ended.error?.detail,
    };
  } finally {
    if (!keepFeed) await feed.close();
  }
}

async function finished(call, id) {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const run = await call('GET', `/api/runs/${id}`);
    if (run.finished_at) return run;
    if (Date.now() > deadline)
      throw new Error(`The example did not end within ${WAIT_MS / 1000} s; it is ${run.status}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function client(apiUrl, apiKey) {
  return async (method, path, body) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    throw new Error(`${method} ${path}: ${answer.detail ?? response.status}`);
  };
}
