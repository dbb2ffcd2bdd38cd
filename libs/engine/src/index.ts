export { cancelRun, type CancelRequest } from './cancel-run';
export {
  allRuns,
  bulk,
  bulkActions,
  type BulkAction,
  type BulkFilter,
  type BulkOutcome,
  type BulkRequest,
  type BulkResult,
} from './control/bulk';
export { checkInputs } from './check-inputs';
export { pauseRun, resumeRun, type ControlRequest } from './control/control-run';
export { retryTaskNow, skipTask, type TaskControlRequest } from './control/control-task';
export { effectKey } from './control/effect-key';
export { labelRun, type LabelRequest } from './control/label-run';
export { rerun, type RerunResult } from './control/rerun';
export type { RerunRequest } from './control/rerun-request';
export { claimTasks, LostClaim, type Claim, type ClaimedTask } from './claim-tasks';
export { createCompleter, type CompleterOptions } from './completer';
export type {
  Completer,
  Completion,
  CompletionOutcome,
  CompletionResult,
  ItemPlace,
  ItemTaker,
  TakenItem,
  TakenTask,
  WaitFor,
  WaitReason,
} from './completion';
export { createEngine, type Engine, type EngineOptions, type HeldWork, type RunRef } from './engine';
export { explainRun, type ExplainRequest, type RunExplanation } from './explain/explain-run';
export type { Blocking, Explanation, TaskExplanation } from './explain/explanation';
export { waitCodes, type WaitCode } from './explain/wait-codes';
export { retryDelay, retryWithinBudget } from './failure';
export {
  askPeople,
  runTemplate,
  Suspension,
  type EndedChild,
  type PeoplesAnswer,
} from './kinds/awaiting-task';
export { calledAgent, type CalledAgent } from './kinds/called-agent';
export { calledTemplate } from './kinds/called-template';
export { inputOf } from './kinds/input-of';
export { createOverlapGate } from './gates/overlap-gate';
export { pruneSlots } from './prune-slots';
export { wakeHolds } from './gates/wake-holds';
export type {
  EventConsumer,
  FeedConsumer,
  FeedEvent,
  FeedReader,
  FeedSort,
  FeedSpan,
  SpanConsumer,
  WriteAbout,
} from './feed/consumer';
export { createFeedFollower, FEED_BATCH, type FeedFollower, type Followed } from './feed/follow-feed';
export { claimedItem } from './frames/claimed-item';
export { diagnose, type Finding, type Patient } from './invariants/diagnose';
export { auditRules } from './invariants/audit-rules';
export type { InvariantRule } from './invariants/invariant-rule';
export { invariantRules } from './invariants/invariant-rules';
export type { Proposal, Proposals } from './proposals';
export { isEngineKind, performKind } from './kinds/perform-kind';
export { grantTask, type Grant } from './limits/grant-task';
export { passSlot } from './limits/pass-slot';
export { settleHold, type SettledHold } from './limits/settle-hold';
export { sendSignal, type SentSignal, type SignalRequest } from './kinds/send-signal';
export { vote, type VoteRequest, type VoteResult } from './kinds/vote';
export { createAdmission, type Admission, type AdmissionRound } from './admission/admission';
export { admitOverdue } from './admission/admit-overdue';
export { nextTimer, readOverdue, refillQueue, rescueLost, sweepRuns, wakeTimers } from './maintenance';
export { budgetKey, passBudget, STOP_KEY } from './money/pass-budget';
export { reserveForCall, settleCall, settleLostCalls, type PaidCall } from './money/call-money';
export { reserveMoney, type ReserveOptions } from './money/reserve-money';
export { settleLate, settleMoney, type Billed } from './money/settle-money';
export { usageOf } from './money/usage-of';
export { worstCaseOf } from './money/worst-case';
export { openDispatcher } from './open-dispatcher';
export { planNode, prepareTask } from './prepare-task';
export { heldBackSeconds } from './held-back';
export { pruneResults, readResult, resultKey, storeResult, type CachedResult } from './result-cache';
export { pruneDecisions } from './prune-decisions';
export { pruneReceivedEvents } from './prune-received-events';
export { pruneRequests } from './prune-requests';
export { writeLogs, type LogLine } from './run-log';
export { tickScheduler, type DueWork, type LeaderLease } from './scheduler-tick';
export { readOrigin, readStarter } from './read-starter';
export { closeSession, openSession, renewSession, type Renewal } from './session';
export { startTimeout } from './start-timeout';
export {
  startEach,
  startRun,
  startRuns,
  type ParentTask,
  type StartRequest,
  type StartResult,
} from './start-run';
export { LostFiring, type FiringToFire } from './fire-firings';
export type { Entry } from './enter-orchestras';
export { LostSlot, type SlotToFire } from './fire-slots';
export { sweepRun } from './sweep-run';
export { readScope, type Reader, type RunValues, type TaskValue } from './values';
export { pruneRuns } from './prune-runs';
