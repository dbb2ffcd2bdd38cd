import { join } from 'node:path';
import ts from 'typescript';
import type { Manifest } from './manifests';

/** Where the model of each kind lives in `kubernetes-models`. */
const GROUPS: Readonly<Record<string, string>> = {
  v1: 'v1',
  'apps/v1': 'apps/v1',
  'batch/v1': 'batch/v1',
  'policy/v1': 'policy/v1',
  'autoscaling/v2': 'autoscaling/v2',
  'networking.k8s.io/v1': 'networking.k8s.io/v1',
};

interface Model {
  new (data: object): { validate(): void };
}

function entry({ apiVersion }: Manifest): string {
  const group = GROUPS[apiVersion];
  if (group === undefined) throw new Error(`no model is known for ${apiVersion}`);
  return `kubernetes-models/${group}`;
}

/** Checks values: required fields, types, enumerations, formats. Throws where one is wrong. */
export function validateValues(manifest: Manifest): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the module is named by the manifest
  const models = require(entry(manifest)) as Record<string, Model | undefined>;
  const model = models[manifest.kind];
  if (model === undefined) throw new Error(`no model is known for ${manifest.kind}`);
  new model(manifest).validate();
}

/**
 * What the models' own validators let pass: fields that do not exist. Each manifest becomes an object literal of
 * its declared type, and the compiler reports what the type does not have. One line per fault.
 */
export function unknownFields(manifests: readonly Manifest[]): string[] {
  const file = join(__dirname, 'planted-manifests.ts');
  const lines = manifests.map(
    (manifest, index) =>
      `import type { I${manifest.kind} as T${index} } from '${entry(manifest)}';\n` +
      `export const m${index}: T${index} = ${JSON.stringify(manifest)};\n`,
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === file
      ? ts.createSourceFile(file, lines.join(''), ts.ScriptTarget.ES2022)
      : getSourceFile(path, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}
