import { section } from './section';
import { boolean, duration, integer, text } from './setting';

export const audit = section({
  title: 'Audit',
  readBy: 'scheduler',
  settings: {
    keyFile: text({
      env: 'MAESTRO_AUDIT_KEY_FILE',
      optional: true,
      description:
        'Ed25519 private key (PEM, PKCS #8) that signs heads of the audit chain and statements of runs. Another file is another key; what the last one signed stays valid. Without it the chain is built, and nothing is signed.',
    }),
    anchorFile: text({
      env: 'MAESTRO_AUDIT_ANCHOR_FILE',
      default: '.maestro/audit-anchors.jsonl',
      description:
        'File that signed heads are appended to. Keep it, or a copy of it, where the owner of the database cannot write.',
    }),
    anchorMs: duration({
      env: 'MAESTRO_AUDIT_ANCHOR_S',
      unit: 's',
      min: 1,
      max: 86_400,
      default: 60,
      description: 'How long a record of the audit chain may be without a signed head over it.',
    }),
    anchorRecords: integer({
      env: 'MAESTRO_AUDIT_ANCHOR_RECORDS',
      min: 1,
      max: 1_000_000,
      default: 1_000,
      description: 'Records after which a head is signed sooner.',
    }),
    attestRuns: boolean({
      env: 'MAESTRO_ATTEST_RUNS',
      default: true,
      description: 'Whether a signed statement is made of each run that ends, where there is a key for it.',
    }),
  },
});
