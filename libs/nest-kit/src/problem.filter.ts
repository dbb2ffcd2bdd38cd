import { Catch, Inject, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './http/problem-of';
import { sendProblem } from './http/send-problem';
import { LOGGER, type ServiceLogger } from './logger';

/** Turns whatever is thrown into a problem. Faults on our side are logged with their cause, which nobody else sees. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: ServiceLogger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const problem = problemOf(error);
    if (problem.code === 'internal') {
      this.logger.error({ err: error, trace_id: request.traceId }, 'a request failed');
    } else if (problem.status >= 500) {
      this.logger.warn({ err: error, trace_id: request.traceId }, 'a request could not be served');
    }
    if (!reply.sent) void sendProblem(request, reply, problem);
  }
}
