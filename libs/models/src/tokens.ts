import type { ModelRequest } from './model';

/** What a protocol puts around a message, a tool and the whole, in tokens; generous. */
const FRAME = 16;

/**
 * More tokens than a request can be: of the tokenizers in use none makes more tokens than there are bytes. For money, where
 * too little is overspent.
 */
export function mostTokens(request: Pick<ModelRequest, 'messages' | 'tools' | 'schema'>): number {
  const { messages, tools, schema } = request;
  const parts = messages.length + tools.length + (schema ? 20 : 0) + 4;
  return bytesOf(request) + parts * FRAME;
}

/** About as many as it is: English text has some four bytes a token. To refuse what is surely too long, and nothing else. */
export function tokensOfMessages(request: Pick<ModelRequest, 'messages' | 'tools' | 'schema'>): number {
  return Math.ceil(bytesOf(request) / 4);
}

export function likelyTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** Bytes of the texts of a request. */
export function bytesOf({
  messages,
  tools,
  schema,
}: Pick<ModelRequest, 'messages' | 'tools' | 'schema'>): number {
  let bytes = 0;
  for (const { content, tool_calls: calls } of messages)
    bytes += Buffer.byteLength(content) + (calls ? Buffer.byteLength(JSON.stringify(calls)) : 0);
  if (tools.length > 0) bytes += Buffer.byteLength(JSON.stringify(tools));
  if (schema) bytes += Buffer.byteLength(JSON.stringify(schema));
  return bytes;
}
