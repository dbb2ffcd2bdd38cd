import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, Readiness, readinessAnswer, type ReadinessReport } from '@maestro/nest-kit';

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process lives. It asks nobody: a database that is away is no reason to restart this process. */
  @Get('livez')
  @Public()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Public()
  ready(): Promise<ReadinessReport> {
    return readinessAnswer(this.readiness);
  }
}
