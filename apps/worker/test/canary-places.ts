import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Ten ways in which a value can lie somewhere, written down apart from the code that masks. */
export function tenEncodings(value: string): Record<string, string> {
  const bytes = Buffer.from(value);
  const base64 = (shift: number) => {
    const whole = Buffer.concat([Buffer.alloc(shift, 'x'), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Of the first and last characters only some bits are the value's.
    return whole.slice(shift === 0 ? 0 : shift + 1, -1);
  };
  return {
    raw: value,
    'base64, first alignment': base64(0),
    'base64, second alignment': base64(1),
    'base64, third alignment': base64(2),
    base64url: base64(0).replaceAll('+', '-').replaceAll('/', '_'),
    hex: bytes.toString('hex'),
    'upper hex': bytes.toString('hex').toUpperCase(),
    percent: encodeURIComponent(value),
    JSON: JSON.stringify(value).slice(1, -1),
    HTML: value.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`),
  };
}

/** Where a value lies in what was gathered: `place: encoding`. */
export function findCanary(places: Readonly<Record<string, string>>, value: string): string[] {
  const forms = Object.entries(tenEncodings(value));
  return Object.entries(places).flatMap(([place, text]) =>
    forms.filter(([, form]) => text.includes(form)).map(([name]) => `${place}: ${name}`),
  );
}

/** The content of every file below a folder. */
export function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path}\n${readFileSync(path, 'latin1')}\n${readFileSync(path, 'utf8')}`)
    .join('\n');
}

/** A server that says back whatever it is told: headers, address, body; below `/fail` with 500. */
export async function startEcho(): Promise<{
  server: Server;
  host: string;
  url: string;
  heard: () => string;
}> {
  let heard = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const all = { url: request.url, headers: request.headers, body };
      heard += `${decodeURIComponent((request.url ?? '').replaceAll('+', ' '))}\n${JSON.stringify(all)}\n`;
      response.writeHead(request.url?.startsWith('/fail') ? 500 : 200, {
        'Content-Type': request.url?.startsWith('/text') ? 'text/html' : 'application/json',
        'X-Echo': Buffer.from(body || String(request.headers.authorization)).toString('base64'),
      });
      response.end(request.url?.startsWith('/text') ? `<p>${body}</p>` : JSON.stringify(all));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, host, url: `http://${host}`, heard: () => heard };
}
