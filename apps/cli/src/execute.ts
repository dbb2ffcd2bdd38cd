import { CommanderError, type Command } from 'commander';
import type { Actions } from './program';
import { buildProgram } from './program';
import { Context, type GlobalOptions, type Host } from './context';
import { ExitCode } from './exit-code';
import { describeFailure, exitCodeOf, failureJson } from './failure';
import { CliFault } from './fault';
import { printable } from './text/printable';

/** Parses a command line, performs it, and resolves to the exit code. Never rejects: failures are shown. */
export async function execute(argv: string[], host: Host, version: string): Promise<number> {
  try {
    refuseKeys(argv);
    return await perform(argv, host, version);
  } catch (error) {
    const failure = error instanceof CommanderError ? usageFault(error) : error;
    if (exitCodeOf(failure) === ExitCode.interrupted) return ExitCode.interrupted;
    const lines = wantsJson(argv) ? [failureJson(failure)] : describeFailure(failure, host.err.colors);
    for (const line of lines) host.err.line(line);
    return exitCodeOf(failure);
  }
}

async function perform(argv: string[], host: Host, version: string): Promise<number> {
  let exitCode: number = ExitCode.ok;
  const program = buildProgram(version, actionsOf(host, version), async (code) => {
    exitCode = await code;
  });
  for (const command of withCommandsBelow(program)) {
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => host.out.write(text), writeErr: () => undefined })
      .configureHelp({ helpWidth: Math.min(host.out.columns ?? 100, 100) });
  }
  if (argv.length === 0) program.outputHelp();
  else await program.parseAsync(helpAsFlag(argv), { from: 'user' }).catch(ignoreHelp);
  return exitCode;
}

function withCommandsBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withCommandsBelow)];
}

/** `maestro help run` is the habit of many, and the same as `maestro run --help`. */
function helpAsFlag(argv: string[]): string[] {
  return argv[0] === 'help' ? [...argv.slice(1, 2), '--help'] : argv;
}

/** Help and version, once shown, end the parsing by an error of code 0. */
function ignoreHelp(error: unknown): void {
  if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
}

/** Command modules load when they are called: start-up pays for one, not for all. */
function actionsOf(host: Host, version: string): Actions {
  const context = (globals: GlobalOptions): Context => new Context(host, globals);
  return {
    dev: (options) => load.dev().dev(options),
    run: (globals, file, options) => load.run().run(context(globals), file, options),
    validate: (globals, files) => load.validate().validate(context(globals), files),
    status: (globals, run, options) => load.status().status(context(globals), run, options),
    watch: (globals, topics, options) => load.watch().watch(context(globals), topics, options),
    logs: (globals, run, options) => load.logs().logs(context(globals), run, options),
    cancel: (globals, run, options) => load.cancel().cancel(context(globals), run, options),
    signal: (globals, run, options) => load.signal().signal(context(globals), run, options),
    secret: (globals, options) => load.secret().secret(context(globals), options),
    approvals: (globals) => load.approvals().approvals(context(globals)),
    vote: (globals, task, options) => load.vote().vote(context(globals), task, options),
    pause: (globals, run, options) => load.control().pause(context(globals), run, options),
    resume: (globals, run, options) => load.control().resume(context(globals), run, options),
    skip: (globals, task, options) => load.control().skip(context(globals), task, options),
    label: (globals, wanted, options) => load.control().label(context(globals), wanted, options),
    retry: (globals, run, options) => load.repeat().retry(context(globals), run, options),
    rerun: (globals, run, options) => load.repeat().rerun(context(globals), run, options),
    explain: (globals, run) => load.explain().explain(context(globals), run),
    policy: (globals, verb, subject) => load.policy().policy(context(globals), verb, subject),
    doctor: (globals) => load.doctor().doctor(context(globals)),
    listAudit: (globals, options) => load.audit().listAudit(context(globals), options),
    exportAudit: (globals, options) => load.audit().exportAudit(context(globals), options),
    verifyAudit: (globals, file, options) => load.auditVerify().verifyAudit(context(globals), file, options),
    attestation: (globals, run, options) => load.auditVerify().attestation(context(globals), run, options),
    key: (globals, request) => load.key().key(context(globals), request),
    member: (globals, request) => load.member().member(context(globals), request),
    budget: (globals, asked) => load.budget().budget(context(globals), asked),
    cost: (globals, options) => load.cost().cost(context(globals), options),
    anomalies: (globals, options) => load.anomalies().anomalies(context(globals), options),
    collection: (globals, asked) => load.collection().collection(context(globals), asked),
    event: (globals, asked) => load.event().event(context(globals), asked),
    trigger: (globals, asked) => load.trigger().trigger(context(globals), asked),
    orchestra: (globals, asked) => load.orchestra().orchestra(context(globals), asked),
    agent: (globals, asked) => load.agent().agent(context(globals), asked),
    provider: (globals, asked) => load.provider().provider(context(globals), asked),
    freeze: (globals, asked) => load.freeze().freeze(context(globals), asked),
    hook: (globals, asked) => load.hook().hook(context(globals), asked),
    webhook: (globals, asked) => load.webhook().webhook(context(globals), asked),
    tool: (globals, request) => load.tool().tool(context(globals), request),
    tenant: (globals, asked) => load.tenant().tenant(context(globals), asked),
    whoami: (globals) => load.whoami().whoami(context(globals)),
    version: (globals) => load.version().version(context(globals), version),
  };
}

const load = {
  approvals: () => require('./commands/approvals') as typeof import('./commands/approvals'),
  tenant: () => require('./commands/tenant') as typeof import('./commands/tenant'),
  policy: () => require('./commands/policy') as typeof import('./commands/policy'),
  cancel: () => require('./commands/cancel') as typeof import('./commands/cancel'),
  control: () => require('./commands/control') as typeof import('./commands/control'),
  dev: () => require('./commands/dev') as typeof import('./commands/dev'),
  audit: () => require('./commands/audit') as typeof import('./commands/audit'),
  auditVerify: () => require('./commands/audit-verify') as typeof import('./commands/audit-verify'),
  doctor: () => require('./commands/doctor') as typeof import('./commands/doctor'),
  explain: () => require('./commands/explain') as typeof import('./commands/explain'),
  budget: () => require('./commands/budget') as typeof import('./commands/budget'),
  cost: () => require('./commands/cost') as typeof import('./commands/cost'),
  anomalies: () => require('./commands/anomalies') as typeof import('./commands/anomalies'),
  collection: () => require('./commands/collection') as typeof import('./commands/collection'),
  event: () => require('./commands/event') as typeof import('./commands/event'),
  trigger: () => require('./commands/trigger') as typeof import('./commands/trigger'),
  orchestra: () => require('./commands/orchestra') as typeof import('./commands/orchestra'),
  agent: () => require('./commands/agent') as typeof import('./commands/agent'),
  freeze: () => require('./commands/freeze') as typeof import('./commands/freeze'),
  key: () => require('./commands/key') as typeof import('./commands/key'),
  watch: () => require('./commands/watch') as typeof import('./commands/watch'),
  logs: () => require('./commands/logs') as typeof import('./commands/logs'),
  member: () => require('./commands/member') as typeof import('./commands/member'),
  provider: () => require('./commands/provider') as typeof import('./commands/provider'),
  repeat: () => require('./commands/repeat') as typeof import('./commands/repeat'),
  run: () => require('./commands/run') as typeof import('./commands/run'),
  secret: () => require('./commands/secret') as typeof import('./commands/secret'),
  tool: () => require('./commands/tool') as typeof import('./commands/tool'),
  signal: () => require('./commands/signal') as typeof import('./commands/signal'),
  status: () => require('./commands/status') as typeof import('./commands/status'),
  validate: () => require('./commands/validate') as typeof import('./commands/validate'),
  vote: () => require('./commands/vote') as typeof import('./commands/vote'),
  version: () => require('./commands/version') as typeof import('./commands/version'),
  hook: () => require('./commands/hook') as typeof import('./commands/hook'),
  webhook: () => require('./commands/webhook') as typeof import('./commands/webhook'),
  whoami: () => require('./commands/whoami') as typeof import('./commands/whoami'),
};

/** A key on the command line shows in process lists and shell histories; it is refused unread. */
function refuseKeys(argv: string[]): void {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  // The one `--key` that there is names the file of a public key.
  const publicKey =
    flags.includes('audit') && flags.includes('verify') && !flags.some((flag) => /^(--key=)?mst_/.test(flag));
  if (
    flags.some(
      (flag) => /^--(token|key|api-?key|password)(=|$)/.test(flag) && !(publicKey && /^--key/.test(flag)),
    )
  ) {
    throw new CliFault(
      ExitCode.usage,
      'keys are not taken from the command line, where others can read them',
      'set MAESTRO_API_KEY',
    );
  }
}

/** Commander's message without its prefix, on one line, and without what stands behind a flag's `=`. */
function usageFault({ message }: CommanderError): CliFault {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/'(--?[^'=]+)=[^']*'/g, "'$1'");
  return new CliFault(ExitCode.usage, printable(text), '`maestro --help` lists commands and options');
}

/** Read from the words themselves, for a line that does not parse has no options yet. */
function wantsJson(argv: string[]): boolean {
  return argv.some((word, index) => {
    return (
      /^(-o=?|--output=)json$/.test(word) || (/^(-o|--output)$/.test(word) && argv[index + 1] === 'json')
    );
  });
}
