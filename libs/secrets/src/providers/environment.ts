import { MaestroError } from '@maestro/problems';
import { checkReferenceFields, type ReferenceOwner, type SecretProvider } from './provider';

/**
 * Variables of the service's own environment. A tenant reaches those called `<prefix><TENANT>__<NAME>`, its name in capitals
 * with _ for -, and no others: all else in the environment belongs to the service or to other tenants.
 */
export function createEnvironmentProvider(
  prefix: string,
  environment: Readonly<Record<string, string | undefined>>,
): SecretProvider {
  const check: SecretProvider['check'] = (reference, owner) =>
    checkReferenceFields(reference, {
      variable: { match: formOf(prefix, owner), expects: `a name like ${begin(prefix, owner)}API_KEY` },
    });
  return {
    check,
    read: async (reference, owner) => {
      // The prefix may have changed since the reference was written.
      if (check(reference, owner).length > 0)
        throw new MaestroError(
          'secret-denied',
          'The reference of the secret leads to a variable it may not name.',
        );
      const value = environment[String(reference.variable)];
      if (!value)
        throw new MaestroError('secret-not-found', 'The variable that the secret refers to is not set.');
      return Promise.resolve(value);
    },
  };
}

function begin(prefix: string, { tenantName }: ReferenceOwner): string {
  return `${prefix}${tenantName.toUpperCase().replaceAll('-', '_')}__`;
}

/** The rest has no __ of its own, so that no tenant's variables begin like those of another. */
function formOf(prefix: string, owner: ReferenceOwner): RegExp {
  return new RegExp(`^${begin(prefix, owner)}[A-Z0-9]+(?:_[A-Z0-9]+){0,15}$`);
}
