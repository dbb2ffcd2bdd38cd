import type { RequiredAttestation } from '@maestro/dsl';
import { openEnvelope, parseStatement, readPublicKey, subjectsOf } from '@maestro/evidence';
import { statement, type EngineDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { GateAnswer, RunToStart, StartGate } from '@maestro/tenancy';
import { BoundedMap } from '../bounded-map';

const demandsStatement = statement('attestation_demands');
const findStatement = statement('find_attestations');

/** A version never changes, so that what it demands is read once. */
const VERSIONS = 1_000;
/** Of several that could do, so many are looked at, the newest first. */
const CANDIDATES = 10;

interface Demands extends Record<string, unknown> {
  demands: RequiredAttestation[];
  contentHash: string;
}

/** Refuses to start a run of a template that demands statements which nobody made, or nobody who is trusted. */
export function createAttestationGate(database: EngineDatabase): StartGate {
  const versions = new BoundedMap<string, Promise<Demands | undefined>>(VERSIONS);
  const demandsOf = (run: RunToStart): Promise<Demands | undefined> => {
    const key = versionOf(run);
    const known = versions.get(key);
    if (known) return known;
    const read = database
      .query<Demands>(demandsStatement, [run.tenantId, run.template.id, run.template.version])
      .then(([row]) => row);
    versions.set(key, read);
    read.catch(() => versions.delete(key));
    return read;
  };
  return {
    name: 'attestations',
    ask: async (runs) => {
      // Runs of one version get one answer.
      const answers = new Map<string, Promise<GateAnswer>>();
      return Promise.all(
        runs.map(async (run) => {
          const key = versionOf(run);
          const answer = answers.get(key) ?? demandsOf(run).then((found) => answerOf(database, run, found));
          answers.set(key, answer);
          return answer;
        }),
      );
    },
  };
}

const versionOf = ({ tenantId, template }: RunToStart) => `${tenantId}/${template.id}/${template.version}`;

async function answerOf(
  database: EngineDatabase,
  run: RunToStart,
  found: Demands | undefined,
): Promise<GateAnswer> {
  if (!found) throw new Error(`template ${run.template.id} has no version ${run.template.version}`);
  for (const demand of found.demands) {
    const subject = demand.subject ?? `sha256:${found.contentHash}`;
    if (!(await isStated(database, run.tenantId, { ...demand, subject }))) return refuse(demand, subject);
  }
  return { kind: 'open' };
}

async function isStated(
  database: EngineDatabase,
  tenantId: string,
  { predicate_type: type, subject, signed_by: signer }: RequiredAttestation & { subject: string },
): Promise<boolean> {
  const rows = await database.query<{ envelope: string; publicKey: string }>(findStatement, [
    ...[tenantId, type, subject, signer, CANDIDATES],
  ]);
  return rows.some(({ envelope, publicKey }) => {
    try {
      const { payloadType, payload } = openEnvelope(JSON.parse(envelope), [readPublicKey(publicKey)]);
      const stated = parseStatement(payloadType, payload);
      return stated.predicateType === type && subjectsOf(stated).includes(subject);
    } catch {
      // What the database holds is not what was signed: it states nothing.
      return false;
    }
  });
}

function refuse(
  { predicate_type: type, signed_by: signer }: RequiredAttestation,
  subject: string,
): GateAnswer {
  const by = signer === null ? 'a key that is trusted' : `the key "${signer}"`;
  const message = `The template demands an attestation "${type}" of ${subject} by ${by}, and there is none.`;
  return { kind: 'refuse', error: new MaestroError('attestation-missing', message) };
}
