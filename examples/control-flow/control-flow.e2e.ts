import { branches } from './branches.cases';
import { endings } from './endings.cases';
import { limits } from './limits.cases';
import { repetition } from './repetition.cases';
import { openStage, type Stage } from './stage';
import { waiting } from './waiting.cases';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
beforeEach(() => stage.outside.clear());
afterAll(() => stage?.stop());

jest.setTimeout(60_000);

const groups = { branches, repetition, waiting, endings, limits };
for (const [name, cases] of Object.entries(groups)) describe(name, () => cases(() => stage));
