export { verifierKinds, verifyMessage, type ReceivedMessage, type VerifierKind } from './signing/verify';
export { createBudgetFeed } from './outbound/tell-budgets';
export { eventTypes, TEST_EVENT, type EventType } from './outbound/event-types';
export { RETRY_AFTER_MS } from './outbound/retry';
export { replayDelivery, testWebhook } from './outbound/send-again';
export { GIVE_UP_DAYS, WebhookSender, type SenderOptions } from './outbound/sender';
export { createWebhookFeed } from './outbound/tell-webhooks';
export {
  changeWebhook,
  createWebhook,
  getWebhook,
  removeWebhook,
  rotateWebhookSecret,
  switchWebhook,
} from './outbound/write-webhook';
export { hookToken, readHookToken, type HookAddress } from './inbound/hook-address';
export { openHook, takeMessage, type OpenHook, type TakenMessage } from './inbound/take-message';
export {
  changeHook,
  createHook,
  getHook,
  removeHook,
  rotateHookSecret,
  type MadeHook,
} from './inbound/write-hook';
