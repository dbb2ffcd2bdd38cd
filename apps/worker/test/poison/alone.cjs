const { serveAttempts } = require('../../dist/alone/child');

serveAttempts({ additional: [require('./handler.cjs')] });
