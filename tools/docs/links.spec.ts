import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(__dirname, '../..');

const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
  .map(({ name }) => join('examples', name));
/** Pages that people read: those of `docs` and of the examples, and those at the top. */
const pages = ['.', 'docs', 'docs/reference', 'docs/adr', 'examples', ...examples].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, folder, name)),
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
