export { publishTemplate, type Published, type PublishRequest } from './publish-template';
export { getTemplate } from './read-templates';
export { checkTemplateName, isTemplateName } from './template-name';
