import { play, type Stage } from '../stage';

/** `research.yaml` and `search-handbook.yaml`, beyond what their page shows. */
export function researching(stage: () => Stage): void {
  it('quotes what stands in the handbook, from the place that it names', async () => {
    const { outputs } = await play(stage(), 'research', {
      question: 'When are copies of the database made?',
    });
    expect(outputs).toMatchObject({
      steps: 2,
      citations: [{ document: 'backups.md', quote: expect.stringContaining('copied every night') }],
    });
  });

  it('shows nobody what an agent has made up', async () => {
    const run = await play(stage(), 'research', {
      agent: 'inventor',
      question: 'How often is a key rotated?',
    });
    expect([run.status, run.outputs, run.error?.detail]).toEqual([
      ...['failed', null],
      expect.stringContaining('check'),
    ]);
  });
}
