import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { exitCode } from '#contract/program-output.ts'
import { isRunOver, type ProvisioningRun, provisioningRunSchema, runLogLineSchema } from '#contract/provisioning-run.ts'
import { ask, askSecret, type Terminal } from '../secret-input.ts'
import { type OriginClient, OriginRefusal } from './origin-client.ts'
import { isThrough, resultBlock, stepLine } from './run-text.ts'

const LOOK_MS = 400
/** An origin that restarts is waited for so long, in ms. */
const AWAY_MS = 120_000
const LOG_PAGE = 500

/** How a run is followed. */
export interface FollowOptions {
  /** null: there is nobody to ask. */
  readonly terminal: Terminal | null
  /** The lines of the log as well. */
  readonly with_log: boolean
  readonly as_json: boolean
}

export const runPath = (id: string, rest = '') => `/api/v1/provisioning-runs/${encodeURIComponent(id)}${rest}`

/** Shows a run as it goes on, asks a person where one is needed, and tells how it ended. @returns the exit code */
export async function followRun(
  client: OriginClient,
  first: ProvisioningRun,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<number> {
  const { terminal, with_log, as_json } = options
  const shown = new Map<string, string>()
  const is_live = process.stderr.isTTY === true && !as_json
  let run = first
  let after = 0
  for (;;) {
    if (with_log) after = await showLog(client, run.id, after)
    if (!as_json) showSteps(run, shown, is_live)
    if (isOver(run)) break
    if (run.state === 'waiting') {
      const resumed = terminal === null ? null : await answered(client, run, terminal, signal)
      if (resumed === null) break
      run = resumed
    }
    await pause(LOOK_MS, undefined, { signal })
    run = await lookAgain(client, runPath(run.id), provisioningRunSchema, signal)
  }
  if (with_log) await showLog(client, run.id, after)
  process.stdout.write(as_json ? `${JSON.stringify(run)}\n` : resultBlock(run))
  return exitCodeOfRun(run)
}

/** 0 done, 1 failed, 75 it waits for a person. */
export function exitCodeOfRun({ state }: ProvisioningRun): number {
  if (state === 'waiting') return exitCode.waiting
  return state === 'succeeded' || state === 'undone' ? exitCode.ok : exitCode.failed
}

const isOver = ({ state }: ProvisioningRun) => isRunOver(state)

/** Reads it once more. The origin may restart meanwhile; what it does goes on after that. @throws {OriginRefusal} it stays away */
export async function lookAgain<Data extends z.ZodType>(
  client: OriginClient,
  path: string,
  data: Data,
  signal: AbortSignal,
): Promise<z.output<Data>> {
  const until = performance.now() + AWAY_MS
  for (;;) {
    try {
      return await client.ask('GET', path, data)
    } catch (error) {
      const is_away = error instanceof OriginRefusal && error.code === 'origin_unreachable'
      if (!is_away || performance.now() > until) throw error
      await pause(LOOK_MS, undefined, { signal })
    }
  }
}

function showSteps({ steps }: ProvisioningRun, shown: Map<string, string>, is_live: boolean): void {
  const clear = is_live ? '\r\x1b[2K' : ''
  for (const step of steps) {
    const state = `${step.state} ${step.attempt}`
    if (!isThrough(step) || shown.get(step.id) === state) continue
    shown.set(step.id, state)
    process.stderr.write(`${clear}${stepLine(step)}\n`)
  }
  const current = steps.find((step) => !isThrough(step) && step.state !== 'pending')
  if (!is_live || current === undefined) return
  process.stderr.write(`${clear}${stepLine(current).slice(0, (process.stderr.columns ?? 80) - 1)}`)
}

async function showLog(client: OriginClient, id: string, after: number): Promise<number> {
  const page = z.object({ items: z.array(runLogLineSchema) })
  const { items } = await client.ask('GET', runPath(id, `/log?after=${after}&limit=${LOG_PAGE}`), page)
  for (const { step, text } of items) process.stderr.write(`  ${step} | ${text.replace(/\p{Cc}+/gu, ' ')}\n`)
  return items.at(-1)?.number ?? after
}

/** What a person says to what the run waits for; null: nothing that lets it go on. */
async function answered(
  client: OriginClient,
  { id, waiting_for, user, host, port }: ProvisioningRun,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ProvisioningRun | null> {
  const resume = (body: unknown) => client.ask('POST', runPath(id, '/resume'), provisioningRunSchema, body)
  terminal.output.write(`\n${waiting_for?.text ?? ''}\n`)
  switch (waiting_for?.what) {
    case 'host_key': {
      const answer = (await ask(terminal, 'Is it that key? Type yes or no: ', signal)).trim()
      return /^yes$/i.test(answer) ? resume({ host_key_fingerprint: waiting_for.host_key?.fingerprint }) : null
    }
    case 'credentials': {
      const password = await askSecret(terminal, `Password of ${user} on ${host} (Enter to leave it): `)
      const host_key_fingerprint = null
      return password === '' ? null : resume({ target: { host, port, user, password, host_key_fingerprint } })
    }
    case 'warnings': {
      const answer = (await ask(terminal, 'Go on all the same? Type yes or no: ', signal)).trim()
      return /^yes$/i.test(answer) ? resume({ accept_warnings: true }) : null
    }
    // A changed key is never waved through at a prompt that one answers in passing.
    default:
      return null
  }
}
