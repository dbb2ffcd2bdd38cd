import { ApiSchema } from '@nestjs/swagger';
import { formatId, measures, type AnomalyRow } from '@maestro/persistence';
import { centsOf } from '../http/money';
import { ListOf } from '../http/page';
import { ShowsInteger, ShowsNumber, ShowsText, ShowsTime, ShowsWord } from '../http/shows';

@ApiSchema({
  name: 'Anomaly',
  description: 'One measure of a run that lies far beyond what is usual of its template.',
})
export class AnomalyDto {
  @ShowsText('Run.')
  run_id!: string;

  @ShowsText('Template.')
  template_id!: string;

  @ShowsWord(measures, 'What is unusual.')
  measure!: string;

  @ShowsNumber('Of the run: milliseconds of a duration, cents of a cost.')
  value!: number;

  @ShowsNumber('Of the runs before it.')
  median!: number;

  @ShowsNumber('How many usual deviations it lies beyond the median; what is told of has 5 at least.')
  score!: number;

  @ShowsInteger('Runs it was compared with: up to 64, and none is told of with fewer than 20.')
  samples!: number;

  @ShowsTime('When it was found.')
  detected_at!: string;
}

export const AnomalyList = ListOf(AnomalyDto, 'AnomalyList');

export function showAnomaly(row: AnomalyRow): AnomalyDto {
  const shown = (value: number) => (row.measure === 'cost' ? centsOf(value) : Math.round(value));
  return {
    run_id: formatId('run', row.runId),
    template_id: formatId('tpl', row.templateId),
    measure: row.measure,
    value: shown(row.value),
    median: shown(row.median),
    score: Math.round(row.score * 100) / 100,
    samples: row.samples,
    detected_at: row.detectedAt.toISOString(),
  };
}
