import { audit } from './audit-section';
import type { Section } from './section';
import { policy } from './policy-section';
import { secrets, vault } from './secret-sections';
import {
  api,
  artifacts,
  commandLine,
  database,
  faults,
  leases,
  migrations,
  redis,
  retention,
  schedulerHealth,
  telemetry,
  worker,
  workerHealth,
} from './sections';
import { signIn } from './sign-in-section';
import { tests } from './test-section';

/** Every section there is, in the order of the reference page. */
export const allSections: readonly Section[] = [
  migrations,
  database,
  redis,
  api,
  signIn,
  worker,
  leases,
  retention,
  artifacts,
  audit,
  secrets,
  vault,
  policy,
  schedulerHealth,
  workerHealth,
  telemetry,
  faults,
  commandLine,
  tests,
];

/** Names of the variables that sections declare. */
export function variablesOf(sections: readonly Section[]): string[] {
  return sections.flatMap((section) => Object.values(section.settings).map((setting) => setting.env));
}

/** Names of all declared variables: what a process may find in its environment without objecting. */
export function knownVariables(): ReadonlySet<string> {
  return new Set(variablesOf(allSections));
}
