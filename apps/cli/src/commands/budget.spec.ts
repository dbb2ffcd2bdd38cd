import { dollars } from './budget';

it.each([
  [0, '0.00 USD'],
  [2500, '25.00 USD'],
  [0.04, '0.0004 USD'],
  [0.0001, '0.000001 USD'],
  [12.345, '0.12345 USD'],
])('shows %d cents as %s', (cents, text) => expect(dollars(cents)).toBe(text));
