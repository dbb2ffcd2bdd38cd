import { generateKeyPairSync } from 'node:crypto';
import { publicPem, signEnvelope, STATEMENT_PAYLOAD, STATEMENT_TYPE } from '@maestro/evidence';
import { sampleExport } from '@maestro/evidence/testing';
import { RUN_ID } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const sample = sampleExport({ records: 3, signEvery: 3 });

describe('maestro audit verify', () => {
  const verify = (lines: readonly string[], ...more: string[]) =>
    use.cli.run(['audit', 'verify', use.cli.file('audit.jsonl', `${lines.join('\n')}\n`), ...more]);

  it('checks an export without a server, and says what it did not know', async () => {
    const { code, stdout, stderr } = await verify(sample.lines);
    expect([code, stdout]).toEqual([0, '✓ 3 records, 13 rows, 1 signed heads\n']);
    expect(stderr).toContain('compare the ids');
    expect(stderr).toContain('No --anchors');
  });

  it('is content with a key that it knows and with anchors', async () => {
    const key = use.cli.file('key.pem', publicPem(sample.publicKey));
    const anchors = use.cli.file(
      'anchors.jsonl',
      sample.roots.map((root) => `${JSON.stringify(root)}\n`).join(''),
    );
    expect(await verify(sample.lines, '--key', key, '--anchors', anchors)).toMatchObject({
      code: 0,
      stderr: '',
    });
    const other = use.cli.file('other.pem', publicPem(generateKeyPairSync('ed25519').publicKey));
    expect((await verify(sample.lines, '--key', other)).stdout).toContain('record 3: the signed head');
    expect(await verify(sample.lines, '--key', anchors)).toMatchObject({ code: 64 });
    expect((await verify(sample.lines, '--key', 'mst_local_x_y')).stderr).toContain(
      'not taken from the command line',
    );
  });

  it('names the first record that is bad', async () => {
    const changed = sample.lines.map((line) => line.replace('user:ada', 'user:eve'));
    expect(await verify(changed)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/record [123]: the rows of run .* changed/),
    });
    const { code, stdout } = await verify(changed, '-o', 'json');
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      expect.objectContaining({ ok: false, bad: expect.anything() }),
    ]);
    expect(await use.cli.run(['audit', 'verify', 'none.jsonl'])).toMatchObject({ code: 64 });
  });
});

describe('maestro audit', () => {
  const answer = (path: string, body: string, type = 'application/json') =>
    use.api.instead.set(path, (_, response) => response.writeHead(200, { 'content-type': type }).end(body));

  it('lists and exports', async () => {
    const entry = {
      at: '2026-01-01T00:00:00.000Z',
      actor: 'key:ci',
      action: 'key.created',
      subject: null,
      detail: { name: 'x' },
    };
    answer('GET /api/audit', JSON.stringify({ data: [entry], page: { next: null, has_more: false } }));
    const listed = await use.cli.run(['audit', 'list', '--actor', 'key:ci'], { api: use.api });
    expect(listed.stdout).toContain('key.created');
    answer('GET /api/audit/export', `${sample.lines.join('\n')}\n`, 'application/x-ndjson');
    const exported = await use.cli.run(['audit', 'export'], { api: use.api });
    expect(exported.stdout).toBe(`${sample.lines.join('\n')}\n`);
    expect((await use.cli.run(['audit', 'export', '--from', '0'], { api: use.api })).code).toBe(64);
  });

  it('shows what is stated of a run, if the right key signed it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const stated = {
      _type: STATEMENT_TYPE,
      subject: [{ name: RUN_ID, digest: { sha256: 'ab' } }],
      predicateType: 'x',
      predicate: { a: 1 },
    };
    const envelope = signEnvelope(privateKey, STATEMENT_PAYLOAD, Buffer.from(JSON.stringify(stated)));
    answer(`GET /api/runs/${RUN_ID}/attestation`, JSON.stringify(envelope));
    const show = (...more: string[]) =>
      use.cli.run(['audit', 'attestation', RUN_ID, ...more], { api: use.api });
    expect(JSON.parse((await show()).stdout)).toEqual(envelope);
    const right = use.cli.file('right.pem', publicPem(publicKey));
    expect(JSON.parse((await show('--verify', right)).stdout)).toMatchObject({ predicate: { a: 1 } });
    const wrong = use.cli.file('wrong.pem', publicPem(generateKeyPairSync('ed25519').publicKey));
    expect(await show('--verify', wrong)).toMatchObject({ code: 1, stdout: '' });
  });
});
