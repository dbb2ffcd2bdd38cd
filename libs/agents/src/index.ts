export { readConfiguration, type AgentConfiguration } from './configuration';
export { draftAgent, type AgentDraft } from './draft-agent';
export { invokeAgent, type InvokeRequest } from './invoke-agent';
export { createProposals } from './proposals';
export {
  changeAgent,
  changedConfiguration,
  checkAgentName,
  createAgent,
  getAgent,
  removeAgent,
} from './write-agent';
