import { mediaTypeOf } from './media-type';

it.each([
  ['application/json', 'application/json'],
  ['Application/JSON', 'application/json'],
  ['application/json; charset=utf-8', 'application/json'],
  ['application/json;charset="UTF-8"', 'application/json'],
  ['application/yaml', 'application/yaml'],
])('reads %s', (header, type) => {
  expect(mediaTypeOf(header)).toBe(type);
});

it.each([
  undefined,
  '',
  'application/json\tx',
  'application/json; charset=utf-7',
  'application/json; boundary=x',
  'application/json, text/plain',
  'application/json;',
  'application',
  ' application/json',
])('E036: takes %j for none', (header) => {
  expect(mediaTypeOf(header)).toBeNull();
});
