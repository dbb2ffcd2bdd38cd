import type { Plan } from '@maestro/dsl';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Immutable: the application role may not update one. */
@Entity('maestro_template_versions')
export class TemplateVersion {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'template_id' })
  templateId!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('text', { name: 'content_hash' })
  contentHash!: string;

  @Column('text')
  format!: 'json' | 'yaml';

  @Column('text')
  source!: string;

  @Column('jsonb')
  plan!: Plan;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
