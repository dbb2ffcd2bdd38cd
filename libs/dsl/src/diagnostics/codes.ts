import type { ProblemCode } from '@maestro/problems';

interface DiagnosticKind {
  code: ProblemCode;
  title: string;
  severity?: 'warning';
}

/**
 * Every fault the compiler can find, once. A number is a promise: it is never used for anything else.
 * 10xx text, 11xx fields, 12xx graph, 13xx expressions, 14xx handlers, 15xx schemas.
 */
const kinds = {
  MST1001: { code: 'malformed-json', title: 'the text is not valid JSON' },
  MST1002: { code: 'malformed-yaml', title: 'the text is not valid YAML' },
  MST1003: { code: 'duplicate-key', title: 'a key appears twice in one object' },
  MST1004: { code: 'too-deep', title: 'the document is nested too deeply' },
  MST1005: { code: 'too-many-aliases', title: 'the document uses too many aliases' },
  MST1006: { code: 'unsupported-tag', title: 'a tag is not allowed' },
  MST1007: { code: 'unknown-kind', title: 'the kind of a node or document is not known' },
  MST1008: { code: 'payload-too-large', title: 'the text is too large' },
  MST1009: { code: 'out-of-range', title: 'a number cannot be represented' },
  MST1010: { code: 'malformed-yaml', title: 'the text holds several documents' },
  MST1011: { code: 'malformed-yaml', title: 'an expression needs quotes' },
  MST1012: { code: 'wrong-type', title: 'a key is not a string' },
  MST1013: { code: 'out-of-range', title: 'a string holds characters that cannot be stored' },
  MST1014: { code: 'malformed-yaml', title: 'an alias points nowhere' },
  MST1101: { code: 'unknown-field', title: 'a field is not known' },
  MST1102: { code: 'missing-field', title: 'a required field is missing' },
  MST1103: { code: 'wrong-type', title: 'a value has the wrong type' },
  MST1104: { code: 'out-of-range', title: 'a value is out of range' },
  MST1105: { code: 'out-of-range', title: 'a value is not one of those allowed' },
  MST1106: { code: 'out-of-range', title: 'a duration is not acceptable' },
  MST1107: { code: 'invalid-name', title: 'a name is not acceptable' },
  MST1108: { code: 'invalid-id', title: 'an id is not acceptable' },
  MST1109: { code: 'unknown-version', title: 'the version of the language is not known' },
  MST1110: { code: 'unknown-ref', title: 'an error code is not known' },
  MST1111: { code: 'inline-secret', title: 'a secret stands in the template' },
  MST1112: { code: 'inline-secret', title: 'a secret may stand in the template', severity: 'warning' },
  MST1113: { code: 'unknown-field', title: 'a field is not for this kind of node' },
  MST1114: { code: 'conflicting-fields', title: 'two fields exclude each other' },
  MST1115: { code: 'out-of-range', title: 'an instant is not acceptable' },
  MST1201: { code: 'empty-graph', title: 'the graph has no node' },
  MST1202: { code: 'duplicate-id', title: 'two nodes have the same id' },
  MST1203: { code: 'unknown-node', title: 'an edge names a node that does not exist' },
  MST1204: { code: 'duplicate-edge', title: 'the same edge is given twice' },
  MST1205: { code: 'cycle', title: 'an edge leads back to its own node' },
  MST1206: { code: 'cycle', title: 'the graph has a cycle' },
  MST1207: { code: 'limit-exceeded', title: 'a limit is exceeded' },
  MST1208: { code: 'crossing-edge', title: 'a name leads out of its graph or into another' },
  MST1209: { code: 'not-a-case', title: 'an edge leaves a decision for none of its targets' },
  MST1210: { code: 'not-a-descendant', title: 'an approval covers a node that does not come after it' },
  MST1211: { code: 'recursive-ref', title: 'a template calls itself' },
  MST1212: { code: 'limit-exceeded', title: 'bodies are nested too deeply' },
  MST1301: { code: 'expression-syntax', title: 'an expression does not parse' },
  MST1302: { code: 'expression-limit', title: 'an expression exceeds a limit' },
  MST1303: { code: 'expression-syntax', title: 'a node id with a hyphen needs brackets' },
  MST1304: { code: 'unknown-name', title: 'an expression names something that does not exist' },
  MST1305: { code: 'not-an-ancestor', title: 'an expression names a node that does not come before' },
  MST1306: { code: 'unknown-name', title: 'an expression calls a function that does not exist' },
  MST1307: { code: 'expression-syntax', title: 'a condition is written without ${{ }}' },
  MST1308: { code: 'expression-syntax', title: '{{ }} without $ is plain text', severity: 'warning' },
  MST1309: { code: 'expression-syntax', title: 'an expression stands where none is evaluated' },
  MST1310: { code: 'expression-syntax', title: 'an expression is never closed' },
  MST1311: { code: 'expression-syntax', title: 'a task is not named by a constant' },
  MST1312: { code: 'expression-syntax', title: 'a key is text, and this one looks like an expression' },
  MST1313: { code: 'not-an-ancestor', title: 'an expression names a node inside the body of a map' },
  MST1314: { code: 'not-an-ancestor', title: 'the input of a covered node reads more than its approval may' },
  MST1315: { code: 'wrong-type', title: 'a map goes over something that is no list' },
  MST1316: { code: 'unknown-secret', title: 'an expression names a secret that is not declared' },
  MST1317: { code: 'secret-in-output', title: 'a secret stands where it would be stored or shown' },
  MST1318: { code: 'secret-in-output', title: 'an expression does more with a secret than hand it on' },
  MST1401: { code: 'unknown-handler', title: 'the handler is not known' },
  MST1402: { code: 'unknown-field', title: 'the handler has no such input' },
  MST1403: { code: 'missing-field', title: 'an input of the handler is missing' },
  MST1404: { code: 'wrong-type', title: 'an input of the handler has the wrong type' },
  MST1405: { code: 'out-of-range', title: 'an input of the handler is not acceptable' },
  MST1406: { code: 'secret-in-output', title: 'the handler takes no secret in this input' },
  MST1407: { code: 'unknown-ref', title: 'a tool is not known' },
  MST1501: { code: 'unsafe-schema', title: 'a JSON Schema is not acceptable' },
} as const satisfies Record<string, DiagnosticKind>;

export type MstCode = keyof typeof kinds;

export const diagnosticKinds: Readonly<Record<MstCode, DiagnosticKind>> = kinds;
