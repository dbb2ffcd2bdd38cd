import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { modelKinds, type ModelKind } from '@maestro/models';
import type { ModelProviderRow } from '@maestro/persistence';
import {
  FlagField,
  IntegerField,
  JsonField,
  ObjectField,
  PartListField,
  TextField,
  TextListField,
  WordField,
} from '../http/fields';
import { ListOf } from '../http/page';
import { ShowsFlag, ShowsJson, ShowsText, ShowsTexts, ShowsTime, ShowsWord } from '../http/shows';

const MOST_TOKENS = 100_000_000;

@ApiSchema({ name: 'ServedModelBody' })
export class ServedModelBody {
  @TextField({ description: 'The model, as its provider names it.', max: 128, required: true })
  name!: string;

  @IntegerField({
    description: 'What it reads and writes together, in tokens.',
    min: 1,
    max: MOST_TOKENS,
    required: true,
  })
  context_tokens!: number;

  @IntegerField({ description: 'What it writes at most, where that is less.', min: 1, max: MOST_TOKENS })
  max_output_tokens?: number;

  @IntegerField({
    description: 'How long an answer takes in milliseconds, until it is known better.',
    min: 1,
    max: 3_600_000,
  })
  latency_ms?: number;
}

@ApiSchema({ name: 'ToolCallRuleBody' })
export class ToolCallRuleBody {
  @TextField({ description: 'The tool.', max: 500, required: true })
  name!: string;

  @ObjectField({ description: 'What it is called with.' })
  arguments?: JsonObject;
}

@ApiSchema({ name: 'RuleBody' })
export class RuleBody {
  @TextField({ description: 'Pattern that the last message matches.', max: 500 })
  match?: string;

  @TextField({ description: 'Pattern that the system prompt matches.', max: 500 })
  system?: string;

  @WordField({ description: 'Whose message is the last.', words: ['user', 'tool'] })
  role?: 'user' | 'tool';

  @TextField({ description: 'The tool whose result is the last message.', max: 500 })
  tool?: string;

  @IntegerField({
    description: 'How many answers of the model the conversation holds already.',
    min: 0,
    max: 1_000,
  })
  turn?: number;

  @TextField({ description: 'The model that is asked.', max: 128 })
  model?: string;

  @TextField({
    description:
      'What it says; `{{last}}` and `{{user}}` stand for the last message and for the last one of the user.',
    min: 0,
    max: 65_536,
  })
  reply?: string;

  @JsonField({ description: 'What it says, as JSON.' })
  object?: unknown;

  @PartListField({ description: 'What it calls.', part: () => ToolCallRuleBody, maxItems: 32 })
  tool_calls?: ToolCallRuleBody[];
}

@ApiSchema({ name: 'ModelProviderChanges' })
export class ModelProviderChanges {
  @TextField({
    description:
      'Where it answers, as far as `/v1`: with OpenAI or Anthropic, or at a `host:port` of the tenant’s egress_allow.',
    max: 2_048,
    example: 'https://api.openai.com/v1',
  })
  base_url?: string;

  @TextField({
    description: 'Name of the secret that has its key. Empty: it asks for none.',
    min: 0,
    max: 64,
    example: 'OPENAI_KEY',
  })
  secret?: string;

  @TextField({
    description: 'Where it stands, for nodes that ask for a region. Empty takes it away.',
    min: 0,
    max: 64,
  })
  region?: string;

  @TextListField({
    description: 'Labels of data that it may be shown; data without a label goes everywhere.',
    maxItems: 50,
  })
  data_classes?: string[];

  @PartListField({ description: 'What it serves.', part: () => ServedModelBody, maxItems: 200 })
  models?: ServedModelBody[];

  @PartListField({
    description: 'Of the kind `rules`: what it answers by, the first that fits.',
    part: () => RuleBody,
    maxItems: 500,
  })
  rules?: RuleBody[];

  @FlagField({ description: 'Whether it gives its answers piece by piece; it does unless told.' })
  stream?: boolean;

  @FlagField({ description: 'Whether it may be asked.' })
  enabled?: boolean;
}

@ApiSchema({ name: 'ModelProviderBody' })
export class ModelProviderBody extends ModelProviderChanges {
  @TextField({
    description: 'Its name: small letters, digits, `.`, `_` and `-`.',
    max: 63,
    required: true,
    example: 'openai',
  })
  name!: string;

  @WordField({ description: 'What it speaks.', words: modelKinds, required: true })
  kind!: ModelKind;

  @PartListField({
    description: 'What it serves.',
    part: () => ServedModelBody,
    maxItems: 200,
    required: true,
  })
  declare models: ServedModelBody[];
}

@ApiSchema({ name: 'ModelProvider' })
export class ModelProviderDto {
  @ShowsText('Its name.')
  name!: string;

  @ShowsWord(modelKinds, 'What it speaks.')
  kind!: ModelKind;

  @ShowsText('Where it answers; null for `rules`.', { nullable: true })
  base_url!: string | null;

  @ShowsText('Name of the secret that has its key.', { nullable: true })
  secret!: string | null;

  @ShowsText('Where it stands.', { nullable: true })
  region!: string | null;

  @ShowsTexts('Labels of data that it may be shown.')
  data_classes!: string[];

  @ShowsJson('What it serves.')
  models!: unknown;

  @ShowsJson('What it answers by.')
  rules!: unknown;

  @ShowsFlag('Whether it gives its answers piece by piece.')
  stream!: boolean;

  @ShowsFlag('Whether it may be asked.')
  enabled!: boolean;

  @ShowsText('Who made it.')
  created_by!: string;

  @ShowsTime('When it was made.')
  created_at!: string;

  @ShowsTime('When it was changed last.')
  updated_at!: string;
}

export const ModelProviderList = ListOf(ModelProviderDto, 'ModelProviderList');

export function showModelProvider(row: ModelProviderRow): ModelProviderDto {
  const { name, kind, baseUrl, secret, region, dataClasses, models, rules, stream, enabled } = row;
  return {
    ...{ name, kind, base_url: baseUrl, secret, region, data_classes: [...dataClasses] },
    ...{ models, rules, stream, enabled, created_by: row.createdBy },
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
