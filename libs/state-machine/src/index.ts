export {
  isTerminalRunStatus,
  isTerminalTaskStatus,
  isWindingDown,
  runControls,
  runStatuses,
  taskStatuses,
  terminalRunStatuses,
  terminalTaskStatuses,
  type RunControl,
  type RunStatus,
  type TaskStatus,
  type TerminalRunStatus,
  type TerminalTaskStatus,
} from './statuses';
export {
  applyTransition,
  legalPairs,
  statesOf,
  transitionsOf,
  type Applied,
  type Arrival,
  type Machine,
  type MachineTypes,
  type Requirement,
  type Transition,
} from './machine';
export {
  taskLegalPairs,
  taskMachine,
  type TaskContext,
  type TaskEffect,
  type TaskEvent,
  type TaskRefusal,
  type TaskTypes,
} from './task-machine';
export {
  runLegalPairs,
  runMachine,
  type RunContext,
  type RunEffect,
  type RunEvent,
  type RunRefusal,
  type RunTypes,
} from './run-machine';
export { machineToMarkdown } from './markdown';
