import { Command, Option } from 'commander';
import type { GlobalOptions } from './context';
import type { AuditExportOptions, AuditListOptions } from './commands/audit';
import type { AttestationOptions, AuditVerifyOptions } from './commands/audit-verify';
import type { AgentAction } from './commands/agent';
import type { BudgetAction } from './commands/budget';
import type { CancelOptions } from './commands/cancel';
import type { ControlOptions, LabelOptions } from './commands/control';
import type { AnomalyOptions } from './commands/anomalies';
import type { CollectionAction } from './commands/collection';
import type { CostOptions } from './commands/cost';
import type { DevOptions } from './commands/dev';
import type { FreezeAction } from './commands/freeze';
import type { LogsOptions } from './commands/logs';
import type { EventAction } from './commands/event';
import type { OrchestraAction } from './commands/orchestra';
import type { TriggerAction } from './commands/trigger';
import type { PolicyVerb } from './commands/policy';
import type { RerunOptions, RetryOptions } from './commands/repeat';
import type { RunOptions } from './commands/run';
import type { ProviderAction } from './commands/provider';
import type { SecretOptions, SecretVerb } from './commands/secret';
import type { SignalOptions } from './commands/signal';
import type { StatusOptions } from './commands/status';
import type { TenantAction } from './commands/tenant';
import type { Decision, VoteOptions } from './commands/vote';
import type { WatchOptions } from './commands/watch';
import type { HookAction } from './commands/hook';
import type { WebhookAction } from './commands/webhook';
import { collect } from './collect';
import { defineAgent } from './define-agent';
import { EXAMPLES } from './examples';
import { defineCollection } from './define-collection';
import { defineFreeze } from './define-freeze';
import { defineAnomalies, defineBudget, defineCost } from './define-money';
import { defineOrchestra } from './define-orchestra';
import { defineEvent, defineTrigger } from './define-trigger';
import { defineProvider } from './define-provider';
import { definePeople, type PeopleActions } from './define-people';
import { defineHook } from './define-hook';
import { defineWebhook } from './define-webhook';
import { defineTenant } from './define-tenant';
import { defineTools, type ToolActions } from './define-tools';

/** What each command does. Called once, with the options merged; the promise is the command's exit code. */
export interface Actions extends PeopleActions, ToolActions {
  dev(options: DevOptions): Promise<number>;
  run(globals: GlobalOptions, file: string, options: RunOptions): Promise<number>;
  validate(globals: GlobalOptions, files: string[]): Promise<number>;
  status(globals: GlobalOptions, run: string | undefined, options: StatusOptions): Promise<number>;
  logs(globals: GlobalOptions, run: string, options: LogsOptions): Promise<number>;
  watch(globals: GlobalOptions, topics: string[], options: WatchOptions): Promise<number>;
  cancel(globals: GlobalOptions, run: string, options: CancelOptions): Promise<number>;
  signal(globals: GlobalOptions, run: string, options: SignalOptions): Promise<number>;
  secret(globals: GlobalOptions, options: SecretOptions): Promise<number>;
  approvals(globals: GlobalOptions): Promise<number>;
  vote(globals: GlobalOptions, task: string, options: VoteOptions & { decision: Decision }): Promise<number>;
  pause(globals: GlobalOptions, run: string, options: ControlOptions): Promise<number>;
  resume(globals: GlobalOptions, run: string, options: ControlOptions): Promise<number>;
  skip(globals: GlobalOptions, task: string, options: ControlOptions): Promise<number>;
  label(
    globals: GlobalOptions,
    wanted: { run: string; pairs: string[] },
    options: LabelOptions,
  ): Promise<number>;
  retry(globals: GlobalOptions, run: string, options: RetryOptions): Promise<number>;
  rerun(globals: GlobalOptions, run: string, options: RerunOptions): Promise<number>;
  explain(globals: GlobalOptions, run: string): Promise<number>;
  doctor(globals: GlobalOptions): Promise<number>;
  listAudit(globals: GlobalOptions, options: AuditListOptions): Promise<number>;
  exportAudit(globals: GlobalOptions, options: AuditExportOptions): Promise<number>;
  verifyAudit(globals: GlobalOptions, file: string, options: AuditVerifyOptions): Promise<number>;
  attestation(globals: GlobalOptions, run: string, options: AttestationOptions): Promise<number>;
  policy(globals: GlobalOptions, verb: PolicyVerb, subject: string): Promise<number>;
  freeze(globals: GlobalOptions, asked: FreezeAction): Promise<number>;
  budget(globals: GlobalOptions, asked: BudgetAction): Promise<number>;
  cost(globals: GlobalOptions, options: CostOptions): Promise<number>;
  anomalies(globals: GlobalOptions, options: AnomalyOptions): Promise<number>;
  orchestra(globals: GlobalOptions, asked: OrchestraAction): Promise<number>;
  agent(globals: GlobalOptions, asked: AgentAction): Promise<number>;
  collection(globals: GlobalOptions, asked: CollectionAction): Promise<number>;
  event(globals: GlobalOptions, asked: EventAction): Promise<number>;
  trigger(globals: GlobalOptions, asked: TriggerAction): Promise<number>;
  hook(globals: GlobalOptions, asked: HookAction): Promise<number>;
  webhook(globals: GlobalOptions, asked: WebhookAction): Promise<number>;
  provider(globals: GlobalOptions, asked: ProviderAction): Promise<number>;
  whoami(globals: GlobalOptions): Promise<number>;
  tenant(globals: GlobalOptions, asked: TenantAction): Promise<number>;
  version(globals: GlobalOptions): Promise<number>;
}

/** The command tree. `finish` waits for the exit code of the command that was called. */
export function buildProgram(
  version: string,
  actions: Actions,
  finish: (code: Promise<number>) => Promise<void>,
): Command {
  const program = withGlobals(new Command('maestro'))
    .description(
      'The key comes from MAESTRO_API_KEY or the local stack, colours from NO_COLOR and FORCE_COLOR.',
    )
    .version(version, '-V, --version')
    .helpCommand(false)
    .enablePositionalOptions();
  const tree: Tree = {
    actions,
    finish,
    define: (usage, description) => withGlobals(program.command(usage).description(description)),
    group: (name, description) => {
      const group = withGlobals(program.command(name).description(description).helpCommand(false));
      return (usage, what) => withGlobals(group.command(usage).description(what));
    },
    globalsOf,
  };
  program
    .command('dev')
    .description('start the local stack and keep it running')
    .option('--once', 'start it, run the example, stop')
    .option('--no-example', 'start it without running the example')
    .action((options: DevOptions) => finish(actions.dev(options)));
  defineWriting(tree);
  defineAnswering(tree);
  defineControl(tree);
  defineReading(tree);
  defineAudit(tree);
  defineSecrets(tree);
  definePolicy(tree);
  definePeople(tree);
  defineTenant(tree.group('tenant', 'what your tenant may reach'), (command, asked) =>
    finish(actions.tenant(tree.globalsOf(command), asked)),
  );
  defineFreeze(tree.group('freeze', 'times at which nothing starts'), (command, asked) =>
    finish(actions.freeze(tree.globalsOf(command), asked)),
  );
  defineBudget(tree.group('budget', 'what may be spent'), (command, asked) =>
    finish(actions.budget(tree.globalsOf(command), asked)),
  );
  defineCost(tree.define, (command, options) => finish(actions.cost(tree.globalsOf(command), options)));
  defineAnomalies(tree.define, (command, options) =>
    finish(actions.anomalies(tree.globalsOf(command), options)),
  );
  defineOrchestra(tree.group('orchestra', 'templates on a schedule'), (command, asked) =>
    finish(actions.orchestra(tree.globalsOf(command), asked)),
  );
  defineModels(tree);
  defineBeginnings(tree);
  defineTools(tree);
  for (const command of [program, ...program.commands]) addExamples(command);
  return program;
}

/** What models are asked through, and with what. */
function defineModels(tree: Tree): void {
  defineAgent(tree.group('agent', 'named configurations of models'), (command, asked) =>
    tree.finish(tree.actions.agent(tree.globalsOf(command), asked)),
  );
  defineCollection(tree.group('collection', 'documents that answer questions'), (command, asked) =>
    tree.finish(tree.actions.collection(tree.globalsOf(command), asked)),
  );
  defineProvider(tree.group('provider', 'who answers for models'), (command, asked) =>
    tree.finish(tree.actions.provider(tree.globalsOf(command), asked)),
  );
}

/** What says that something happened, what begins then, and who is told. */
function defineBeginnings(tree: Tree): void {
  defineEvent(tree.group('event', 'what happened elsewhere'), (command, asked) =>
    tree.finish(tree.actions.event(tree.globalsOf(command), asked)),
  );
  defineTrigger(tree.group('trigger', 'what begins when something happens'), (command, asked) =>
    tree.finish(tree.actions.trigger(tree.globalsOf(command), asked)),
  );
  defineWebhook(tree.group('webhook', 'addresses that are told what happens'), (command, asked) =>
    tree.finish(tree.actions.webhook(tree.globalsOf(command), asked)),
  );
  defineHook(tree.group('hook', 'addresses that take what others tell'), (command, asked) =>
    tree.finish(tree.actions.hook(tree.globalsOf(command), asked)),
  );
}

interface Tree {
  actions: Actions;
  finish(code: Promise<number>): Promise<void>;
  define(usage: string, description: string): Command;
  /** A command of commands: what comes back defines those below it. */
  group(name: string, description: string): (usage: string, description: string) => Command;
  globalsOf(command: Command): GlobalOptions;
}

function defineWriting({ actions, finish, define, globalsOf }: Tree): void {
  define('run <file>', 'publish a workflow file and start a run of it')
    .option('-i, --inputs <key=value>', 'an input; JSON where the value parses as such, else text', collect)
    .option('--input-file <file>', 'a JSON object of inputs, - for standard input')
    .option('--name <name>', "the template's name where the file gives none")
    .option('--idempotency-key <key>', 'start at most one run under this key')
    .option('-w, --watch', 'show the run until it ends')
    .option('--timeout <duration>', 'with --watch: wait so long at most (30s, 5m, 2h)')
    .action((file: string, options: RunOptions, command: Command) =>
      finish(actions.run(globalsOf(command), file, options)),
    );
  define('validate <file...>', 'check workflow files and show every fault').action(
    (files: string[], _: unknown, command: Command) => finish(actions.validate(globalsOf(command), files)),
  );
  define('cancel <run>', 'cancel a run')
    .option('--reason <text>', 'why, for whoever looks at the run')
    .action((run: string, options: CancelOptions, command: Command) =>
      finish(actions.cancel(globalsOf(command), run, options)),
    );
}

function defineAnswering({ actions, finish, define, globalsOf }: Tree): void {
  define('signal <run> <name>', 'send a signal to a run')
    .option('-d, --data <json>', 'what to say, as JSON; - for standard input')
    .option('--source <name>', 'your own name for it: sent twice, it counts once')
    .action(function (this: Command, run: string, name: string) {
      return finish(actions.signal(globalsOf(this), run, { ...this.opts<SignalOptions>(), name }));
    });
  define('approvals', 'show what waits for approval, with the task to name').action(function (this: Command) {
    return finish(actions.approvals(globalsOf(this)));
  });
  const decisions = { approve: 'approve what a task asks', reject: 'reject what a task asks' } as const;
  for (const decision of ['approve', 'reject'] as const)
    define(`${decision} <task>`, decisions[decision])
      .option('--comment <text>', 'why, for whoever looks at the run')
      .option('--digest <digest>', 'only if this is still what is asked')
      .action((task: string, options: VoteOptions, command: Command) =>
        finish(actions.vote(globalsOf(command), task, { ...options, decision })),
      );
}

function defineControl({ actions, finish, define, globalsOf }: Tree): void {
  const why = ['--reason <text>', 'why, for whoever looks at the run'] as const;
  define('pause <run>', 'hold a run: what runs may end, nothing starts')
    .option(...why)
    .action((run: string, options: ControlOptions, command: Command) =>
      finish(actions.pause(globalsOf(command), run, options)),
    );
  define('resume <run>', 'let a paused run go on')
    .option(...why)
    .action((run: string, options: ControlOptions, command: Command) =>
      finish(actions.resume(globalsOf(command), run, options)),
    );
  define('skip <task>', 'end a task that is not running as skipped')
    .option(...why)
    .action((task: string, options: ControlOptions, command: Command) =>
      finish(actions.skip(globalsOf(command), task, options)),
    );
  define('label <run> [key=value...]', 'set or remove labels of a run')
    .option('--remove <key>', 'a label to take away; may be repeated', collect)
    .action((run: string, pairs: string[], ...[options, command]: [LabelOptions, Command]) =>
      finish(actions.label(globalsOf(command), { run, pairs }, options)),
    );
  const version = [
    '--template-version <version>',
    'version to play: a number not below the old one, or latest',
  ] as const;
  const dry = ['--dry-run', 'only show what would be taken over and what done again'] as const;
  define('retry <run>', 'start a new run that begins again with what failed')
    .option(...version)
    .option(...dry)
    .action((run: string, options: RetryOptions, command: Command) =>
      finish(actions.retry(globalsOf(command), run, options)),
    );
  define('rerun <run>', 'start a new run from some nodes on, or as a whole')
    .option('--from <node>', 'a node to begin again with; may be repeated', collect)
    .option(
      '-i, --inputs <key=value>',
      'other inputs; JSON where the value parses as such, else text',
      collect,
    )
    .option(...version)
    .option(...dry)
    .action((run: string, options: RerunOptions, command: Command) =>
      finish(actions.rerun(globalsOf(command), run, options)),
    );
}

function defineReading({ actions, finish, define, globalsOf }: Tree): void {
  define('status [run]', 'show a run and its tasks, or the latest runs')
    .option('--limit <n>', 'how many runs', '20')
    .action((run: string | undefined, options: StatusOptions, command: Command) =>
      finish(actions.status(globalsOf(command), run, options)),
    );
  define('logs <run>', 'show what a run logged and which states it went through')
    .option('-f, --follow', 'go on until the run has ended')
    .option('--task <task>', 'only this task: its node, id or number')
    .action((run: string, options: LogsOptions, command: Command) =>
      finish(actions.logs(globalsOf(command), run, options)),
    );
  define('watch [topics...]', 'show live what happens: run:<id>, orchestra:<id> or runs:all')
    .option('--after <cursor>', 'from behind this event on, and not from now on')
    .action((topics: string[], options: WatchOptions, it: Command) =>
      finish(actions.watch(globalsOf(it), topics, options)),
    );
  define('explain <run>', 'say what a run and its tasks wait for').action(
    (run: string, _: unknown, command: Command) => finish(actions.explain(globalsOf(command), run)),
  );
  define('doctor', 'look for what must not be in the database of the server').action(
    (_: unknown, command: Command) => finish(actions.doctor(globalsOf(command))),
  );
  define('whoami', 'show whose key is used and what it allows').action((_: unknown, command: Command) =>
    finish(actions.whoami(globalsOf(command))),
  );
  define('version', 'show the versions of this command and of the server').action(
    (_: unknown, command: Command) => finish(actions.version(globalsOf(command))),
  );
}

function defineAudit({ actions, finish, group, globalsOf }: Tree): void {
  const define = group('audit', 'see and check who did what');
  define('list', 'show who did what, newest first')
    .option('--actor <actor>', 'only what this actor did')
    .option('--action <action>', 'only this action')
    .option('--subject <id>', 'only what was done to this')
    .option('--from <time>', 'only from this time on (RFC 3339)')
    .option('--to <time>', 'only before this time')
    .option('--limit <n>', 'how many', '50')
    .action((options: AuditListOptions, command: Command) =>
      finish(actions.listAudit(globalsOf(command), options)),
    );
  define('export', 'write the audit chain as lines of JSON')
    .option('--from <seq>', 'from this record on')
    .option('--file <file>', 'into this file and not to standard output')
    .action((options: AuditExportOptions, command: Command) =>
      finish(actions.exportAudit(globalsOf(command), options)),
    );
  define('verify <file>', 'check an export without a server, and name the first record that is bad')
    .option('--key <file>', 'a public key (PEM) that may have signed; may be given again', collect)
    .option('--anchors <file>', 'signed heads that were kept elsewhere')
    .action((file: string, options: AuditVerifyOptions, command: Command) =>
      finish(actions.verifyAudit(globalsOf(command), file, options)),
    );
  define('attestation <run>', 'show what is stated of a run that has ended')
    .option('--verify <file>', 'only if this public key (PEM) signed it')
    .action((run: string, options: AttestationOptions, command: Command) =>
      finish(actions.attestation(globalsOf(command), run, options)),
    );
}

function definePolicy({ actions, finish, group, globalsOf }: Tree): void {
  const define = group('policy', 'read, test and publish policies');
  const verb = (usage: string, description: string, name: PolicyVerb) =>
    define(usage, description).action(function (this: Command, subject: unknown) {
      return finish(actions.policy(globalsOf(this), name, typeof subject === 'string' ? subject : ''));
    });
  verb('list', 'list policies, those that come with Maestro first', 'list');
  verb('get <policy>', 'show the latest text of a policy: its id, or the name of a shipped one', 'get');
  verb('publish <file>', 'publish a .cedar file with the tests beside it, and let it decide', 'publish');
  verb('test <folder>', 'put the .cedar files of a folder to the .tests.json beside them', 'test');
  verb('evaluate <file>', 'say what would be decided about a question in a JSON file', 'evaluate');
}

function defineSecrets({ actions, finish, define, globalsOf }: Tree): void {
  const verbs: SecretVerb[] = ['list', 'set', 'delete', 'versions'];
  define('secret <verb> [name]', 'list, set, delete, versions: secrets for tasks')
    .option('--from-file <file>', 'with set: where the value is, - for standard input')
    .action(
      (verb: string, name: string | undefined, ...[options, command]: [{ fromFile?: string }, Command]) => {
        const known = verbs.find((each) => each === verb);
        if (!known) command.error(`error: unknown verb '${verb}': ${verbs.join(', ')}`);
        else return finish(actions.secret(globalsOf(command), { verb: known, name, ...options }));
      },
    );
}

/** Options of every command, so that they may stand before its name or after. */
function withGlobals(command: Command): Command {
  return command
    .option('--server <url>', 'address of the server (or MAESTRO_URL)')
    .addOption(new Option('-o, --output <format>', 'how results are printed').choices(['table', 'json']))
    .option('--no-input', 'never wait for a person');
}

/** What was said before the command's name and after it, and between the words of it; the last word counts. */
function globalsOf(command: Command): GlobalOptions {
  const before: GlobalOptions = command.parent ? globalsOf(command.parent) : { input: true };
  const { server, output, input } = command.opts<Partial<GlobalOptions>>();
  return {
    server: server ?? before.server,
    output: output ?? before.output,
    input: before.input && input !== false,
  };
}

function addExamples(command: Command): void {
  const examples = EXAMPLES[command.name()];
  if (examples)
    command.addHelpText('before', `Examples:\n${examples.map((line) => `  ${line}`).join('\n')}\n`);
}
