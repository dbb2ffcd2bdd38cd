import { Module, type DynamicModule } from '@nestjs/common';
import { HttpEdgeModule, Readiness, type ServiceLogger } from '@maestro/nest-kit';
import { AgentRunsController } from './agents/agent-runs.controller';
import { AgentsController } from './agents/agents.controller';
import { ApprovalsController } from './approvals/approvals.controller';
import { AttestationsController } from './audit/attestations.controller';
import { AuditController } from './audit/audit.controller';
import { BatchController } from './runs/batch.controller';
import { BulkController } from './bulk/bulk.controller';
import { BudgetsController } from './budgets/budgets.controller';
import { CostsController } from './costs/costs.controller';
import { CollectionsController } from './collections/collections.controller';
import { DocumentsController } from './collections/documents.controller';
import { CONNECTIONS, type Connections } from './connections';
import { DatasetsController } from './datasets/datasets.controller';
import { DoctorController } from './doctor/doctor.controller';
import { FreezeBreaksController } from './freeze-windows/freeze-breaks.controller';
import { FreezeCalendarController } from './freeze-windows/freeze-calendar.controller';
import { FreezeWindowsController } from './freeze-windows/freeze-windows.controller';
import { FrozenStarts } from './freeze-windows/frozen-starts';
import { API_DESCRIPTION, DocsController, type ApiDescription } from './meta/docs.controller';
import { HealthController } from './meta/health.controller';
import { IdentityController } from './meta/identity.controller';
import { KeysController } from './keys/keys.controller';
import { McpController } from './mcp/mcp.controller';
import { MembersController } from './members/members.controller';
import { DecisionsController } from './policies/decisions.controller';
import { ModelProvidersController } from './model-providers/model-providers.controller';
import { OrchestraRunsController } from './orchestras/orchestra-runs.controller';
import { OrchestraScheduleController } from './orchestras/orchestra-schedule.controller';
import { OrchestrasController } from './orchestras/orchestras.controller';
import { PoliciesController } from './policies/policies.controller';
import { OpenStreams } from './runs/open-streams';
import { PlanOutlines } from './runs/outlines';
import { Feeds } from './stream/feeds';
import { StreamController } from './stream/stream.controller';
import { EventsController } from './events/events.controller';
import { ExplainController } from './runs/explain.controller';
import { RunControlController } from './runs/run-control.controller';
import { RunsController } from './runs/runs.controller';
import { SecretsController } from './secrets/secrets.controller';
import { SessionsController } from './sign-in/sessions.controller';
import { SignInController } from './sign-in/sign-in.controller';
import { SignalsController } from './signals/signals.controller';
import { TasksController } from './tasks/tasks.controller';
import { TemplatesController } from './templates/templates.controller';
import { TokenController } from './workload/token.controller';
import { TriggersController } from './triggers/triggers.controller';
import { TriggerTestController } from './triggers/trigger-test.controller';
import { TrustRulesController } from './workload/trust-rules.controller';
import { KillSwitchController } from './tenants/kill-switch.controller';
import { TenantsController } from './tenants/tenants.controller';
import { HooksController } from './hooks/hooks.controller';
import { MessagesController } from './hooks/messages.controller';
import { DeliveriesController } from './webhooks/deliveries.controller';
import { WebhooksController } from './webhooks/webhooks.controller';
import { ToolsetsController } from './tools/toolsets.controller';

export interface ApiParts {
  connections: Connections;
  logger: ServiceLogger;
  readiness: Readiness;
  description: ApiDescription;
}

const controllers = [
  AgentRunsController,
  AgentsController,
  ApprovalsController,
  AttestationsController,
  AuditController,
  BatchController,
  BudgetsController,
  BulkController,
  CollectionsController,
  CostsController,
  DatasetsController,
  DeliveriesController,
  DecisionsController,
  DocsController,
  DocumentsController,
  DoctorController,
  EventsController,
  ExplainController,
  FreezeBreaksController,
  FreezeCalendarController,
  FreezeWindowsController,
  HealthController,
  IdentityController,
  KeysController,
  KillSwitchController,
  McpController,
  MembersController,
  ModelProvidersController,
  OrchestraRunsController,
  OrchestraScheduleController,
  OrchestrasController,
  PoliciesController,
  RunControlController,
  RunsController,
  SecretsController,
  SessionsController,
  SignalsController,
  SignInController,
  StreamController,
  TasksController,
  TemplatesController,
  TokenController,
  ToolsetsController,
  TriggersController,
  TriggerTestController,
  TrustRulesController,
  TenantsController,
  WebhooksController,
  HooksController,
  MessagesController,
];

@Module({})
export class ApiModule {
  static forRoot({ connections, logger, readiness, description }: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [HttpEdgeModule.forRoot({ ...connections, logger })],
      controllers,
      providers: [
        FrozenStarts,
        { provide: PlanOutlines, useValue: connections.outlines },
        { provide: CONNECTIONS, useValue: connections },
        { provide: Feeds, useValue: connections.feeds },
        { provide: Readiness, useValue: readiness },
        { provide: API_DESCRIPTION, useValue: description },
        { provide: OpenStreams, useValue: new OpenStreams(connections.authenticator, logger) },
      ],
    };
  }
}
