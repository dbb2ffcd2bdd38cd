import { compile } from '../compile';
import { cpuSeconds } from '../../test/cpu';
import { codesOf, warningsOf, wrapped } from '../../test/faults';

describe('E066 secrets in a template', () => {
  it.each([
    ['apiKey', 'sk-proj-abcdefghij0123456789abcdef'],
    ['header', 'Bearer ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['x', 'AKIAIOSFODNN7EXAMPLE'],
    ['x', 'xoxb-123456789012-abcdefABCDEF'],
    ['x', '-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
    ['x', 'mst_local_k3y1d_0123456789abcdef'],
  ])('refuses %s: %s', (field, value) => {
    expect(codesOf(wrapped({ with: { deep: [{ [field]: value }] } }))).toEqual([
      `inline-secret /spec/nodes/1/with/deep/0/${field}`,
    ]);
    expect(codesOf(wrapped({}, { env: { X: value } }))).toEqual(['inline-secret /spec/env/X']);
  });

  it.each(['api_key', 'password', 'clientSecret', 'access-token'])('warns of a text under %s', (field) => {
    expect(warningsOf(wrapped({ with: { [field]: 'hunter2' } }))).toEqual([
      expect.objectContaining({
        mst: 'MST1112',
        severity: 'warning',
        pointer: `/spec/nodes/1/with/${field}`,
      }),
    ]);
  });

  it('takes expressions and ordinary texts', () => {
    const given = {
      password: '${{ inputs.p }}',
      task: 'task-list-for-the-disk-cleanup-of-monday',
      max_tokens: 'many',
      token_limit: '5',
    };
    expect(warningsOf(wrapped({ with: given }))).toEqual([]);
  });

  it('is not slowed down by texts that almost match', () => {
    for (const unit of ['sk-', 'sk-a-', 'mst_', 'mst_a_', 'xoxb-', '-----BEGIN ', 'AKIA', 'ghp_']) {
      const text = wrapped({ with: { x: unit.repeat(100_000) } });
      const seconds = cpuSeconds();
      compile(text);
      expect(seconds()).toBeLessThan(1);
    }
  });
});
