export { entryOf, takePlace } from './overlap';
export { bindSecrets, checkSecrets } from './bind-secrets';
export { defaultTag } from './default-tag';
export { scheduleOf, tidyCron, type Timing } from './fields';
export { partsOf, playOrchestra, versionOf, type PlayRequest } from './play-orchestra';
export {
  changeOrchestra,
  createOrchestra,
  getOrchestra,
  lockOrchestra,
  removeOrchestra,
  type NewOrchestra,
} from './write-orchestra';
