import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import {
  findSecret,
  formatId,
  lastSecretUses,
  listSecrets,
  listSecretVersions,
  lockSecret,
  templatesNaming,
  type SecretRow,
  type SecretVersionRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { removeSecret, rotateDataKey, writeSecret, type NewSecret } from '@maestro/secrets';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import {
  SealedAnewDto,
  SecretBody,
  SecretDto,
  SecretList,
  SecretUsagesDto,
  SecretVersionList,
  showSecret,
  showUse,
  showVersion,
  type SecretVersionDto,
} from './secret.dto';

const listing = { list: 'secrets', keyOf: ({ name }: SecretRow) => name };
const secretQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };
/** Enough that a value which is too long is told so by a fault of its field. */
const BODY_LIMIT = 16 * 1024 * 1024;

@ApiTags('secrets')
@Controller('api/secrets')
export class SecretsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listSecrets',
    summary: 'List secrets',
    description: 'Names and versions. Values are never shown, to nobody.',
    access: 'secret:read',
    answers: { 200: { type: SecretList, description: 'Secrets by name.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(secretQuery) query: ParametersOf<typeof secretQuery>,
  ): Promise<Listed<SecretDto>> {
    const after = positionIn(listing.list, query.after);
    const page = await this.tx(tenantId, (tx) => listSecrets(tx, { after, limit: query.limit }));
    return listed(page, listing, showSecret);
  }

  @Post('data-key/rotate')
  @HttpCode(200)
  @Operation({
    id: 'rotateDataKey',
    summary: 'Seal all secrets of your tenant with a new data key',
    access: 'secret:write',
    answers: { 200: { type: SealedAnewDto, description: 'How much was sealed anew.' } },
  })
  async rotateKey(@CurrentPrincipal() { tenantId, actor }: Principal): Promise<SealedAnewDto> {
    const { secrets } = this.connections;
    return { versions: await this.tx(tenantId, (tx) => rotateDataKey(secrets, tx, actor)) };
  }

  @Get(':name')
  @Tagged()
  @Operation({
    id: 'getSecret',
    summary: 'Read what may be told of a secret',
    access: 'secret:read',
    answers: { 200: { type: SecretDto, description: 'The secret, without its value.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('name') name: string): Promise<SecretDto> {
    return showSecret(await this.tx(tenantId, (tx) => find(tx, name)));
  }

  @Put(':name')
  @RouteConfig({ bodyLimit: BODY_LIMIT })
  @Tagged()
  @Operation({
    id: 'putSecret',
    summary: 'Make a secret, or write its next version',
    description:
      'What is there already is changed only with If-Match. Attempts that start from now on are given the new version.',
    access: 'secret:write',
    answers: { 200: { type: SecretDto, description: 'The secret, without its value.' } },
  })
  async put(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') name: string,
    @Body() body: SecretBody,
  ): Promise<SecretDto> {
    const content = contentOf(body);
    return this.tx(tenantId, async (tx) => {
      const there = await lockSecret(tx, name);
      if (there && !precondition.ignored)
        throw new MaestroError(
          'precondition-required',
          'There is such a secret: send If-Match with the ETag of the state that you read, or * for whatever is there.',
        );
      if (there) precondition.check(showSecret(there));
      else if (precondition.ignored)
        throw new MaestroError('version-conflict', 'There is no such secret to change.');
      await writeSecret(this.connections.secrets, tx, { name, content, actor, create: true });
      return showSecret(await find(tx, name));
    });
  }

  @Delete(':name')
  @HttpCode(204)
  @Tagged({ ifMatch: 'required' })
  @Operation({
    id: 'deleteSecret',
    summary: 'Delete a secret with all its versions',
    access: 'secret:write',
    answers: { 204: { description: 'It is gone.' } },
  })
  async delete(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') name: string,
  ): Promise<void> {
    await this.tx(tenantId, async (tx) => {
      precondition.check(showSecret((await lockSecret(tx, name)) ?? missing()));
      await removeSecret(tx, name, actor);
    });
  }

  @Get(':name/versions')
  @Operation({
    id: 'listSecretVersions',
    summary: 'List the versions of a secret',
    access: 'secret:read',
    answers: { 200: { type: SecretVersionList, description: 'Versions, the newest first, without values.' } },
  })
  async versions(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('name') name: string,
    @Query(secretQuery) query: ParametersOf<typeof secretQuery>,
  ): Promise<Listed<SecretVersionDto>> {
    const own = {
      list: `secret-versions:${name}`,
      keyOf: ({ version }: SecretVersionRow) => String(version),
    };
    const position = positionIn(own.list, query.after);
    const before = position === null ? null : Number(position);
    const page = await this.tx(tenantId, async (tx) => {
      await find(tx, name);
      return listSecretVersions(tx, name, { before, limit: query.limit });
    });
    return listed(page, own, showVersion);
  }

  @Post(':name/rotate')
  @HttpCode(200)
  @RouteConfig({ bodyLimit: BODY_LIMIT })
  @Operation({
    id: 'rotateSecret',
    summary: 'Write the next version of a secret that there is',
    access: 'secret:write',
    answers: { 200: { type: SecretDto, description: 'The secret, without its value.' } },
  })
  async rotate(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('name') name: string,
    @Body() body: SecretBody,
  ): Promise<SecretDto> {
    const content = contentOf(body);
    return this.tx(tenantId, async (tx) => {
      await writeSecret(this.connections.secrets, tx, { name, content, actor, create: false });
      return showSecret(await find(tx, name));
    });
  }

  @Get(':name/usages')
  @Operation({
    id: 'listSecretUsages',
    summary: 'Who names a secret, and who was given it last',
    access: 'secret:read',
    answers: { 200: { type: SecretUsagesDto, description: 'Templates and attempts.' } },
  })
  async usages(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('name') name: string,
  ): Promise<SecretUsagesDto> {
    return this.tx(tenantId, async (tx) => {
      await find(tx, name);
      const templates = await templatesNaming(tx, name, 100);
      const uses = await lastSecretUses(tx, name, 50);
      return {
        templates: templates.map((each) => ({ ...each, id: formatId('tpl', each.id) })),
        uses: uses.map(showUse),
      };
    });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

async function find(tx: TenantTx, name: string): Promise<SecretRow> {
  return (await findSecret(tx, name)) ?? missing();
}

function missing(): never {
  throw new MaestroError('not-found', 'There is no such secret.');
}

function contentOf({ value, reference }: SecretBody): NewSecret {
  if ((value === undefined) === (reference === undefined))
    throw new MaestroError(
      value === undefined ? 'missing-field' : 'conflicting-fields',
      'Send either "value" or "reference".',
    );
  return value === undefined ? { reference: reference ?? {} } : { value };
}
