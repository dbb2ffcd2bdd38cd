import { ApiDouble, KEY } from '../test/api-double';
import { selfSigned } from '../test/certificate';
import { useCli } from '../test/cli';

const GRAPH = 'nodes:\n  - id: fetch\n    kind: htttp\n';
const use = useCli();
beforeAll(() => use.cli.file('flow.yaml', GRAPH));

describe('errors', () => {
  it('says what, where, why, how to fix it, and the trace', async () => {
    const result = await use.cli.run(['status', 'run_x'], { api: use.api });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr.split('\n')).toEqual([
      'error[not-found]: There is nothing at GET /api/runs/run_x.',
      `  where: GET ${use.api.url}/api/runs/run_x (404)`,
      '  why:   The title',
      '  fix:   `maestro status` lists the latest runs',
      '  trace: trace-1',
      '',
    ]);
  });

  it('E133 names the cause of HTML, a 502 and a redirect, and sends the key nowhere else', async () => {
    const other = await new ApiDouble().listen();
    const answers: Parameters<ApiDouble['instead']['set']>[1][] = [
      (_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'),
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
      (_, response) => response.writeHead(302, { location: `${other.url}/api/whoami` }).end(),
    ];
    const causes = ['status 502, text/html', 'status 200, text/html', `redirect to ${other.url}/api/whoami`];
    for (const [index, answer] of answers.entries()) {
      use.api.instead.set('GET /api/whoami', answer);
      const result = await use.cli.run(['whoami'], { api: use.api });
      expect(result).toMatchObject({ code: 11, stdout: '' });
      expect(result.stderr).toContain(causes[index]);
    }
    expect(other.received).toEqual([]);
    await other.close();
  });

  it('E133 refuses a certificate of another name', async () => {
    const certificate = selfSigned('another.example');
    const secure = await new ApiDouble().listen(certificate);
    const trusted = use.cli.file('authority.pem', certificate.cert);
    const env = {
      MAESTRO_URL: `https://127.0.0.1:${secure.port}`,
      MAESTRO_API_KEY: KEY,
      NODE_EXTRA_CA_CERTS: trusted,
    };
    const result = await use.cli.run(['whoami'], { env });
    expect(result.code).toBe(11);
    expect(result.stderr).toContain('secure connection');
    expect(result.stderr).toContain('does not match');
    expect(secure.received).toEqual([]);
    await secure.close();
  });

  it('E135 prints a problem as JSON on standard error, the server’s or its own', async () => {
    const refused = await use.cli.run(['status', 'run_x', '-o', 'json'], { api: use.api });
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'not-found', status: 404, trace_id: 'trace-1' });
    const local = await use.cli.run(['status', '--bad', '--output=json'], { api: use.api });
    expect(local).toMatchObject({ code: 64, stdout: '' });
    expect(JSON.parse(local.stderr)).toMatchObject({
      type: 'about:blank',
      detail: expect.stringContaining('--bad'),
    });
  });

  it.each([
    [['statsu'], "unknown command 'statsu' (Did you mean status?)"],
    [['run', 'flow.yaml', '--wach'], "unknown option '--wach' (Did you mean --watch?)"],
    [['status', '-o', 'xml'], 'Allowed choices are table, json'],
    [['run'], "missing required argument 'file'"],
    [['status', '--limit', 'many'], '--limit takes a number'],
    [['run', 'flow.yaml', '-i', 'novalue'], 'key=value'],
    [['run', 'flow.yaml', '--timeout', '5m'], '--timeout needs --watch'],
    [['run', 'flow.yaml', '--watch', '--timeout', 'soon'], 'takes a duration'],
  ])('E136 refuses %j with exit code 64', async (args, message) => {
    const result = await use.cli.run(args, { api: use.api });
    expect(result).toMatchObject({ code: 64, stdout: '' });
    expect(result.stderr).toContain(message);
    expect(use.api.received).toEqual([]);
  });
});
