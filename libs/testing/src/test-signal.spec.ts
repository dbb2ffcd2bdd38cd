import { TestSignal } from './test-signal';

describe('TestSignal', () => {
  it('gives each value once and in order, whichever side comes first', async () => {
    const signal = new TestSignal<number>();
    const early = signal.receive();
    signal.send(1);
    signal.send(2);
    signal.send(3);
    expect([await early, await signal.receive(), await signal.receive()]).toEqual([1, 2, 3]);
    expect(signal.pending).toBe(0);
  });

  it('serves several waiting receivers in turn', async () => {
    const signal = new TestSignal<string>();
    const both = Promise.all([signal.receive(), signal.receive()]);
    signal.send('a');
    signal.send('b');
    expect(await both).toEqual(['a', 'b']);
  });

  it('fails by name when nothing comes, and loses no later value', async () => {
    const signal = new TestSignal<number>('The claim');
    await expect(signal.receive({ timeoutMs: 10 })).rejects.toThrow('The claim was not sent within 10 ms');
    signal.send(7);
    expect(await signal.receive()).toBe(7);
  });
});
