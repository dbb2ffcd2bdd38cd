import { meantBy, parseReference, toolName } from './reference';

describe('a reference to a tool', () => {
  it('names a template, or a tool of a toolset', () => {
    expect(parseReference('template:cold-leads')).toEqual({ kind: 'template', template: 'cold-leads' });
    expect(parseReference('http:crm.contacts.list')).toEqual({
      ...{ kind: 'http', toolset: 'crm', tool: 'contacts.list' },
    });
    expect(parseReference('mcp:files.read_file')).toEqual({
      kind: 'mcp',
      toolset: 'files',
      tool: 'read_file',
    });
  });

  it.each(['', 'crm.get', 'http:crm', 'stdio:x.y', 'template:', 'mcp:A.b', 'http:crm.a b', 'template:../x'])(
    'is not %j',
    (text) => expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'unknown-ref' })),
  );

  it('is called by a name that every provider takes, and that means it alone', () => {
    expect(toolName('http:crm.get_user')).toBe('http_crm_get_user');
    const names = ['http:a.b.c', 'http:a.b_c', 'http:a_b.c', 'http:a.b/c', `http:a.${'x'.repeat(90)}`].map(
      toolName,
    );
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });

  it('is found by its name among those that are allowed, and only there', () => {
    expect(meantBy('http_crm_get', ['http:crm.list', 'http:crm.get'])).toBe('http:crm.get');
    expect(meantBy('http:crm.get', ['http:crm.get'])).toBe('http:crm.get');
    expect(meantBy('http:crm.get', ['http:crm.list'])).toBeNull();
  });
});
