import { Lanes } from './lanes';

const never = new AbortController().signal;

async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise(setImmediate);
  return done;
}

describe('lanes', () => {
  it('let in as many as there are, and the next when one leaves', async () => {
    const lanes = new Lanes(2);
    const [first, second] = [await lanes.enter(never), await lanes.enter(never)];
    const [third, fourth] = [lanes.enter(never), lanes.enter(never)];
    expect(await settled(third)).toBe(false);
    first();
    first();
    expect([await settled(third), await settled(fourth)]).toEqual([true, false]);
    second();
    expect(await settled(fourth)).toBe(true);
  });

  it('forget who gave up waiting', async () => {
    const lanes = new Lanes(1);
    const leave = await lanes.enter(never);
    const tired = new AbortController();
    const [gone, patient] = [lanes.enter(tired.signal), lanes.enter(never)];
    tired.abort();
    (await gone)();
    expect(await settled(patient)).toBe(false);
    leave();
    expect(await settled(patient)).toBe(true);
    (await patient)();
    expect(await settled(lanes.enter(never))).toBe(true);
  });
});
