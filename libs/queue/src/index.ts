export { createConsumer, type Consumer, type ConsumerOptions } from './consumer';
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type QueueDispatcher,
} from './dispatcher';
export { LANES, type Lane } from './lane';
export { WINDOW } from './pressure';
export { assertNoEviction } from './eviction';
export { createQueueMonitor, type QueueMonitor, type QueueMonitorOptions } from './monitor';
export type { OnError } from './report';
export type { TaskRef } from './task-ref';
