import { readBody } from './read-body';

const yaml = { text: { 'application/yaml': 'source' } };
const read = (text: string | Buffer, type: string | undefined, accepts = yaml) =>
  readBody(Buffer.from(text as string), type, accepts);

it('reads JSON, and text as the field it stands for', () => {
  expect(read('{"a":1}', 'application/json')).toEqual({ a: 1 });
  expect(read('a: 1\n', 'application/yaml')).toEqual({ source: 'a: 1\n' });
});

it('takes nothing for no body, whatever its type', () => {
  expect(read('', undefined)).toBeUndefined();
  expect(read('', 'text/plain')).toBeUndefined();
});

it.each([
  undefined,
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/jsonx',
  'application/json\tx',
])('E036, E037: refuses a body of type %j', (type) => {
  expect(() => read('{}', type)).toThrow(
    expect.objectContaining({
      code: 'unsupported-media-type',
      message: 'The body must be application/json or application/yaml, in UTF-8.',
    }),
  );
});

it('takes text only where the route does', () => {
  expect(() => read('a: 1', 'application/yaml', { text: {} } as typeof yaml)).toThrow(
    /must be application\/json,/,
  );
});

it('refuses text that is not UTF-8', () => {
  expect(() => read(Buffer.from([0xff]), 'application/yaml')).toThrow(
    expect.objectContaining({ code: 'malformed-yaml' }),
  );
});
