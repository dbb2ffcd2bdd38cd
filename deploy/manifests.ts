import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** One Kubernetes object, with the few parts that specs look at. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: {
    replicas?: number;
    selector?: { matchLabels?: Record<string, string> } & Record<string, unknown>;
    template?: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    scaleTargetRef?: { kind: string; name: string };
    ports?: { targetPort?: string }[];
  };
  data?: Record<string, string>;
}

export interface PodSpec {
  terminationGracePeriodSeconds?: number;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type: string } };
  containers: Container[];
}

export interface Container {
  name: string;
  image: string;
  command: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  ports?: { name: string; containerPort: number }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
}

interface Probe {
  httpGet?: { path: string; port: string };
}

const folder = join(__dirname, 'kubernetes');

/** Every object of `deploy/kubernetes`, with the file it stands in. */
export function manifests(): { file: string; manifest: Manifest }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => {
        if (document.errors[0]) throw document.errors[0];
        return { file, manifest: document.toJS() as Manifest };
      }),
    );
}

export interface ComposeService {
  image: string;
  command?: string[];
  /** Null: taken over from the shell, where it is set there. */
  environment?: Record<string, string | null>;
  stop_grace_period?: string;
  ports?: string[];
  read_only?: boolean;
  cap_drop?: string[];
}

export interface Compose {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

/** `docker-compose.yml` with its anchors and merges resolved, as Compose itself reads it. */
export function compose(): { text: string; document: Compose } {
  const text = readFileSync(join(__dirname, '..', 'docker-compose.yml'), 'utf8');
  return { text, document: parse(text, { merge: true }) as Compose };
}
