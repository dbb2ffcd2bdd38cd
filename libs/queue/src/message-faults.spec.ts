import { disturbing, undisturbed } from './message-faults';

describe('disturbed messages', () => {
  it('pass as they are where nothing hits', () => {
    const messages = [1, 2, 3];
    expect(undisturbed(messages)).toBe(messages);
    expect(disturbing(() => false)(messages)).toEqual(messages);
  });

  it('are dropped, doubled and put out of order', () => {
    const answers = [true, false, false, false, true];
    expect(disturbing(() => answers.shift() ?? false)([1, 2, 3])).toEqual([3, 2, 3]);
  });
});
