/**
 * Ends with 0 where a node answers on the data directory that HEADWATER_NODE_DATA_DIR names, with 1 where none does; its origin may be away. A
 * program of its own, since a container asks twice a minute for as long as it runs: the node's program would take six times as long to be read.
 */
import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { localControlPath } from '#contract/local-control-path.ts'

/** Time that a node may take for its answer, in ms. */
const TIMEOUT_MS = 5_000

const data_dir = resolve(process.env.HEADWATER_NODE_DATA_DIR ?? '.')
const path = localControlPath(data_dir, {
  platform: process.platform,
  tmpdir: tmpdir(),
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
})
const socket = connect(path)
socket.setTimeout(TIMEOUT_MS, () => fail(`The node on ${data_dir} holds its control socket and does not answer.`))
socket.on('error', (error) => fail(`No node answers on ${data_dir}: ${error.message}`))
socket.on('connect', () => socket.write('{"do":"status"}\n'))
let text = ''
socket.setEncoding('utf8')
socket.on('data', (chunk: string) => {
  text += chunk
})
socket.on('end', () => {
  // What it says in full is for people; that it says it is what counts here.
  if (text.startsWith('{"ok":true')) process.exit(0)
  fail(`The node on ${data_dir} does not say how it is.`)
})

function fail(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(1)
}
