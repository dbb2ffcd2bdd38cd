import type { Report } from '../diagnostics/report';
import { entriesOf, type Cursor } from '../document/tree';
import { hasExpression } from '../expression/template';

/** Forms that only a credential has. */
const credentials: readonly [string, RegExp][] = [
  ['an OpenAI or Anthropic key', /\bsk-(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{20,}/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40})/],
  ['a Slack token', /\bxox[abeprs]-[A-Za-z0-9-]{10,}/],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}/],
  ['a Stripe key', /\b[rs]k_live_[0-9A-Za-z]{16,}/],
  ['a Maestro API key', /\bmst_[a-z0-9]+_[A-Za-z0-9]+_[A-Za-z0-9]{16,}/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
];

const telling =
  /^(?:api[_-]?key|password|passwd|secret|client[_-]?secret|(?:access|auth|bearer)[_-]?token)$/i;

/** Refuses credentials in a definition, which everybody who may read the template could read; warns of likely ones. */
export function checkSecrets(cursor: Cursor, report: Report): void {
  const { tree, path } = cursor;
  if (tree.type !== 'scalar') {
    for (const entry of entriesOf(cursor)) checkSecrets(entry, report);
    return;
  }
  if (typeof tree.value !== 'string' || tree.value === '') return;
  const value = tree.value;
  const found = credentials.find(([, form]) => form.test(value));
  if (found)
    report.add({
      mst: 'MST1111',
      message: `this looks like ${found[0]}; a template must not hold secrets`,
      range: tree.range,
      path,
    });
  else if (cursor.keyRange && telling.test(String(path?.key)) && !hasExpression(value))
    report.add({
      mst: 'MST1112',
      message: `"${String(path?.key)}" may be a secret; a template can be read by many`,
      range: tree.range,
      path,
    });
}
