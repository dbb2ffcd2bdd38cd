export { planOf, type EdgeDraft, type NodeDraft } from './plan-factory';
export { behaviourOf, randomRun, type RandomRun, type RandomRunOptions } from './random-run';
