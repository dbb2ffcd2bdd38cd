import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('maestro_api_keys')
export class ApiKey {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: string;

  /** SHA-256 of the secret part; the secret itself is shown once and kept nowhere. */
  @Column('bytea', { name: 'secret_hash' })
  secretHash!: Buffer;

  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('text', { array: true, nullable: true })
  scopes!: string[] | null;

  @Column('text', { nullable: true })
  owner!: string | null;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('uuid', { name: 'trust_rule', nullable: true })
  trustRule!: string | null;
}
