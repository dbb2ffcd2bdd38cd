import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { readTextFile } from '../files';
import { printable } from '../text/printable';

const MAX_BYTES = 1024 * 1024;

/** What `maestro policy` does with its argument. */
export type PolicyVerb = 'list' | 'get' | 'publish' | 'test' | 'evaluate';

/** @throws CliFault where a file cannot be read; what the server refuses with */
export async function policy(context: Context, verb: PolicyVerb, subject: string): Promise<ExitCode> {
  return verbs[verb](context, subject);
}

const verbs: Readonly<Record<PolicyVerb, (context: Context, subject: string) => Promise<ExitCode>>> = {
  list: async (context) => {
    const list = await context.connect().request('GET', '/api/policies', { signal: context.signal });
    if (context.json) context.printJson(list);
    else
      for (const { name, engine, active, active_version: version, shipped } of list.data) {
        const state = active ? (version === null ? 'on' : `v${version}`) : 'off';
        context.out.line(`${printable(name)}  ${engine}  ${state}${shipped ? '  shipped' : ''}`);
      }
    return ExitCode.ok;
  },
  get: async (context, id) => {
    const options = { params: { id }, signal: context.signal };
    const { data } = await context.connect().request('GET', '/api/policies/{id}/versions', options);
    if (context.json) context.printJson(data);
    else context.out.line(printable(data[0]?.text ?? data[0]?.package ?? ''));
    return ExitCode.ok;
  },
  publish: async (context, file) => {
    const options = { body: readPolicy(file), signal: context.signal };
    const made = await context.connect().request('POST', '/api/policies', options);
    if (context.json) context.printJson(made);
    else
      context.out.line(
        `${printable(made.name)} v${made.version}: ${made.active ? 'decides' : 'does not decide'}, ${made.tests} tests`,
      );
    return ExitCode.ok;
  },
  test: async (context, folder) => {
    let failed = 0;
    for (const file of policiesIn(folder)) {
      const body = readPolicy(file);
      const answer = await context
        .connect()
        .request('POST', '/api/policies/test', { body, signal: context.signal });
      failed += answer.failed;
      if (context.json) context.printJson({ policy: body.name, ...answer });
      else report(context, body.name, answer.results);
    }
    return failed > 0 ? ExitCode.validation : ExitCode.ok;
  },
  evaluate: async (context, file) => {
    const question = parse(file, readTextFile(file, MAX_BYTES));
    const answer = await context.connect().request('POST', '/api/policies/evaluate', {
      // The server says what of it is not a question.
      body: question as { action: 'run:start'; resource: Record<string, unknown> },
      signal: context.signal,
    });
    if (context.json) context.printJson(answer);
    else context.out.line(`${answer.effect}: ${answer.reasons.map(printable).join(', ')}`);
    return answer.effect === 'allow' ? ExitCode.ok : ExitCode.policy;
  },
};

interface TestResult {
  name: string;
  passed: boolean;
  said: string;
  reasons: string[];
}

function report({ out }: Context, name: string, results: readonly TestResult[]): void {
  for (const { name: test, passed, said, reasons } of results) {
    const mark = passed ? out.colors.green('ok') : out.colors.red('failed');
    const instead = passed ? '' : `: it says ${said} (${reasons.map(printable).join(', ')})`;
    out.line(`${mark}  ${printable(name)}: ${printable(test)}${instead}`);
  }
}

/** The policies of a folder, or the one file. */
function policiesIn(path: string): string[] {
  if (path.endsWith('.cedar')) return [path];
  let names: string[];
  try {
    names = readdirSync(path);
  } catch {
    throw new CliFault(ExitCode.usage, `cannot read ${path}: it is no folder`);
  }
  const files = names.filter((name) => name.endsWith('.cedar')).sort();
  if (files.length === 0) throw new CliFault(ExitCode.usage, `there is no .cedar file in ${path}`);
  return files.map((name) => join(path, name));
}

/** A text and the tests beside it: `nights.cedar`, `nights.tests.json`. */
function readPolicy(file: string): { name: string; text: string; tests: unknown } {
  const tests = file.replace(/\.cedar$/, '.tests.json');
  return {
    name: basename(file, '.cedar'),
    text: readTextFile(file, MAX_BYTES),
    tests: existsSync(tests) ? parse(tests, readTextFile(tests, MAX_BYTES)) : [],
  };
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CliFault(ExitCode.usage, `${file} is not JSON`);
  }
}
