/**
 * The HTTP interface as types, in the shape `openapi-typescript` gives: `paths` maps an address to its methods,
 * `components` holds the named objects. Only `contract.ts` and `models.ts` import this file, so that it can be
 * exchanged for the generated `schema.ts`.
 */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };
type Content<Body> = { content: { 'application/json': Body } };
type Parameters<Path, Query> = { path: Path; query?: Query };
type Get<Result, Path = unknown, Query = Record<string, never>> = {
  get: { parameters: Parameters<Path, Query>; responses: { 200: Content<Result> } };
};
type Id = { id: string };
type Paging = { limit?: number; after?: string };
type Page = { next: string | null; has_more: boolean };
type Listed<Item> = { data: Item[]; page: Page };

type PublishContent = {
  content: {
    'application/yaml': string;
    'application/json': { name?: string; source: string } | { name?: string; definition: JsonObject };
  };
};

export interface components {
  schemas: {
    FieldProblem: {
      pointer?: string;
      code: string;
      mst?: string;
      message: string;
      line?: number;
      column?: number;
      suggestion?: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      instance?: string;
      trace_id?: string;
      retryable: boolean;
      errors?: components['schemas']['FieldProblem'][];
    };
    Version: { version: string };
    Whoami: {
      tenant: { id: string; name: string; env: string };
      principal: { kind: string; id: string; role: string };
      permissions: string[];
    };
    Validation: {
      valid: true;
      name: string | null;
      nodes: number;
      warnings: components['schemas']['FieldProblem'][];
    };
    Template: {
      id: string;
      name: string;
      version: number;
      description: string | null;
      tag: string | null;
      owner: string | null;
      labels: { [key: string]: string };
      created_at: string;
      updated_at: string;
    };
    PublishedTemplate: components['schemas']['Template'] & {
      outcome: 'template_created' | 'version_created' | 'unchanged';
    };
    TemplateVersion: { version: number; content_hash: string; created_at: string; created_by: string | null };
    TemplateVersionDetail: components['schemas']['TemplateVersion'] & {
      format: 'yaml' | 'json';
      source: string;
      plan: JsonObject;
    };
    Progress: {
      total: number;
      succeeded: number;
      failed: number;
      skipped: number;
      cancelled: number;
      running: number;
      waiting: number;
      pending: number;
    };
    Run: {
      id: string;
      template_id: string;
      template_name: string;
      template_version: number;
      status:
        'pending' | 'queued' | 'running' | 'succeeded' | 'completed' | 'failed' | 'cancelled' | 'timed_out';
      control: 'none' | 'pause' | 'cancel';
      inputs: JsonObject;
      outputs: JsonObject | null;
      output: string | null;
      error: components['schemas']['Problem'] | null;
      created_at: string;
      started_at: string | null;
      finished_at: string | null;
      duration_ms: number | null;
      created_by: string | null;
      progress: components['schemas']['Progress'];
    };
    Task: {
      id: string;
      n: number;
      node: string;
      ref: string | null;
      status:
        | 'pending'
        | 'ready'
        | 'queued'
        | 'running'
        | 'waiting'
        | 'succeeded'
        | 'failed'
        | 'skipped'
        | 'cancelled';
      attempt: number;
      max_attempts: number;
      queue: string;
      ready_at: string | null;
      started_at: string | null;
      finished_at: string | null;
      duration_ms: number | null;
      output: Json;
      error: components['schemas']['Problem'] | null;
      wait: { reason: string; detail: string | null; wake_at: string | null } | null;
    };
    Transition: { task: string; n: number; node: string; from: string; to: string; attempt: number };
    Event: {
      id: string;
      at: string;
      type: 'run.created' | 'run.started' | 'tasks' | 'run.finished' | 'run.control' | 'log';
      run_id: string;
      actor: string | null;
      transitions: components['schemas']['Transition'][];
      data: JsonObject | null;
    };
    Dataset: { name: string; records: number; updated_at: string };
    DatasetRecord: { key: string; ingest_id: string; data: JsonObject; updated_at: string };
    Tenant: { id: string; name: string; env: string; egress_allow: string[] };
  };
}

type Schemas = components['schemas'];

export interface paths {
  '/api/version': Get<Schemas['Version']>;
  '/api/whoami': Get<Schemas['Whoami']>;
  '/api/templates/validate': {
    post: {
      parameters: { query?: { name?: string } };
      requestBody: PublishContent;
      responses: { 200: Content<Schemas['Validation']> };
    };
  };
  '/api/templates': Get<Listed<Schemas['Template']>, unknown, Paging> & {
    post: {
      parameters: { query?: { name?: string } };
      requestBody: PublishContent;
      responses: { 200: Content<Schemas['PublishedTemplate']>; 201: Content<Schemas['PublishedTemplate']> };
    };
  };
  '/api/templates/{id}': Get<Schemas['Template'], Id>;
  '/api/templates/{id}/versions': Get<{ data: Schemas['TemplateVersion'][] }, Id>;
  '/api/templates/{id}/versions/{v}': Get<Schemas['TemplateVersionDetail'], { id: string; v: number }>;
  '/api/runs': Get<Listed<Schemas['Run']>, unknown, Paging & { status?: string; template_id?: string }> & {
    post: {
      parameters: { query?: never };
      requestBody: Content<{
        template_id?: string;
        template?: string;
        version?: number;
        inputs?: JsonObject;
        idempotency_key?: string;
      }>;
      responses: { 200: Content<Schemas['Run']>; 201: Content<Schemas['Run']> };
    };
  };
  '/api/runs/{id}': Get<Schemas['Run'], Id>;
  '/api/runs/{id}/tasks': Get<{ data: Schemas['Task'][] }, Id>;
  '/api/runs/{id}/cancel': {
    post: {
      parameters: { path: Id };
      requestBody?: Content<{ reason?: string }>;
      responses: { 202: Content<Schemas['Run']> };
    };
  };
  '/api/runs/{id}/events': Get<Listed<Schemas['Event']>, Id, Paging>;
  '/api/datasets': Get<{ data: Schemas['Dataset'][] }>;
  '/api/datasets/{name}/records': Get<Listed<Schemas['DatasetRecord']>, { name: string }, Paging>;
  '/api/tenants/{id}': Get<Schemas['Tenant'], Id> & {
    patch: {
      parameters: { path: Id };
      requestBody: Content<{ egress_allow: string[] }>;
      responses: { 200: Content<Schemas['Tenant']> };
    };
  };
}
