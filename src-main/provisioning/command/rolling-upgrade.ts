import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { clusterInfoSchema } from '#contract/api.ts'
import { nodeSchema } from '#contract/node.ts'
import { exitCode } from '#contract/program-output.ts'
import { provisioningRunSchema } from '#contract/provisioning-run.ts'
import {
  hasEnded,
  type RollingDrain,
  type RollingPlan,
  rollingAnswerSchema,
  rollingDrainSchema,
} from '#contract/rolling-drain.ts'
import { UsageError } from '../check-command.ts'
import { lookAgain, runPath } from './follow-run.ts'
import { type OriginClient, OriginRefusal } from './origin-client.ts'
import { type DrainFlags, deadlineOf, type LoginFlags, loginFlagIn, type RunFlags, readCount } from './run-flags.ts'
import { clean, resultBlock } from './run-text.ts'

/** How every node is upgraded. */
export interface RollingFlags extends RunFlags, LoginFlags, DrainFlags {
  readonly all?: true
  readonly region?: string
  readonly atOnce?: number
  readonly canary?: number
  readonly waitForRoom?: true
  readonly dryRun?: true
  readonly pullImage?: string
  readonly login?: unknown
}

const LOOK_MS = 400

export function registerRollingFlags(command: Command): Command {
  return command
    .option('--all', 'every node, some at a time, while enough stays up')
    .option('--region <region>', 'with --all: the nodes of this region')
    .option('--at-once <count>', 'with --all: nodes that are out at a time (default: 1)', readCount)
    .option(
      '--canary <count>',
      'with --all: nodes that come before all others, and have to do well (default: 1)',
      readCount,
    )
    .option('--wait-for-room', 'with --all: begin although not every node could be spared now, and wait there')
    .option('--dry-run', 'with --all: say what would be done, and change nothing')
}

/** The first of the flags that mean something with `--all` alone; undefined: none is given. */
export function rollingFlagIn({ region, atOnce, canary, waitForRoom, dryRun }: RollingFlags): string | undefined {
  const given = { '--region': region, '--at-once': atOnce, '--canary': canary, '--wait-for-room': waitForRoom }
  return Object.entries({ ...given, '--dry-run': dryRun }).find(([, value]) => value !== undefined)?.[0]
}

/** Upgrades every node by a rolling drain of the origin, and watches it to its end. @returns the exit code */
export async function rollingUpgrade(
  client: OriginClient,
  name: string | undefined,
  flags: RollingFlags,
  signal: AbortSignal,
): Promise<number> {
  if (name !== undefined) throw new UsageError('Name a node, or give --all.')
  const login_flag = flags.login === undefined ? loginFlagIn(flags) : '--login'
  if (login_flag !== undefined) {
    throw new UsageError(`${login_flag} is of one node; with --all each is logged in to as is kept for it.`)
  }
  const begun = await asked(client, flags)
  if (begun === null) return exitCode.ok
  const { plan, run } = begun
  if (run === null) {
    process.stdout.write(flags.json ? `${JSON.stringify(plan)}\n` : planText(plan))
    return plan.refusal === null ? exitCode.ok : exitCode.failed
  }
  if (flags.detach) {
    process.stdout.write(flags.json ? `${JSON.stringify(run)}\n` : `${run.id}\n`)
    return exitCode.ok
  }
  if (!flags.json) process.stderr.write(leftOut(plan))
  return await watched(client, run, flags.json === true, signal)
}

/** @returns null where every node has the version already */
async function asked(client: OriginClient, flags: RollingFlags) {
  const { region, atOnce, canary, pullImage, waitForRoom, dryRun } = flags
  const body = {
    ...{ nodes: region === undefined ? 'all' : { region }, work: 'upgrade', at_once: atOnce, canary },
    ...{ pull_image: pullImage, deadline_ms: deadlineOf(flags), dry_run: dryRun === true },
    when_short: waitForRoom ? 'wait' : 'refuse',
  }
  try {
    return await client.ask('POST', '/api/v1/rolling-drains', rollingAnswerSchema, body)
  } catch (error) {
    if (!(error instanceof OriginRefusal) || error.code !== 'nothing_to_drain' || pullImage !== undefined) throw error
    const refusal = await whyNobody(client, error, region)
    if (refusal === null) return null
    throw refusal
  }
}

/** @returns null where every node that was meant has the version already */
async function whyNobody(
  client: OriginClient,
  refused: OriginRefusal,
  region: string | undefined,
): Promise<OriginRefusal | null> {
  const [{ items }, { origin_version }] = await Promise.all([
    client.ask('GET', '/api/v1/nodes?limit=500', z.object({ items: z.array(nodeSchema) })),
    client.ask('GET', '/api/v1/cluster', clusterInfoSchema.pick({ origin_version: true })),
  ])
  const meant = items.filter((node) => region === undefined || node.region === region)
  if (meant.length === 0) return refused
  const behind = meant.filter((node) => !node.is_origin && node.kind !== 'foreign' && node.version !== origin_version)
  if (behind.length === 0) {
    process.stderr.write(`Every node has version ${origin_version} already.\n`)
    return null
  }
  const names = behind.map((node) => `${node.name} (${node.version ?? 'no version known'})`).join(', ')
  const hint =
    'A node is upgraded so while it is alive, in normal mode, and its login is kept. One alone: headwater edge upgrade NODE --login USER@HOST'
  const message = `No node can be upgraded now. Behind ${origin_version}: ${names}. The origin says: ${refused.message}.`
  return new OriginRefusal(refused.code, message, hint, { cause: refused })
}

async function watched(
  client: OriginClient,
  first: RollingDrain,
  as_json: boolean,
  signal: AbortSignal,
): Promise<number> {
  const shown = new Map<string, string>()
  const say = (about: string, line: string | null) => {
    if (line === null || shown.get(about) === line) return
    shown.set(about, line)
    if (!as_json) process.stderr.write(`${clean(line)}\n`)
  }
  let run = first
  for (;;) {
    for (const step of run.steps) say(step.node_id, stepLine(step))
    say('waiting', run.waiting === null ? null : `waits: ${run.waiting.reason}`)
    const held = hasEnded(run) ? null : await heldBy(client, run)
    if (held !== null || hasEnded(run)) return await told(client, run, held, as_json)
    await pause(LOOK_MS, undefined, { signal })
    run = await lookAgain(client, `/api/v1/rolling-drains/${encodeURIComponent(run.id)}`, rollingDrainSchema, signal)
  }
}

/** What a person has to do before it goes on; null: nothing. */
async function heldBy(client: OriginClient, { state, note, steps }: RollingDrain): Promise<string | null> {
  if (state === 'paused') return `It is paused${note === null ? '' : `: ${note}`}. Resume or cancel it in the panel.`
  for (const { phase, upgrade_run_id, node_name } of steps) {
    if (phase !== 'drained' || upgrade_run_id === undefined) continue
    const { state: of_box, waiting_for } = await client.ask('GET', runPath(upgrade_run_id), provisioningRunSchema)
    if (of_box === 'waiting') {
      return `${node_name} waits for a person: ${waiting_for?.text ?? ''}\nheadwater edge resume ${upgrade_run_id}`
    }
  }
  return null
}

async function told(client: OriginClient, run: RollingDrain, held: string | null, as_json: boolean): Promise<number> {
  const done = run.steps.filter(({ phase }) => phase === 'done').length
  if (as_json) process.stdout.write(`${JSON.stringify(run)}\n`)
  else {
    const failed = run.steps.filter(({ phase, upgrade_run_id }) => phase === 'failed' && upgrade_run_id !== undefined)
    for (const { upgrade_run_id = '' } of failed) {
      process.stdout.write(resultBlock(await client.ask('GET', runPath(upgrade_run_id), provisioningRunSchema)))
    }
    const note = held ?? run.note
    const lines = [
      `${run.state}: ${done} of ${run.steps.length} nodes are upgraded`,
      ...(note === null ? [] : note.split('\n')),
    ]
    process.stdout.write(`\n${lines.map((line) => `  ${clean(line)}\n`).join('')}`)
  }
  if (run.state === 'done') return exitCode.ok
  return held === null ? exitCode.failed : exitCode.waiting
}

const PHASES: Readonly<Record<RollingDrain['steps'][number]['phase'], string | null>> = {
  pending: null,
  cordoning: 'is next',
  draining: 'viewers move away',
  drained: 'is upgraded',
  warming: 'comes back',
  done: 'done',
  failed: 'FAILED',
  skipped: 'left out',
}

function stepLine({ node_name, phase, note }: RollingDrain['steps'][number]): string | null {
  const words = PHASES[phase]
  return words === null ? null : `  ${node_name.padEnd(24)} ${words}${note === null ? '' : `: ${note}`}`
}

function planText(plan: RollingPlan): string {
  const steps = plan.steps.map(({ node_name, viewers, publishers, room_left, refusal }) => {
    const carries = `${viewers} viewers, ${publishers} publishers`
    return `  ${node_name.padEnd(24)} ${carries}, room for ${room_left} more then${refusal === null ? '' : `\n    -> ${refusal}`}`
  })
  const last = plan.refusal === null ? [] : ['It would be refused as it is; --wait-for-room begins it and waits there.']
  return `${[...steps, ...last].map((line) => `${line}\n`).join('')}${leftOut(plan)}`
}

function leftOut({ left_out }: RollingPlan): string {
  return left_out.map(({ node_name, reason }) => `  ${node_name.padEnd(24)} left out: ${clean(reason)}\n`).join('')
}
