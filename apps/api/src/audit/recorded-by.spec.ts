import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where each change that a route makes is told: an `entry` of the audit trail, written in the transaction of the change; an
 * `event` of a run, with its actor. `nothing` is for what changes nothing.
 */
const recordedBy: Readonly<Record<string, 'entry' | 'event' | 'nothing'>> = {
  // What it has others do is recorded where they do it.
  activatePolicy: 'entry',
  addDocument: 'entry',
  approve: 'event',
  approveFreezeBreak: 'entry',
  approveToolset: 'entry',
  backfillOrchestra: 'entry',
  bindOrchestraSecrets: 'entry',
  bulkRuns: 'event',
  cancelRun: 'event',
  createAgent: 'entry',
  createApiKey: 'entry',
  createBudget: 'entry',
  createCollection: 'entry',
  createFreezeWindow: 'entry',
  createHook: 'entry',
  createModelProvider: 'entry',
  createOrchestra: 'entry',
  createToolset: 'entry',
  createTrigger: 'entry',
  createTrustRule: 'entry',
  createWebhook: 'entry',
  deactivatePolicy: 'entry',
  deleteAgent: 'entry',
  deleteBudget: 'entry',
  deleteCollection: 'entry',
  deleteDocument: 'entry',
  deleteFreezeWindow: 'entry',
  deleteHook: 'entry',
  deleteModelProvider: 'entry',
  deleteOrchestra: 'entry',
  deleteSecret: 'entry',
  deleteToolset: 'entry',
  deleteTrigger: 'entry',
  deleteWebhook: 'entry',
  disableWebhook: 'entry',
  distrustAttestationKey: 'entry',
  enableWebhook: 'entry',
  endSession: 'entry',
  evaluatePolicies: 'nothing',
  exchangeToken: 'entry',
  importFreezeWindows: 'entry',
  inviteMember: 'entry',
  invokeAgent: 'event',
  labelRun: 'event',
  logout: 'entry',
  mcp: 'nothing',
  pauseRun: 'event',
  publishPolicy: 'entry',
  publishTemplate: 'entry',
  putDocument: 'entry',
  putSecret: 'entry',
  queryCollection: 'nothing',
  receiveHookMessage: 'entry',
  refreshToolset: 'entry',
  reindexCollection: 'entry',
  reject: 'event',
  removeMember: 'entry',
  removeTrustRule: 'entry',
  replayWebhookDelivery: 'entry',
  requestFreezeBreak: 'entry',
  rerunRun: 'event',
  resumeRun: 'event',
  retryRun: 'event',
  retryTaskNow: 'event',
  revokeApiKey: 'entry',
  rotateApiKey: 'entry',
  rotateDataKey: 'entry',
  rotateHookSecret: 'entry',
  rotateSecret: 'entry',
  rotateWebhookSecret: 'entry',
  sendEvents: 'entry',
  sendSignal: 'event',
  setKillSwitch: 'entry',
  setModelPrice: 'entry',
  skipTask: 'event',
  startRun: 'event',
  startRunByOrchestra: 'event',
  startRuns: 'event',
  testPolicy: 'nothing',
  testTrigger: 'nothing',
  testWebhook: 'entry',
  topUpBudget: 'entry',
  trustAttestationKey: 'entry',
  updateAgent: 'entry',
  updateBudget: 'entry',
  updateCollection: 'entry',
  updateFreezeWindow: 'entry',
  updateHook: 'entry',
  updateMember: 'entry',
  updateModelProvider: 'entry',
  updateOrchestra: 'entry',
  updateTenant: 'entry',
  updateTrigger: 'entry',
  updateWebhook: 'entry',
  uploadAttestation: 'entry',
  validateTemplate: 'nothing',
};

interface Operation {
  operationId: string;
}

const file = join(__dirname, '..', '..', '..', '..', 'docs', 'reference', 'openapi.json');
const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};

it('knows of every route that changes something where that is recorded', () => {
  const changing = Object.values(paths).flatMap((methods) =>
    Object.entries(methods).flatMap(([method, { operationId }]) => (method === 'get' ? [] : operationId)),
  );
  expect(changing.length).toBeGreaterThan(10);
  expect(changing.sort()).toEqual(Object.keys(recordedBy).sort());
});
