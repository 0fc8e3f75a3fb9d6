import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ChildProgram } from '../../src-main/desktop/child-program.ts'
import { type ClusterStatus, statusOf } from '../../src-main/desktop/cluster-status.ts'
import { ClusterWatch } from '../../src-main/desktop/cluster-watch.ts'
import { NodePrograms } from '../../src-main/desktop/node-programs.ts'
import type { FailureReason, PanelAddress } from '../../src-main/desktop/origin-lifecycle.ts'
import { OriginSupervisor, type OriginView } from '../../src-main/desktop/origin-supervisor.ts'
import { ProcessLog } from '../../src-main/desktop/process-log.ts'
import type { FromOrigin, ToOrigin } from '../../src-main/desktop/shell-messages.ts'
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
        askKeyring: async (asked) => this.#answerAsKeyring(asked),
      },
      log: new ProcessLog(join(data_dir, `shell-${Date.now()}.log`)),
    })
    onTestFinished(async () => {
      await this.supervisor.stop()
      this.nodes.killAll()
    })
  }

  /** Whether this desktop has a keyring: one that writes backwards. */
  has_keyring = false

  #answerAsKeyring({ ask_id, wish, given }: Extract<FromOrigin, { type: 'keyring' }>): ToOrigin {
    const backwards = (text: string) => [...text].reverse().join('')
    const problem = this.has_keyring ? null : 'this desktop has no keyring'
    const result = { look: '', seal: btoa(backwards(given)), open: wish === 'open' ? backwards(atob(given)) : '' }[wish]
    return { type: 'keyring_answered', ask_id, problem, result, reseal: false }
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
    ) as Promise<Kind extends 'panel' ? PanelAddress : Extract<FailureReason, { kind: 'said' }>>
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

it('the tray knows the cluster by the session of the window, across a restart of the origin, and says when nobody is signed in', async () => {
  await using data = await tempDir()
  const shell = new ShellWithoutWindow(data.path)
  shell.supervisor.start()
  const panel = await shell.see('panel')
  let cookie = ''
  const seen: (ClusterStatus | string)[] = []
  const watch = new ClusterWatch({
    fetch: (url, init) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), cookie } }),
    originUrl: () => panel.url,
    listener: {
      onPicture: (picture) => seen.push(statusOf(picture)),
      onUnknown: (why) => seen.push(why),
    },
    note: () => undefined,
  })
  onTestFinished(() => watch.stop())
  watch.start()
  await waitFor('the watch to see that nobody is signed in', () => seen.includes('signed_out'))

  const answer = await fetch(`${panel.url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: panel.url },
    body: JSON.stringify({ link_token: new URL(panel.sign_in_url).hash.slice(1) }),
  })
  cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  watch.lookNow()
  const isWell = (each: ClusterStatus | string | undefined) =>
    typeof each === 'object' && each.health === 'well' && each.nodes_alive === 1
  await waitFor('the node beside the origin in the tray', () => isWell(seen.at(-1)), { deadline_ms: 15_000 })

  const before = seen.length
  shell.origin?.kill()
  await waitFor('the tray to say that the origin is away', () =>
    seen.slice(before).some((each) => each === 'no_answer'),
  )
  await waitFor('the tray to be right again by itself', () => isWell(seen.at(-1)), { deadline_ms: 30_000 })
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

it('the data key moves from its file into the keyring, and the origin opens what it sealed', async () => {
  await using data = await tempDir()
  const plain = join(data.path, 'data.key')
  const before = new ShellWithoutWindow(data.path)
  before.supervisor.start()
  await before.see('panel')
  await before.supervisor.stop()
  before.nodes.killAll()
  expect(readFileSync(plain, 'utf8')).toContain('datakey_')
  const after = new ShellWithoutWindow(data.path)
  after.has_keyring = true
  after.supervisor.start()
  const panel = await after.see('panel')
  expect(await signIn(panel)).toBe(200)
  expect(existsSync(plain)).toBe(false)
  expect(readFileSync(`${plain}.sealed`, 'utf8')).not.toContain('datakey_')
})
