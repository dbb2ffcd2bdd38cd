import { IsDefined, IsInt, IsString, MaxLength, Min, ValidateIf } from 'class-validator';
import { MaestroError } from '@maestro/problems';
import { checkFields } from './check-fields';
import { parseStrictJson } from './strict-json';

const wrongType = (message: string) => ({ message, context: { code: 'wrong-type' } });
const outOfRange = (message: string) => ({ message, context: { code: 'out-of-range' } });

class Body {
  @IsDefined()
  @IsString(wrongType('a text'))
  @MaxLength(5, outOfRange('at most 5 characters'))
  name!: string;

  @ValidateIf((_, value) => value !== undefined)
  @IsInt(wrongType('a whole number'))
  @Min(1, outOfRange('1 or more'))
  count?: number;
}

function faultOf(json: string): MaestroError {
  try {
    checkFields(Body, json === '' ? undefined : parseStrictJson(Buffer.from(json)));
  } catch (error) {
    if (error instanceof MaestroError) return error;
    throw error;
  }
  throw new Error('nothing is wrong');
}

it('hands out an instance with exactly the known fields', () => {
  const body = checkFields(Body, { name: 'a', count: 2 });
  expect(body).toBeInstanceOf(Body);
  expect(Object.entries(body)).toEqual([
    ['name', 'a'],
    ['count', 2],
  ]);
  expect(checkFields(Body, { name: 'a' }).count).toBeUndefined();
});

it('E021, E028, E029: refuses unknown fields with their pointer and the list of known ones', () => {
  const error = faultOf('{"name":"a","tenant_id":"x","status":"succeeded"}');
  expect(error).toMatchObject({
    code: 'unknown-field',
    errors: [
      {
        pointer: '/tenant_id',
        code: 'unknown-field',
        message: 'This field is not known; known are count, name.',
      },
      { pointer: '/status' },
    ],
  });
});

it.each(['constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'])(
  'E041: does not know the field %s, which every object has',
  (name) => {
    expect(faultOf(`{"name":"a","${name}":1}`)).toMatchObject({
      code: 'unknown-field',
      errors: [{ pointer: `/${name}` }],
    });
  },
);

it('tells missing, wrong and out of range apart', () => {
  expect(faultOf('{}')).toMatchObject({ code: 'missing-field', errors: [{ pointer: '/name' }] });
  expect(faultOf('')).toMatchObject({ code: 'missing-field' });
  expect(faultOf('{"name":12}')).toMatchObject({ code: 'wrong-type', errors: [{ message: 'a text' }] });
  expect(faultOf('{"name":null}')).toMatchObject({ code: 'wrong-type' });
  expect(faultOf('{"name":"abcdef"}')).toMatchObject({ code: 'out-of-range' });
  expect(faultOf('{"name":"a","count":null}')).toMatchObject({
    code: 'wrong-type',
    errors: [{ pointer: '/count' }],
  });
});

it('E042: takes no text for a number', () => {
  expect(faultOf('{"name":"a","count":"12"}')).toMatchObject({
    code: 'wrong-type',
    errors: [{ pointer: '/count' }],
  });
});

it('names all faults at once', () => {
  const error = faultOf('{"count":0,"x/y":1}');
  expect(error.code).toBe('validation-failed');
  expect(error.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/x~1y', 'unknown-field'],
    ['/name', 'missing-field'],
    ['/count', 'out-of-range'],
  ]);
  expect(error.message).toContain('and 2 more');
});

it.each(['[]', '"a"', '1', 'null', 'true'])('refuses %s as a body', (json) => {
  expect(faultOf(json)).toMatchObject({ code: 'wrong-type' });
});
