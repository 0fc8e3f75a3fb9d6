import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ffprobe } from '../harness/ffprobe.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { headwater } from '../harness/headwater-command.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { isRunning, processesNaming } from '../harness/processes.ts'
import { Program, repository } from '../harness/program.ts'
import { type TempDir, tempDir } from '../harness/temp-dir.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

const anyPorts = ['--port', '0', '--rtmp-port', '0', '--media-port', '0']

/** `npm start` as npm runs it. */
function npmStart(home: TempDir, args: readonly string[]): Program {
  const script = join(repository, 'scripts/start.mjs')
  return new Program({
    name: 'npm-start',
    command: process.execPath,
    args: [script, ...args, '--data-dir', join(home.path, 'data'), ...anyPorts],
  })
}

/** Addresses of edges that the demo prints, as far as it has. */
function edgeUrls(program: Program): string[] {
  return [...program.output.matchAll(/https?:\/\/\S+\.flv/g)].map(([url]) => url).filter((url) => !url.includes('NAME'))
}

const processesOf = (home: TempDir) => processesNaming(home.path)

describe('npm start', () => {
  test('--demo shows two edges playing a test picture within 30 s, and Ctrl-C leaves nothing behind', async () => {
    await using home = await tempDir()
    const from = performance.now()
    await using program = npmStart(home, ['--demo'])
    const urls = await waitFor('two playable addresses', () => edgeUrls(program).length >= 2 && edgeUrls(program), {
      deadline_ms: 45_000,
    })
    expect(performance.now() - from).toBeLessThan(30_000)
    expect(urls).toHaveLength(2)
    const played = await Promise.all(urls.map((url) => ffprobe(url)))
    for (const { video, audio } of played) {
      expect(video?.codec).toBe('h264')
      expect(audio?.codec).toBe('aac')
    }
    expect(program.output).toMatch(/https?:\/\/\S+\/sign-in#\S+/)

    const pids = processesOf(home)
    // Origin, its node, two edges and the publisher at the least.
    expect(pids.length).toBeGreaterThanOrEqual(5)
    const exit = await program.endBy('SIGINT', 8_000)
    expect(exit).toMatchObject({ code: 0, signal: null })
    expect(exit.after_ms).toBeLessThan(5_500)
    await waitFor('no process is left', () => pids.every((pid) => !isRunning(pid)) && processesOf(home).length === 0, {
      deadline_ms: 2_000,
    })
  }, 90_000)

  test('the test picture goes round without a break', async () => {
    await using origin = await OriginProgram.start()
    const picture = join(repository, 'scripts/demo/test-picture.flv')
    await using _publisher = headwater('publish', [
      ...['node', 'publish', picture, `${origin.own_node.rtmp_url}/live/demo`, '--loop'],
    ])
    await waitFor('it is live', async () => (await origin.api.streams()).length === 1)
    await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/demo.flv`)
    await pause(12_000) // the clip is ten seconds long
    expect(viewer.interruption).toBe(null)
    expect(viewer.longest_gap_ms).toBeLessThan(500)
    expect(viewer.tags.video).toBeGreaterThan(200)
  })

  test('a second time on the same data directory says so and stops; the first goes on', async () => {
    await using home = await tempDir()
    await using first = npmStart(home, [])
    await waitFor('it runs', () => /Headwater is running/.test(first.output), { deadline_ms: 45_000 })
    await using second = npmStart(home, [])
    const { code } = await second.exited
    expect(code).toBe(75)
    expect(second.all_output).toMatch(/already running/i)
    expect(second.all_output).toMatch(/http:\/\/127\.0\.0\.1:\d+/)
    expect(first.exit).toBe(null)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(first.output)?.[0] ?? ''
    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect((await first.endBy('SIGTERM', 8_000)).code).toBe(0)
  }, 90_000)
})
