import type { Json } from '@maestro/dsl';

/** What a tool gave back: data, whatever it says. */
export interface ToolAnswer {
  content: Json;
  is_error: boolean;
}

/** Text that is cut off, and says so. */
export function boundedContent(content: Json, maxBytes: number): Json {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return content;
  // Half a character at the end is not kept.
  const kept = Buffer.from(text)
    .subarray(0, maxBytes)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return { truncated: true, bytes, text: kept };
}
