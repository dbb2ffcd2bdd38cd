import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Permission, Principal } from '@maestro/tenancy';

export const PUBLIC = 'maestro:public';
export const PERMISSION = 'maestro:permission';

/** Opens a route to everybody. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Opens a route to principals whose role has the permission. */
export const RequirePermission = (permission: Permission) => SetMetadata(PERMISSION, permission);

/** Opens a route to everybody who is known, whatever the role. */
export const RequireIdentity = () => SetMetadata(PERMISSION, null);

/** Hands a handler the principal of its request. Only for routes that are not public. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === null) throw new Error('a public route has no principal');
  return principal;
});
