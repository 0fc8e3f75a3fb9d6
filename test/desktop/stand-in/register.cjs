/** Has `require('electron')` find the stand-in. */
const Module = require('node:module')
const { join } = require('node:path')

const resolveFilename = Module._resolveFilename
Module._resolveFilename = (request, ...others) =>
  request === 'electron' ? join(__dirname, 'electron.cjs') : resolveFilename(request, ...others)
