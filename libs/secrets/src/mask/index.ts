/** The part that children and handlers need: it opens no database. */
export { maskError } from './mask-error';
export { createMasker, noMask, type Masker, type TextStream } from './masker';
