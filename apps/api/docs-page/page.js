/**
 * Draws the API's description. It builds elements and sets their text: nothing of the description is ever read as
 * HTML, and nothing comes from any other server.
 */
(async () => {
  const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
  const byId = (id) => document.getElementById(id);

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children.filter((child) => child !== null));
    return node;
  }

  const answer = await fetch('/openapi.json');
  if (!answer.ok) {
    byId('operations').textContent = `The description of the API cannot be read (${answer.status}).`;
    return;
  }
  const api = await answer.json();
  const resolve = (schema) =>
    schema?.$ref ? api.components.schemas[schema.$ref.split('/').pop()] : (schema ?? {});

  const referenced = ({ $ref }) => api.components.responses[$ref.split('/').pop()];

  /** A schema in a few words: `text or null`, `list of Run`. */
  function typeOf(schema = {}) {
    if (schema.$ref) return schema.$ref.split('/').pop();
    const choice = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (choice) return choice.map(typeOf).join(' or ');
    if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
    if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
    const words = [schema.type ?? 'any value'].flat().join(' or ');
    return schema.format ? `${words} (${schema.format})` : words;
  }

  /** An example of a value, made from its schema. */
  function exampleOf(schema = {}, depth = 0) {
    if (schema.example !== undefined) return schema.example;
    const choice = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (choice) return exampleOf(choice[0], depth);
    if (schema.$ref) return depth > 4 ? {} : exampleOf(resolve(schema), depth + 1);
    if (schema.enum) return schema.enum[0];
    const type = [schema.type].flat()[0];
    if (type === 'array') return [exampleOf(schema.items, depth + 1)];
    if (type === 'object' || schema.properties) {
      const members = Object.entries(schema.properties ?? {});
      return Object.fromEntries(members.map(([name, inner]) => [name, exampleOf(inner, depth + 1)]));
    }
    if (type === 'integer' || type === 'number') return schema.default ?? schema.minimum ?? 1;
    if (type === 'boolean') return true;
    if (type !== 'string') return null;
    return schema.format === 'date-time' ? '2026-11-20T12:00:00.000Z' : '…';
  }

  function table(caption, rows) {
    if (rows.length === 0) return null;
    const body = rows.map(([name, type, text]) =>
      element(
        'tr',
        {},
        element('td', {}, element('code', {}, name)),
        element('td', { class: 'faint' }, type),
        element('td', {}, text),
      ),
    );
    return element(
      'div',
      {},
      element('h3', {}, caption),
      element('table', {}, element('tbody', {}, ...body)),
    );
  }

  function fieldRows(schema) {
    const { properties = {}, required = [] } = resolve(schema);
    return Object.entries(properties).map(([name, inner]) => [
      required.includes(name) ? `${name} *` : name,
      typeOf(inner),
      inner.description ?? resolve(inner).description ?? '',
    ]);
  }

  function curlOf(method, path, operation) {
    const body = operation.requestBody?.content?.['application/json']?.schema;
    const lines = [
      `curl -X ${method.toUpperCase()} "${location.origin}${path}"`,
      ...(operation.security ? ['-H "Authorization: Bearer $MAESTRO_API_KEY"'] : []),
      ...(body ? ['-H "Content-Type: application/json"', `-d '${JSON.stringify(exampleOf(body))}'`] : []),
    ];
    return element('pre', {}, element('code', {}, lines.join(' \\\n  ')));
  }

  function answerSection([status, { description, content = {} }]) {
    const schema = content['application/json']?.schema;
    if (!schema) return null;
    const details = element('details', {}, element('summary', {}, `${status} · ${description}`));
    const fields = table(typeOf(schema), fieldRows(schema));
    if (fields) details.append(fields);
    details.append(element('pre', {}, element('code', {}, JSON.stringify(exampleOf(schema), null, 2))));
    return details;
  }

  function article(method, path, operation) {
    const body = Object.entries(operation.requestBody?.content ?? {})[0]?.[1]?.schema;
    const refusals = Object.entries(operation.responses)
      .map(([status, response]) => [status, response.$ref ? referenced(response) : response])
      .filter(([, response]) => response.content?.['application/problem+json'])
      .map(([status, { description }]) => [status, 'Problem', description]);
    return element(
      'article',
      { id: operation.operationId, 'aria-labelledby': `${operation.operationId}-title` },
      element('h2', { id: `${operation.operationId}-title` }, operation.summary ?? operation.operationId),
      element('p', {}, element('span', { class: 'method' }, method.toUpperCase()), element('code', {}, path)),
      operation.description ? element('p', {}, operation.description) : null,
      curlOf(method, path, operation),
      table(
        'Parameters',
        (operation.parameters ?? []).map(({ name, schema, description = '', in: place }) => [
          name,
          `${typeOf(schema)}, in the ${place}`,
          description,
        ]),
      ),
      table(
        `Body (${Object.keys(operation.requestBody?.content ?? {}).join(', ')})`,
        body ? fieldRows(body) : [],
      ),
      element('h3', {}, 'Answers'),
      ...Object.entries(operation.responses).map(answerSection),
      table('Refusals', refusals),
    );
  }

  const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const operation = item[method];
      const group = operation.tags?.[0] ?? 'other';
      const link = element(
        'a',
        { href: `#${operation.operationId}` },
        operation.summary ?? operation.operationId,
      );
      const text = `${group} ${method} ${path} ${operation.operationId} ${operation.summary ?? ''} ${operation.description ?? ''}`;
      return {
        group,
        link: element('li', {}, link),
        node: article(method, path, operation),
        text: text.toLowerCase(),
      };
    }),
  );

  function draw(words) {
    const shown = operations.filter(({ text }) => words.every((word) => text.includes(word)));
    const groups = [...new Set(shown.map(({ group }) => group))].sort();
    const inOrder = groups.map((group) => [group, shown.filter((operation) => operation.group === group)]);
    byId('contents').replaceChildren(
      ...inOrder.flatMap(([group, own]) => [
        element('li', { class: 'group' }, group),
        ...own.map(({ link }) => link),
      ]),
    );
    const none = element('p', {}, `No operation matches “${words.join(' ')}”.`);
    byId('operations').replaceChildren(
      ...(shown.length ? inOrder.flatMap(([, own]) => own.map(({ node }) => node)) : [none]),
    );
  }

  byId('title').textContent = `${api.info.title} API ${api.info.version}`;
  byId('about').textContent = api.info.description ?? '';
  const filter = byId('filter');
  filter.addEventListener('input', () => draw(filter.value.toLowerCase().split(/\s+/).filter(Boolean)));
  draw([]);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
