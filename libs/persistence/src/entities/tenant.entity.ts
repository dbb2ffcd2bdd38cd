import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('maestro_tenants')
export class Tenant {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  env!: string;

  /** `host:port` entries that tasks may reach although they are private. */
  @Column('text', { name: 'egress_allow', array: true })
  egressAllow!: string[];

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
