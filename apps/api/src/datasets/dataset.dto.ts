import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import type { DatasetRow, RecordRow } from '@maestro/persistence';
import { ListOf } from '../http/page';
import { ShowsInteger, ShowsObject, ShowsText, ShowsTime } from '../http/shows';

@ApiSchema({ name: 'Dataset' })
export class DatasetDto {
  @ShowsText('Name of the dataset.', { example: 'kev' })
  name!: string;

  @ShowsInteger('How many records it has.')
  records!: number;

  @ShowsTime('When a record last changed, or the dataset was made.')
  updated_at!: string;
}

export const DatasetList = ListOf(DatasetDto, 'DatasetList');

@ApiSchema({ name: 'DatasetRecord' })
export class DatasetRecordDto {
  @ShowsText('Key of the record in its dataset.')
  key!: string;

  @ShowsText('Which ingest brought the data.')
  ingest_id!: string;

  @ShowsObject('The data.')
  data!: JsonObject;

  @ShowsTime('When the data last changed.')
  updated_at!: string;
}

export const DatasetRecordList = ListOf(DatasetRecordDto, 'DatasetRecordList');

export function showDataset({ name, records, updatedAt }: DatasetRow): DatasetDto {
  return { name, records, updated_at: updatedAt.toISOString() };
}

export function showRecord({ key, ingestId, data, updatedAt }: RecordRow): DatasetRecordDto {
  return { key, ingest_id: ingestId, data, updated_at: updatedAt.toISOString() };
}
