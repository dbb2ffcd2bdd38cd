export { capError, capProblem, caps, storableText } from './caps';
export { isProblemCode, problemKinds, type ProblemCode, type ProblemKind } from './register';
export {
  faultAt,
  MaestroError,
  truncate,
  type FieldProblem,
  type Problem,
  type ProblemOptions,
} from './problem';
