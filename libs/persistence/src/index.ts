export { checkDatabase } from './boot-check';
export {
  openEngineDatabase,
  type EngineDatabase,
  type EngineTransaction,
  type PoolOptions,
} from './engine-database';
export { ApiKey, Template, TemplateVersion, Tenant } from './entities';
export {
  firstIdAt,
  formatApprovalId,
  formatId,
  formatTaskId,
  newId,
  parseApprovalId,
  parseId,
  parseTaskId,
} from './ids';
export { latestMigration, migrateDatabase, revertMigrations } from './migrations';
export { provisionRoles, roleUrl, setClockOffset } from './provision';
export { isDataError, isUnavailable, sqlState, withRetry } from './retry';
export { statement, type Statement } from './sql';
export { openTenantDatabase, type TenantDatabase, type TenantTx } from './tenant-database';

export {
  deleteAttestationKey,
  findRunAttestation,
  insertAttestation,
  insertAttestationKey,
  listAttestationKeys,
  listSigningKeys,
  type AttestationKeyRow,
} from './stores/attestation.store';
export {
  budgetPeriods,
  budgetScopes,
  changeBudget,
  deleteBudget,
  findBudget,
  hasBudgetSubject,
  insertBudget,
  listBudgets,
  lockBudget,
  type BudgetChange,
  type BudgetRow,
  type BudgetScope,
  type NewBudget,
} from './stores/budget.store';
export { recordAudit, type AuditEntry } from './stores/audit.store';
export {
  findApiKey,
  findPresentedKeys,
  insertApiKey,
  listApiKeys,
  lockApiKey,
  revokeApiKey,
  revokeKeysOf,
  rotateApiKey,
  touchApiKey,
  type ApiKeyRow,
  type NewApiKey,
  type PresentedKey,
  type Rotation,
} from './stores/api-key.store';
export {
  activeDataKey,
  dropRetiredDataKeys,
  forgetMasterKey,
  insertDataKey,
  insertMasterKey,
  listMasterKeys,
  lockDataKeys,
  retireDataKeys,
  rewrapDataKey,
  type DataKeyRow,
} from './stores/data-key.store';
export {
  deleteModelProvider,
  findModelProvider,
  insertModelProvider,
  listModelProviders,
  readServedModels,
  updateModelProvider,
  type ModelPrice,
  type ModelProviderFields,
  type ModelProviderRow,
  type ServedProvider,
} from './stores/model-provider.store';
export {
  findMember,
  inviteMember,
  listMembers,
  holdMember,
  lockOwners,
  removeMember,
  setMemberRole,
  type MemberRow,
  type NewMember,
} from './stores/member.store';
export { listOrchestras, orchestraStats, type OrchestraStats } from './views/orchestras.view';
export {
  addAgentVersion,
  findAgent,
  hideAgent,
  insertAgent,
  listAgents,
  listAgentVersions,
  type AgentRow,
  type AgentVersionRow,
} from './stores/agent.store';
export {
  countEnabledOrchestras,
  findOrchestra,
  hideOrchestra,
  insertOrchestra,
  orchestraStatuses,
  orchestraTags,
  rescheduleOrchestra,
  secretBindingsOf,
  secretBindingsOfRun,
  updateOrchestra,
  type OrchestraAuthor,
  type OrchestraFields,
  type OrchestraRow,
  type OrchestraStatus,
  type OrchestraTag,
} from './stores/orchestra.store';
export {
  findIdentity,
  findInvited,
  insertSignIn,
  linkIdentity,
  reviveMember,
  takeSignIn,
  type LinkedMember,
  type SignIn,
} from './stores/sign-in.store';
export {
  approveTools,
  deleteToolset,
  findToolsets,
  insertToolset,
  listToolsets,
  lockToolset,
  proposeTools,
  toolsetKinds,
  type CredentialPlace,
  type HttpOperation,
  type ListedTool,
  type NewToolset,
  type ToolsetKind,
  type ToolsetRow,
} from './stores/toolset.store';
export {
  dropExpiredWorkloadKeys,
  findTrustRule,
  insertTrustRule,
  listTrustRules,
  removeTrustRule,
  type TrustRuleRow,
} from './stores/trust-rule.store';
export {
  endSessions,
  findPresentedSession,
  insertSession,
  listSessions,
  touchSession,
  type PresentedSession,
  type SessionRow,
} from './stores/session.store';
export { upsertRecords } from './stores/dataset.store';
export {
  approveFreezeBreak,
  insertFreezeBreak,
  listFreezeBreaks,
  lockFreezeBreak,
  type FreezeBreakRow,
} from './stores/freeze-break.store';
export {
  countFreezeWindows,
  deleteFreezeWindow,
  findFreezeWindow,
  findFreezeWindowBySource,
  freezeEffects,
  insertFreezeWindow,
  listFreezeWindows,
  updateFreezeWindow,
  type FreezeEffect,
  type FreezeScope,
  type FreezeWindowFields,
  type FreezeWindowRow,
} from './stores/freeze.store';
export {
  activatePolicy,
  insertPolicyDecisions,
  insertPolicyVersion,
  readActivePolicies,
  switchShippedPolicy,
  type ActivePolicyRow,
  type NewDecision,
  type PolicyBody,
} from './stores/policy.store';
export {
  claimRequest,
  releaseRequest,
  settleRequest,
  type KeptAnswer,
  type RequestClaim,
  type RequestKey,
} from './stores/request.store';
export {
  deleteSecret,
  insertSecretVersion,
  knownSecretNames,
  nextSecretVersion,
  noteSecretUse,
  readSecrets,
  resealVersion,
  secretsOfVersion,
  versionsSealedOtherwise,
  type CurrentSecretRow,
  type SecretContent,
  type SecretProviderName,
} from './stores/secret.store';
export {
  findVersionByContent,
  insertTemplate,
  insertVersion,
  lockTemplate,
  setLatestVersion,
  type NewTemplateVersion,
} from './stores/template.store';
export {
  changeTenant,
  getTenant,
  insertTenant,
  lockTenant,
  readTenantDoor,
  setTenantDisabled,
  type TenantSettings,
} from './stores/tenant.store';

export {
  approvalStatuses,
  findApproval,
  listApprovals,
  type ApprovalRow,
  type ApprovalStatus,
  type VoteRow,
} from './views/approvals.view';
export {
  listAnomalies,
  measureSpan,
  measures,
  writeAnomalies,
  type AnomalyRow,
  type Measure,
  type Measured,
  type MeasuredTemplate,
  type NewAnomaly,
} from './views/anomalies.view';
export {
  findPrunedRuns,
  listAudit,
  readAuditRecords,
  readAuditRows,
  readAuditSpan,
  type AuditPosition,
  type AuditRowView,
} from './views/audit.view';
export {
  addPrice,
  findPrice,
  costGroups,
  listCosts,
  listPrices,
  readBurn,
  type BurnPoint,
  type CostGroup,
  type CostRow,
  type PriceRow,
} from './views/costs.view';
export { decodeCursor, encodeCursor } from './views/cursor';
export {
  datasetExists,
  listDatasets,
  listRecords,
  type DatasetRow,
  type RecordRow,
} from './views/datasets.view';
export { openAnnouncements, type AnnouncementOptions, type Announcements } from './announcements';
export {
  readFeed,
  readFeedHead,
  subjectsThere,
  type FeedHead,
  type FeedPage,
  type FeedQuestion,
  type FeedRow,
} from './views/feed.view';
export { beginning, decodeEventCursor, encodeEventCursor, type EventPosition } from './views/event-cursor';
export {
  findRunHead,
  listEvents,
  type EventPage,
  type EventRow,
  type EventType,
  type TransitionRow,
} from './views/events.view';
export type { Page } from './views/page';
export {
  listPolicies,
  listPolicyDecisions,
  listPolicyVersions,
  type DecisionRow,
  type PolicyRow,
  type PolicyVersionRow,
} from './views/policies.view';
export { readPlanOutline, type NodeOutline } from './views/plan-outline.view';
export {
  endedRunStatuses,
  findRun,
  listRuns,
  openRunStatuses,
  type RunFilter,
  type RunLabel,
  type RunProgress,
  type RunRow,
  type RunStatus,
} from './views/runs.view';
export {
  findSecret,
  lastSecretUses,
  listSecrets,
  listSecretVersions,
  lockSecret,
  templatesNaming,
  type SecretRow,
  type SecretUseRow,
  type SecretVersionRow,
} from './views/secrets.view';
export { listTasks, type TaskRow, type TaskStatus } from './views/tasks.view';
export {
  findTemplate,
  findTemplateVersion,
  listTemplates,
  listTemplateVersions,
  locateTemplate,
  templateVersionExists,
  type TemplateRow,
  type TemplateVersionDetailRow,
  type TemplateVersionRow,
} from './views/templates.view';
export {
  insertBackfill,
  insertSlots,
  latestSlots,
  slotsBetween,
  slotDeadlines,
  slotStatuses,
  type SlotRow,
  type SlotDeadline,
  type SlotStatus,
} from './stores/slot.store';
export {
  findReceivedEvent,
  keepEvents,
  type EventTx,
  type KeptEvent,
  type NewReceivedEvent,
  type ReceivedEventRow,
} from './stores/received-event.store';
export {
  countTriggers,
  enabledTriggers,
  findTrigger,
  hideTrigger,
  insertTrigger,
  listTriggers,
  triggerKinds,
  updateTrigger,
  type TriggerFields,
  type TriggerFilter,
  type TriggerKind,
  type TriggerKindFields,
  type TriggerRow,
} from './stores/trigger.store';
export {
  firingsOfEvents,
  firingsOfTrigger,
  firingsLately,
  firingStatuses,
  insertFirings,
  type FiringKey,
  type FiringRow,
  type FiringStatus,
  type NewFiring,
} from './stores/firing.store';
export { listReceivedEvents, type ReceivedEventFilter } from './views/received-events.view';
