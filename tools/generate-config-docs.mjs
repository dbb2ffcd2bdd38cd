import { generate } from './docs/generate.mjs';

await generate('config');
