import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { JsonField, ObjectField, TextField, WordField } from '../http/fields';
import { ShowsJson, ShowsWord } from '../http/shows';

const versions = ['2.0'] as const;

@ApiSchema({ name: 'McpMessageBody', description: 'One message of JSON-RPC 2.0.' })
export class McpMessageBody {
  @WordField({ description: 'The version of JSON-RPC.', required: true, words: versions })
  jsonrpc!: '2.0';

  @JsonField({ description: 'Of a request: handed back with its answer.' })
  id?: string | number;

  @TextField({
    description: 'What is asked: `initialize`, `tools/list`, `tools/call`, …',
    max: 128,
    example: 'tools/list',
  })
  method?: string;

  @ObjectField({ description: 'With what.' })
  params?: JsonObject;

  @JsonField({ description: 'Of an answer to the server, which asks nothing.' })
  result?: unknown;

  @JsonField({ description: 'Likewise.' })
  error?: unknown;
}

@ApiSchema({ name: 'McpMessage', description: 'The answer, as JSON-RPC 2.0.' })
export class McpMessageDto {
  @ShowsWord(versions, 'The version of JSON-RPC.') jsonrpc!: '2.0';
  @ShowsJson('That of the request.') id!: unknown;
  @ShowsJson('What was asked for.') result?: unknown;
  @ShowsJson('Or what was wrong with the message.') error?: unknown;
}
