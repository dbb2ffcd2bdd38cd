export { MAX_DATA_BYTES, MAX_EVENTS, triggerValue, type CloudEvent } from './events/cloud-event';
export { binaryToJson, isBinaryEvent, type BinaryMessage } from './events/read-binary';
export { readEvents } from './events/read-event';
export {
  receiveEvents,
  type ReceivedEvent,
  type ReceiveRequest,
  type Reception,
} from './events/receive-events';
export { fire, fireLeft, FIRING_BATCH } from './firings/fire';
export { createTriggerConsumer, passesEnd } from './firings/run-finished';
export { receive } from './receive';
export { checkTrigger } from './triggers/check-trigger';
export { faultsOfExpression, faultsOfTemplates, type SeenName } from './triggers/expression-faults';
export { decideFiring, passesFilter, type Decision, type Rule } from './triggers/decide-firing';
export {
  changeTrigger,
  createTrigger,
  getTrigger,
  lockTrigger,
  MAX_TRIGGERS,
  removeTrigger,
  type NewTrigger,
} from './triggers/write-trigger';
