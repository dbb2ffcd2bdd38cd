import { isInstant, type Json } from '@maestro/dsl';
import { MaestroError, truncate, type FieldProblem, type ProblemCode } from '@maestro/problems';
import { MAX_DATA_BYTES, MAX_EVENTS, OWN_SOURCE, type CloudEvent } from './cloud-event';

type Fault = (name: string, code: ProblemCode, message: string) => void;

/** What a URI reference (RFC 3986) is written with. */
const URI_REFERENCE = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const MEDIA_TYPE =
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[ \t]*;[ \t]*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\]*"))*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const EXTENSION = /^[a-z0-9]{1,64}$/;
const MAX_EXTENSIONS = 32;
const MAX_EXTENSION_VALUE = 1_024;
const INT32 = 2 ** 31;

const attributes = new Set([
  ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'data'],
  'data_base64',
]);

/**
 * Reads events in the JSON format of CloudEvents 1.0.
 *
 * @throws MaestroError with a pointer for each fault; none of the events is good then
 */
export function readEvents(values: readonly Json[], pointerOf: (i: number) => string): CloudEvent[] {
  if (values.length > MAX_EVENTS)
    throw new MaestroError('batch-too-large', `A batch has at most ${MAX_EVENTS} events.`);
  const faults: FieldProblem[] = [];
  const events = values.map((value, i) => readOne(value, pointerOf(i), faults));
  const [first] = faults;
  if (!first) return events as CloudEvent[];
  const code = faults.every((fault) => fault.code === first.code) ? first.code : 'validation-failed';
  throw new MaestroError(code, `${first.pointer}: ${first.message}`, { errors: faults.slice(0, 100) });
}

function readOne(value: Json, pointer: string, faults: FieldProblem[]): CloudEvent | null {
  const before = faults.length;
  const fault: Fault = (name, code, message) =>
    faults.push({ pointer: name === '' ? pointer : `${pointer}/${escape(name)}`, code, message });
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    fault('', 'wrong-type', 'An event is an object.');
    return null;
  }
  // To the JSON format, an attribute that is null is not there.
  const given = Object.fromEntries(
    Object.entries(value).filter(([name, v]) => v !== null || name === 'data'),
  );
  checkVersion(given.specversion, fault);
  const event: CloudEvent = {
    ...contextOf(given, fault),
    extensions: extensionsOf(given, fault),
    data: given.data ?? null,
    dataBase64: base64Of(given, fault),
  };
  checkSize(event, fault);
  return faults.length === before ? event : null;
}

function checkVersion(version: Json | undefined, fault: Fault): void {
  if (version === undefined) fault('specversion', 'missing-field', 'This is missing; it is "1.0".');
  else if (version !== '1.0')
    fault('specversion', 'unknown-version', 'Events are read by CloudEvents 1.0 only.');
}

function contextOf(given: Record<string, Json>, fault: Fault) {
  const id = textOf(given, { name: 'id', max: 255, required: true }, fault);
  const source = textOf(given, { name: 'source', max: 512, required: true }, fault);
  if (source !== null && !URI_REFERENCE.test(source))
    fault('source', 'validation-failed', 'This must be a URI reference, such as /shops/berlin.');
  if (source === OWN_SOURCE) fault('source', 'invalid-name', 'This source is reserved for the ends of runs.');
  const type = textOf(given, { name: 'type', max: 255, required: true }, fault);
  const subject = textOf(given, { name: 'subject', max: 512 }, fault);
  const time = textOf(given, { name: 'time', max: 64 }, fault);
  if (time !== null && !isInstant(time))
    fault('time', 'validation-failed', 'This must be an instant by RFC 3339, such as 2026-01-31T12:00:00Z.');
  const contentType = textOf(given, { name: 'datacontenttype', max: 255 }, fault);
  if (contentType !== null && !MEDIA_TYPE.test(contentType))
    fault('datacontenttype', 'validation-failed', 'This must be a media type, such as application/json.');
  const dataSchema = textOf(given, { name: 'dataschema', max: 512 }, fault);
  if (dataSchema !== null && !(URI.test(dataSchema) && URI_REFERENCE.test(dataSchema)))
    fault('dataschema', 'validation-failed', 'This must be an absolute URI.');
  return {
    ...{ id: id ?? '', source: source ?? '', type: type ?? '', subject, contentType, dataSchema },
    time: time === null || !isInstant(time) ? null : new Date(time),
  };
}

function textOf(
  given: Record<string, Json>,
  { name, max, required = false }: { name: string; max: number; required?: boolean },
  fault: Fault,
): string | null {
  const value = given[name];
  if (value === undefined) {
    if (required) fault(name, 'missing-field', 'Every event has this.');
    return null;
  }
  if (typeof value !== 'string') fault(name, 'wrong-type', 'This must be a text.');
  else if (value.length < 1 || value.length > max)
    fault(name, 'out-of-range', `This must have 1 to ${max} characters.`);
  else return value;
  return null;
}

function extensionsOf(given: Record<string, Json>, fault: Fault): CloudEvent['extensions'] {
  const found: Record<string, string | number | boolean> = {};
  const names = Object.keys(given).filter((name) => !attributes.has(name));
  if (names.length > MAX_EXTENSIONS)
    fault('', 'limit-exceeded', `An event has at most ${MAX_EXTENSIONS} extension attributes.`);
  for (const name of names.slice(0, MAX_EXTENSIONS)) {
    const value = given[name] as Json;
    if (!EXTENSION.test(name))
      fault(name, 'invalid-name', 'Names of attributes have lower-case letters and digits only.');
    else if (typeof value === 'string' && value.length > MAX_EXTENSION_VALUE)
      fault(name, 'out-of-range', `This may have ${MAX_EXTENSION_VALUE} characters.`);
    else if (typeof value === 'string' || typeof value === 'boolean' || isInt32(value)) found[name] = value;
    else fault(name, 'wrong-type', 'An attribute is a text, a boolean or a whole number of 32 bits.');
  }
  return found;
}

function isInt32(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -INT32 && value < INT32;
}

function base64Of(given: Record<string, Json>, fault: Fault): string | null {
  const value = given.data_base64;
  if (value === undefined) return null;
  if (given.data !== undefined)
    fault('data_base64', 'conflicting-fields', 'An event has `data` or `data_base64`.');
  if (typeof value !== 'string') fault('data_base64', 'wrong-type', 'This must be a text.');
  else if (!BASE64.test(value)) fault('data_base64', 'validation-failed', 'This must be base64.');
  else return value;
  return null;
}

function checkSize({ data, dataBase64 }: CloudEvent, fault: Fault): void {
  const bytes = dataBase64?.length ?? Buffer.byteLength(JSON.stringify(data));
  if (bytes > MAX_DATA_BYTES)
    fault(
      dataBase64 === null ? 'data' : 'data_base64',
      'payload-too-large',
      `The data of an event may have ${MAX_DATA_BYTES} bytes.`,
    );
}

function escape(name: string): string {
  return truncate(name, 64).replaceAll('~', '~0').replaceAll('/', '~1');
}
