import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PERMISSION, PUBLIC } from './access.decorators';

/** Refuses to start with a route that does not say, once, who may use it. */
@Injectable()
export class RouteDeclarations implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const faults = this.discovery
      .getControllers()
      .flatMap(({ instance }) => this.faultsOf(instance as object));
    if (faults.length > 0) {
      throw new Error(`Routes must declare one permission or be public: ${faults.join(', ')}`);
    }
  }

  private faultsOf(controller: object): string[] {
    const prototype = Object.getPrototypeOf(controller) as Record<string, () => unknown>;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      if (!handler || this.reflector.get<string | undefined>(PATH_METADATA, handler) === undefined) return [];
      const declared = [PUBLIC, PERMISSION].filter((key) => Reflect.hasMetadata(key, handler));
      if (declared.length === 1) return [];
      const method = RequestMethod[this.reflector.get<RequestMethod>(METHOD_METADATA, handler)] ?? 'a route';
      return [`${controller.constructor.name}.${name} (${method})`];
    });
  }
}
