import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import {
  formatId,
  toolsetKinds,
  type ListedTool,
  type ToolsetKind,
  type ToolsetRow,
} from '@maestro/persistence';
import { compareListings, toolName } from '@maestro/tools';
import { ObjectField, TextField, TextListField, WordField } from '../http/fields';
import {
  ShowsFlag,
  ShowsMany,
  ShowsObject,
  ShowsOne,
  ShowsText,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

export const transports = ['streamable-http', 'stdio'] as const;

@ApiSchema({ name: 'Tool', description: 'What a node may call, as a model is told of it.' })
export class ToolDto {
  @ShowsText('What nodes name it by.', { example: 'http:crm.getContact' }) ref!: string;
  @ShowsText('What a model calls it.') name!: string;
  @ShowsText('What it is for.') description!: string;
  @ShowsObject('JSON Schema of its arguments.') input_schema!: JsonObject;
  @ShowsFlag('Whether a call may change something.') side_effects!: boolean;
}

@ApiSchema({
  name: 'ToolsetProposal',
  description: 'A later listing that takes effect once somebody approves it.',
})
export class ToolsetProposalDto {
  @ShowsText('Its digest: what is approved.') digest!: string;
  @ShowsText('Its address.') url!: string;
  @ShowsTexts('Tools that are new.') added!: string[];
  @ShowsTexts('Tools that are gone.') removed!: string[];
  @ShowsTexts('Tools that say something else of themselves.') changed!: string[];
  @ShowsMany(() => ToolDto, 'All its tools.') tools!: ToolDto[];
}

@ApiSchema({
  name: 'Toolset',
  description: 'Tools of an OpenAPI document or of an MCP server, as somebody approved them.',
})
export class ToolsetDto {
  @ShowsText('Id of the toolset.', { example: 'tls_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('Its name, as references write it.', { example: 'crm' }) name!: string;
  @ShowsWord(toolsetKinds, 'Where its tools come from.') kind!: ToolsetKind;
  @ShowsText('Where calls go.') url!: string;
  @ShowsText('The secret that calls carry; null for none.', { nullable: true }) secret_name!: string | null;
  @ShowsText('Digest of what was approved.') digest!: string;
  @ShowsMany(() => ToolDto, 'Its tools.') tools!: ToolDto[];
  @ShowsOne(() => ToolsetProposalDto, 'What it listed later; null where that is what was approved.', {
    nullable: true,
  })
  proposed!: ToolsetProposalDto | null;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When.') created_at!: string;
  @ShowsTime('When it last changed.') updated_at!: string;
}

@ApiSchema({ name: 'ToolsetList' })
export class ToolsetListDto {
  @ShowsMany(() => ToolsetDto, 'Toolsets by name: 200 at most.') data!: ToolsetDto[];
}

@ApiSchema({ name: 'SkippedTool', description: 'Something that is listed and is no tool.' })
export class SkippedToolDto {
  @ShowsText('What it is called.') operation!: string;
  @ShowsText('Why it is left out.') reason!: string;
}

@ApiSchema({ name: 'ListedToolset', description: 'A toolset, and what of its listing is left out.' })
export class ListedToolsetDto {
  @ShowsOne(() => ToolsetDto, 'The toolset.') toolset!: ToolsetDto;
  @ShowsMany(() => SkippedToolDto, 'What is no tool, and why.') skipped!: SkippedToolDto[];
}

@ApiSchema({ name: 'ToolsetBody' })
export class ToolsetBody {
  @TextField({
    description: 'A name of a-z, 0-9, _ and -, from a letter on.',
    required: true,
    max: 63,
    example: 'crm',
  })
  name!: string;

  @WordField({ description: 'Where its tools come from.', required: true, words: toolsetKinds })
  kind!: ToolsetKind;

  @TextField({
    description: 'Address of the server; of a document its own, unless told.',
    max: 2_048,
    example: 'https://api.example.org',
  })
  url?: string;

  @ObjectField({ description: 'The OpenAPI document (3.0 or 3.1), as JSON.' })
  document?: JsonObject;

  @WordField({ description: 'How an MCP server is reached: `stdio` is refused.', words: transports })
  transport?: (typeof transports)[number];

  @TextField({ description: 'Name of the secret that calls carry.', max: 128, example: 'CRM_TOKEN' })
  secret_name?: string;

  @TextField({
    description: 'Of an MCP server: the header that carries the secret; `Authorization: Bearer` unless told.',
    max: 64,
  })
  secret_header?: string;

  @TextListField({
    description: 'Tools of which you say that they change nothing: they are called without asking anybody.',
    maxItems: 500,
  })
  read_only?: string[];
}

@ApiSchema({ name: 'ToolsetRefreshBody' })
export class ToolsetRefreshBody {
  @ObjectField({ description: 'Of a toolset of a document: the document as it is now.' })
  document?: JsonObject;
}

@ApiSchema({ name: 'ToolsetApprovalBody' })
export class ToolsetApprovalBody {
  @TextField({ description: 'Digest of what is proposed, as you read it.', required: true, max: 128 })
  digest!: string;
}

export function showToolset(row: ToolsetRow): ToolsetDto {
  const { proposed } = row;
  const show = (tool: ListedTool) => showTool(row, tool);
  return {
    ...{ id: formatId('tls', row.id), name: row.name, kind: row.kind, url: row.url, secret_name: row.secret },
    ...{ digest: row.digest, tools: row.tools.map(show) },
    proposed: proposed && {
      ...{ digest: proposed.digest, url: proposed.url, ...compareListings(row.tools, proposed.tools) },
      tools: proposed.tools.map(show),
    },
    ...{ created_by: row.createdBy, created_at: row.createdAt.toISOString() },
    updated_at: row.updatedAt.toISOString(),
  };
}

function showTool({ kind, name: toolset }: ToolsetRow, tool: ListedTool): ToolDto {
  const { name, description, input_schema, side_effects } = tool;
  const ref = `${kind === 'openapi' ? 'http' : 'mcp'}:${toolset}.${name}`;
  return { ref, name: toolName(ref), description, input_schema, side_effects };
}
