import { statement, type EngineDatabase } from '@maestro/persistence';

const leaderCampaign = statement('leader_campaign');
const leaderRenew = statement('leader_renew');
const leaderResign = statement('leader_resign');

/** The row of `maestro_leases` that candidates of one name compete for. */
export interface Lease {
  /** The number of the new term, or null where somebody else holds the lease. */
  campaign(holder: string): Promise<number | null>;
  /** False where the term is over. */
  renew(holder: string, term: number): Promise<boolean>;
  resign(holder: string, term: number): Promise<void>;
}

export function createLease(database: EngineDatabase, name: string, leaseMs: number): Lease {
  return {
    campaign: async (holder) => {
      const [row] = await database.query<{ term: string }>(leaderCampaign, [name, holder, leaseMs]);
      return row ? Number(row.term) : null;
    },
    renew: async (holder, term) =>
      (await database.query(leaderRenew, [name, holder, term, leaseMs])).length > 0,
    resign: async (holder, term) => {
      await database.query(leaderResign, [name, holder, term]);
    },
  };
}
