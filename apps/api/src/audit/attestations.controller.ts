import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  keyIdOf,
  openEnvelope,
  parseStatement,
  publicPem,
  readPublicKey,
  subjectsOf,
  type Envelope,
} from '@maestro/evidence';
import { CurrentPrincipal } from '@maestro/nest-kit';
import {
  deleteAttestationKey,
  findRunAttestation,
  insertAttestation,
  insertAttestationKey,
  listAttestationKeys,
  recordAudit,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { runIdIn } from '../runs/run-id';
import {
  AttestationDto,
  AttestationKeyBody,
  AttestationKeyDto,
  AttestationKeysDto,
  EnvelopeBody,
  EnvelopeDto,
  showAttestationId,
  showKey,
} from './attestation.dto';

@ApiTags('audit')
@Controller('api')
export class AttestationsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get('runs/:id/attestation')
  @Operation({
    id: 'getRunAttestation',
    summary: 'Read what is stated of a run that has ended',
    description:
      'An in-toto statement in a DSSE envelope: template, digests of inputs and outputs, models, approvals, decisions. ' +
      'It is made a moment after the end of the run, where the installation has a key to sign with.',
    access: 'run:read',
    answers: { 200: { type: EnvelopeDto, description: 'The envelope.' } },
  })
  async ofRun(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<EnvelopeDto> {
    const runId = runIdIn(id);
    const found = await this.connections.tenants.withTenant(tenantId, (tx) => findRunAttestation(tx, runId));
    if (!found) throw new MaestroError('not-found', 'Nothing is stated of such a run, or not yet.');
    return JSON.parse(found.envelope) as Envelope;
  }

  @Post('attestations')
  @Operation({
    id: 'uploadAttestation',
    summary: 'Hand in an attestation',
    description:
      'A DSSE envelope with an in-toto Statement v1, signed by a key that your tenant trusts. Templates may require such statements before they run.',
    access: 'template:write',
    answers: { 201: { type: AttestationDto, description: 'The attestation is kept.' } },
  })
  async upload(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Body() body: EnvelopeBody,
  ): Promise<AttestationDto> {
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const keys = (await listAttestationKeys(tx)).map(({ publicKey }) => readPublicKey(publicKey));
      const { payloadType, payload, keyId } = openEnvelope(body, keys);
      const stated = parseStatement(payloadType, payload);
      const [predicateType, subjects] = [stated.predicateType, subjectsOf(stated)];
      const envelope = JSON.stringify(body);
      const id = showAttestationId(
        await insertAttestation(tx, { predicateType, subjects, keyId, envelope, createdBy: actor }),
      );
      await recordAudit(tx, {
        ...{ actor, action: 'attestation.uploaded', subject: id },
        detail: { predicate_type: predicateType, key_id: keyId, subjects: subjects.slice(0, 20) },
      });
      return { id, predicate_type: predicateType, subjects, key_id: keyId };
    });
  }

  @Get('attestation-keys')
  @Operation({
    id: 'listAttestationKeys',
    summary: 'List the keys that your tenant trusts',
    access: 'policy:read',
    answers: { 200: { type: AttestationKeysDto, description: 'The keys, by name.' } },
  })
  async keys(@CurrentPrincipal() { tenantId }: Principal): Promise<AttestationKeysDto> {
    const keys = await this.connections.tenants.withTenant(tenantId, listAttestationKeys);
    return { keys: keys.map(showKey) };
  }

  @Post('attestation-keys')
  @Operation({
    id: 'trustAttestationKey',
    summary: 'Trust a key',
    description: 'What it signed counts where a template requires an attestation.',
    access: 'policy:write',
    answers: { 201: { type: AttestationKeyDto, description: 'The key is trusted.' } },
  })
  async trust(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Body() { name, public_key: pem }: AttestationKeyBody,
  ): Promise<AttestationKeyDto> {
    if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name))
      throw new MaestroError(
        'invalid-name',
        'The name of a key has 1 to 63 characters of a-z, 0-9, ., _ and -.',
      );
    const key = readPublicKey(pem);
    const given = { id: keyIdOf(key), name, publicKey: publicPem(key), createdBy: actor };
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const made = await insertAttestationKey(tx, given);
      if (!made) throw new MaestroError('key-exists', 'The key, or its name, is trusted already.');
      await recordAudit(tx, { actor, action: 'attestation_key.trusted', subject: made.id, detail: { name } });
      return showKey(made);
    });
  }

  @Delete('attestation-keys/:id')
  @HttpCode(200)
  @Operation({
    id: 'distrustAttestationKey',
    summary: 'Trust a key no longer',
    description: 'What it signed counts no longer, from the next start of a run.',
    access: 'policy:write',
    answers: { 200: { type: AttestationKeysDto, description: 'The keys that are still trusted.' } },
  })
  async distrust(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('id') id: string,
  ): Promise<AttestationKeysDto> {
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const name = await deleteAttestationKey(tx, id);
      if (name === null) throw new MaestroError('not-found', 'There is no such key.');
      await recordAudit(tx, { actor, action: 'attestation_key.distrusted', subject: id, detail: { name } });
      return { keys: (await listAttestationKeys(tx)).map(showKey) };
    });
  }
}
