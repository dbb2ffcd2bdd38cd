import { MaestroError } from '@maestro/problems';

/** Words a question needs none of, and with which a statement reaches files, other databases or the engine's settings. */
const refused =
  /\b(ALTER|ATTACH|CALL|CHECKPOINT|COMMENT|COPY|CREATE|DELETE|DETACH|DROP|EXPORT|EXTENSION|FORCE|IMPORT|INSTALL|LOAD|MACRO|MERGE|REMOVE|SET|TRANSACTION|UNINSTALL|UPDATE|USE)\b/i;

/**
 * What the embedded engine runs, it runs in our process: only questions pass. Text in quotes is not looked at, names in backticks
 * are: they are never needed for what is refused.
 *
 * @throws MaestroError `validation-failed` for a text that does more than ask
 */
export function requireQuestion(query: string): void {
  const bare = query
    // Strings and comments in one pass: each may hold what looks like the other.
    .replace(/'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|\/\/[^\n]*|\/\*[^]*?\*\//g, ' ');
  if (/['"]|\/\*/.test(bare)) throw fault('A quotation or a comment has no end.');
  if (bare.includes(';')) throw fault('One question at a time: a semicolon ends a statement.');
  if (!/^\s*(MATCH|OPTIONAL|UNWIND|WITH|RETURN)\b/i.test(bare))
    throw fault('A question begins with MATCH, OPTIONAL MATCH, UNWIND, WITH or RETURN.');
  const word = refused.exec(bare)?.[0];
  if (word) throw fault(`${word.toUpperCase()} is not for questions.`);
}

function fault(message: string): MaestroError {
  return new MaestroError('validation-failed', message, {
    errors: [{ pointer: '/compute/cypher/query', code: 'validation-failed', message }],
  });
}
