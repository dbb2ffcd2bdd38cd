export type { Loop } from './loop';
export { createMaintenance, type Maintenance, type MaintenanceOptions } from './maintenance';
