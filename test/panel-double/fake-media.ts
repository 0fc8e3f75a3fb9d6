import { type ChildProcess, execFile, spawn } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One picture as an MP4 of one frame, as nodes answer for `keyframe.mp4`. */
async function still(hue: number): Promise<Buffer> {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=1,hue=h=${hue}`, '-frames:v', '1']
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
  const args = ['-v', 'error', ...picture, ...coding, '-movflags', 'empty_moov+default_base_moof', '-f', 'mp4', '-']
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', timeout: 10_000 })
  return stdout
}

/** Players that are served at this moment, so that they can be stopped together. */
export class FakeMedia {
  readonly #running = new Set<ChildProcess>()
  readonly #stills = new Map<string, Promise<Buffer | null>>()

  /** Sends a live test picture as FLV until the viewer goes away; answers 503 where there is no ffmpeg. */
  serve(path: string, response: ServerResponse): void {
    const ffmpeg = spawn(
      'ffmpeg',
      [
        ...['-hide_banner', '-loglevel', 'error', '-re'],
        ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25'],
        ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100'],
        ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '50', '-pix_fmt', 'yuv420p'],
        ...['-c:a', 'aac', '-metadata', `title=${path}`, '-f', 'flv', '-'],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    this.#running.add(ffmpeg)
    ffmpeg.once('error', () => {
      this.#running.delete(ffmpeg)
      response.writeHead(503, { 'content-type': 'text/plain', 'access-control-allow-origin': '*' })
      response.end('The double needs ffmpeg to play.\n')
    })
    ffmpeg.once('spawn', () => {
      response.writeHead(200, {
        'content-type': 'video/x-flv',
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
      })
      ffmpeg.stdout.pipe(response)
    })
    ffmpeg.once('exit', () => this.#running.delete(ffmpeg))
    response.once('close', () => ffmpeg.kill('SIGKILL'))
  }

  /** Answers with a still of the stream, another colour for each; 404 where there is no ffmpeg. */
  async serveKeyframe(path: string, response: ServerResponse): Promise<void> {
    const hue = [...path].reduce((sum, letter) => sum + letter.charCodeAt(0) * 37, 0) % 360
    const made = this.#stills.get(path) ?? still(hue).catch(() => null)
    this.#stills.set(path, made)
    const bytes = await made
    const headers = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=1' }
    if (bytes === null) response.writeHead(404, headers).end()
    else response.writeHead(200, { ...headers, 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes)
  }

  stop(): void {
    for (const ffmpeg of this.#running) ffmpeg.kill('SIGKILL')
  }
}
