// The engine's connection without the rest of this package: for threads, which load all they import once more.
export { openEngineDatabase, type EngineDatabase } from './engine-database';
export { newId } from './ids';
export { statement } from './sql';
