export { publishTemplate, type Published, type PublishRequest } from './publish-template';
export { getTemplate, resolveTemplate } from './read-templates';
export { checkTemplateName, isTemplateName } from './template-name';
