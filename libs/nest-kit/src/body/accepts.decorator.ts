import { SetMetadata } from '@nestjs/common';

export const ACCEPTS = 'maestro:accepts';

export interface Accepts {
  /**
   * Types whose body is plain text, each with the field it stands for: a body of `application/yaml` under
   * `{ 'application/yaml': 'source' }` is read as the JSON body `{"source": "<text>"}`.
   */
  text: Readonly<Record<string, string>>;
  /** The handler reads the bytes itself, whatever their type. */
  raw?: true;
}

/** Lets a route take other bodies than JSON. */
export const AcceptsText = (text: Accepts['text']) => SetMetadata(ACCEPTS, { text } satisfies Accepts);

/** Lets a route read its body itself, as bytes: it answers for what it does with them. */
export const AcceptsBytes = () => SetMetadata(ACCEPTS, { text: {}, raw: true } satisfies Accepts);
