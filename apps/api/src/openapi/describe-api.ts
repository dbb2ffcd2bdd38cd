import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { version } from '../../package.json';
import { FieldProblemDto, ProblemDto } from '../http/problem.dto';
import { addRefusals } from './refusals';
import { describeRequestHeaders } from './request-headers';
import { describeTextBodies } from './text-bodies';
import { toOpenApi31 } from './to-openapi-31';

/** The API's description, OpenAPI 3.1, made from the routes as they are. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const info = new DocumentBuilder()
    .setTitle('Maestro')
    .setDescription('One control plane for agent, data and operations workflows.')
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'mst_<env>_<id>_<secret>' })
    .build();
  // The builder always writes a contact, with nothing in it.
  delete info.info.contact;
  const document = SwaggerModule.createDocument(app, info, { extraModels: [ProblemDto, FieldProblemDto] });
  return toOpenApi31(describeRequestHeaders(addRefusals(describeTextBodies(document))));
}
