import neo4j from 'neo4j-driver';
import type { Json, JsonObject } from '@maestro/dsl';
import { toJson } from './to-json';

/** Of JSON: whole numbers are integers, as whoever wrote them means them; the driver alone would make each a float. */
export function toBolt(value: Json): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (Array.isArray(value)) return value.map(toBolt);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toBolt(each)]));
}

/**
 * To JSON: dates and the like are as Cypher writes them; nodes
 * are `{ id, labels, properties }`, relationships `{ id, type, start, end, properties }`, paths `{ nodes, relationships }`.
 */
export function fromBolt(value: unknown): Json {
  return toJson(value, fromStructure);
}

function fromStructure(value: object): Json {
  if (neo4j.isInt(value)) return toJson(value.toBigInt());
  if (neo4j.isNode(value))
    return { id: value.elementId, labels: value.labels, properties: properties(value.properties) };
  if (neo4j.isRelationship(value))
    return {
      id: value.elementId,
      type: value.type,
      start: value.startNodeElementId,
      end: value.endNodeElementId,
      properties: properties(value.properties),
    };
  if (neo4j.isPath(value)) {
    const nodes = [value.start, ...value.segments.map(({ end }) => end)];
    return {
      nodes: nodes.map(fromBolt),
      relationships: value.segments.map(({ relationship }) => fromBolt(relationship)),
    };
  }
  // Points, dates, times and durations know how they are written.
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  return properties(value);
}

function properties(value: object): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromBolt(each)]));
}
