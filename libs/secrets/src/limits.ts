/** A value that could be found in any text cannot be masked; one that is too long is a file. */
export const secretLimits = { minCharacters: 4, maxBytes: 64 * 1024 } as const;

/** Names as expressions write them: `secrets.API_KEY`. */
export const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
