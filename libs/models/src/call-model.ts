import { callAnthropic } from './anthropic/anthropic';
import type { CallOptions, Connection, ModelAnswer, ModelRequest } from './model';
import { callOpenAi } from './openai/openai';
import { callRules } from './rules/rules';

/**
 * Asks a model once. Nothing is tried again here: what a second call may cost is for the ledger to say first.
 *
 * @throws MaestroError `http_4xx`, `http_5xx` (with what Retry-After says), `connection` where the answer breaks off,
 *   `llm-output-invalid` where it is none, `context-too-large`, `model-refused`, and what egress throws. `isFree` says of which
 *   nobody sends a bill.
 */
export async function callModel(
  connection: Connection,
  request: ModelRequest,
  options: CallOptions,
): Promise<ModelAnswer> {
  switch (connection.kind) {
    case 'openai':
      return callOpenAi(connection, request, options);
    case 'anthropic':
      return callAnthropic(connection, request, options);
    case 'rules':
      return callRules(connection, request, options);
  }
}
