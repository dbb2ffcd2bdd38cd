import { Controller, Get, Inject } from '@nestjs/common';
import { ApiSchema, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '@maestro/nest-kit';
import { formatId, getTenant } from '@maestro/persistence';
import { principalKinds, rolePermissions, roles, type Principal, type PrincipalKind } from '@maestro/tenancy';
import { version } from '../../package.json';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { RoleListDto } from '../members/member.dto';
import { ShowsOne, ShowsText, ShowsTexts, ShowsWord } from '../http/shows';

@ApiSchema({ name: 'Version' })
export class VersionDto {
  @ShowsText('Version of this release.', { example: '0.1.0' })
  version!: string;
}

@ApiSchema({ name: 'WhoamiTenant' })
export class WhoamiTenantDto {
  @ShowsText('Id of the tenant.') id!: string;
  @ShowsText('Its name.') name!: string;
  @ShowsText('Its environment.') env!: string;
}

@ApiSchema({ name: 'WhoamiPrincipal' })
export class WhoamiPrincipalDto {
  @ShowsWord(principalKinds, 'What you identified yourself with.') kind!: PrincipalKind;
  @ShowsText('Id of the key, the member or the trust rule.') id!: string;
  @ShowsText('How histories and the audit trail name it.', { example: 'key:deploy' }) actor!: string;
  @ShowsWord(roles, 'Its role.') role!: string;
}

@ApiSchema({ name: 'Whoami' })
export class WhoamiDto {
  @ShowsOne(() => WhoamiTenantDto, 'The tenant you belong to.')
  tenant!: WhoamiTenantDto;

  @ShowsOne(() => WhoamiPrincipalDto, 'Who you are.')
  principal!: WhoamiPrincipalDto;

  @ShowsTexts('What you may do.')
  permissions!: string[];
}

@ApiTags('identity')
@Controller('api')
export class IdentityController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get('version')
  @Operation({
    id: 'getVersion',
    summary: 'Which release this is',
    access: 'public',
    answers: { 200: { type: VersionDto, description: 'The release.' } },
  })
  version(): VersionDto {
    return { version };
  }

  @Get('roles')
  @Operation({
    id: 'listRoles',
    summary: 'List roles',
    description: 'They are the same for all tenants. To give less than a role, cut a key down with scopes.',
    access: 'identity',
    answers: { 200: { type: RoleListDto, description: 'The roles and what they allow.' } },
  })
  roles(): RoleListDto {
    return { data: roles.map((name) => ({ name, permissions: [...rolePermissions[name]] })) };
  }

  @Get('whoami')
  @Operation({
    id: 'whoami',
    summary: 'Who you are and what you may do',
    access: 'identity',
    answers: { 200: { type: WhoamiDto, description: 'Tenant, principal and permissions.' } },
  })
  async whoami(@CurrentPrincipal() principal: Principal): Promise<WhoamiDto> {
    const { tenantId, kind, id, actor, role, permissions } = principal;
    const tenant = await this.connections.tenants.withTenant(tenantId, getTenant);
    return {
      tenant: { id: formatId('ten', tenant.id), name: tenant.name, env: tenant.env },
      principal: { kind, id, actor, role },
      permissions: [...permissions],
    };
  }
}
