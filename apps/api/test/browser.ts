import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** A browser with a cookie jar and no page: it goes where it is sent, one step at a time. */
export class Browser {
  private readonly jar = new Map<string, Map<string, string>>();

  cookies(address: string): Map<string, string> {
    const { origin } = new URL(address);
    const cookies = this.jar.get(origin) ?? new Map<string, string>();
    this.jar.set(origin, cookies);
    return cookies;
  }

  /** One request, with the cookies of its origin; follows nothing. */
  async send(address: string, init: RequestInit = {}): Promise<Response> {
    const cookies = this.cookies(address);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  /** Follows redirects until one leads to where `arrived` says, or there is none; that last address. */
  async follow(
    response: Response,
    from: string,
    arrived: (address: string) => boolean = () => false,
  ): Promise<string> {
    let [answer, at] = [response, from];
    for (let hops = 0; hops < 10; hops += 1) {
      const location = answer.headers.get('location');
      if (location === null) return at;
      at = new URL(location, at).href;
      if (arrived(at)) return at;
      answer = await this.send(at);
    }
    throw new Error('redirected too often');
  }

  post(address: string, fields: Record<string, string>): Promise<Response> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.send(address, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  }

  /** Signs in at a provider's own pages as `person`; the address it sends the browser back to. */
  async signInAt(authorization: string, person: string): Promise<string> {
    const isCallback = (address: string) => new URL(address).pathname === '/api/auth/callback';
    const login = await this.follow(await this.send(authorization), authorization, isCallback);
    if (isCallback(login)) return login;
    const consent = await this.follow(
      await this.post(login, { prompt: 'login', login: person, password: 'any' }),
      login,
      isCallback,
    );
    if (isCallback(consent)) return consent;
    return this.follow(await this.post(consent, { prompt: 'consent' }), consent, isCallback);
  }
}

export interface OpenIdProvider {
  issuer: string;
  stop(): Promise<void>;
}

/** Starts a real OpenID provider beside the test. */
export async function startOpenIdProvider(client: object): Promise<OpenIdProvider> {
  const file = join(__dirname, 'openid-provider.mjs');
  const child = spawn(process.execPath, [file, JSON.stringify(client)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [issuer] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    issuer,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}
