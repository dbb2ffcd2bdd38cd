import type { JsonObject } from '@maestro/dsl';

/** What a model is told of a tool, and what a call of it is checked against. */
export interface ToolSpec {
  /** `template:<name>`, `http:<toolset>.<operation>`, `mcp:<toolset>.<tool>`. */
  ref: string;
  /** What a model calls it: letters, digits, `_` and `-`, at most 64 of them. */
  name: string;
  description: string;
  /** JSON Schema (2020-12) of its arguments: an object. */
  input_schema: JsonObject;
  /** Whether a call may change something. */
  side_effects: boolean;
}
