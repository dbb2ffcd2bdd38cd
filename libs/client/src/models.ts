import type { components } from './schema';

/** The objects of the interface by their plain names. */
type Schemas = components['schemas'];

export type Approval = Schemas['Approval'];
export type Budget = Schemas['Budget'];
export type Burn = Schemas['Burn'];
export type Collection = Schemas['Collection'];
export type Dataset = Schemas['Dataset'];
export type DatasetRecord = Schemas['DatasetRecord'];
export type DocumentBody = Schemas['DocumentBody'];
export type FieldProblem = Schemas['FieldProblem'];
export type FreezeBreak = Schemas['FreezeBreak'];
export type FreezeWindow = Schemas['FreezeWindow'];
export type Agent = Schemas['Agent'];
export type ModelProvider = Schemas['ModelProvider'];
export type Orchestra = Schemas['Orchestra'];
export type OrchestraBody = Schemas['OrchestraBody'];
export type ReceivedEvent = Schemas['ReceivedEvent'];
export type Trigger = Schemas['Trigger'];
export type TriggerBody = Schemas['TriggerBody'];
export type Problem = Schemas['Problem'];
export type Progress = Schemas['Progress'];
export type PublishedTemplate = Schemas['PublishedTemplate'];
export type QueryBody = Schemas['QueryBody'];
export type Run = Schemas['Run'];
export type RunEvent = Schemas['Event'];
export type RunStatus = Run['status'];
export type Signal = Schemas['Signal'];
export type StreamEvent = Schemas['StreamEvent'];
export type Task = Schemas['Task'];
export type TaskStatus = Task['status'];
export type Template = Schemas['Template'];
export type Tenant = Schemas['Tenant'];
export type Transition = Schemas['Transition'];
export type Validation = Schemas['Validation'];
export type Whoami = Schemas['Whoami'];

/** What a stream can be about: all of a run; or how runs of an orchestra, or of the tenant, begin, are controlled and end. */
export type Topic = `run:${string}` | `orchestra:${string}` | 'runs:all';
export type Webhook = Schemas['Webhook'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
export type Hook = Schemas['Hook'];
export type HookBody = Schemas['HookBody'];
