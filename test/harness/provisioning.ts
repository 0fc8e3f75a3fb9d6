import { z } from 'zod'
import { type BoxReport, boxReportSchema, type SshTarget } from '#contract/provisioning.ts'
import { type ProvisioningRun, provisioningRunSchema, runLogLineSchema } from '#contract/provisioning-run.ts'
import type { TestBox } from './boxes.ts'
import { FlvViewer } from './flv-viewer.ts'
import { OriginProgram } from './origin-program.ts'
import type { Settings } from './settings.ts'
import { Hopeless, waitFor } from './wait-for.ts'

const RUNS = '/api/v1/provisioning-runs'
const OVER = new Set(['succeeded', 'failed', 'cancelled', 'undone', 'waiting'])

/** An origin on this machine that boxes reach: over TLS with its own authority, at the address this machine has in their network. */
export function originForBoxes({ gateway }: TestBox, settings: Settings = {}): Promise<OriginProgram> {
  return OriginProgram.start({ settings: { host: '0.0.0.0', advertise_host: gateway, ...settings } })
}

/** As long as the origin itself takes at most. */
const CHECK_DEADLINE_MS = 120_000

/** What an origin sees of a box before anything is done to it. */
export async function checkBox({ api }: OriginProgram, target: SshTarget): Promise<BoxReport> {
  return await api.call('POST', '/api/v1/boxes/check', boxReportSchema, target, CHECK_DEADLINE_MS)
}

/** Asks for a run over the API. @param asked body of `POST /api/v1/provisioning-runs` */
export async function beginRun({ api }: OriginProgram, asked: object): Promise<ProvisioningRun> {
  return await api.call('POST', RUNS, provisioningRunSchema, asked)
}

/** `POST /api/v1/provisioning-runs/:id/undo`, or another of its verbs. */
export async function steerRun({ api }: OriginProgram, id: string, verb: string, body: object = {}): Promise<void> {
  await api.call('POST', `${RUNS}/${id}/${verb}`, provisioningRunSchema, body)
}

/** Waits until a run is over, or waits for a person. */
export async function runEnds({ api }: OriginProgram, id: string, deadline_ms = 480_000): Promise<ProvisioningRun> {
  return await waitFor(
    'the run is over',
    async () => {
      const run = await api.call('GET', `${RUNS}/${id}`, provisioningRunSchema)
      return OVER.has(run.state) && run
    },
    { deadline_ms, every_ms: 200 },
  )
}

/** Waits until a run ends well. @throws {Error} with what each step came to, and the log, where it does not */
export async function runSucceeds(origin: OriginProgram, id: string): Promise<ProvisioningRun> {
  return await runBecomes(origin, id, 'succeeded')
}

/** Waits until a run is over in this way. @throws {Error} as {@link runSucceeds} */
export async function runBecomes(
  origin: OriginProgram,
  id: string,
  state: ProvisioningRun['state'],
): Promise<ProvisioningRun> {
  const run = await runEnds(origin, id)
  if (run.state !== state)
    throw new Hopeless(`the run is ${run.state}, not ${state}:\n${await describeRun(origin, run)}`)
  return run
}

/** Steps and log of a run, for people. */
async function describeRun({ api }: OriginProgram, run: ProvisioningRun): Promise<string> {
  const steps = run.steps.map(({ id, state, found, failure }) => {
    return `${id}: ${state}; ${found ?? ''} ${failure === null ? '' : JSON.stringify(failure)}`
  })
  const { items } = await api.call(
    'GET',
    `${RUNS}/${run.id}/log?limit=1000`,
    z.object({ items: z.array(runLogLineSchema) }),
  )
  return [...steps, JSON.stringify(run.waiting_for), ...items.map(({ step, text }) => `[${step}] ${text}`)].join('\n')
}

/** The step of a run. */
export function stepOf({ steps }: ProvisioningRun, id: string): ProvisioningRun['steps'][number] {
  const step = steps.find((one) => one.id === id)
  if (step === undefined) throw new Error(`the run has no step ${id}`)
  return step
}

/** Watches a stream from the box's own address, and waits for the first frame; a node that starts refuses at first. */
export async function watchFromBox(
  { ip }: TestBox,
  path: string,
  deadline_ms = 20_000,
  media_port = 8080,
): Promise<FlvViewer> {
  const watch = async () => {
    try {
      return await FlvViewer.watch(`http://${ip}:${media_port}/${path}.flv`, 3_000)
    } catch (error) {
      throw new Error('no frame yet', { cause: error })
    }
  }
  return await waitFor(`${path} plays from ${ip}`, watch, { deadline_ms, every_ms: 100 })
}

/** Everything on a box that is kept: paths, but for what every use of a machine changes. */
export async function filesOf(box: TestBox): Promise<ReadonlySet<string>> {
  const changing = [
    ...[
      '/proc',
      '/sys',
      '/dev',
      '/run',
      '/tmp',
      '/var/tmp',
      '/var/log',
      '/var/lib/apt',
      '/var/cache',
      '/usr/share/testbed',
    ],
    ...['/var/lib/systemd', '/var/lib/dpkg', '/etc/ld.so.cache', '/etc/.pwd.lock', '/root/.cache'],
  ]
  const prune = changing.map((path) => `-path ${path}`).join(' -o ')
  const found = await box.inside(`find / \\( ${prune} \\) -prune -o -print`)
  return new Set(found.split('\n').filter(Boolean))
}
