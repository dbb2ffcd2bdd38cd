/**
 * An API that files tickets. The same Idempotency-Key files one ticket, however often it is sent.
 *
 *   GET /tickets, GET /tickets/{id}, POST /tickets
 */
function createTickets() {
  const filed = [];
  const byKey = new Map();

  function file(body, key) {
    const known = key && byKey.get(key);
    if (known) return { status: 200, body: known };
    const { title, priority = 'normal', records = [] } = body ?? {};
    if (typeof title !== 'string' || !Array.isArray(records))
      return { status: 422, body: { error: 'a title is needed, and records are a list' } };
    const ticket = { id: filed.length + 1, title, priority, records };
    filed.push(ticket);
    if (key) byKey.set(key, ticket);
    return { status: 201, body: ticket };
  }

  return {
    all: () => [...filed],
    answer({ method, path, headers, body }) {
      const id = path.split('/')[2];
      if (method === 'GET' && id === undefined) return { status: 200, body: { tickets: filed } };
      if (method === 'POST' && id === undefined) return file(body, headers['idempotency-key']);
      const ticket = filed.find((one) => String(one.id) === id);
      if (method === 'GET' && ticket) return { status: 200, body: ticket };
      return { status: 404, body: { error: 'there is no such ticket' } };
    },
  };
}

module.exports = { createTickets };
