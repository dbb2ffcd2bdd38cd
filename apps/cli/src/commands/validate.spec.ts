import { type ApiDouble, sendJson, sendProblem } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();

describe('maestro validate', () => {
  const refuseBad: Parameters<ApiDouble['instead']['set']>[1] = (_, response) => {
    const { body } = use.api.received.at(-1) ?? {};
    const { source } = body as { source: string };
    if (!source.includes('bad'))
      sendJson(response, 200, { valid: true, name: 'good', nodes: 1, warnings: [] });
    else {
      const errors = [
        { code: 'cycle', mst: 'MST2001', message: 'a → b → a', line: 2, column: 3 },
        { code: 'empty-graph', mst: 'MST2002', message: 'no node' },
      ];
      sendProblem(response, { status: 422, code: 'template-invalid', errors });
    }
  };

  it('checks every file, shows every fault and stores nothing', async () => {
    use.api.instead.set('POST /api/templates/validate', refuseBad);
    use.cli.file('good.yaml', 'a: 1\n');
    use.cli.file('bad.yaml', 'x: 1\n  bad: 2\n');
    const result = await use.cli.run(['validate', 'bad.yaml', 'good.yaml'], { api: use.api });
    expect(result.code).toBe(6);
    expect(result.stdout).toBe('✗ bad.yaml: 2 faults\n✓ good.yaml: 1 node\n');
    expect(result.stderr).toContain('2 │   bad: 2\n  │   ^^^\n');
    expect(result.stderr).toContain('error[MST2002]: no node');
    expect(use.api.received.map(({ url }) => url)).toEqual([
      '/api/templates/validate',
      '/api/templates/validate',
    ]);
    const json = await use.cli.run(['validate', 'bad.yaml', 'good.yaml', '-o', 'json'], { api: use.api });
    expect(JSON.parse(json.stdout)).toMatchObject([
      { file: 'bad.yaml', valid: false, errors: [{ mst: 'MST2001' }, { mst: 'MST2002' }] },
      { file: 'good.yaml', valid: true, nodes: 1 },
    ]);
  });
});
