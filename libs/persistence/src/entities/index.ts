import { ApiKey } from './api-key.entity';
import { Template } from './template.entity';
import { TemplateVersion } from './template-version.entity';
import { Tenant } from './tenant.entity';

export { ApiKey, Template, TemplateVersion, Tenant };

export const entities = [ApiKey, Template, TemplateVersion, Tenant] as const;
