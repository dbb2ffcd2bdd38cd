import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import { Public, RequireIdentity, RequirePermission } from '@maestro/nest-kit';
import type { Permission } from '@maestro/tenancy';

interface Answer {
  /** Left out where the answer has no body. */
  type?: new () => object;
  description: string;
  /** Another media type the same answer is given in, where a client asks for it. */
  also?: string;
}

export interface Operation {
  /** Name of the operation in generated clients: a promise. */
  id: string;
  summary: string;
  description?: string;
  /** Who may: a permission, `identity` for whoever is known, `public` for everybody. */
  access: Permission | 'identity' | 'public';
  /** Successful answers by status. Refusals are described for all operations alike. */
  answers: Readonly<Record<number, Answer>>;
}

/** Says of a route, in one place, who may use it and how it is described. */
export function Operation({ id, summary, description, access, answers }: Operation): MethodDecorator {
  const door =
    access === 'public' ? Public() : access === 'identity' ? RequireIdentity() : RequirePermission(access);
  return applyDecorators(
    door,
    ApiOperation({ operationId: id, summary, ...(description ? { description } : {}) }),
    // Told to clients as well, and held against what the guard really does by the matrix of routes and roles.
    ...(access === 'public' ? [] : [ApiBearerAuth(), ApiExtension('x-permission', access)]),
    ApiExtraModels(...Object.values(answers).flatMap(({ type }) => type ?? [])),
    ...Object.entries(answers).map(([status, answer]) =>
      ApiResponse({ status: Number(status), ...responseOf(answer) }),
    ),
  );
}

function responseOf({ type, description, also }: Answer): ApiResponseOptions {
  if (type === undefined) return { description };
  if (also === undefined) return { description, type };
  return {
    description,
    content: {
      'application/json': { schema: { $ref: getSchemaPath(type) } },
      [also]: { schema: { type: 'string' } },
    },
  };
}
