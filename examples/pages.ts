import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@maestro/testing';

/** One command of a page, and the lines that the page says it prints: none where it says nothing. */
export interface Step {
  command: string;
  says: string[];
}

/** Where the commands of a page run. `env` takes what they assign, as the shell of a person would. */
export interface Place {
  folder: string;
  env: Record<string, string>;
}

interface Printed {
  code: number | null;
  text: string;
}

/** Commands that are for a person at a terminal: they start what the test has started already. */
const BY_HAND = /^(npm|alias|node examples)\b/;
/** Commands that only look: they are repeated until they show what the page says. */
const LOOKS = /maestro (approvals|status|explain|cost)\b/;
const FENCE = /^```(sh|text|yaml)\n([\s\S]*?)^```$/gm;
/** The name under which a page has its reader save the next block. */
const SAVED = /Save this as `([\w.-]+)`:\s*$/;

/** The commands of a page, each with what a block of text behind it says. */
export function stepsIn(markdown: string): Step[] {
  const steps: Step[] = [];
  for (const [, kind, block = ''] of markdown.matchAll(FENCE)) {
    const lines = block.split('\n').filter((line) => line !== '');
    if (kind === 'yaml') continue;
    if (kind === 'text') steps.at(-1)?.says.push(...lines);
    else steps.push(...lines.map((command) => ({ command, says: [] })));
  }
  return steps.filter(({ command }) => !BY_HAND.test(command));
}

/** The files that a page has its reader write, by name. */
export function filesIn(markdown: string): Record<string, string> {
  const files = [...markdown.matchAll(FENCE)].flatMap(({ index, 2: block = '' }) => {
    const name = SAVED.exec(markdown.slice(0, index))?.[1];
    return name === undefined ? [] : [[name, block] as const];
  });
  return Object.fromEntries(files);
}

/** Follows a page word for word. Throws where a command fails that should not, or prints something else. */
export async function follow(markdown: string, place: Place): Promise<void> {
  for (const [name, text] of Object.entries(filesIn(markdown))) writeFileSync(join(place.folder, name), text);
  let shown = '';
  for (const step of stepsIn(markdown)) {
    const command = step.command.replace(/\b(run|task)_…/g, (_, kind: string) => lastId(kind, shown));
    const take = async () => {
      const printed = await execute(command, place);
      return fault(step, printed) === null || !LOOKS.test(command) ? printed : undefined;
    };
    const printed = (await eventually(take, { timeoutMs: 20_000, what: step.command })) as Printed;
    const wrong = fault(step, printed);
    if (wrong !== null) throw new Error(`$ ${command}\n${printed.text}\n${wrong}`);
    // What the page tells of goes last: it speaks of that one.
    const told = printed.text.split('\n').filter((line) => step.says.some((said) => matches(said, line)));
    shown += [printed.text, ...told].join('\n');
  }
}

/** `NAME=$(command)` is kept, everything else is printed. */
async function execute(command: string, { folder, env }: Place): Promise<Printed> {
  const [, name, inner] = /^([A-Z]+)=\$\((.*)\)$/.exec(command) ?? [];
  const child = spawn('bash', ['-c', inner ?? command], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const streams = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (streams[stream] += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (name !== undefined) env[name] = streams.stdout.trim();
  return { code, text: streams.stderr + streams.stdout };
}

/** Why the page does not tell the truth; null where it does. */
function fault({ says }: Step, { code, text }: Printed): string | null {
  const fails = says.some((line) => /^(error|✗)/.test(line));
  if ((code !== 0) !== fails) return `It ended with ${code}.`;
  const missing = says.find((line) => !text.split('\n').some((printed) => matches(line, printed)));
  return missing === undefined ? null : `It did not print: ${missing}`;
}

/** `…` stands for anything, and any number of spaces for a column. */
function matches(line: string, printed: string): boolean {
  const escaped = line.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${escaped.replace(/ +/g, ' +').replaceAll('…', '.*')}$`).test(printed.trimEnd());
}

function lastId(kind: string, shown: string): string {
  const ids = shown.match(new RegExp(`\\b${kind}_[0-9a-z]+(_[0-9]+)?\\b`, 'g'));
  const last = ids?.at(-1);
  if (last === undefined) throw new Error(`Nothing has shown a ${kind} so far.`);
  return last;
}
