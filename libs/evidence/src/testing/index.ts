export { sampleExport, tenant, type SampleExport } from './sample-export';
