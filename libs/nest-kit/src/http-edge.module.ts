import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { WrongKeyLimiter, type Authenticator } from '@maestro/governance';
import { AccessGuard, AUTHENTICATOR, WRONG_KEYS } from './access/access.guard';
import { RouteDeclarations } from './access/route-declarations';
import { BodyPipe } from './body/body.pipe';
import { LOGGER, type ServiceLogger } from './logger';
import { ProblemFilter } from './problem.filter';
import { StrictRequestInterceptor } from './strict-request.interceptor';

/** What stands between the network and every route: identity, permission, strict parsing, one form of refusal. */
@Module({})
export class HttpEdgeModule {
  static forRoot(parts: { authenticator: Authenticator; logger: ServiceLogger }): DynamicModule {
    return {
      module: HttpEdgeModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        RouteDeclarations,
        { provide: LOGGER, useValue: parts.logger },
        { provide: AUTHENTICATOR, useValue: parts.authenticator },
        { provide: WRONG_KEYS, useValue: new WrongKeyLimiter() },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: StrictRequestInterceptor },
        { provide: APP_PIPE, useClass: BodyPipe },
      ],
      exports: [LOGGER, AUTHENTICATOR],
    };
  }
}
