import type { Report } from '../diagnostics/report';
import type { Cursor } from '../document/tree';
import type { ExpressionFault } from '../expression/lexical';
import { codeOf } from '../expression/lexical';
import type { NameUse } from '../expression/names';
import { parseExpression } from '../expression/parse';
import { SECRETS } from '../expression/secret-use';
import { limits } from '../limits';
import {
  checkCall, checkName, checkTaskField, taskPath, unknownRoot, unknownTask, type Declared, type NameFault,
} from './names-in-scope'; // prettier-ignore
import { placeOf } from './place';
import { checkSecretName, secretMisused } from './secret-names';
import type { Refusal } from './visibility';

/** Whose expression it is, which decides what it may name. */
export interface Owner {
  /** Why the task may not be named; null where it may. */
  refusal(task: number): Refusal | null;
  /** Names it may begin with. */
  roots: readonly string[];
  /** It is read once the run has ended, and sees what that has used. */
  ended?: boolean;
  /** Gathers the tasks that the expression names. */
  readonly reads: Set<number>;
  /** Gathers the secrets that it names; null where it may name none. */
  readonly secrets?: SecretsOfOwner | null;
  /** The tasks of the round before, in a loop. */
  readonly previous?: Pick<Owner, 'refusal' | 'reads'>;
}

export interface SecretsOfOwner {
  /** Those that it may name; null for any. */
  declared: ReadonlySet<string> | null;
  readonly named: Set<string>;
}

/** An expression in the document: the string that holds it and where in the string it begins. */
export interface Site {
  cursor: Cursor;
  source: string;
  at: number;
}

/** Checks the expressions of one template, each by itself: that it parses and that what it names is there. */
export class ExpressionCheck {
  private count = 0;

  constructor(
    private readonly text: string,
    private readonly declared: Declared,
    private readonly report: Report,
  ) {}

  check(site: Site, owner: Owner): void {
    this.count += 1;
    if (this.count === limits.expressions + 1)
      this.add(
        site,
        {
          mst: 'MST1207',
          message: `a template may have at most ${limits.expressions} expressions`,
          word: '',
        },
        0,
      );
    if (this.count > limits.expressions || this.reportHyphens(site)) return;
    const outcome = parseExpression(site.source);
    if (!outcome.ok) {
      this.addFault(site, outcome.fault);
      return;
    }
    const { uses, calls } = outcome.expression.names;
    const misuse = outcome.expression.secretMisuse;
    if (misuse !== null && owner.secrets) this.add(site, secretMisused, misuse);
    for (const use of uses) this.checkUse(site, use, owner);
    for (const call of calls) {
      const fault = checkCall(call);
      const at = this.find(site, call.name, call.at);
      if (fault) this.add(site, fault, at);
      else if (call.name === 'step_succeeded' || call.name === 'step_failed') {
        if (!owner.roots.includes('tasks'))
          this.add(site, { ...unknownRoot('tasks', this.declared, owner.roots), word: call.name }, at);
        else if (call.text === null) this.add(site, { ...dynamic, word: call.name }, at);
        else this.checkTask(site, call.text, { at: this.find(site, call.text, at), owner });
      }
    }
  }

  private checkUse(site: Site, use: NameUse, owner: Owner): void {
    if (use.root === SECRETS) {
      const fault = checkSecretName(use, owner.secrets ?? null);
      if (fault) this.add(site, fault, this.find(site, fault.word, use.at));
      return;
    }
    const named = use.root === 'previous' && owner.previous && use.path.length > 0 ? owner.previous : owner;
    if ((use.root !== 'tasks' || !owner.roots.includes('tasks')) && named === owner) {
      const fault = checkName(use, this.declared, owner);
      if (fault) this.add(site, fault, this.find(site, fault.word, use.at));
      return;
    }
    const [id] = use.path;
    if (id === undefined) {
      this.add(site, dynamic, use.at);
      return;
    }
    const from = use.at + use.root.length;
    if (!this.checkTask(site, id, { at: this.find(site, id, from), owner: named })) return;
    const fault = checkTaskField(use.path);
    if (fault) this.add(site, fault, this.find(site, fault.word, from + id.length));
  }

  private checkTask(
    site: Site,
    id: string,
    { at, owner }: { at: number; owner: Pick<Owner, 'refusal' | 'reads'> },
  ): boolean {
    const task = this.declared.nodes.get(id);
    if (task === undefined) {
      this.add(site, unknownTask(id, this.declared.nodes), at);
      return false;
    }
    owner.reads.add(task);
    const refusal = owner.refusal(task);
    if (refusal) this.add(site, { ...refusal, word: id }, at);
    return !refusal;
  }

  /** `tasks.a-b` is a subtraction to CEL and never what was meant: it gets an answer of its own. */
  private reportHyphens(site: Site): boolean {
    const code = codeOf(site.source);
    let found = false;
    for (const match of code.matchAll(/(?<![\w.])tasks\.([A-Za-z]\w*(?:-\w+)+)/g)) {
      const written = match[1] ?? '';
      const id = this.longestId(written);
      const suggestion = taskPath(id);
      const message = `${match[0]} is a subtraction; a node id with a hyphen stands in brackets`;
      this.add(site, { mst: 'MST1303', message, word: match[0], suggestion }, match.index);
      found = true;
    }
    return found;
  }

  private longestId(written: string): string {
    const parts = written.split('-');
    for (let length = parts.length; length > 1; length -= 1) {
      const id = parts.slice(0, length).join('-');
      if (this.declared.nodes.has(id)) return id;
    }
    return written;
  }

  private find({ source }: Site, word: string, from: number): number {
    const at = source.indexOf(word, from);
    return at === -1 ? from : at;
  }

  private addFault(site: Site, { kind, message, at }: ExpressionFault): void {
    this.add(site, { mst: kind === 'limit' ? 'MST1302' : 'MST1301', message, word: ' ' }, at);
  }

  private add({ cursor, at }: Site, fault: NameFault, offset: number): void {
    const { mst, message, word, candidates, suggestion, help } = fault;
    this.report.add({
      mst,
      message,
      range: placeOf(cursor.tree, this.text, { at: at + offset, length: word.length }),
      path: cursor.path,
      ...(candidates ? { meant: { word, candidates } } : {}),
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(help === undefined ? {} : { help }),
    });
  }
}

const dynamic: NameFault = {
  mst: 'MST1311',
  message: 'a task is named by a constant, so that what a node reads is known before it runs',
  word: 'tasks',
  help: 'tasks.fetch.output, tasks["fetch-all"].output, step_succeeded("fetch")',
};
