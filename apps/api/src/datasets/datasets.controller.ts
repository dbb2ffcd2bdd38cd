import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import { datasetExists, listDatasets, listRecords } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import {
  DatasetList,
  DatasetRecordList,
  showDataset,
  showRecord,
  type DatasetDto,
  type DatasetRecordDto,
} from './dataset.dto';

const datasetQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };
const recordQuery = { limit: limit({ max: 1_000, fallback: 100 }), after: cursor() };

/** What can name a dataset; nothing else is looked up. */
const namePattern = /^[a-z0-9][a-z0-9._-]{0,127}$/;

@ApiTags('datasets')
@Controller('api/datasets')
export class DatasetsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listDatasets',
    summary: 'List datasets',
    access: 'dataset:read',
    answers: { 200: { type: DatasetList, description: 'Datasets by name.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(datasetQuery) query: ParametersOf<typeof datasetQuery>,
  ): Promise<Listed<DatasetDto>> {
    const listing = { list: 'datasets', keyOf: (row: { name: string }) => row.name };
    const after = positionIn(listing.list, query.after);
    const page = await this.connections.tenants.withTenant(tenantId, (tx) =>
      listDatasets(tx, { after, limit: query.limit }),
    );
    return listed(page, listing, showDataset);
  }

  @Get(':name/records')
  @Operation({
    id: 'listRecords',
    summary: 'List the records of a dataset',
    access: 'dataset:read',
    answers: { 200: { type: DatasetRecordList, description: 'Records by key.' } },
  })
  async records(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('name') name: string,
    @Query(recordQuery) query: ParametersOf<typeof recordQuery>,
  ): Promise<Listed<DatasetRecordDto>> {
    const listing = { list: `records:${name}`, keyOf: (row: { key: string }) => row.key };
    const after = positionIn(listing.list, query.after);
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      if (!namePattern.test(name) || !(await datasetExists(tx, name))) {
        throw new MaestroError('not-found', 'There is no such dataset.');
      }
      return listed(await listRecords(tx, { dataset: name, after, limit: query.limit }), listing, showRecord);
    });
  }
}
