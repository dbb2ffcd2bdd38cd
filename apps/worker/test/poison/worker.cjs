const { join } = require('node:path');
const { runWorker } = require('../../dist/run-worker');

runWorker({ additional: [require('./handler.cjs')], aloneEntry: join(__dirname, 'alone.cjs') });
