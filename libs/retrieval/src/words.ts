/** A question, read as a web search: words that count, and what has to be and must not be there. */
export interface QuestionWords {
  /** Each once, as written. */
  wanted: string[];
  /** `"phrases"` and `-words`, for `websearch_to_tsquery`; empty where there are none. */
  required: string;
}

const MAX_WORDS = 32;

/** Reads a question. Any of its words may be found; a phrase in quotes must be, and a word behind a minus must not. */
export function readWords(query: string): QuestionWords {
  const phrases = query.match(/"[^"]+"/g) ?? [];
  const rest = query.replace(/"[^"]*"?/g, ' ');
  const refused = rest.match(/(?<=^|\s)-[^\s"]+/g) ?? [];
  const words = `${rest.replace(/(?<=^|\s)-[^\s"]+/g, ' ')} ${phrases.join(' ').replaceAll('"', ' ')}`;
  const wanted = words.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return { wanted: [...new Set(wanted)].slice(0, MAX_WORDS), required: [...phrases, ...refused].join(' ') };
}
