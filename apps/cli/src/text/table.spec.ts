import { createColors } from 'picocolors';
import { table } from './table';

describe('table', () => {
  it('aligns columns by the cells they take, colour aside', () => {
    const { red } = createColors(true);
    const lines = table(
      ['NAME', 'STATE'],
      [
        [{ text: '日本語' }, { text: 'failed', paint: red }],
        [{ text: 'a' }, { text: 'ok' }],
      ],
    );
    expect(lines).toEqual(['NAME    STATE', `日本語  ${red('failed')}`, 'a       ok']);
  });

  it('cuts the last column to the width of the terminal', () => {
    const row = [{ text: 'abc' }, { text: 'x'.repeat(50) }];
    expect(table(['A', 'B'], [row], 25)[1]).toBe(`abc  ${'x'.repeat(19)}…`);
    expect(table(['A', 'B'], [row])[1]).toHaveLength(55);
  });
});
