import { ApiSchema } from '@nestjs/swagger';
import { formatId, type Tenant } from '@maestro/persistence';
import { TextListField } from '../http/fields';
import { ShowsText, ShowsTexts } from '../http/shows';

@ApiSchema({ name: 'Tenant' })
export class TenantDto {
  @ShowsText('Id of the tenant.', { example: 'ten_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  id!: string;

  @ShowsText('Its name.')
  name!: string;

  @ShowsText('Its environment, part of its API keys.')
  env!: string;

  @ShowsTexts('Addresses, as `host:port`, that tasks may reach although they are private.')
  egress_allow!: string[];
}

@ApiSchema({ name: 'TenantChanges' })
export class TenantChanges {
  @TextListField({
    description:
      'Addresses, as `host:port`, that tasks may reach although they are private. Replaces the list.',
    maxItems: 64,
    example: ['127.0.0.1:8080'],
  })
  egress_allow?: string[];
}

export function showTenant({ id, name, env, egressAllow }: Tenant): TenantDto {
  return { id: formatId('ten', id), name, env, egress_allow: egressAllow };
}
