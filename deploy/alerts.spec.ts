import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { metrics, type Metric } from '../libs/telemetry/src/metrics';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}

const { groups } = parse(readFileSync(join(__dirname, 'alerts.yaml'), 'utf8')) as {
  groups: { rules: Rule[] }[];
};
const known = new Map(Object.values<Metric>(metrics).map((metric) => [metric.name, metric.kind]));

it.each(groups.flatMap(({ rules }) => rules).map((rule) => [rule.alert, rule] as const))(
  '%s asks for metrics that there are, and says what to do',
  (_, { expr, labels, annotations, for: patience }) => {
    const asked = [...expr.matchAll(/maestro_\w+/g)].map(([name]) => name);
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked)
      expect([name, known.get(name.replace(/_bucket$/, ''))]).toEqual([
        name,
        name.endsWith('_bucket') ? 'histogram' : expect.stringMatching(/gauge|counter/),
      ]);
    expect(['warning', 'critical']).toContain(labels.severity);
    expect([annotations.summary, annotations.description, patience]).toEqual([
      expect.stringMatching(/\.$/),
      expect.stringMatching(/\.$/),
      expect.stringMatching(/^\d+m$/),
    ]);
  },
);
