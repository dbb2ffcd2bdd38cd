import { masterKeys } from './master-keys';
import { section } from './section';
import { text, url } from './setting';

const vaultPath = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*){0,7}$/;

export const secrets = section({
  title: 'Secrets',
  readBy: 'api, scheduler, worker, the command that seals anew',
  settings: {
    masterKeys: masterKeys({
      env: 'MAESTRO_MASTER_KEYS',
      description:
        'Keys that seal the data keys of tenants, as `id:base64`, separated by commas: the first seals, the others only open. Without it there are no secrets; a process that lacks a key which is in use does not start.',
    }),
    environmentPrefix: text({
      env: 'MAESTRO_SECRET_ENV_PREFIX',
      optional: true,
      form: {
        match: /^(?!MAESTRO_)[A-Z][A-Z0-9_]{1,60}_$/,
        expects: 'capitals, digits and _, ending with _ and not beginning with MAESTRO_',
      },
      description:
        'Lets secrets refer to variables of the services, those called `<prefix><TENANT>__<NAME>`. Without it, none.',
    }),
  },
});

export const vault = section({
  title: 'HashiCorp Vault',
  readBy: 'api, scheduler, worker',
  settings: {
    address: url({
      env: 'MAESTRO_VAULT_ADDR',
      schemes: ['http', 'https'],
      optional: true,
      description: 'Base address of a Vault, or what speaks its API. Without it no secret refers to one.',
    }),
    token: text({
      env: 'MAESTRO_VAULT_TOKEN',
      optional: true,
      secret: true,
      description: 'Token that reads; or sign in by a role instead.',
    }),
    roleId: text({
      env: 'MAESTRO_VAULT_ROLE_ID',
      optional: true,
      description: 'Role to sign in by (AppRole), with MAESTRO_VAULT_SECRET_ID.',
    }),
    secretId: text({
      env: 'MAESTRO_VAULT_SECRET_ID',
      optional: true,
      secret: true,
      description: 'Secret id of the role.',
    }),
    namespace: text({
      env: 'MAESTRO_VAULT_NAMESPACE',
      optional: true,
      description: 'Namespace of all requests, where the Vault has them.',
    }),
    mount: text({
      env: 'MAESTRO_VAULT_MOUNT',
      default: 'secret',
      form: { match: vaultPath, expects: 'path segments of letters, digits, _, . and -' },
      description: 'Where the KV v2 engine is mounted.',
    }),
    prefix: text({
      env: 'MAESTRO_VAULT_PREFIX',
      default: 'maestro',
      form: { match: vaultPath, expects: 'path segments of letters, digits, _, . and -' },
      description: 'Tenants read below `<prefix>/<name of the tenant>/` and nowhere else.',
    }),
  },
  rules: [
    {
      variable: 'MAESTRO_VAULT_ADDR',
      message: 'needs MAESTRO_VAULT_TOKEN, or MAESTRO_VAULT_ROLE_ID with MAESTRO_VAULT_SECRET_ID',
      holds: ({ address, token, roleId, secretId }) =>
        address === undefined || token !== undefined || (roleId !== undefined && secretId !== undefined),
    },
  ],
});
