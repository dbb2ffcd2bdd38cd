import type { JsonObject } from '@maestro/dsl';
import { graphLimits } from '@maestro/graphs';

const node: JsonObject = { type: 'string', minLength: 1, maxLength: graphLimits.idLength };
const field: JsonObject = { type: 'string', minLength: 1, maxLength: 128 };
const top: JsonObject = {
  type: 'integer',
  minimum: 1,
  maximum: graphLimits.nodes,
  description: 'Only the first of the list.',
};
const seed: JsonObject = {
  type: 'integer',
  minimum: 0,
  maximum: 2 ** 31 - 1,
  description: 'What chance decides by: the same seed gives the same answer. 1 unless given.',
};

/** Fields that say something of the server alone. */
const ofServer = { user: ['url'], password: ['user'], database: ['url'], access: ['url'] };

function options(description: string, properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', additionalProperties: false, description, properties, ...more };
}

/** The edges themselves, or the dataset they lie in. */
const graph: JsonObject = {
  type: 'object',
  additionalProperties: false,
  description:
    'Edges in the input, or in a dataset; a value of another task that lies in an artifact comes as it is.',
  oneOf: [{ required: ['edges'] }, { required: ['dataset'] }],
  properties: {
    directed: { type: 'boolean', description: 'Whether edges go one way only; not unless said.' },
    nodes: {
      type: 'array',
      maxItems: graphLimits.nodes,
      items: node,
      description: 'Nodes that may be without an edge.',
    },
    edges: {
      type: 'array',
      maxItems: graphLimits.edges,
      items: options(
        'Between the same two nodes weights are added.',
        { source: node, target: node, weight: { type: 'number', exclusiveMinimum: 0, maximum: 1e12 } },
        { required: ['source', 'target'] },
      ),
    },
    dataset: { type: 'string', maxLength: 128, description: 'Each record is an edge.' },
    source: { ...field, description: 'Field of a record that is the source; `source` unless given.' },
    target: { ...field, description: 'Field of a record that is the target; `target` unless given.' },
    weight: {
      ...field,
      description: 'Field of a record that is the weight; without it each record weighs 1.',
    },
  },
  dependentRequired: { source: ['dataset'], target: ['dataset'], weight: ['dataset'] },
};

const compute: JsonObject = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  description: 'One algorithm, with its options.',
  properties: {
    components: options('Which nodes hang together.', {
      strong: { type: 'boolean', description: 'In a directed graph: nodes that reach each other both ways.' },
    }),
    pagerank: options('How likely one is at a node who follows edges at random.', {
      damping: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
      tolerance: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
      max_rounds: { type: 'integer', minimum: 1, maximum: 100_000 },
      top,
    }),
    betweenness: options('What part of the shortest paths leads through a node.', {
      weighted: { type: 'boolean' },
      sample: { type: 'integer', minimum: 1, description: 'Paths from so many nodes stand for all.' },
      seed,
      top,
    }),
    louvain: options('Communities.', {
      resolution: { type: 'number', exclusiveMinimum: 0, maximum: 1000 },
      seed,
    }),
    shortest_path: options(
      'The way from one node to another, or the distances from one to all.',
      { from: node, to: node, weighted: { type: 'boolean' } },
      { required: ['from'] },
    ),
    k_cores: options('How deep in the graph a node lies.', {
      min_core: { type: 'integer', minimum: 0 },
    }),
    cypher: options(
      'A question in Cypher: of a server that speaks Bolt, or, without `url`, of the graph in the input.',
      {
        url: {
          type: 'string',
          pattern: '^bolt(\\+s)?://',
          maxLength: 512,
          description: '`bolt://host:port`, or `bolt+s://` with TLS.',
        },
        user: { type: 'string', minLength: 1, maxLength: 512 },
        password: { type: 'string', maxLength: 4096 },
        database: { type: 'string', minLength: 1, maxLength: 128 },
        query: { type: 'string', minLength: 1, maxLength: 65_536 },
        parameters: { type: 'object', description: 'Bound as `$name`; never part of the text.' },
        access: {
          enum: ['read', 'write'],
          description: 'The server refuses to write unless this says `write`.',
        },
        max_rows: { type: 'integer', minimum: 1, maximum: 100_000, description: '10,000 unless given.' },
      },
      { required: ['query'], dependentRequired: ofServer },
    ),
    similarity: options(
      'The graph of what is alike, by features that two have in common (MinHash).',
      {
        items: {
          type: 'array',
          maxItems: 200_000,
          items: options(
            'Compared by its features.',
            {
              id: node,
              features: { type: 'array', maxItems: 100_000, items: { type: 'string', maxLength: 4096 } },
            },
            { required: ['id', 'features'] },
          ),
        },
        threshold: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
        hashes: { type: 'integer', minimum: 16, maximum: 1024 },
        seed,
      },
      { required: ['items'] },
    ),
  },
};

export const graphJobInput: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['compute'],
  properties: { graph, compute },
};

export const graphJobOutput: JsonObject = {
  type: 'object',
  required: ['graph'],
  description: 'What was asked for, and of how large a graph.',
  properties: {
    graph: {
      type: 'object',
      required: ['nodes', 'edges'],
      properties: { nodes: { type: 'integer' }, edges: { type: 'integer' } },
    },
  },
};
