/**
 * Readers of `GET /api/stream`, in a process of their own so that they do not disturb who measures. Told over IPC what to do:
 * `open`, `breakOff`, `pause`, `resume`, `report`, `close`.
 */
import { createHash } from 'node:crypto';
import { get } from 'node:http';

/** Of so many events the latency of one is taken: reading its time costs more than counting it. */
const SAMPLE = 5;
const RECONNECT_MS = 50;

class Reader {
  ids = [];
  start = null;
  resets = 0;
  closed = false;
  #last = null;
  #rest = '';
  #response = null;

  constructor(url, key, latencies) {
    Object.assign(this, { url, key, latencies });
    this.opened = new Promise((resolve) => (this.#tell = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#connect();
  }

  #tell;
  #end;

  #connect() {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${this.key}` };
    if (this.#last) headers['last-event-id'] = this.#last;
    this.#rest = '';
    const request = get(this.url, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        this.closed = true;
        return this.#end();
      }
      this.#response = response.setEncoding('utf8');
      response.on('data', (text) => this.#read(text));
      response.on('error', () => undefined);
      response.on('close', () => this.#again());
    });
    request.on('error', () => this.#again());
  }

  #again() {
    if (this.closed || this.waits) return;
    this.waits = setTimeout(() => {
      this.waits = null;
      this.#connect();
    }, RECONNECT_MS);
  }

  #read(text) {
    const parts = (this.#rest + text).split('\n\n');
    this.#rest = parts.pop();
    for (const part of parts) this.#take(part);
  }

  #take(part) {
    const at = part.indexOf('id: ');
    if (at < 0) return;
    const id = part.slice(at + 4, part.indexOf('\n', at) < 0 ? undefined : part.indexOf('\n', at));
    this.#last = id;
    if (part.endsWith('\ndata:') || part.startsWith(':')) {
      this.resets += part.includes('event: reset') ? 1 : 0;
      this.start ??= id;
      return this.#tell();
    }
    this.ids.push(id);
    if (this.latencies && this.ids.length % SAMPLE === 0) {
      const from = part.indexOf('"at":"') + 6;
      this.latencies.push(Date.now() - Date.parse(part.slice(from, part.indexOf('"', from))));
    }
  }

  /** The connection is cut, wherever in a message it is; the reader connects again where it stood. */
  breakOff() {
    this.#response?.destroy();
  }

  pause() {
    this.#response?.pause();
  }

  resume() {
    this.#response?.resume();
  }

  close() {
    this.closed = true;
    this.#response?.destroy();
  }
}

let readers = [];
let latencies = [];

const acts = {
  open: async ({ url, key, count }) => {
    const more = Array.from({ length: count }, () => new Reader(url, key, latencies));
    readers.push(...more);
    await Promise.all(more.map((reader) => reader.opened));
  },
  breakOff: ({ index }) => readers[index % readers.length].breakOff(),
  pause: () => readers.forEach((reader) => reader.pause()),
  resume: () => readers.forEach((reader) => reader.resume()),
  /** Resolves once the server has refused all of them. */
  ended: () => Promise.all(readers.map((reader) => reader.ended)).then(() => undefined),
  /** What each has read, as far as it can be compared: where it began, how many, and a digest of them in order. */
  report: () => {
    const sequences = readers.map(({ start, ids, resets }) => ({
      ...{ start, resets, count: ids.length, last: ids.at(-1) ?? null },
      digest: createHash('sha256').update(ids.join('\n')).digest('hex'),
    }));
    const answer = { sequences, latencies };
    latencies = [];
    for (const reader of readers) reader.latencies = latencies;
    return answer;
  },
  close: () => {
    for (const reader of readers) reader.close();
    readers = [];
  },
};

process.on('message', ({ n, act, ...given }) => {
  Promise.resolve(acts[act](given)).then((answer) => process.send({ n, answer }));
});
process.on('disconnect', () => process.exit(0));
