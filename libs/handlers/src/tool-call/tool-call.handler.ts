import { approversSchema, type Json, type JsonObject } from '@maestro/dsl';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import { referencePattern, toolName, meantBy } from '@maestro/tools';
import type { Handler, HandlerContext } from '../contract';
import { durationSchema, milliseconds } from '../duration';

export interface ToolCallInput {
  tool: string;
  arguments?: JsonObject;
  id?: string;
  allowed: string[];
  errors?: 'result' | 'fail';
  approval?: { approvers?: string[]; timeout?: string };
  timeout?: string;
  max_bytes?: number;
}

export type ToolCallOutput = {
  id: string;
  name: string;
  content: Json;
  is_error: boolean;
};

const APPROVERS = ['role:owner', 'role:admin', 'role:operator'];
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 64 * 1024;

/** What is no answer to a call: trouble of ours, or an attempt that is to end. */
const never: ReadonlySet<ProblemCode> = new Set([
  'cancelled',
  'policy-unavailable',
  'internal',
  'stale-attempt',
]);

/** One call of a tool, by an author or because a model asked for it. */
export const toolCallHandler: Handler<ToolCallInput, ToolCallOutput> = {
  ref: 'tool_call',
  description:
    'Calls one of the tools that the node allows; a call that may change something waits for people where untrusted text brought it about.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['tool', 'allowed'],
    properties: {
      tool: {
        type: 'string',
        minLength: 1,
        maxLength: 256,
        description: 'A reference, or the name under which a model was told of it.',
      },
      arguments: { type: 'object', description: 'What the schema of the tool asks for.' },
      id: { type: 'string', maxLength: 256, description: 'Handed back with the result.' },
      allowed: {
        type: 'array',
        maxItems: 128,
        uniqueItems: true,
        items: { type: 'string', pattern: referencePattern },
        description: 'References of the tools that may be meant; nothing else is called.',
      },
      errors: {
        enum: ['result', 'fail'],
        default: 'result',
        description:
          'Whether a call that is refused or fails is a result, which a model can mend, or fails the task.',
      },
      approval: {
        type: 'object',
        additionalProperties: false,
        properties: {
          approvers: {
            ...approversSchema,
            description: 'Who is asked where people have to agree; owners, admins and operators unless told.',
          },
          timeout: { ...durationSchema, description: 'How long they are asked; for ever unless told.' },
        },
      },
      timeout: { ...durationSchema, description: 'Of the exchange with the tool; 30s unless told.' },
      max_bytes: {
        type: 'integer',
        minimum: 256,
        maximum: 1024 * 1024,
        description: 'Of the content; what goes beyond is cut off. 65536 unless told.',
      },
    },
  },
  output: {
    type: 'object',
    required: ['id', 'name', 'content', 'is_error'],
    properties: {
      id: { type: 'string' },
      name: { type: 'string', description: 'The name under which a model knows the tool.' },
      content: {
        description:
          'What the tool gave; of a call that did not come about, why: `code`, `detail`, `errors`.',
      },
      is_error: { type: 'boolean' },
    },
  },
  tools: ['/allowed/*'],
  enabledByDefault: true,
  async execute(input, ctx) {
    const meant = meantBy(input.tool, input.allowed);
    const about = { id: input.id ?? ctx.idempotencyKey, name: meant === null ? input.tool : toolName(meant) };
    return { ...about, ...(await answerTo(input, ctx)) };
  },
};

async function answerTo(
  input: ToolCallInput,
  ctx: HandlerContext,
): Promise<Pick<ToolCallOutput, 'content' | 'is_error'>> {
  const { tool, allowed, arguments: args = {}, approval = {} } = input;
  try {
    const answer = await ctx.tools.call({
      ...{ tool, allowed, arguments: args },
      approvers: approval.approvers ?? APPROVERS,
      approvalMs: approval.timeout === undefined ? null : milliseconds(approval.timeout),
      timeoutMs: input.timeout === undefined ? TIMEOUT_MS : milliseconds(input.timeout),
      maxBytes: input.max_bytes ?? MAX_BYTES,
    });
    if (answer.is_error && input.errors === 'fail')
      throw new MaestroError(
        'tool-failed',
        `The tool says: ${JSON.stringify(answer.content).slice(0, 1_000)}`,
      );
    return answer;
  } catch (error) {
    // What another attempt may mend is for the retries of the node; what the caller did, for the caller.
    if (!(error instanceof MaestroError) || error.retryable || never.has(error.code)) throw error;
    if (input.errors === 'fail') throw error;
    const { code, detail, errors = [] } = error.toProblem();
    const faults = errors.map(({ pointer = '', message }) => ({ pointer, message }));
    const said: JsonObject = { code, detail };
    if (faults.length > 0) said['errors'] = faults;
    return { content: said, is_error: true };
  }
}
