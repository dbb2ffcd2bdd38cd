import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { explainRun } from '@maestro/engine';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { positionIn } from '../http/page';
import { Query } from '../http/query.decorator';
import { ExplanationDto, showExplanation } from './explain.dto';
import { noSuchRun, runIdIn } from './run-id';

const explainQuery = { limit: limit({ max: 1_000, fallback: 200 }), after: cursor() };

@ApiTags('runs')
@Controller('api/runs')
export class ExplainController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get(':id/explain')
  @Operation({
    id: 'explainRun',
    summary: 'Say why a run has not ended',
    description:
      'Of the run and of each task that has not ended: why, what blocks it, and when it is looked at again.',
    access: 'run:read',
    answers: { 200: { type: ExplanationDto, description: 'Why it waits.' } },
  })
  async explain(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(explainQuery) query: ParametersOf<typeof explainQuery>,
  ): Promise<ExplanationDto> {
    const runId = runIdIn(id);
    const list = `explain:${runId}`;
    const position = positionIn(list, query.after);
    const after = position === null ? null : Number(position);
    const explained = await explainRun(this.connections.engine, {
      tenantId,
      runId,
      after,
      limit: query.limit,
    });
    if (!explained) throw noSuchRun();
    return showExplanation(runId, list, explained);
  }
}
