export { capError, capProblem, caps, storableText } from './caps';
export { isProblemCode, problemKinds, type ProblemCode, type ProblemKind } from './register';
export { MaestroError, truncate, type FieldProblem, type Problem, type ProblemOptions } from './problem';
