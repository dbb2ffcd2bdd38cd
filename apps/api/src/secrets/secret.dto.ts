import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import {
  formatId,
  formatTaskId,
  type SecretRow,
  type SecretUseRow,
  type SecretVersionRow,
} from '@maestro/persistence';
import { ObjectField, TextField } from '../http/fields';
import { ListOf } from '../http/page';
import { ShowsInteger, ShowsMany, ShowsObject, ShowsText, ShowsTime, ShowsWord } from '../http/shows';

const PROVIDERS = ['stored', 'environment', 'vault'] as const;

@ApiSchema({ name: 'SecretBody' })
export class SecretBody {
  // The bounds of a value are checked where its bytes are known; a value that is too long gets an answer, too.
  @TextField({
    description: 'The value: 4 characters to 64 KiB. It is never shown again.',
    min: 0,
    max: 16 * 1024 * 1024,
  })
  value?: string;

  @ObjectField({
    description:
      'Instead of a value, where it is: `{"provider": "environment", "variable": …}` or `{"provider": "vault", "path": …, "key": …}`.',
  })
  reference?: JsonObject;
}

@ApiSchema({ name: 'Secret' })
export class SecretDto {
  @ShowsText('Its name, as expressions write it after `secrets.`.', { example: 'PAGER_TOKEN' })
  name!: string;

  @ShowsInteger('The version that attempts are given now.')
  version!: number;

  @ShowsWord(PROVIDERS, 'Where its value is kept.')
  provider!: SecretRow['provider'];

  @ShowsObject('Where the value is; null where it is kept here.', { nullable: true })
  reference!: JsonObject | null;

  @ShowsTime('When the secret was made.')
  created_at!: string;

  @ShowsTime('When its current version was written.')
  updated_at!: string;
}

export const SecretList = ListOf(SecretDto, 'SecretList');

@ApiSchema({ name: 'SecretVersion' })
export class SecretVersionDto {
  @ShowsInteger('Its number, from 1.')
  version!: number;

  @ShowsWord(PROVIDERS, 'Where its value is kept.')
  provider!: SecretRow['provider'];

  @ShowsObject('Where the value is; null where it is kept here.', { nullable: true })
  reference!: JsonObject | null;

  @ShowsTime('When it was written.')
  created_at!: string;

  @ShowsText('Who wrote it.')
  created_by!: string;
}

export const SecretVersionList = ListOf(SecretVersionDto, 'SecretVersionList');

@ApiSchema({ name: 'SecretTemplate' })
export class SecretTemplateDto {
  @ShowsText('Id of the template.')
  id!: string;

  @ShowsText('Its name.')
  name!: string;

  @ShowsInteger('Its newest version, which names the secret.')
  version!: number;
}

@ApiSchema({ name: 'SecretUse' })
export class SecretUseDto {
  @ShowsText('The run.')
  run_id!: string;

  @ShowsText('The task.')
  task_id!: string;

  @ShowsInteger('Which of its attempts.')
  attempt!: number;

  @ShowsInteger('The version of the secret that it was given.')
  version!: number;

  @ShowsTime('When.')
  used_at!: string;
}

@ApiSchema({ name: 'SecretUsages' })
export class SecretUsagesDto {
  @ShowsMany(() => SecretTemplateDto, 'Templates whose newest version names the secret, a hundred at most.')
  templates!: SecretTemplateDto[];

  @ShowsMany(() => SecretUseDto, 'The attempts that were given it last, fifty at most.')
  uses!: SecretUseDto[];
}

@ApiSchema({ name: 'SealedAnew' })
export class SealedAnewDto {
  @ShowsInteger('How many versions of secrets were sealed with the new data key.')
  versions!: number;
}

export function showSecret(row: SecretRow): SecretDto {
  const { name, version, provider, reference, createdAt, updatedAt } = row;
  return {
    name,
    version,
    provider,
    reference: reference as JsonObject | null,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

export function showVersion(row: SecretVersionRow): SecretVersionDto {
  const { version, provider, reference, createdAt, createdBy } = row;
  return {
    version,
    provider,
    reference: reference as JsonObject | null,
    created_at: createdAt.toISOString(),
    created_by: createdBy,
  };
}

export function showUse({ runId, task, attempt, version, usedAt }: SecretUseRow): SecretUseDto {
  return {
    run_id: formatId('run', runId),
    task_id: formatTaskId(runId, task),
    attempt,
    version,
    used_at: usedAt.toISOString(),
  };
}
