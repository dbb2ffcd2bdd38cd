/**
 * Lints texts as if they stood in the files they name, with the real configuration.
 *
 * Reads `[{ file, text }]` as JSON from standard input and prints the messages of each, in order. It makes the
 * project graph first, as nx does: without one the boundary rule is skipped without a word, and the spec would
 * miss its refusals. A process of its own because Jest cannot load an ES module configuration.
 */
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { createProjectGraphAsync } from 'nx/src/project-graph/project-graph.js';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const planted = JSON.parse(await text(process.stdin));
await createProjectGraphAsync();

const eslint = new ESLint({ cwd: root });
const answers = [];
for (const { file, text: code } of planted) {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  answers.push((result?.messages ?? []).map(({ ruleId, message }) => ({ ruleId, message })));
}
console.log(JSON.stringify(answers));
