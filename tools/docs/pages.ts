import { configPage, envExample } from './config-page';
import { errorsPage } from './errors-page';
import { telemetryPage } from './telemetry-page';

/** Generated files, by the topic their generator has in its name; paths are relative to the repository. */
export const pages: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  config: { 'docs/reference/config.md': configPage, '.env.example': envExample },
  errors: { 'docs/reference/errors.md': errorsPage },
  telemetry: { 'docs/reference/telemetry.md': telemetryPage },
};
