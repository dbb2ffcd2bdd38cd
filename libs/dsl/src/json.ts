/** A value as JSON knows it: what inputs, outputs and `with` hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
