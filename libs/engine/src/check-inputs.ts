import { compileSchema, type JsonObject, type Plan, type SchemaCheck } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';

const checks = new WeakMap<Plan, SchemaCheck>();

/**
 * Refuses inputs that the template does not take: `input-invalid` with a pointer for each fault.
 *
 * @param at where the run stands in the request
 */
export function checkInputs({ plan, inputs }: { plan: Plan; inputs: JsonObject }, at = ''): void {
  if (plan.inputs === null) {
    const [name] = Object.keys(inputs);
    if (name === undefined) return;
    throw new MaestroError('input-invalid', 'The template takes no inputs.', {
      errors: [
        {
          pointer: `${at}/inputs/${name}`,
          code: 'unknown-field',
          message: 'The template declares no inputs.',
        },
      ],
    });
  }
  let check = checks.get(plan);
  if (!check) checks.set(plan, (check = compileSchema(plan.inputs)));
  const faults = check(inputs);
  if (faults.length === 0) return;
  throw new MaestroError(
    'input-invalid',
    `The inputs have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}.`,
    { errors: faults.map((fault) => ({ ...fault, pointer: `${at}/inputs${fault.pointer ?? ''}` })) },
  );
}
