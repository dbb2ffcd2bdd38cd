import { Controller, Get, Inject } from '@nestjs/common';
import { ApiSchema, ApiTags } from '@nestjs/swagger';
import { diagnose, type Finding } from '@maestro/engine';
import { CurrentPrincipal } from '@maestro/nest-kit';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { ShowsFlag, ShowsInteger, ShowsMany, ShowsText, ShowsTexts, ShowsWord } from '../http/shows';

@ApiSchema({ name: 'Finding' })
export class FindingDto implements Finding {
  @ShowsText('Name of the rule.', { example: 'I2' })
  id!: string;

  @ShowsText('What must be true.')
  says!: string;

  @ShowsWord(
    ['ok', 'warning', 'violated', 'unchecked'],
    '`unchecked`: there was too much to look through in time.',
  )
  state!: Finding['state'];

  @ShowsInteger('How many break it, as far as they were counted.')
  count!: number;

  @ShowsTexts('The first few of what breaks it.')
  sample!: string[];
}

@ApiSchema({ name: 'Diagnosis' })
export class DiagnosisDto {
  @ShowsFlag('No rule is broken.')
  healthy!: boolean;

  @ShowsMany(() => FindingDto, 'Everything that was looked at.')
  findings!: FindingDto[];
}

/**
 * The command line reaches the database through here and not by itself: it then needs no credential of the database,
 * and row-level security confines what it is shown to the tenant of its key.
 */
@ApiTags('meta')
@Controller('api/doctor')
export class DoctorController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'diagnose',
    summary: 'Look for what must not be',
    description: 'Checks on the live database, read-only, each for a few seconds at most.',
    access: 'system:inspect',
    answers: { 200: { type: DiagnosisDto, description: 'What was found.' } },
  })
  async diagnose(@CurrentPrincipal() { tenantId }: Principal): Promise<DiagnosisDto> {
    const { engine, tenants, monitor } = this.connections;
    const readGeneration = () => monitor.readGeneration();
    const findings = await diagnose(engine, { tenantId, tenants, readGeneration });
    return { healthy: findings.every(({ state }) => state !== 'violated'), findings };
  }
}
