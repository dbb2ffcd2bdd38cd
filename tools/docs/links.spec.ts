import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(__dirname, '../..');

/** Pages that people read: those of `docs`, and those at the top. */
const pages = [root, join(root, 'docs'), join(root, 'docs/reference'), join(root, 'docs/adr')].flatMap(
  (folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
);

/** Targets of links within the repository, without their anchors. */
function targets(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

it('every link of a page leads to something', () => {
  const broken = pages.flatMap((page) =>
    targets(readFileSync(page, 'utf8'))
      .filter((target) => !existsSync(resolve(dirname(page), target)))
      .map((target) => `${page.slice(root.length + 1)}: ${target}`),
  );
  expect(broken).toEqual([]);
});

it('the page of guarantees names proofs, and those are tests or what tests check', () => {
  const proofs = targets(readFileSync(join(root, 'docs/guarantees.md'), 'utf8'));
  expect(proofs.filter((target) => /\.(itest|e2e|spec)\.ts$/.test(target)).length).toBeGreaterThan(30);
});
