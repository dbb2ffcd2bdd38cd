export { classifyAddress, type AddressClass } from './address';
export { parseHostPort, type HostPort } from './allow-list';
export { systemResolver, type Resolver } from './connector';
export {
  createEgress,
  defaultEgressLimits,
  type Egress,
  type EgressLimits,
  type EgressOptions,
  type EgressRequest,
  type EgressResponse,
  type EgressStream,
} from './egress';
export { isUnsent } from './unsent';
