/** A server that answers late: how a task is kept running for a known time, and heard of when it begins. */
import { createServer } from 'node:http';
import { now } from '../measure/clock.mjs';

/**
 * `/<id>?ms=5000` is answered after that long; with `&once`, only the first time, and at once when it comes again.
 * `arrivals` maps an id to the times its requests came.
 * @returns `{ host, arrivals, clear, close }`; the tenant has to allow `host`
 */
export async function startHoldingServer() {
  const arrivals = new Map();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://holding');
    const id = pathname.slice(1);
    const times = [...(arrivals.get(id) ?? []), now()];
    arrivals.set(id, times);
    const isAgain = searchParams.has('once') && times.length > 1;
    const timer = setTimeout(() => response.end('{}'), isAgain ? 0 : Number(searchParams.get('ms')));
    response.setHeader('content-type', 'application/json');
    response.on('close', () => clearTimeout(timer));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${server.address().port}`,
    arrivals,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One task that the server holds for `ms` the first time; its run takes the input `id`. */
export function holdingTemplate(host, ms) {
  return {
    apiVersion: 'maestro/v1',
    kind: 'Workflow',
    metadata: { name: `hold-${ms}` },
    spec: {
      inputs: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      nodes: [
        {
          id: 'hold',
          kind: 'task',
          ref: 'http',
          with: { url: `http://${host}/\${{ inputs.id }}?ms=${ms}&once` },
        },
      ],
      edges: [],
    },
  };
}

/** Lets the tenant reach that server, as its owner would over the API. */
export async function allowHost({ sql }, tenant, host) {
  await sql(`UPDATE maestro_tenants SET egress_allow = '{${host}}' WHERE id = '${tenant.id}'`);
}
