const { serveOneAttempt } = require('../../dist/alone/child');

serveOneAttempt({ additional: [require('./handler.cjs')] });
