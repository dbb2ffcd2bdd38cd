import type { FieldsOf } from './reader';
import type { shapes } from './vocabulary';

/** The fields of a node of any kind, as they are written. */
export type NodeFields = FieldsOf<(typeof shapes.node.fields)[number]>;
