import { ApiSchema } from '@nestjs/swagger';
import { formatId, type AttestationKeyRow } from '@maestro/persistence';
import { PartListField, TextField } from '../http/fields';
import { ShowsMany, ShowsText, ShowsTexts, ShowsTime } from '../http/shows';

@ApiSchema({ name: 'EnvelopeSignature' })
export class SignatureDto {
  @ShowsText('Id of the key that signed.')
  keyid!: string;

  @ShowsText('The signature, in base64.')
  sig!: string;
}

@ApiSchema({ name: 'Envelope' })
export class EnvelopeDto {
  @ShowsText('What the payload is.', { example: 'application/vnd.in-toto+json' })
  payloadType!: string;

  @ShowsText('An in-toto Statement v1, in base64.')
  payload!: string;

  @ShowsMany(() => SignatureDto, 'Ed25519 signatures over the DSSE pre-authentication encoding.')
  signatures!: SignatureDto[];
}

@ApiSchema({ name: 'SignatureFields' })
export class SignatureBody {
  @TextField({ description: 'A hint at the key; only the signature counts.', max: 512 })
  keyid?: string;

  @TextField({ description: 'The signature, in base64.', max: 512, required: true })
  sig!: string;
}

@ApiSchema({ name: 'EnvelopeFields' })
export class EnvelopeBody {
  @TextField({ description: 'Must be `application/vnd.in-toto+json`.', max: 256, required: true })
  payloadType!: string;

  @TextField({ description: 'An in-toto Statement v1, in base64.', max: 262_144, required: true })
  payload!: string;

  @PartListField({ description: 'Signatures.', part: () => SignatureBody, maxItems: 16, required: true })
  signatures!: SignatureBody[];
}

@ApiSchema({ name: 'Attestation' })
export class AttestationDto {
  @ShowsText('Id of the attestation.')
  id!: string;

  @ShowsText('What is stated.', { example: 'https://slsa.dev/provenance/v1' })
  predicate_type!: string;

  @ShowsTexts('Names and digests of what it is stated of.')
  subjects!: string[];

  @ShowsText('Id of the trusted key that signed it.')
  key_id!: string;
}

@ApiSchema({ name: 'AttestationKeyFields' })
export class AttestationKeyBody {
  @TextField({
    description: 'Name of the key, as `signed_by` names it: a-z, 0-9, ., _ and -.',
    max: 63,
    required: true,
  })
  name!: string;

  @TextField({ description: 'An Ed25519 public key, in PEM.', max: 4_096, required: true })
  public_key!: string;
}

@ApiSchema({ name: 'AttestationKey' })
export class AttestationKeyDto {
  @ShowsText('Id of the key: the first 16 hex digits of the SHA-256 over it.')
  id!: string;

  @ShowsText('Its name.')
  name!: string;

  @ShowsText('The public key, in PEM.')
  public_key!: string;

  @ShowsText('Who said that it is trusted.')
  created_by!: string;

  @ShowsTime('When that was said.')
  created_at!: string;
}

@ApiSchema({ name: 'AttestationKeys' })
export class AttestationKeysDto {
  @ShowsMany(() => AttestationKeyDto, 'Keys whose word your tenant trusts, by name.')
  keys!: AttestationKeyDto[];
}

export function showKey({ id, name, publicKey, createdBy, createdAt }: AttestationKeyRow): AttestationKeyDto {
  return { id, name, public_key: publicKey, created_by: createdBy, created_at: createdAt.toISOString() };
}

export const showAttestationId = (id: string): string => formatId('att', id);
