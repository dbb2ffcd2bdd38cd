import { runConformanceSuite } from '@maestro/testing';
import { openEverything } from './everything-server';

/** How many scenarios the revision has: none of them is to go missing. */
const SCENARIOS = 33;

it('passes every server scenario of the conformance suite', async () => {
  const server = await openEverything();
  try {
    const { lines, report } = await runConformanceSuite(server.url);
    // A scenario that has only warnings passes nothing and fails nothing, and the suite ends well.
    const bad = lines.filter(({ passed, failed }) => passed === 0 || failed > 0);
    expect({ bad, report: bad.length === 0 ? '' : report.slice(-3_000) }).toEqual({ bad: [], report: '' });
    expect({ scenarios: lines.length, report: lines.length > 0 ? '' : report }).toEqual({
      ...{ scenarios: SCENARIOS, report: '' },
    });
  } finally {
    await server.close();
  }
}, 90_000);
