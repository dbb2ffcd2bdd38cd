/** Chat completions in the protocol of OpenAI. What is said comes from minds.cjs; here is how it is said. */
const { MINDS } = require('./minds.cjs');

const tokensIn = (value) => Math.ceil(Buffer.byteLength(JSON.stringify(value)) / 4);

/** Answers one request: whole, or in pieces where it asks for a stream. */
function chat({ method, body }) {
  if (method !== 'POST') return { status: 405, body: { error: { message: 'POST only' } } };
  const mind = MINDS[body?.model];
  if (!mind)
    return { status: 404, body: { error: { message: `no model ${body?.model}`, type: 'not_found' } } };
  const { text = null, calls = [] } = mind(questionOf(body));
  const tool_calls = calls.map(({ name, arguments: given }, n) => ({
    id: `call_${body.messages.length}_${n}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(given) },
  }));
  const [input, output] = [tokensIn([body.messages, body.tools ?? []]), tokensIn([text, tool_calls])];
  const said = {
    message: { role: 'assistant', content: text, ...(calls.length > 0 ? { tool_calls } : {}) },
    finish: calls.length > 0 ? 'tool_calls' : 'stop',
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
  return body.stream
    ? { status: 200, events: piecesOf(body, said) }
    : { status: 200, body: wholeOf(body, said) };
}

/** What a mind is told: who it is, what was said, its tools, and the schema that its answer is to have. */
function questionOf({ messages, tools = [], response_format: format }) {
  return {
    messages,
    tools: tools.map((tool) => tool.function),
    schema: format?.json_schema?.schema ?? null,
    prompt: messages.findLast(({ role }) => role === 'user')?.content ?? '',
    results: messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
  };
}

function wholeOf({ model }, { message, finish, usage }) {
  const choices = [{ index: 0, message, finish_reason: finish }];
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices, usage };
}

function piecesOf({ model, stream_options: asked }, { message, finish, usage }) {
  const chunk = (choices, more = {}) =>
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model,
      choices,
      ...more,
    });
  const delta = (part, finish_reason = null) => chunk([{ index: 0, delta: part, finish_reason }]);
  const words = message.content?.match(/\S+\s*|\s+/g) ?? [];
  return [
    delta({ role: 'assistant', content: '' }),
    ...words.map((content) => delta({ content })),
    ...(message.tool_calls ?? []).map((call, index) => delta({ tool_calls: [{ index, ...call }] })),
    delta({}, finish),
    ...(asked?.include_usage ? [chunk([], { usage })] : []),
    '[DONE]',
  ];
}

module.exports = { chat };
