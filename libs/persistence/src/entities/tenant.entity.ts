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

  /** Runs that may be open at once; null for no limit. */
  @Column('integer', { name: 'max_open_runs', nullable: true })
  maxOpenRuns!: number | null;

  /** Tasks that may be queued or running at once; null for no limit. */
  @Column('integer', { name: 'max_running_tasks', nullable: true })
  maxRunningTasks!: number | null;

  /** Orchestras that may be switched on at once; null for no limit. */
  @Column('integer', { name: 'max_enabled_orchestras', nullable: true })
  maxEnabledOrchestras!: number | null;

  /** Its share of a queue where tenants compete, beside those of the others. */
  @Column('integer', { default: 1 })
  weight!: number;

  /** The kill switch: `stop_all` also wound down what was open. */
  @Column('text', { default: 'on' })
  spending!: 'on' | 'stop_spending' | 'stop_all';

  /** What to do about a model without a price: refuse it, or take the worst case that the template declares. */
  @Column('text', { name: 'unknown_models', default: 'refuse' })
  unknownModels!: 'refuse' | 'declared';

  /** Requests a second of all its principals together; null for what the installation gives. */
  @Column('integer', { name: 'requests_per_second', nullable: true })
  requestsPerSecond!: number | null;

  /** Requests a second of each of its principals; null for what the installation gives. */
  @Column('integer', { name: 'requests_per_key', nullable: true })
  requestsPerKey!: number | null;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
