import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, packageAt, packages, root, textOf, type Manifest } from './repository';

const all = packages();
const libs = all.filter(({ dir }) => dir.startsWith('libs/'));
const named = all.map((each) => [each.manifest.name, each] as const);

/** Licences of direct dependencies that go with Apache-2.0. */
const LICENCES = new Set([
  'MIT',
  'Apache-2.0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'PostgreSQL',
  'Unlicense',
  'CC0-1.0',
  // Of its own files alone, which we use as they are.
  'MPL-2.0',
]);

/** Loaded by others on our behalf: Nest asks for them, or pnpm needs them for a peer. */
const UNSEEN = new Set([
  'reflect-metadata',
  'rxjs',
  'class-transformer',
  '@fastify/static',
  '@nestjs/platform-fastify',
  '@bufbuild/protobuf',
  'graphology-types',
]);

function dependencies(manifest: Manifest): [name: string, version: string][] {
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
}

function external(manifest: Manifest): [name: string, version: string][] {
  return dependencies(manifest).filter(([name]) => !name.startsWith('@maestro/'));
}

/** Every identifier of a licence expression; `A OR B` needs one of them, `A AND B` both. */
function allowed(expression: string): boolean {
  const alternatives = expression.replace(/[()]/g, '').split(/ OR /);
  return alternatives.some((each) => each.split(/ AND /).every((licence) => LICENCES.has(licence.trim())));
}

describe('packages', () => {
  it('are seen at all', () => {
    expect(all.length).toBeGreaterThan(20);
  });

  it.each(named)(
    '%s is called after its folder and says what it is for, in one line',
    (name, { dir, manifest }) => {
      expect(name).toBe(`@maestro/${dir.split('/')[1]}`);
      expect(manifest).toMatchObject({ private: true, license: 'Apache-2.0' });
      expect(manifest.description?.length).toBeGreaterThan(10);
      expect(manifest.description).not.toContain('\n');
    },
  );

  it.each(named)('%s stands on exactly one floor and is linted', (_name, { dir, manifest }) => {
    const floors = manifest.nx?.tags?.filter((tag) => tag.startsWith('floor:')) ?? [];
    expect(floors).toHaveLength(1);
    expect(floors[0]).toMatch(
      dir.startsWith('apps/') ? /^floor:app$/ : /^floor:(domain|infrastructure|service|side)$/,
    );
    // A package without an entry is invisible to the boundary rule.
    expect(manifest.main).toBeDefined();
    expect(manifest.scripts?.lint).toBe('eslint .');
  });

  it.each(libs.map((each) => [each.manifest.name, each] as const))(
    '%s has a README of a few lines',
    (name, { dir }) => {
      const path = join(root, dir, 'README.md');
      expect(existsSync(path)).toBe(true);
      const lines = readFileSync(path, 'utf8').split('\n');
      expect([`# ${name}`, `# ${name.replace('@maestro/', '')}`]).toContain(lines[0]);
      expect(lines.length).toBeLessThan(80);
    },
  );
});

describe('dependencies', () => {
  const everywhere = [packageAt(''), ...all].flatMap(({ dir, manifest }) =>
    external(manifest).map(([name, version]) => ({ dir, name, version })),
  );

  it('within the workspace are declared as such', () => {
    const wrong = all.flatMap(({ manifest }) =>
      dependencies(manifest).filter(
        ([name, version]) => name.startsWith('@maestro/') !== (version === 'workspace:*'),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('are pinned exactly, and to the same version everywhere', () => {
    expect(everywhere.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    const versions = new Map<string, Set<string>>();
    for (const { name, version } of everywhere)
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
    expect([...versions].filter(([, all]) => all.size > 1)).toEqual([]);
  });

  it.each(named)('of %s are all used', (_name, { dir, manifest }) => {
    const sources = files()
      .filter((path) => path.startsWith(`${dir}/`) && /\.(ts|mjs|cjs|js)$/.test(path))
      .map((path) => textOf(path) ?? '');
    const unused = dependencies(manifest)
      .map(([name]) => name)
      .filter((name) => !name.startsWith('@types/') && !UNSEEN.has(name))
      .filter((name) => !sources.some((text) => text.includes(`'${name}'`) || text.includes(`'${name}/`)));
    expect(unused).toEqual([]);
  });

  it('have licences that go with Apache-2.0', () => {
    const refused = everywhere.flatMap(({ dir, name }) => {
      const path = join(root, dir, 'node_modules', name, 'package.json');
      const { license } = JSON.parse(readFileSync(path, 'utf8')) as { license?: string };
      return license && allowed(license) ? [] : [{ dir, name, license }];
    });
    expect(refused).toEqual([]);
  });

  it('tells licences apart', () => {
    expect(['MIT', '(Apache-2.0 AND BSD-3-Clause)', '(GPL-3.0 OR MIT)'].map(allowed)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['GPL-3.0', 'MIT AND SSPL-1.0', 'SEE LICENSE IN x', ''].map(allowed)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
