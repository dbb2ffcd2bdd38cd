import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { WrongKeyLimiter, type Authenticator } from '@maestro/governance';
import type { TenantDatabase } from '@maestro/persistence';
import { AccessGuard, AUTHENTICATOR, WRONG_KEYS } from './access/access.guard';
import { BROWSER, browserOf } from './access/browser';
import { RouteDeclarations } from './access/route-declarations';
import { BodyPipe } from './body/body.pipe';
import { ConditionalInterceptor } from './conditional/conditional.interceptor';
import { IdempotencyInterceptor, TENANTS } from './idempotency/idempotency.interceptor';
import { LOGGER, type ServiceLogger } from './logger';
import { RateLimiter } from './rate/rate-limiter';
import { ProblemFilter } from './problem.filter';
import { StrictRequestInterceptor } from './strict-request.interceptor';

export interface HttpEdgeParts {
  authenticator: Authenticator;
  logger: ServiceLogger;
  /** Where answers are kept for clients that ask twice. */
  tenants: TenantDatabase;
  /** How often each may ask. */
  rates: RateLimiter;
  /** Address under which browsers reach the service. */
  publicUrl: string;
}

/** What stands between the network and every route: identity, permission, strict parsing, one form of refusal. */
@Module({})
export class HttpEdgeModule {
  static forRoot(parts: HttpEdgeParts): DynamicModule {
    return {
      module: HttpEdgeModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        RouteDeclarations,
        { provide: LOGGER, useValue: parts.logger },
        { provide: AUTHENTICATOR, useValue: parts.authenticator },
        { provide: RateLimiter, useValue: parts.rates },
        { provide: BROWSER, useFactory: () => browserOf(parts.publicUrl) },
        { provide: WRONG_KEYS, useValue: new WrongKeyLimiter() },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: TENANTS, useValue: parts.tenants },
        // The first is the outermost: it sees the body as it was sent, and the answer as it goes out.
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: ConditionalInterceptor },
        { provide: APP_INTERCEPTOR, useClass: StrictRequestInterceptor },
        { provide: APP_PIPE, useClass: BodyPipe },
      ],
      exports: [LOGGER, AUTHENTICATOR, BROWSER, WRONG_KEYS],
    };
  }
}
