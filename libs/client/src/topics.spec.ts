import { frame, listen, streaming, type StreamScript, type TestServer } from '../test/server';
import { createClient } from './client';
import type { TopicOptions } from './stream';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

/** Answers its connections by scripts, and notes what each asked for. */
async function serve(...scripts: StreamScript[]) {
  const asked: { url: string | undefined; from: unknown }[] = [];
  const answer = streaming(scripts);
  const server = await listen((request, response) => {
    asked.push({ url: request.url, from: request.headers['last-event-id'] });
    answer(request, response);
  });
  servers.push(server);
  return { asked, url: server.url };
}

async function follow(url: string, options: TopicOptions = {}): Promise<string[]> {
  const told: string[] = [];
  const onOpened = ({ reset }: { reset: boolean }) => void told.push(reset ? 'reset' : 'open');
  const client = createClient({ baseUrl: url });
  for await (const event of client.streamTopics(['run:run_1', 'runs:all'], { onOpened, ...options }))
    told.push(event.id);
  return told;
}

const opened = (id: string, event = 'open') => `retry: 1\nid: ${id}\nevent: ${event}\ndata:\n\n`;
const end = 'event: end\ndata: {}\n\n';

describe('streamTopics', () => {
  it('asks for its topics, and resumes where an opening, an event or a heartbeat said it was', async () => {
    const { url, asked } = await serve(
      (response) => response.end(opened('c0')),
      (response) => response.end(`${opened('c0')}${frame(1)}${frame(2)}`),
      // Nothing came of what it follows; it is further all the same.
      (response) => response.end(`${opened('c2')}: alive\nid: c9\n\n`),
      (response) => response.end(`${opened('c9')}${frame(10)}${end}`),
    );
    expect(await follow(url)).toEqual(['open', 'open', 'c1', 'c2', 'open', 'open', 'c10']);
    expect(asked.map(({ from }) => from)).toEqual([undefined, 'c0', 'c2', 'c9']);
    expect(asked[0]?.url).toBe('/api/stream?topics=run%3Arun_1%2Cruns%3Aall');
  });

  it('does not take the id of a message that was cut short for seen', async () => {
    const { url, asked } = await serve(
      (response) => void response.write(`${opened('c0')}${frame(1)}id: c2\n`, () => response.destroy()),
      (response) => response.end(`${opened('c1')}${frame(2)}${end}`),
    );
    expect(await follow(url)).toEqual(['open', 'c1', 'open', 'c2']);
    expect(asked[1]?.from).toBe('c1');
  });

  it('says that it begins anew before the first event after, and waits until that is heard', async () => {
    const { url, asked } = await serve(
      (response) => response.end(`${opened('c7', 'reset')}${frame(8)}`),
      (response) => response.end(`${opened('c8')}${end}`),
    );
    const order: string[] = [];
    const onOpened = async ({ reset }: { reset: boolean }) => {
      await new Promise(setImmediate);
      order.push(reset ? 'reset' : 'open');
    };
    const client = createClient({ baseUrl: url });
    for await (const { id } of client.streamTopics(['runs:all'], { after: 'c3', onOpened })) order.push(id);
    expect(order).toEqual(['reset', 'c8', 'open']);
    expect(asked.map(({ from }) => from)).toEqual(['c3', 'c8']);
  });
});
