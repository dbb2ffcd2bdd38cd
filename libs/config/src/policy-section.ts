import { section } from './section';
import { url } from './setting';

export const policy = section({
  title: 'Policy',
  readBy: 'api, scheduler, worker',
  settings: {
    opaUrl: url({
      env: 'MAESTRO_OPA_URL',
      schemes: ['http', 'https'],
      optional: true,
      description:
        'Base address of the Open Policy Agent that decides what OPA policies govern. Without it each of them denies.',
    }),
  },
});
