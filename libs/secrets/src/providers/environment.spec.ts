import { createEnvironmentProvider } from './environment';

const environment = {
  SEC_ACME__API_KEY: 'mine',
  SEC_ACME_B__KEY: 'theirs',
  SEC_ACME__EMPTY: '',
  PATH: '/bin',
};
const provider = createEnvironmentProvider('SEC_', environment);
const owner = { tenantId: 't', tenantName: 'acme' };

it('reads a variable of the tenant', async () => {
  expect(provider.check({ variable: 'SEC_ACME__API_KEY' }, owner)).toEqual([]);
  expect(await provider.read({ variable: 'SEC_ACME__API_KEY' }, owner)).toBe('mine');
  expect(await provider.read({ variable: 'SEC_ACME_B__KEY' }, { ...owner, tenantName: 'acme-b' })).toBe(
    'theirs',
  );
});

it.each([
  'PATH',
  'SEC_ACME_B__KEY',
  'SEC_ACME__B__KEY',
  'SEC_ACME___KEY',
  'SEC_OTHER__KEY',
  'DATABASE_URL',
  'SEC_ACME__',
  '',
])('does not read %s', async (variable) => {
  expect(provider.check({ variable }, owner)).toMatchObject([{ pointer: '/reference/variable' }]);
  await expect(provider.read({ variable }, owner)).rejects.toMatchObject({ code: 'secret-denied' });
});

it('says that a variable is not set', async () => {
  for (const variable of ['SEC_ACME__EMPTY', 'SEC_ACME__OTHER'])
    await expect(provider.read({ variable }, owner)).rejects.toMatchObject({
      code: 'secret-not-found',
      retryable: false,
    });
});
