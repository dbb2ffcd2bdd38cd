import { knownVariables, loadConfig, worker } from '../libs/config/src/index';
import { unknownFields, validateValues } from './kubernetes-check';
import { manifests, type Container, type Manifest, type PodSpec } from './manifests';

const all = manifests();
const named = all.map(
  ({ file, manifest }) => [`${file} ${manifest.kind} ${manifest.metadata.name}`, manifest] as const,
);

interface Workload {
  manifest: Manifest;
  labels: Record<string, string>;
  pod: PodSpec;
  container: Container;
}

const workloads: Workload[] = all.flatMap(({ manifest }) => {
  const template = manifest.spec?.template;
  const [container] = template?.spec.containers ?? [];
  return template && container
    ? [{ manifest, labels: template.metadata.labels, pod: template.spec, container }]
    : [];
});
const services = workloads.filter(({ manifest }) => manifest.kind === 'Deployment');
const byName = (each: Workload) => [each.manifest.metadata.name, each] as const;

/** The manifests with one field added somewhere, by a path into the object. */
function planted(kind: string, path: readonly (string | number)[]): Manifest {
  const copy = structuredClone(all.find(({ manifest }) => manifest.kind === kind)?.manifest) as unknown;
  let place = copy as Record<string | number, unknown>;
  for (const step of path) place = place[step] as Record<string | number, unknown>;
  place.notAField = 1;
  return copy as Manifest;
}

describe('manifests', () => {
  it.each(named)('%s has valid values', (_name, manifest) => {
    expect(() => validateValues(manifest)).not.toThrow();
  });

  it('have no field that does not exist', () => {
    expect(unknownFields(all.map(({ manifest }) => manifest))).toEqual([]);
  });

  it('are refused with a field that does not exist, wherever it stands', () => {
    const faults = unknownFields([
      planted('Deployment', []),
      planted('Deployment', ['metadata']),
      planted('Deployment', ['spec', 'template', 'spec', 'containers', 0]),
      planted('Deployment', ['spec', 'template', 'spec', 'containers', 0, 'securityContext']),
      planted('Job', ['spec', 'template', 'spec', 'securityContext']),
      planted('PodDisruptionBudget', ['spec']),
      planted('NetworkPolicy', ['spec', 'ingress', 0, 'ports', 0]),
    ]);
    expect(faults).toHaveLength(7);
    expect(faults.filter((fault) => !/notAField.* does not exist in type/.test(fault))).toEqual([]);
  });

  it('are refused with a wrong value', () => {
    const wrong = structuredClone(services[0]?.manifest) as Manifest;
    Object.assign(wrong.spec ?? {}, { replicas: 'two' });
    expect(() => validateValues(wrong)).toThrow(/replicas/);
  });

  it('stand in one namespace and hold no secret', () => {
    const outside = all.filter(
      ({ manifest }) => manifest.kind !== 'Namespace' && manifest.metadata.namespace !== 'maestro',
    );
    expect(outside).toEqual([]);
    expect(all.filter(({ manifest }) => manifest.kind === 'Secret')).toEqual([]);
  });
});

describe('workloads', () => {
  it('are the three services and the migration', () => {
    expect(workloads.map(({ container }) => container.name).sort()).toEqual([
      'api',
      'migrate',
      'scheduler',
      'worker',
    ]);
  });

  it.each(workloads.map(byName))('%s runs with as few rights as there are', (_name, { pod, container }) => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
      limits: { memory: expect.any(String) as string },
    });
  });

  it.each(workloads.map(byName))(
    '%s is given declared variables only, and secrets by reference',
    (_name, { container }) => {
      const names = container.env?.map(({ name }) => name) ?? [];
      expect(names.filter((name) => !knownVariables().has(name))).toEqual([]);
      const secrets = container.env?.filter(({ name }) => /_URL$/.test(name)) ?? [];
      expect(
        secrets.filter(({ value, valueFrom }) => value !== undefined || !valueFrom?.secretKeyRef),
      ).toEqual([]);
    },
  );

  it('share settings that are declared', () => {
    const settings = all.flatMap(({ manifest }) => Object.keys(manifest.data ?? {}));
    expect(settings.length).toBeGreaterThan(0);
    expect(settings.filter((name) => !knownVariables().has(name))).toEqual([]);
  });

  it('give the owner of the schema to the migration alone', () => {
    const owners = workloads.filter(({ container }) =>
      container.env?.some(({ name }) => name === 'DATABASE_URL'),
    );
    expect(owners.map(({ container }) => container.name)).toEqual(['migrate']);
  });

  it('run one and the same image', () => {
    expect(new Set(workloads.map(({ container }) => container.image)).size).toBe(1);
  });
});

describe('services', () => {
  it.each(services.map(byName))('%s is probed on a port it opens', (_name, { container }) => {
    const ports = container.ports?.map(({ name }) => name);
    expect(container.livenessProbe?.httpGet?.path).toBe('/livez');
    expect(container.startupProbe?.httpGet?.path).toBe('/livez');
    expect(container.readinessProbe?.httpGet?.path).toBe('/readyz');
    for (const probe of [container.livenessProbe, container.startupProbe, container.readinessProbe]) {
      expect(ports).toContain(probe?.httpGet?.port);
    }
  });

  it.each(services.map(byName))(
    '%s is selected by what its pods are labelled with',
    (name, { manifest, labels }) => {
      expect(manifest.spec?.selector?.matchLabels).toEqual(labels);
      const budget = all.find(
        ({ manifest: each }) => each.kind === 'PodDisruptionBudget' && each.metadata.name === name,
      );
      expect(budget?.manifest.spec?.selector?.matchLabels).toEqual(labels);
    },
  );

  it('give a worker longer to end than it takes to drain', () => {
    const { pod, container } = services.find(({ container }) => container.name === 'worker') as Workload;
    const env = Object.fromEntries(container.env?.map(({ name, value }) => [name, value]) ?? []);
    const { drainMs } = loadConfig({ worker }, env).worker;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drainMs / 1_000 + 5);
  });

  it('leave the number of workers to the autoscaler, which finds them', () => {
    const scaler = all.find(({ manifest }) => manifest.kind === 'HorizontalPodAutoscaler')?.manifest;
    const target = services.find(
      ({ manifest }) => manifest.metadata.name === scaler?.spec?.scaleTargetRef?.name,
    );
    expect(target?.container.name).toBe('worker');
    expect(target?.manifest.spec?.replicas).toBeUndefined();
  });
});
