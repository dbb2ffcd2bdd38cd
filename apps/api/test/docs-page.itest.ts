import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { eventually } from '@maestro/testing';
import { createHarness, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
});
afterAll(() => maestro.close());

const get = (path: string) => tenant.call('GET', path, { key: null });

it('is one page, its script and its style, all from here and nothing inline', async () => {
  const page = await get('/docs');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
  expect(page.text).not.toMatch(/ style=|<style|<script>|\son\w+=|https?:\/\//);
  for (const [path, type] of [
    ['/docs/page.js', 'text/javascript; charset=utf-8'],
    ['/docs/page.css', 'text/css; charset=utf-8'],
  ] as const) {
    expect(page.text).toContain(`"${path}"`);
    const part = await get(path);
    expect(part.headers.get('content-type')).toBe(type);
    expect(part.text).not.toMatch(/https?:\/\/|innerHTML|@import|url\(/);
  }
});

/** As much of a document as the script touches. */
class FakeElement {
  children: (FakeElement | string)[] = [];
  attributes: Record<string, string> = {};
  value = '';
  listeners: Record<string, () => void> = {};

  constructor(readonly name: string) {}

  setAttribute(key: string, value: string) {
    this.attributes[key] = value;
  }
  append(...children: (FakeElement | string)[]) {
    this.children.push(...children);
  }
  replaceChildren(...children: (FakeElement | string)[]) {
    this.children = children;
  }
  addEventListener(event: string, listener: () => void) {
    this.listeners[event] = listener;
  }
  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join(' ');
  }
  set textContent(text: string) {
    this.children = [text];
  }
}

it('draws every operation, and finds those that one looks for', async () => {
  const places = new Map(
    ['title', 'about', 'filter', 'contents', 'operations'].map((id) => [id, new FakeElement(id)]),
  );
  const place = (id: string) => places.get(id) as FakeElement;
  const context = createContext({
    document: { getElementById: place, createElement: (name: string) => new FakeElement(name) },
    fetch: (path: string) => fetch(maestro.url + path),
    location: { origin: 'http://maestro', hash: '' },
  });
  runInContext(readFileSync(join(__dirname, '..', 'docs-page', 'page.js'), 'utf8'), context);
  await eventually(() => place('contents').children.length > 0);

  const drawn = place('operations').children as FakeElement[];
  const { paths } = (await get('/openapi.json')).body as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(drawn.map((article) => article.attributes.id).sort()).toEqual(ids.sort());
  const start = drawn.find((article) => article.attributes.id === 'startRun')?.textContent ?? '';
  for (const part of [
    '/api/runs',
    'idempotency_key',
    'Refusals',
    '201 · The run was started.',
    'curl -X POST',
  ]) {
    expect(start).toContain(part);
  }
  expect(place('title').textContent).toBe('Maestro API 0.1.0');

  place('filter').value = 'cancelRun';
  place('filter').listeners.input?.();
  expect((place('operations').children as FakeElement[]).map((article) => article.attributes.id)).toEqual([
    'cancelRun',
  ]);
  place('filter').value = 'no such thing';
  place('filter').listeners.input?.();
  expect(place('operations').textContent).toContain('No operation matches');
});
