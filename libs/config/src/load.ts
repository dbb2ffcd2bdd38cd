import { closest } from './closest';
import { ConfigError, type ConfigFault } from './fault';
import { knownVariables, variablesOf } from './register';
import type { Section, Settings, Values } from './section';
import type { Setting } from './setting';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The typed result of `loadConfig`: section by section, value by value. */
export type Config<T extends Readonly<Record<string, Section>>> = {
  readonly [K in keyof T]: T[K] extends Section<infer S> ? Values<S> : never;
};

/** Values longer than this are cut in a fault's message. */
const MAX_ECHO = 64;

/**
 * Reads the settings of `sections` from `env`, once. Call it at boot, before anything is opened, and hand the
 * result down: nothing else reads the environment.
 *
 * An empty variable counts as unset. Variables called `MAESTRO_…` that no section declares are refused; a
 * variable of a section that this process does not use is ignored, so one file can serve all processes.
 *
 * @throws ConfigError with every fault there is; values of secrets never appear in it.
 */
export function loadConfig<const T extends Readonly<Record<string, Section>>>(
  sections: T,
  env: Environment,
): Config<T> {
  const faults: ConfigFault[] = unknownVariables(env, Object.values(sections));
  const config: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [name, section] of Object.entries(sections)) config[name] = readSection(section, env, faults);
  if (faults.length > 0) throw new ConfigError(distinct(faults));
  return Object.freeze(config) as Config<T>;
}

function readSection(
  section: Section,
  env: Environment,
  faults: ConfigFault[],
): Readonly<Record<string, unknown>> {
  const before = faults.length;
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(section.settings)) {
    const outcome = readSetting(setting, env);
    if ('fault' in outcome) faults.push({ env: setting.env, message: outcome.fault });
    else values[name] = outcome.value;
  }
  // A rule may only look at values that are valid by themselves.
  if (faults.length === before) faults.push(...brokenRules(section, values as Values<Settings>));
  return Object.freeze(values);
}

function readSetting(setting: Setting<unknown>, env: Environment): { value: unknown } | { fault: string } {
  const given = env[setting.env]?.trim();
  const text = given ? given : setting.fallback;
  if (text === null) {
    return setting.required ? { fault: `is not set; it must be ${setting.expects}` } : { value: undefined };
  }
  const value = setting.parse(text);
  if (value !== null) return { value };
  return { fault: `is ${echo(setting, text)}; it must be ${setting.expects}` };
}

function echo(setting: Setting<unknown>, text: string): string {
  if (setting.secret) return 'not acceptable (its value is not shown)';
  return JSON.stringify(text.length > MAX_ECHO ? `${text.slice(0, MAX_ECHO)}…` : text);
}

function brokenRules(section: Section, values: Values<Settings>): ConfigFault[] {
  return section.rules
    .filter((rule) => !rule.holds(values))
    .map((rule) => ({ env: rule.variable, message: rule.message }));
}

function unknownVariables(env: Environment, sections: readonly Section[]): ConfigFault[] {
  const known = [...new Set([...knownVariables(), ...variablesOf(sections)])];
  return Object.keys(env)
    .filter((name) => name.startsWith('MAESTRO_') && !known.includes(name))
    .map((name) => {
      const meant = closest(name, known);
      return { env: name, message: meant ? `is not a setting; did you mean ${meant}?` : 'is not a setting' };
    });
}

/** Two sections may share a variable; its fault is told once. */
function distinct(faults: readonly ConfigFault[]): ConfigFault[] {
  const seen = new Map(faults.map((fault) => [`${fault.env} ${fault.message}`, fault]));
  return [...seen.values()];
}
