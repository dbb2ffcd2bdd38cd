/**
 * Embeddings in the protocol of OpenAI: each text becomes a vector of what it is about. Words for the same thing count as one, so that a
 * question finds a passage that has none of its words.
 */
const DIMENSIONS = 64;

const SAME = [
  ['key', 'password', 'credential', 'secret'],
  ['rotate', 'change', 'renew'],
  ['incident', 'outage', 'breakdown'],
  ['backup', 'copy', 'copies', 'copied'],
  ['customer', 'client'],
];

/** What a text is about: the beginnings of its words, and one name for those that mean the same. */
function conceptsOf(text) {
  const words = text.toLowerCase().match(/[a-z]{3,}/g) ?? [];
  return new Set(words.flatMap((word) => nameOf(word) ?? []));
}

/** Short words that stand for nothing in particular say nothing. */
function nameOf(word) {
  const same = SAME.find((words) => words.some((one) => word.startsWith(one)));
  return same?.[0] ?? (word.length > 3 ? word.slice(0, 5) : null);
}

function vectorOf(text) {
  const vector = new Array(DIMENSIONS).fill(0);
  for (const concept of conceptsOf(text)) vector[placeOf(concept)] += 1;
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** The same for the same name, wherever it runs. */
function placeOf(concept) {
  let sum = 7;
  for (const letter of concept) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % DIMENSIONS;
}

/** Answers one request. */
function embed({ method, body }) {
  if (method !== 'POST' || !Array.isArray(body?.input))
    return { status: 400, body: { error: { message: 'input is a list of texts' } } };
  const data = body.input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }));
  const tokens = Math.ceil(Buffer.byteLength(body.input.join('')) / 4);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { status: 200, body: { object: 'list', model: body.model, data, usage } };
}

module.exports = { conceptsOf, embed };
