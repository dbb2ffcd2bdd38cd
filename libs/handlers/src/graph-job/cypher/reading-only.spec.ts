import { requireQuestion } from './reading-only';

describe('a question to the embedded engine', () => {
  it.each([
    'MATCH (a:Node)-[e:Edge*1..3]->(b) WHERE a.id = $id RETURN b.id, length(e)',
    "  // why\n OPTIONAL MATCH (a) RETURN 'COPY a; LOAD', \"it's\" ",
    'UNWIND [1, 2] AS x WITH x ORDER BY x RETURN x /* CREATE */',
    'RETURN "a \\" COPY"',
  ])('%j passes', (query) => expect(() => requireQuestion(query)).not.toThrow());

  it.each([
    "LOAD FROM '/etc/passwd' RETURN *",
    "MATCH (a) RETURN a; COPY (MATCH (a) RETURN a.id) TO '/tmp/out.csv'",
    "MATCH (a) WITH a LOAD FROM 'x.csv' RETURN *",
    "COPY (MATCH (a) RETURN a.id) TO '/tmp/out.csv'",
    'MATCH (a) cAlL show_tables() RETURN *',
    'MATCH (a) SET a.id = 1',
    'MATCH (a) DETACH DELETE a',
    "ATTACH 'other.db' AS o",
    'INSTALL httpfs',
    "RETURN 'open",
    'RETURN 1 /* open',
    "RETURN '\\' /*' LOAD FROM 'x' /* */",
    '',
  ])('%j does not', (query) => {
    expect(() => requireQuestion(query)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        errors: [
          { pointer: '/compute/cypher/query', code: 'validation-failed', message: expect.any(String) },
        ],
      }),
    );
  });
});
