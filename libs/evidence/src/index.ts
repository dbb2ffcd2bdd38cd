export {
  chainText,
  EXPORT_FORMAT,
  GENESIS,
  hashOf,
  recordText,
  signRoot,
  type AuditPart,
  type AuditRow,
  type ExportLine,
  type RecordContent,
  type RootContent,
  type SignedRoot,
} from './chain';
export {
  isSignedBy,
  openEnvelope,
  preAuthEncoding,
  readEnvelope,
  signEnvelope,
  type Envelope,
} from './envelope';
export { keyIdOf, publicPem, readPrivateKey, readPublicKey } from './keys';
export {
  parseStatement,
  RUN_PREDICATE,
  STATEMENT_PAYLOAD,
  STATEMENT_TYPE,
  subjectsOf,
  type Statement,
} from './statement';
export {
  createExportVerifier,
  type ExportVerifier,
  type Verdict,
  type VerifierOptions,
} from './verify-export';
