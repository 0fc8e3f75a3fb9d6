import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ChildProgram } from '../../src-main/desktop/child-program.ts'
import { NodePrograms } from '../../src-main/desktop/node-programs.ts'
import type { FailureReason, PanelAddress } from '../../src-main/desktop/origin-lifecycle.ts'
import { OriginSupervisor, type OriginView } from '../../src-main/desktop/origin-supervisor.ts'
import { ProcessLog } from '../../src-main/desktop/process-log.ts'
import { isRunning } from '../harness/processes.ts'
import { repository } from '../harness/program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor, within } from '../harness/wait-for.ts'
import { forkNode } from './node-child.ts'

/**
 * The desktop shell without its window: everything between Electron and the origin is the real thing, on processes of
 * Node's. What Electron itself does is in window.test.ts.
 */
class ShellWithoutWindow implements OriginView {
  readonly shown: (string | PanelAddress | FailureReason)[] = []
  readonly supervisor: OriginSupervisor
  readonly nodes: NodePrograms
  origin: ChildProgram | null = null
  node: ChildProgram | null = null

  constructor(data_dir: string, settings: Readonly<Record<string, string>> = {}) {
    const environment = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      HEADWATER_CONFIG: undefined,
      HEADWATER_ORIGIN_DATA_DIR: data_dir,
      HEADWATER_ORIGIN_PORT: '0',
      HEADWATER_ORIGIN_REDIS: 'memory',
      HEADWATER_ORIGIN_MEDIA_RTMP_PORT: '0',
      HEADWATER_ORIGIN_MEDIA_MEDIA_PORT: '0',
      HEADWATER_ORIGIN_MEDIA_LISTEN_HOST: '127.0.0.1',
      ...settings,
    }
    this.nodes = new NodePrograms((args, own) => {
      this.node = forkNode(join(repository, 'dist/node-runtime/main.js'), args, own)
      return this.node
    })
    this.supervisor = new OriginSupervisor({
      fork: () => {
        this.origin = forkNode(join(repository, 'dist/desktop/origin-process.js'), [], environment)
        return this.origin
      },
      view: this,
      requests: {
        launchNode: (request, answer) => this.nodes.launch(request, answer),
        stopNode: (request) => this.nodes.stop(request),
      },
      log: new ProcessLog(join(data_dir, `shell-${Date.now()}.log`)),
    })
    onTestFinished(async () => {
      await this.supervisor.stop()
      this.nodes.killAll()
    })
  }

  showPanel(panel: PanelAddress): void {
    this.shown.push(panel)
  }

  showFailure(reason: FailureReason): void {
    this.shown.push(reason)
  }

  showRestarting(): void {
    this.shown.push('restarting')
  }

  showSignIn(sign_in_url: string): void {
    this.shown.push(sign_in_url)
  }

  /** The last thing shown, once it fits. */
  see<Kind extends 'panel' | 'failure'>(kind: Kind, count = 1) {
    return waitFor(
      `the window shows the ${kind}`,
      () => {
        const field = kind === 'panel' ? 'sign_in_url' : 'message'
        const seen = this.shown.filter((each) => typeof each === 'object' && field in each)
        return seen.length >= count ? seen.at(-1) : undefined
      },
      { deadline_ms: 30_000 },
    ) as Promise<Kind extends 'panel' ? PanelAddress : FailureReason>
  }
}

/** Signs in as the panel does with the link's token; tells the status. */
async function signIn({ url, sign_in_url }: PanelAddress): Promise<number> {
  const link_token = new URL(sign_in_url).hash.slice(1)
  const response = await fetch(`${url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ link_token }),
  })
  return response.status
}

it('the window opens the panel signed in, with a node beside the origin, and all of it ends within 5 s', async () => {
  await using data = await tempDir()
  const shell = new ShellWithoutWindow(data.path)
  shell.supervisor.start()
  const panel = await shell.see('panel')
  expect(await signIn(panel)).toBe(200)
  expect(await signIn(panel)).toBe(401)
  const [origin, node] = [shell.origin?.pid ?? 0, shell.node?.pid ?? 0]
  expect([isRunning(origin), isRunning(node)]).toEqual([true, true])

  shell.supervisor.signInAgain()
  const link = await waitFor('a fresh link', () => shell.shown.find((each) => typeof each === 'string'))
  expect(await signIn({ url: panel.url, sign_in_url: String(link) })).toBe(200)

  await within('the shell to stop', 5_000, shell.supervisor.stop())
  expect([isRunning(origin), isRunning(node)]).toEqual([false, false])
})

it('an origin that is killed comes back at the same address, and its node never noticed', async () => {
  await using data = await tempDir()
  const shell = new ShellWithoutWindow(data.path)
  shell.supervisor.start()
  const panel = await shell.see('panel')
  const node = shell.node?.pid ?? 0
  shell.origin?.kill()
  const again = await shell.see('panel', 2)
  expect(shell.shown).toContain('restarting')
  expect(again.url).toBe(panel.url)
  expect(shell.node?.pid).toBe(node)
  expect(isRunning(node)).toBe(true)

  await within('the shell to stop', 5_000, shell.supervisor.stop())
  await waitFor('the node to end with the origin that found it', () => !isRunning(node), { deadline_ms: 5_000 })
})

it('the window says why the origin cannot start, and opens the panel once it can', async () => {
  await using data = await tempDir()
  const first = new ShellWithoutWindow(data.path)
  first.supervisor.start()
  await first.see('panel')

  const second = new ShellWithoutWindow(data.path)
  second.supervisor.start()
  const failure = await second.see('failure')
  expect(failure.message).toContain(`An origin runs on ${data.path} already`)
  expect(failure.hint).not.toBeNull()

  await first.supervisor.stop()
  second.supervisor.start()
  expect(await signIn(await second.see('panel'))).toBe(200)
})

it('the window names the setting that is wrong', async () => {
  await using data = await tempDir()
  const shell = new ShellWithoutWindow(data.path, { HEADWATER_ORIGIN_PORT: 'ninety' })
  shell.supervisor.start()
  expect((await shell.see('failure')).message).toContain('HEADWATER_ORIGIN_PORT')
})
