// A handler that misbehaves in whatever way its input asks for. It takes the name of a kind that is known and that
// nobody serves yet, so that a template may ask for it.

/** Only the process of a task that runs alone has a parent to talk to. */
const alone = process.send !== undefined;

const ways = {
  /** Holds the event loop. */
  block: ({ ms }) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return 'done';
  },
  wait: async ({ ms }, { signal }) => {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()));
    });
    return { alone };
  },
  /** Beats for a while, then falls silent. */
  silent: async ({ beats, everyMs }, ctx) => {
    for (let beat = 0; beat < beats; beat += 1) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      ctx.heartbeat();
    }
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
    throw new Error('stopped');
  },
  exit: () => process.exit(3),
  segfault: () => process.kill(process.pid, 'SIGSEGV'),
  memory: () => {
    if (!alone) process.kill(process.pid, 'SIGKILL');
    const held = [];
    for (;;) held.push(new Array(1_000_000).fill(held.length));
  },
  /** Kills what it shares with others; alone it never ends and never listens. */
  deaf: () => {
    if (!alone) process.kill(process.pid, 'SIGKILL');
    for (;;);
  },
  /** Kills what it shares with others; alone it uses every door there is. */
  doors: async ({ url, dataset }, ctx) => {
    if (!alone) process.kill(process.pid, 'SIGKILL');
    ctx.log('info', 'at work', { alone });
    ctx.progress(0.5, 'half');
    const { status } = await ctx.egress.request({ url, method: 'GET', headers: {}, signal: ctx.signal });
    const records = [{ key: 'a', ingestId: '1', data: { a: 1 } }];
    const counts = await ctx.datasets.upsert({ dataset, idempotencyKey: ctx.idempotencyKey, records });
    const known = Object.keys(process.env).filter((name) => /DATABASE|REDIS|MAESTRO/.test(name));
    return { status, counts, known };
  },
  scream: () => {
    throw new Error('x'.repeat(60_000_000));
  },
  unstorable: () => 'a\0b\ud800',
  count: () => (ways.calls = (ways.calls ?? 0) + 1),
};

module.exports = {
  ref: 'poison',
  description: 'Misbehaves.',
  input: { type: 'object' },
  output: {},
  enabledByDefault: true,
  execute: async (input, ctx) => ways[input.do](input, ctx),
};
