import { RouteTable } from './route-table';

const routes = new RouteTable();
routes.add('/runs', ['GET', 'HEAD']);
routes.add('/runs', ['POST']);
routes.add('/runs/:id', ['GET']);
routes.add('/runs/check', ['POST']);
routes.add('/a.b+c', ['GET']);

it.each([
  ['/runs', ['GET', 'HEAD', 'POST']],
  ['/runs/7', ['GET']],
  ['/runs/check', ['GET', 'POST']],
  ['/a.b+c', ['GET']],
  ['/axb+c', []],
  ['/runs/', []],
  ['/runs/7/8', []],
  ['/run', []],
])('knows the methods at %s', (path, methods) => {
  expect(routes.methodsAt(path)).toEqual(methods);
});

it('lists what it was given', () => {
  expect(routes.list()).toContain('POST /runs/check');
});
