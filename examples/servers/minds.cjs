/**
 * How the models of the examples think: by words, and always in the same way.
 *
 *   sorter     fills in the schema that it is given, from what it knows about each field
 *   reader     asks its first tool about each part of a question, and answers with the sentences that fit best
 *   inventor   a reader that also quotes what nobody wrote
 */
const { conceptsOf } = require('./embeddings.cjs');

const MINDS = {
  sorter: ({ prompt, schema }) => ({
    text: JSON.stringify(mapValues(schema?.properties ?? {}, (field) => FIELDS[field]?.(prompt) ?? '')),
  }),
  reader: (asked) => read(asked),
  inventor: (asked) => read(asked, { document: 'keys.md', quote: 'Nobody has ever written this.' }),
};

const FIELDS = {
  urgent: (text) => /\b(down|outage|leak|nobody can)\b/i.test(text),
  topic: (text) => ['login', 'payment'].find((topic) => text.toLowerCase().includes(topic)) ?? 'other',
  kind: (text) => KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'server',
  reason: (text) => `said of: ${text.slice(0, 60)}`,
};

/** What stands at the edge of a network, and what on the desks of people; all else is a server. */
const KINDS = [
  ['edge', /netscaler|gateway|router|forti|d-link|dcs-|dnr-|firewall|vpn/i],
  ['desk', /chromium|ios|macos|office|explorer|winrar|git\b|windows/i],
];

function read({ prompt, tools, results, schema }, invented) {
  const parts = partsOf(prompt);
  const [tool] = tools;
  if (tool && results.length === 0) {
    return { calls: parts.map((part) => ({ name: tool.name, arguments: filled(tool.parameters, part) })) };
  }
  const quotes = results.flatMap((result, n) => quoteIn(result, parts[n] ?? prompt) ?? []);
  const citations = invented ? [...quotes, invented] : quotes;
  const answer =
    citations.length > 0
      ? citations.map(({ quote }, n) => `${quote} [${n + 1}]`).join(' ')
      : results.map(toText).join(' ');
  return { text: schema ? JSON.stringify({ answer, citations }) : answer };
}

/** The first field that a schema asks for, with this text. */
function filled({ required, properties }, text) {
  const [field] = required ?? Object.keys(properties);
  return { [field]: properties[field].type === 'object' ? filled(properties[field], text) : text };
}

/** "How … and what …?" are two questions. */
function partsOf(prompt) {
  return prompt.split(/,? and (?=how|what|when|where|who)|[?\n]+\s*/i).filter((part) => part.trim() !== '');
}

/** The sentence of all passages that shares most with the question; null where there are no passages. */
function quoteIn(result, question) {
  const passages = passagesIn(result);
  const wanted = conceptsOf(question);
  const sentences = passages.flatMap(({ document, text }) =>
    (text.match(/[^.!?\n]+[.!?]/g) ?? []).map((quote) => ({ document, quote: quote.trim() })),
  );
  const shared = ({ quote }) => [...conceptsOf(quote)].filter((concept) => wanted.has(concept)).length;
  return sentences.reduce((best, one) => (best && shared(best) >= shared(one) ? best : one), null);
}

function passagesIn(result) {
  return fieldsIn(result).passages ?? [];
}

function fieldsIn(result) {
  try {
    return Object(JSON.parse(result));
  } catch {
    return {};
  }
}

/** What a tool gave that is no passage: its fields, one after the other. */
function toText(result) {
  const fields = Object.entries(fieldsIn(result));
  return fields.length > 0 ? fields.map(([name, value]) => `${name}: ${value}`).join(', ') : result;
}

function mapValues(object, give) {
  return Object.fromEntries(Object.keys(object).map((key) => [key, give(key)]));
}

module.exports = { MINDS };
