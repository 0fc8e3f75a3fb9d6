/**
 * `node test/fuzz/record.ts` records what real programs send, as inputs to begin with: ffmpeg and gstreamer publish to a node of this repository, ffmpeg and
 * rtmpdump play from it, and ffmpeg writes files. Pictures are tiny, so that a few thousand bytes hold many messages.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { type MediaNode, startMediaNode } from '../../node-runtime/protocols/protocol-fixtures.ts'
import { corpusFolder, saveInput } from './corpus.ts'

const HANDSHAKE_BYTES = 1 + 2 * 1536
const KEPT_BYTES = 4_096
const RECORD_MS = 4_000

const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=32x32:rate=10']
const sound = ['-f', 'lavfi', '-i', 'sine=sample_rate=22050']
const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '10', '-pix_fmt', 'yuv420p']
const aac = ['-c:a', 'aac', '-b:a', '16k', '-ac', '1']
const mp3 = ['-c:a', 'libmp3lame', '-b:a', '32k', '-ac', '1']
const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y']
const files: readonly (readonly string[])[] = [
  [...picture, ...sound, ...h264, ...aac],
  [...picture, '-c:v', 'flv1', '-g', '5'],
  [...sound, ...aac],
  [...picture, ...sound, ...h264, ...mp3],
]
const gstreamer = (url: string) =>
  `videotestsrc is-live=true ! video/x-raw,width=32,height=32,framerate=10/1 ! x264enc key-int-max=10 ! flvmux streamable=true name=mux ! rtmp2sink location=${url} audiotestsrc is-live=true ! voaacenc ! mux.`

/** Runs a program for a while against a port that passes everything on to the node, and returns what it sent. */
async function record(node: MediaNode, program: string, args: (url: string) => readonly string[]): Promise<Buffer> {
  const sent: Buffer[] = []
  const proxy = createServer((near) => {
    const far = connect(node.rtmp_port, '127.0.0.1')
    near.on('data', (bytes: Buffer) => sent.push(bytes))
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    near.pipe(far).pipe(near)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const child = spawn(program, args(`rtmp://127.0.0.1:${port}/live/fuzz`), { stdio: 'ignore' })
  child.on('error', (error) => process.stderr.write(`${program}: ${error.message}\n`))
  const timer = setTimeout(() => child.kill('SIGINT'), RECORD_MS)
  const hard = setTimeout(() => child.kill('SIGKILL'), 2 * RECORD_MS)
  await once(child, 'close')
  clearTimeout(timer)
  clearTimeout(hard)
  proxy.close()
  return Buffer.concat(sent)
}

function keepSession(program: string, bytes: Buffer): void {
  if (bytes.length <= HANDSHAKE_BYTES) throw new Error(`${program} sent ${bytes.length} bytes, not even a handshake`)
  saveInput(corpusFolder('rtmp-handshake'), bytes.subarray(0, HANDSHAKE_BYTES))
  saveInput(corpusFolder('rtmp-chunks'), bytes.subarray(HANDSHAKE_BYTES, HANDSHAKE_BYTES + KEPT_BYTES))
  process.stdout.write(`${program}: ${bytes.length} bytes\n`)
}

/** What this Node's TLS client sends first, with these protocols to choose from. */
async function recordHello(ALPNProtocols: string[]): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const client = connectTls({ host: '127.0.0.1', port, servername: 'localhost', ALPNProtocols })
  client.on('error', () => client.destroy()) // nobody answers it
  const [socket] = await once(server, 'connection')
  const [hello] = await once(socket, 'data')
  saveInput(corpusFolder('client-hello'), hello)
  client.destroy()
  server.close()
}
for (const protocols of [['headwater-relay/1'], ['h2', 'http/1.1'], []]) await recordHello(protocols)

await using node = await startMediaNode()
const folder = mkdtempSync(join(tmpdir(), 'headwater-fuzz-'))
for (const [nth, codecs] of files.entries()) {
  const file = join(folder, `${nth}.flv`)
  const child = spawn('ffmpeg', [...quiet, ...codecs, '-t', '2', file], { stdio: 'inherit' })
  await once(child, 'close')
  for (const target of ['flv', 'publication'])
    saveInput(corpusFolder(target), readFileSync(file).subarray(0, KEPT_BYTES))
  const publish = (url: string) => [...quiet, '-re', '-i', file, '-c', 'copy', '-f', 'flv', url]
  keepSession(`ffmpeg ${nth}`, await record(node, 'ffmpeg', publish))
}
keepSession('gst-launch-1.0', await record(node, 'gst-launch-1.0', (url) => ['-q', ...gstreamer(url).split(' ')]))

const looped = join(folder, '0.flv')
const url = `rtmp://127.0.0.1:${node.rtmp_port}/live/fuzz`
const publisher = spawn('ffmpeg', [...quiet, '-re', '-stream_loop', '-1', '-i', looped, '-c', 'copy', '-f', 'flv', url])
await once(publisher.stderr, 'readable', { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
keepSession(
  'ffmpeg plays',
  await record(node, 'ffmpeg', (from) => [...quiet, '-i', from, '-t', '1', '-f', 'null', '-']),
)
keepSession('rtmpdump', await record(node, 'rtmpdump', (from) => ['-v', '-r', from, '-o', join(folder, 'out.flv')]))
publisher.kill('SIGKILL')
rmSync(folder, { recursive: true })
