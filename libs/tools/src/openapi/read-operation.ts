import type { Json, JsonObject } from '@maestro/dsl';
import type { CredentialPlace, HttpOperation } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { deref, isObject, readSchema } from './read-schema';

/** An operation of a document: what a caller gives, and where each part of it goes. */
export interface ReadOperation {
  input_schema: JsonObject;
  operation: HttpOperation;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: JsonObject;
}

/** @throws MaestroError `validation-failed` where it needs what a tool cannot give */
export function readOperation(
  document: JsonObject,
  {
    path,
    method,
    item,
    described,
  }: { path: string; method: string; item: JsonObject; described: JsonObject },
): ReadOperation {
  const parameters = readParameters(document, [item['parameters'], described['parameters']]);
  for (const [, name] of path.matchAll(/\{([^}]*)\}/g))
    if (!parameters.some((one) => one.in === 'path' && one.name === name))
      throw fault(`The path has a parameter ${String(name)} that is not described.`);
  const body = readBody(document, described['requestBody']);
  const named = new Set<string>();
  const argumentOf = ({ name, in: place }: { name: string; in: string }) => {
    const argument = named.has(name) ? `${place}_${name}` : name;
    named.add(argument);
    return argument;
  };
  const placed = parameters.map((one) => ({ ...one, argument: argumentOf(one) }));
  const bodyArgument = body && argumentOf({ name: 'body', in: 'request' });
  const properties: JsonObject = Object.fromEntries(placed.map((one) => [one.argument, one.schema]));
  if (body && bodyArgument !== null) properties[bodyArgument] = body.schema;
  const required = placed.filter((one) => one.required).map(({ argument }) => argument);
  if (body?.required && bodyArgument !== null) required.push(bodyArgument);
  return {
    input_schema: { type: 'object', additionalProperties: false, properties, required },
    operation: {
      ...{ method: method.toUpperCase(), path, body: bodyArgument },
      parameters: placed.map(({ name, in: place, argument }) => ({ name, in: place, argument })),
      security: securityOf(document, described['security'] ?? document['security']),
    },
  };
}

/** Those of the operation over those of its path. */
function readParameters(document: JsonObject, lists: readonly (Json | undefined)[]): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const list of lists) {
    if (!Array.isArray(list)) continue;
    for (const given of list) {
      const { name, in: place, required, schema, description } = deref(document, given);
      if (typeof name !== 'string') throw fault('A parameter has no name.');
      if (place === 'cookie' && required !== true) continue;
      if (place !== 'path' && place !== 'query' && place !== 'header')
        throw fault(`The parameter ${name} is in a place that is not supported.`);
      const said: JsonObject = typeof description === 'string' ? { description } : {};
      found.set(`${place} ${name}`, {
        ...{ name, in: place, required: required === true || place === 'path' },
        schema: { ...said, ...readSchema(document, schema ?? { type: 'string' }) },
      });
    }
  }
  return [...found.values()];
}

function readBody(
  document: JsonObject,
  given: Json | undefined,
): { schema: JsonObject; required: boolean } | null {
  if (given === undefined) return null;
  const { content, required } = deref(document, given);
  const media = isObject(content) ? content['application/json'] : undefined;
  if (isObject(media))
    return { schema: readSchema(document, media['schema'] ?? {}), required: required === true };
  if (required === true) throw fault('Its body is not JSON.');
  return null;
}

/** The first scheme that a stored credential can satisfy. */
function securityOf(document: JsonObject, requirements: Json | undefined): CredentialPlace | null {
  if (!Array.isArray(requirements)) return null;
  const components = document['components'];
  const schemes = isObject(components) ? components['securitySchemes'] : undefined;
  for (const requirement of requirements.filter(isObject)) {
    const [name, ...more] = Object.keys(requirement);
    if (name === undefined) return null;
    const scheme =
      isObject(schemes) && more.length === 0 ? placeOf(deref(document, schemes[name] ?? {})) : null;
    if (scheme) return scheme;
  }
  if (requirements.length === 0) return null;
  throw fault('It needs a credential of a kind that is not supported.');
}

function placeOf({ type, scheme, in: place, name }: JsonObject): CredentialPlace | null {
  if (type === 'oauth2' || type === 'openIdConnect') return { kind: 'bearer' };
  const how = typeof scheme === 'string' ? scheme.toLowerCase() : '';
  if (type === 'http' && (how === 'bearer' || how === 'basic')) return { kind: how };
  if (type !== 'apiKey' || typeof name !== 'string') return null;
  return place === 'header' || place === 'query' || place === 'cookie' ? { kind: place, name } : null;
}

function fault(message: string): MaestroError {
  return new MaestroError('validation-failed', message);
}
