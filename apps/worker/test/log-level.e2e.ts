import { install, type Installation } from '@maestro/testing';

let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ env: { MAESTRO_LOG_LEVEL: 'error' } });
}, 60_000);
afterAll(() => maestro?.stop());

it.each(['api', 'scheduler', 'worker'] as const)(
  '%s writes no less than it was told to, and no more',
  async (kind) => {
    const [quiet] = maestro.services[kind];
    const talkative = await maestro.services.start(kind, { MAESTRO_LOG_LEVEL: 'info' });
    for (const service of [quiet!, talkative]) {
      service.kill('SIGTERM');
      await service.exited;
    }
    expect(talkative.output()).toContain('"stopping"');
    expect(quiet!.output()).not.toContain('"stopping"');
  },
  30_000,
);
