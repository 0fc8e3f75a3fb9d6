import { type ChildProcess, spawn } from 'node:child_process'
import type { ServerResponse } from 'node:http'

/** Players that are served at this moment, so that they can be stopped together. */
export class FakeMedia {
  readonly #running = new Set<ChildProcess>()

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

  stop(): void {
    for (const ffmpeg of this.#running) ffmpeg.kill('SIGKILL')
  }
}
