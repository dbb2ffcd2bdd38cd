import { chain, createApiHarness, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let template: string;
