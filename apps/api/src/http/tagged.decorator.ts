import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { Tagged as TaggedRoute } from '@maestro/nest-kit';

/** On the operation until `describeConditions` has made headers and answers of it. */
export const IF_MATCH = 'x-if-match';

/** As `Tagged` of nest-kit, which says how to use it; and describes what it makes of the route. */
export function Tagged(options: Parameters<typeof TaggedRoute>[0] = {}): MethodDecorator {
  return applyDecorators(TaggedRoute(options), ApiExtension(IF_MATCH, options.ifMatch ?? 'optional'));
}
