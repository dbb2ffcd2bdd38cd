import type { Json } from '@maestro/dsl';
import { takeTurn, type TurnInput } from './agent-conversation';

const call = (id: string, name = 'lookup') => ({ id, name, arguments: {} });
const turn = (answer: object, rest: Partial<TurnInput> = {}, costly = false) =>
  takeTurn(
    {
      messages: [{ role: 'user', content: 'Go.' }],
      answer: { text: '', tool_calls: [], object: null, ...answer },
      ...{ results: [], step: 1, limits: { max_steps: 3 } },
      ...rest,
    },
    costly,
  );
const contents = ({ messages }: ReturnType<typeof turn>) =>
  messages.map(({ role, content }) => [role, content]);

it('is over once the model asks for nothing', () => {
  const over = turn({ text: 'Done.', object: { a: 1 } });
  expect(over).toMatchObject({
    done: true,
    limit: null,
    handoff: null,
    text: 'Done.',
    object: { a: 1 },
    steps: 1,
  });
  expect(contents(over)).toEqual([
    ['user', 'Go.'],
    ['assistant', 'Done.'],
  ]);
});

it('answers every call, also those that failed and those of tools that are not there', () => {
  const results: Json[] = [
    { id: 'b', name: 'lookup', content: { x: 1 }, is_error: false },
    { error: { detail: 'no' } },
  ];
  const on = turn({ tool_calls: [call('a'), call('b')] }, { results });
  expect(on).toMatchObject({ done: false, limit: null });
  expect(contents(on).slice(2)).toEqual([
    ['tool', 'The call failed: no'],
    ['tool', '{"x":1}'],
  ]);
});

it('hands the conversation over', () => {
  const handoffs = [{ agent: 'writer', tool: 'handoff_to_writer' }];
  const over = turn({ tool_calls: [call('a', 'handoff_to_writer')] }, { handoffs, step: 3 }, true);
  expect(over).toMatchObject({ done: true, limit: null, handoff: 'writer' });
  expect(turn({ tool_calls: [call('a', 'handoff_to_other')] }, { handoffs }).handoff).toBeNull();
});

it.each([
  ['steps', { step: 3 }, false],
  ['cost', { step: 1 }, true],
] as const)('ends at the limit of its %s', (limit, rest, costly) => {
  expect(turn({ tool_calls: [call('a')] }, rest, costly)).toMatchObject({ done: true, limit });
  expect(turn({ text: 'Done.' }, rest, costly).limit).toBeNull();
});
