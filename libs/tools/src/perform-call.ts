import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import type { Masker } from '@maestro/secrets/mask';
import { boundedContent, type ToolAnswer } from './answer';
import { callOperation, type CallSurroundings } from './http/call-operation';
import { callMcpTool, type McpWay } from './mcp/client';
import { meantBy } from './reference';
import { resolveTools, type ResolvedTool, type ToolSource } from './resolve-tools';

/** A call as a node makes it, on its own account or because a model asks for it. */
export interface ToolCall {
  /** A reference, or the name under which a model knows the tool. */
  tool: string;
  arguments: JsonObject;
  /** References: nothing else can be meant. */
  allowed: readonly string[];
  /** Who is asked where people have to agree, and for how long. */
  approvers: readonly string[];
  approvalMs: number | null;
  timeoutMs: number;
  /** Of what is handed back. */
  maxBytes: number;
}

/** What people are asked about a call. */
export interface CallQuestion {
  message: string;
  approvers: readonly string[];
  quorum: number;
  timeoutMs: number | null;
  /** What they agree to: this tool, as it was approved, with these arguments. */
  shown: JsonObject;
}

/** Where a call reaches out of this package. */
export interface CallPorts {
  source: ToolSource;
  /** Whether what the caller sees may hold text that nobody answers for. */
  tainted(): Promise<boolean>;
  /**
   * Asks policy; the question that has to be put to people, null where it may be called.
   *
   * @throws MaestroError `tool-denied`, `policy-unavailable`
   */
  permit(tool: ResolvedTool, args: JsonObject): Promise<Omit<CallQuestion, 'shown'> | null>;
  /** Throws until it is answered. */
  ask(question: CallQuestion): Promise<{ decision: string; same: boolean }>;
  /** Throws until the run has ended. */
  runTemplate(
    name: string,
    inputs: JsonObject,
  ): Promise<{ status: string; outputs: Json; error: JsonObject | null }>;
  surroundings(
    secret: string | null,
  ): Promise<Omit<CallSurroundings, 'timeoutMs' | 'maxBytes'> & { masker: Masker }>;
  mcp: McpWay;
  /** Writes a refusal down. */
  denied(tool: string, reason: string): Promise<void>;
}

/** Read at most, whatever is handed back of it. */
const MAX_READ = 4 * 1024 * 1024;

/**
 * One call of a tool: found among those that are allowed, its arguments checked, policy asked, agreed to by people where it may change
 * something and was brought about by untrusted text. What comes back is data, masked and bounded.
 *
 * @throws MaestroError `tool-denied`, `tool-args-invalid`, `tool-changed`, `tool-failed`, `approval-rejected`, `approval-timeout`, and
 * what is thrown on the way
 */
export async function performCall(ports: CallPorts, call: ToolCall): Promise<ToolAnswer> {
  const ref = meantBy(call.tool, call.allowed);
  if (ref === null) throw await refusal(ports, call.tool, 'the node does not allow it');
  const [tool] = await resolveTools(ports.source, [ref]);
  if (!tool) throw new MaestroError('internal', 'A reference led to no tool.');
  checkArguments(tool, call.arguments);
  const policy = await ports.permit(tool, call.arguments);
  if (policy) await agreed(ports, tool, { call, question: policy });
  else if (tool.side_effects && (await ports.tainted())) {
    const message = `Call ${tool.ref}? It may change something, and what brought it about holds text that nobody answers for.`;
    const question = { message, approvers: call.approvers, quorum: 1, timeoutMs: call.approvalMs };
    await agreed(ports, tool, { call, question });
  }
  const { content, is_error } = await perform(ports, tool, call);
  return { content: boundedContent(content, call.maxBytes), is_error };
}

async function perform(ports: CallPorts, tool: ResolvedTool, call: ToolCall): Promise<ToolAnswer> {
  if (tool.kind === 'template') {
    const ended = await ports.runTemplate(tool.template, call.arguments);
    const well = ended.status === 'succeeded' || ended.status === 'completed';
    return well
      ? { content: ended.outputs, is_error: false }
      : { content: { status: ended.status, error: ended.error }, is_error: true };
  }
  const { toolset, listed } = tool;
  const { masker, ...given } = await ports.surroundings(toolset.secret);
  const around = { ...given, timeoutMs: call.timeoutMs, maxBytes: MAX_READ };
  const { operation } = listed;
  const answer = operation
    ? await callOperation({ url: toolset.url, operation, args: call.arguments }, around)
    : await callMcpTool({ toolset, tool: listed, args: call.arguments }, around, ports.mcp);
  return masker.value(answer as unknown as JsonObject) as unknown as ToolAnswer;
}

/** @throws MaestroError `tool-args-invalid`, with the place of each fault */
function checkArguments({ ref, input_schema }: ResolvedTool, args: JsonObject): void {
  const faults = compileSchema(input_schema)(args);
  if (faults.length === 0) return;
  const errors = faults.slice(0, 20).map<FieldProblem>(({ pointer, message }) => ({
    ...{ pointer: `/arguments${pointer}`, code: 'tool-args-invalid', message },
  }));
  throw new MaestroError('tool-args-invalid', `${ref} does not take these arguments.`, { errors });
}

async function agreed(
  ports: CallPorts,
  tool: ResolvedTool,
  { call, question }: { call: ToolCall; question: Omit<CallQuestion, 'shown'> },
): Promise<void> {
  const { description, input_schema } = tool;
  // Their place is where whoever answers is shown what an approval covers.
  const covers: JsonObject = { [tool.ref]: { arguments: call.arguments, description, input_schema } };
  const shown: JsonObject = { message: question.message, covers };
  const { decision, same } = await ports.ask({ ...question, shown });
  // By whom is for people to know: a model, and whoever serves it, is told what becomes of the call.
  if (decision === 'rejected') throw new MaestroError('approval-rejected', 'The call was rejected.');
  if (decision !== 'approved')
    throw new MaestroError('approval-timeout', 'Nobody agreed to the call in time.');
  if (!same) throw await refusal(ports, tool.ref, 'what was agreed to is another call');
}

async function refusal(ports: CallPorts, tool: string, reason: string): Promise<MaestroError> {
  const named = tool.slice(0, 128);
  await ports.denied(named, reason);
  return new MaestroError('tool-denied', `The tool "${named}" may not be called: ${reason}.`);
}
