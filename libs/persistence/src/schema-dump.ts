import { Client } from 'pg';

/**
 * The schema of a database as SQL that makes it again: extensions, types, tables with their constraints, indexes, policies and
 * grants, views and functions. No data, no roles, no owners. The same text from Postgres 15 to 18, whatever order the
 * objects were made in, so that two schemas can be compared by it. The servers we bundle come without `pg_dump`.
 *
 * Throws where the schema holds a kind of object that this text would not show.
 */
export async function schemaDump(ownerUrl: string): Promise<string> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'maestro-schema-dump' });
  await client.connect();
  try {
    const extensions = await readExtensions(client);
    const objects = await readObjects(client);
    const text = await readText(client);
    const statements = objects.flatMap(({ id }) => text.get(id)?.join('\n') ?? []);
    return `${[HEADER, ...extensions, ...statements].join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}

const HEADER = `-- The schema that the migrations in this folder add up to. Written by a test, never by hand: see README.md.
-- The roles maestro_app and maestro_engine belong to the server and must exist.`;

/** What comes with the server and has to be asked for; the schema's own objects may need it. */
async function readExtensions(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ sql: string }>(
    `SELECT format('CREATE EXTENSION IF NOT EXISTS %I;', extname) AS sql FROM pg_extension
     WHERE extname <> 'plpgsql' ORDER BY extname COLLATE "C"`,
  );
  return rows.length > 0 ? [rows.map(({ sql }) => sql).join('\n')] : [];
}

interface SchemaObject {
  /** Catalog and oid: `c17` a table or view, `t17` a type, `p17` a function. */
  id: string;
  kind: string;
  name: string;
}

const kinds = ['enum', 'composite type', 'table', 'view', 'function'];

/** What the schema holds, by kind and name, but each after what it needs. */
async function readObjects(client: Client): Promise<SchemaObject[]> {
  const { rows: objects } = await client.query<SchemaObject>(OBJECTS);
  const unknown = objects.filter(({ kind }) => !kinds.includes(kind));
  if (unknown.length > 0)
    throw new Error(
      `schemaDump cannot show: ${unknown.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`,
    );
  const { rows: needs } = await client.query<{ id: string; needed: string }>(DEPENDENCIES);

  const ordered = new Set<SchemaObject>();
  const place = (object: SchemaObject, path: readonly SchemaObject[]): void => {
    if (ordered.has(object) || path.includes(object)) return;
    const needed = new Set(needs.filter(({ id }) => id === object.id).map((need) => need.needed));
    for (const other of sorted) if (needed.has(other.id)) place(other, [...path, object]);
    ordered.add(object);
  };
  // Compared by code unit, as no two servers need agree on a collation.
  const key = ({ kind, name }: SchemaObject) => `${kinds.indexOf(kind)} ${name}`;
  const sorted = [...objects].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  for (const object of sorted) place(object, []);
  return [...ordered];
}

/** The statements that make each object, by its id. */
async function readText(client: Client): Promise<Map<string, string[]>> {
  const text = new Map<string, string[]>();
  for (const query of [
    ENUMS,
    COMPOSITES,
    TABLES,
    VIEWS,
    FUNCTIONS,
    INDEXES,
    ROW_SECURITY,
    POLICIES,
    TRIGGERS,
    GRANTS,
  ]) {
    const { rows } = await client.query<{ id: string; text: string }>(query);
    for (const row of rows) text.set(row.id, [...(text.get(row.id) ?? []), row.text]);
  }
  return text;
}

/** Everything in the schema that somebody made; what came with an extension is the extension's. */
const OBJECTS = `
  WITH mine AS (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  SELECT 'c' || c.oid AS id, c.relname::text AS name,
         CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence'
                        WHEN 'm' THEN 'materialized view' WHEN 'c' THEN 'composite type'
                        WHEN 'p' THEN 'partitioned table' ELSE 'relation' END AS kind
  FROM pg_class c
  WHERE c.relnamespace IN (SELECT oid FROM mine) AND c.relkind NOT IN ('i', 'I', 't')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                      AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')))
  UNION ALL
  SELECT 't' || t.oid, t.typname, CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END
  FROM pg_type t
  WHERE t.typnamespace IN (SELECT oid FROM mine) AND t.typtype NOT IN ('c', 'm') AND t.typelem = 0
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
                      AND d.deptype = 'e')
  UNION ALL
  SELECT 'p' || p.oid, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
         CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure' ELSE 'aggregate' END
  FROM pg_proc p
  WHERE p.pronamespace IN (SELECT oid FROM mine)
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                      AND d.deptype = 'e')`;

/** Which object needs which: a table needs what its defaults, constraints, indexes and policies need. */
const DEPENDENCIES = `
  WITH needing AS (
    SELECT d.refclassid, d.refobjid,
           CASE d.classid
             WHEN 'pg_proc'::regclass THEN 'p' || d.objid
             WHEN 'pg_class'::regclass
               THEN 'c' || coalesce((SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = d.objid), d.objid)
             WHEN 'pg_attrdef'::regclass THEN 'c' || (SELECT a.adrelid FROM pg_attrdef a WHERE a.oid = d.objid)
             WHEN 'pg_constraint'::regclass THEN 'c' || (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = d.objid)
             WHEN 'pg_policy'::regclass THEN 'c' || (SELECT y.polrelid FROM pg_policy y WHERE y.oid = d.objid)
             WHEN 'pg_trigger'::regclass THEN 'c' || (SELECT g.tgrelid FROM pg_trigger g WHERE g.oid = d.objid)
             WHEN 'pg_rewrite'::regclass THEN 'c' || (SELECT w.ev_class FROM pg_rewrite w WHERE w.oid = d.objid)
           END AS id
    FROM pg_depend d
  ), need AS (
    SELECT id, CASE refclassid WHEN 'pg_class'::regclass THEN 'c' || refobjid
                               WHEN 'pg_type'::regclass THEN 't' || refobjid
                               WHEN 'pg_proc'::regclass THEN 'p' || refobjid END AS needed
    FROM needing
  )
  SELECT DISTINCT id, needed FROM need WHERE id IS NOT NULL AND needed IS NOT NULL AND id <> needed`;

const ENUMS = `
  SELECT 't' || t.oid AS id,
         format('CREATE TYPE %I AS ENUM (%s);', t.typname,
                string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)) AS text
  FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
  GROUP BY t.oid, t.typname`;

const COMPOSITES = `
  SELECT 'c' || c.oid AS id,
         format(E'CREATE TYPE %I AS (\\n%s\\n);', c.relname,
                string_agg(format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E',\\n' ORDER BY a.attnum)) AS text
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'c' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  GROUP BY c.oid, c.relname`;

/** NOT NULL is a mark of the column here: from Postgres 18 on it is a constraint with a name besides. */
const TABLES = `
  WITH part AS (
    SELECT a.attrelid AS oid, 1 AS rank, lpad(a.attnum::text, 5, '0') AS place,
           concat_ws(' ', quote_ident(a.attname),
             CASE WHEN s.serial AND a.atttypid = 'bigint'::regtype THEN 'bigserial'
                  WHEN s.serial THEN 'serial'
                  ELSE format_type(a.atttypid, a.atttypmod) END,
             CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
             CASE WHEN a.attidentity <> '' THEN
                    format('GENERATED %s AS IDENTITY (START %s INCREMENT %s CACHE %s)',
                           CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
                           s.seqstart, s.seqincrement, s.seqcache)
                  WHEN a.attgenerated <> '' THEN
                    format('GENERATED ALWAYS AS (%s) %s', pg_get_expr(d.adbin, d.adrelid, true),
                           CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)
                  WHEN d.oid IS NOT NULL AND s.serial IS NOT TRUE THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid, true)
             END,
             CASE WHEN a.attnotnull THEN 'NOT NULL' END) AS line
    FROM pg_attribute a
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN LATERAL (
      SELECT q.*, p.deptype = 'a' AS serial
      FROM pg_depend p JOIN pg_sequence q ON q.seqrelid = p.objid
      WHERE p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass AND p.refobjid = a.attrelid
        AND p.refobjsubid = a.attnum AND p.deptype IN ('a', 'i')
    ) s ON true
    WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT k.conrelid, position(k.contype::text IN 'puxcf') + 1, k.conname,
           format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid, true))
    FROM pg_constraint k WHERE k.contype IN ('p', 'u', 'x', 'c', 'f')
  ), option AS (
    SELECT c.oid, o.option FROM pg_class c, unnest(c.reloptions) AS o (option)
    UNION ALL
    SELECT c.oid, 'toast.' || o.option
    FROM pg_class c JOIN pg_class x ON x.oid = c.reltoastrelid, unnest(x.reloptions) AS o (option)
  )
  SELECT 'c' || c.oid AS id,
         format(E'CREATE TABLE %I (\\n  %s\\n)%s;', c.relname,
                (SELECT string_agg(p.line, E',\\n  ' ORDER BY p.rank, p.place COLLATE "C") FROM part p WHERE p.oid = c.oid),
                (SELECT ' WITH (' || string_agg(replace(o.option, '=', ' = '), ', ' ORDER BY o.option COLLATE "C") || ')'
                 FROM option o WHERE o.oid = c.oid)) AS text
  FROM pg_class c WHERE c.relkind = 'r'`;

const VIEWS = `
  SELECT 'c' || c.oid AS id,
         format(E'CREATE VIEW %I%s AS\\n%s', c.relname,
                (SELECT ' WITH (' || string_agg(replace(o.option, '=', ' = '), ', ' ORDER BY o.option COLLATE "C") || ')'
                 FROM unnest(c.reloptions) AS o (option)), pg_get_viewdef(c.oid, true)) AS text
  FROM pg_class c WHERE c.relkind = 'v'`;

const FUNCTIONS = `
  SELECT 'p' || p.oid AS id,
         regexp_replace(rtrim(pg_get_functiondef(p.oid), E'\\n'), '^CREATE OR REPLACE FUNCTION [^.(]+\\.', 'CREATE FUNCTION ')
           || ';' AS text
  FROM pg_proc p
  WHERE p.prokind = 'f' AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`;

const INDEXES = `
  SELECT 'c' || i.indrelid AS id, pg_get_indexdef(i.indexrelid, 0, true) || ';' AS text
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  ORDER BY c.relname COLLATE "C"`;

const ROW_SECURITY = `
  SELECT 'c' || c.oid AS id,
         concat_ws(E'\\n',
           CASE WHEN c.relrowsecurity THEN format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY;', c.relname) END,
           CASE WHEN c.relforcerowsecurity THEN format('ALTER TABLE %I FORCE ROW LEVEL SECURITY;', c.relname) END) AS text
  FROM pg_class c WHERE c.relrowsecurity OR c.relforcerowsecurity`;

const POLICIES = `
  SELECT 'c' || y.polrelid AS id,
         concat_ws(' ',
           format('CREATE POLICY %I ON %I AS %s FOR %s', y.polname, c.relname,
                  CASE WHEN y.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                  CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                                ELSE 'ALL' END),
           'TO ' || (SELECT string_agg(CASE r.oid WHEN 0 THEN 'PUBLIC' ELSE r.oid::regrole::text END, ', '
                                       ORDER BY r.oid::regrole::text COLLATE "C")
                     FROM unnest(y.polroles) AS r (oid)),
           'USING (' || pg_get_expr(y.polqual, y.polrelid, true) || ')',
           'WITH CHECK (' || pg_get_expr(y.polwithcheck, y.polrelid, true) || ')') || ';' AS text
  FROM pg_policy y JOIN pg_class c ON c.oid = y.polrelid
  ORDER BY y.polname COLLATE "C"`;

const TRIGGERS = `
  SELECT 'c' || g.tgrelid AS id, pg_get_triggerdef(g.oid, true) || ';' AS text
  FROM pg_trigger g WHERE NOT g.tgisinternal
  ORDER BY g.tgname COLLATE "C"`;

/** What others than the owner may do. Functions are open to all unless somebody closed them. */
const GRANTS = `
  WITH granted AS (
    SELECT 'c' || c.oid AS id, quote_ident(c.relname) AS object, NULL AS columns, c.relowner AS owner, a.*
    FROM pg_class c, aclexplode(c.relacl) a WHERE c.relkind IN ('r', 'v')
    UNION ALL
    SELECT 'c' || c.oid, quote_ident(c.relname), quote_ident(t.attname), c.relowner, a.*
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
    UNION ALL
    SELECT 'p' || p.oid, format('FUNCTION %I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), NULL,
           p.proowner, a.*
    FROM pg_proc p, aclexplode(p.proacl) a
  ), line AS (
    SELECT id, object, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS role, is_grantable,
           string_agg(privilege_type || coalesce(' (' || columns || ')', ''), ', '
                      ORDER BY privilege_type COLLATE "C", columns COLLATE "C") AS privileges
    FROM granted WHERE grantee <> owner
    GROUP BY id, object, grantee, is_grantable
  )
  SELECT 'p' || oid AS id,
         format('REVOKE ALL ON FUNCTION %I(%s) FROM PUBLIC;', proname, pg_get_function_identity_arguments(oid)) AS text
  FROM pg_proc
  WHERE proacl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(proacl) a WHERE a.grantee = 0)
  UNION ALL
  (SELECT id, format('GRANT %s ON %s TO %s%s;', privileges, object, role,
                     CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END)
   FROM line ORDER BY role COLLATE "C", is_grantable)`;
