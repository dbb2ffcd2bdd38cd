import type { JsonObject, Plan } from '@maestro/dsl';
import type { Egress } from '@maestro/egress';
import {
  askPeople,
  calledTemplate,
  readOrigin,
  runTemplate,
  type ClaimedTask,
  type Engine,
} from '@maestro/engine';
import { policyDenied, requiredApproval } from '@maestro/governance';
import type { ToolDoor } from '@maestro/handlers';
import { formatId, formatTaskId, recordAudit, type TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { createMasker, noMask } from '@maestro/secrets/mask';
import {
  isTainted,
  ListingWatch,
  McpSessions,
  noticeListing,
  performCall,
  resolveTools,
  specOf,
  type CallPorts,
  type ResolvedTool,
  type ToolSource,
} from '@maestro/tools';
import { secretForTool, type SecretSource } from '../attempt-secrets';
import { aboutTask, decideAbout, type Asker } from '../policy-step';

/** What the attempts of a process share on their way to MCP servers. */
export interface McpMemory {
  sessions: McpSessions;
  watch: ListingWatch;
}

export function createMcpMemory(): McpMemory {
  return { sessions: new McpSessions(), watch: new ListingWatch() };
}

export interface DoorParts extends Asker {
  tenants: TenantDatabase;
  secrets: SecretSource;
  mcp: McpMemory;
  /** Of this attempt. */
  egress: Egress;
  signal: AbortSignal;
  idempotencyKey: string;
}

/** The way of one attempt to the tools of its tenant. */
export function createToolDoor(parts: DoorParts, task: ClaimedTask): ToolDoor {
  const source = sourceOf(parts, task);
  return {
    describe: async (references) => (await resolveTools(source, references)).map(specOf),
    call: (call) => performCall(portsOf(parts, task, source), call),
  };
}

function sourceOf({ engine, tenants }: DoorParts, { run }: ClaimedTask): ToolSource {
  return { tenants, tenantId: run.ref.tenantId, template: (name) => planOf(engine, run, name) };
}

function portsOf(parts: DoorParts, task: ClaimedTask, source: ToolSource): CallPorts {
  const { engine, tenants, secrets, egress, signal, idempotencyKey } = parts;
  const { ref: run, plan } = task.run;
  const tainted = async () => isTainted(plan, task.node) || (await isLed(engine, task));
  const actor = `run:${formatId('run', run.runId)}`;
  const denied = (tool: string, reason: string) =>
    tenants.withTenant(run.tenantId, (tx) =>
      recordAudit(tx, {
        actor,
        action: 'tool.denied',
        subject: formatTaskId(run.runId, task.n),
        detail: { tool, reason },
      }),
    );
  return {
    ...{ source, tainted, denied },
    mcp: {
      ...parts.mcp,
      owner: run,
      listed: async ({ name, url }, listed) => {
        const listing = { ...listed, url };
        await tenants.withTenant(run.tenantId, (tx) => noticeListing(tx, { name, listing, actor }));
      },
    },
    permit: async (tool, args) => permitCall(parts, task, { tool, args, trusted: !(await tainted()) }),
    ask: (question) => askPeople(engine, task, question),
    runTemplate: (name, inputs) => runTemplate(engine, task, { name, inputs }),
    surroundings: async (name) => {
      const secret = name === null ? null : await secretForTool(secrets, task, name);
      const masker = secret === null ? noMask : createMasker([secret]);
      return { egress, signal, idempotencyKey, secret, masker };
    },
  };
}

/** Who answers for the inputs of a run that they start. */
const answerable = /^(?:(?:key|user|workload):|(?:schedule|backfill) for )/;

/** Whether somebody else's run or an event chose the inputs: then they are no better than what that run saw. */
async function isLed(engine: Engine, { run }: ClaimedTask): Promise<boolean> {
  const { depth, starter } = await readOrigin(engine, run.ref);
  return depth > 0 || !answerable.test(starter);
}

async function permitCall(
  parts: DoorParts,
  task: ClaimedTask,
  { tool, args, trusted }: { tool: ResolvedTool; args: JsonObject; trusted: boolean },
): ReturnType<CallPorts['permit']> {
  const { ref, kind, side_effects } = tool;
  const attributes = { ...aboutTask(task), tool: ref, kind, side_effects, arguments: args };
  const resource = { type: 'Tool', id: ref, attributes };
  const decision = await decideAbout(parts, task, { action: 'tool:call', resource, context: { trusted } });
  if (!decision || decision.effect === 'allow') return null;
  const asked = decision.effect === 'require-approval' ? requiredApproval(decision) : null;
  if (asked) return asked;
  throw new MaestroError('tool-denied', policyDenied(decision, `The tool ${ref} may not be called`).message);
}

/** As a subflow of the run would find it. */
async function planOf(engine: Engine, run: ClaimedTask['run'], name: string): Promise<Plan | null> {
  try {
    const { templateId, version } = await calledTemplate(engine, run, { name, version: null });
    return (await engine.plans.get(run.ref.tenantId, templateId, version)).plan;
  } catch (error) {
    if (error instanceof MaestroError && error.code === 'unknown-ref') return null;
    throw error;
  }
}
