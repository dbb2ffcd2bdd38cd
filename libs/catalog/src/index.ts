export { publishTemplate, type Published, type PublishRequest } from './publish-template';
export { getTemplate, resolveTemplate } from './read-templates';
export { checkPublishedName, isTemplateName } from './template-name';
