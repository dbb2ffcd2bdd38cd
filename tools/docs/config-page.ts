import { allSections, type Section, type Setting } from '../../libs/config/src/index';
import { code, page, table } from './markdown';

export const source = 'libs/config/src/sections.ts';

/** `docs/reference/config.md`: every setting of every section. */
export function configPage(): string {
  const intro =
    'Settings come from environment variables, are read once at boot and checked together: a service that refuses to ' +
    'start lists every fault. A variable called `MAESTRO_…` that is not on this page is a fault; an empty one counts ' +
    'as unset. Values of secrets are never printed.';
  return page('Configuration', source, [intro, ...allSections.map(sectionPart)]);
}

function sectionPart(section: Section): string {
  const rows = Object.values(section.settings).map((setting) => [
    code(setting.env),
    fallback(setting),
    `${setting.expects}${setting.secret ? '; secret' : ''}`,
    setting.description,
  ]);
  const rules = section.rules.map((rule) => `- ${code(rule.variable)} ${rule.message}.`);
  const parts = [`## ${section.title}`, `Read by: ${section.readBy}.`];
  parts.push(
    table(['variable', 'default', 'accepts', 'meaning'], rows),
    ...(rules.length ? [rules.join('\n')] : []),
  );
  return parts.join('\n\n');
}

function fallback(setting: Setting<unknown>): string {
  if (setting.required) return '**required**';
  return setting.fallback ? code(setting.fallback) : 'none';
}

/** `.env.example`: required settings to fill in, all others commented out with their default. */
export function envExample(): string {
  const seen = new Set<string>();
  const parts = allSections.map((section) => {
    const fresh = Object.values(section.settings).filter((setting) => !seen.has(setting.env));
    fresh.forEach((setting) => seen.add(setting.env));
    return fresh.length === 0 ? [] : [`# ${section.title} (${section.readBy})`, ...fresh.map(envLine), ''];
  });
  return [
    `# Generated from ${source}; do not edit. Meanings: docs/reference/config.md`,
    '',
    ...parts.flat(),
  ].join('\n');
}

function envLine(setting: Setting<unknown>): string {
  return setting.required ? `${setting.env}=` : `# ${setting.env}=${setting.fallback ?? ''}`;
}
