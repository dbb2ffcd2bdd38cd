/** JSON over HTTP/1.1 to a server of this machine, on connections that are kept. */
import { Agent, request } from 'node:http';

/** @returns `call(method, path, body?, headers?)`, which resolves with the text of a 2xx answer */
export function callerOf(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const about = text
        ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
        : {};
      const options = { host: '127.0.0.1', port, method, path, agent, headers: { ...about, ...headers } };
      const outgoing = request(options, (answer) => {
        let heard = '';
        answer.on('data', (part) => (heard += part));
        answer.on('end', () =>
          answer.statusCode < 300
            ? resolve(heard)
            : reject(new Error(`${answer.statusCode} ${heard.slice(0, 300)}`)),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(text);
    });
}
