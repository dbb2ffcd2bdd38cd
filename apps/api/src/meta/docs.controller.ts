import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@maestro/nest-kit';

/** Gives the API's description as JSON text; made when it is first asked for. */
export type ApiDescription = () => string;

export const API_DESCRIPTION = Symbol('api description');

const page = (file: string) => readFileSync(join(__dirname, '..', '..', 'docs-page', file));

/** Everything the page needs comes from here; nothing is inline, nothing comes from elsewhere. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

@ApiExcludeController()
@Controller()
export class DocsController {
  private readonly html = page('index.html');
  private readonly script = page('page.js');
  private readonly style = page('page.css');

  constructor(@Inject(API_DESCRIPTION) private readonly description: ApiDescription) {}

  @Get('openapi.json')
  @Public()
  @Header('Content-Type', 'application/json; charset=utf-8')
  openapi(): string {
    return this.description();
  }

  @Get('docs')
  @Public()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  docs(): Buffer {
    return this.html;
  }

  @Get('docs/page.js')
  @Public()
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  pageScript(): Buffer {
    return this.script;
  }

  @Get('docs/page.css')
  @Public()
  @Header('Content-Type', 'text/css; charset=utf-8')
  pageStyle(): Buffer {
    return this.style;
  }
}
