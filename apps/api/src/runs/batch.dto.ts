import { ApiSchema } from '@nestjs/swagger';
import { ShowsMany, ShowsText, ShowsWord } from '../http/shows';

export const startOutcomes = ['started', 'replayed', 'coalesced', 'key-mismatch'] as const;

@ApiSchema({ name: 'StartOutcome' })
export class StartOutcomeDto {
  @ShowsWord(
    startOutcomes,
    '`replayed`: its key had started this run before. `coalesced`: it joins a run that still waits. `key-mismatch`: its key had started a run of another version or other inputs.',
  )
  outcome!: (typeof startOutcomes)[number];

  @ShowsText('The run; null where the key belongs to another.', { nullable: true })
  run_id!: string | null;
}

@ApiSchema({ name: 'StartedBatch' })
export class StartedBatchDto {
  @ShowsMany(() => StartOutcomeDto, 'One entry for each run of the request.')
  data!: StartOutcomeDto[];
}
