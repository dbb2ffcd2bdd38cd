import type { Config, audit } from '@maestro/config';
import {
  ANCHOR_BATCH,
  anchorRound,
  createFileAnchorStore,
  createRunAttester,
  readSigner,
  sealRound,
  type SealerOptions,
} from '@maestro/governance';
import type { MaintenanceOptions } from '@maestro/maintenance';
import type { ServiceLogger } from '@maestro/nest-kit';
import type { EngineDatabase } from '@maestro/persistence';
import { record } from '@maestro/telemetry';

type Evidence = Pick<MaintenanceOptions, 'sealing' | 'anchoring' | 'attesting'>;

interface Parts {
  settings: Config<{ audit: typeof audit }>['audit'];
  database: EngineDatabase;
  /** Name of the leader's lease: its term is the fence. */
  lease: string;
  logger: ServiceLogger;
}

/** The leader's work on evidence: chaining always, signing and stating where there is a key. */
export function keepEvidence({ settings, database, lease, logger }: Parts): Evidence {
  const { keyFile, anchorFile, anchorMs, anchorRecords, attestRuns } = settings;
  const signer = keyFile === undefined ? null : readSigner(keyFile);
  if (!signer)
    logger.warn('MAESTRO_AUDIT_KEY_FILE is not set: the audit chain is built, and nothing is signed');
  const sealer: SealerOptions = {
    ...{ database, lease },
    signing: signer && { everyMs: anchorMs, everyRecords: anchorRecords },
    onSealed: ({ rows, ageMs }) => {
      record('auditSealed', rows);
      record('auditLag', ageMs / 1_000);
    },
  };
  const sealing = {
    seal: (term: Parameters<typeof sealRound>[1]) => sealRound(sealer, term),
  };
  if (!signer) return { sealing };
  const store = createFileAnchorStore(anchorFile);
  const anchoring = {
    batch: ANCHOR_BATCH,
    anchor: () => anchorRound({ database, signer, store, everyMs: anchorMs }),
  };
  const attester = createRunAttester({ database, lease, signer });
  return { sealing, anchoring, ...(attestRuns && { attesting: { attest: attester.round } }) };
}
