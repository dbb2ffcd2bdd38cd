import { begin, play, question, statuses, type Stage } from '../stage';

/** `triage.yaml`, beyond what its page shows. */
export function triaging(stage: () => Stage): void {
  const since = (day: string) => ({ service: `http://${stage().servers.host}`, since: day });
  const asked = () => stage().servers.calls.filter(({ body }) => body?.model === 'sorter').length;

  it('files nothing where a person says no, and asks no model again about the same products', async () => {
    const { maestro, servers } = stage();
    const [tickets, calls] = [servers.tickets().length, asked()];
    const id = await begin(stage(), 'kev-triage', since('2025-08-05'));
    const { id: approval, digest, covers } = (await question(stage(), id))!;
    expect(covers['file']).toMatchObject({ body: { records: expect.arrayContaining(['CVE-2022-40799']) } });
    const answer = await fetch(`${maestro.services.apiUrl}/api/approvals/${approval}/reject`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await maestro.anotherKey('bob')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ digest }),
    });
    expect(answer.status).toBe(200);
    expect((await maestro.ended(id)).status).toBe('failed');
    expect(await statuses(stage(), id)).toMatchObject({ approve: 'failed', file: 'skipped' });
    expect([servers.tickets().length, asked()]).toEqual([tickets, calls]);
  });

  it('sorts each entry, and lets rules say what is urgent', async () => {
    const { outputs } = await play(stage(), 'kev-triage', since('2025-08-21'));
    expect(outputs).toMatchObject({
      urgent: [],
      sorted: [
        { cve: 'CVE-2025-48384', kind: 'desk' },
        { cve: 'CVE-2024-8068', kind: 'server' },
        { cve: 'CVE-2024-8069', kind: 'server' },
        { cve: 'CVE-2025-43300', kind: 'desk' },
      ],
    });
  });
}
