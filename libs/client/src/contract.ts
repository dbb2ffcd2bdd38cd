import type { paths } from './schema';

/** What an address, a method, their parameters and their answers look like, worked out from the document. */
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The addresses that support a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: Lowercase<M> extends keyof paths[P]
    ? [paths[P][Lowercase<M>]] extends [undefined]
      ? never
      : P
    : never;
}[keyof paths];

type OperationOf<M extends Method, P extends PathOf<M>> =
  Lowercase<M> extends keyof paths[P] ? NonNullable<paths[P][Lowercase<M>]> : never;

type SuccessStatus = 200 | 201 | 202 | 204;
type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Data } } ? Data : undefined;

/** What a call resolves to: the JSON of its successful answers. */
export type DataOf<M extends Method, P extends PathOf<M>> =
  OperationOf<M, P> extends { responses: infer Answers }
    ? { [S in keyof Answers & SuccessStatus]: JsonOf<Answers[S]> }[keyof Answers & SuccessStatus]
    : never;

type ParamsOption<Operation> = Operation extends { parameters: { path: infer Path } }
  ? unknown extends Path
    ? { params?: undefined }
    : { params: Path }
  : { params?: undefined };

type QueryOption<Operation> = Operation extends { parameters: { query: infer Query } }
  ? { query: Query }
  : Operation extends { parameters: { query?: infer Query } }
    ? { query?: Query }
    : { query?: undefined };

/** JSON needs no mention; any other type is named beside its body and sent as it is. */
type BodyOf<Content> = {
  [Type in keyof Content]: Type extends 'application/json'
    ? { body: Content[Type]; contentType?: Type }
    : { body: Content[Type]; contentType: Type };
}[keyof Content];

type BodyOption<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? BodyOf<Content>
  : Operation extends { requestBody?: { content: infer Content } }
    ? BodyOf<Content> | { body?: undefined; contentType?: undefined }
    : { body?: undefined; contentType?: undefined };

interface CallOptions {
  headers?: Record<string, string>;
  /** Ends the call early; it then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Milliseconds the whole call may take, answer included. Default 30 000. */
  timeoutMs?: number;
}

/** Of each operation for itself: of all of them at once, every part would be met with every other. */
type OptionsOf<Operation> = Operation extends unknown
  ? ParamsOption<Operation> & QueryOption<Operation> & BodyOption<Operation> & CallOptions
  : never;

export type RequestOptions<M extends Method, P extends PathOf<M>> = OptionsOf<OperationOf<M, P>>;

/** The options may be left out where the operation requires nothing. */
export type RequestArguments<M extends Method, P extends PathOf<M>> =
  Record<never, never> extends RequestOptions<M, P>
    ? [options?: RequestOptions<M, P>]
    : [options: RequestOptions<M, P>];
