/** The swc options of `.swcrc`, for tools that take them as an object. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const options = JSON.parse(readFileSync(join(__dirname, '..', '.swcrc'), 'utf8'));
delete options.$schema;
module.exports = { ...options, swcrc: false };
