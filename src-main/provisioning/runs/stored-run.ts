import {
  isRunOver,
  type NewRun,
  type NodeChanges,
  type NodeSetup,
  type ProvisioningRun,
  type ProvisioningStep,
  type RunKind,
} from '#contract/provisioning-run.ts'
import type { HostKey } from '../host-key.ts'

/** What was asked for, without how to log in. */
export interface RunRequest {
  readonly kind: RunKind
  /** What the node is to be told; null where the run brings none. */
  readonly setup: NodeSetup | null
  /** What is to be another than it is; null where nothing is. */
  readonly changes: NodeChanges | null
  /** Reference of the image that an upgrade brings; null or absent: what this origin carries. */
  readonly pull_image?: string | null
  readonly keep_login: boolean
  /** How long viewers may take to leave, in ms; null: however long it takes. */
  readonly drain_deadline_ms: number | null
  readonly accept_warnings: boolean
}

/** A step as it is on disk. */
export interface StoredStep extends ProvisioningStep {
  /** This run began to change something in it: a check that finds it so has to be verified, and an undo looks at it. */
  readonly applied: boolean
}

/** A key that is shown, and by whom: the box itself, or a jump host on the way to it. */
export interface KeyOfHost {
  readonly host: string
  readonly port: number
  readonly host_key: HostKey
}

/** A run as it is on disk, without how to log in. */
export interface StoredRun extends Omit<ProvisioningRun, 'steps'> {
  readonly request: RunRequest
  /** Which way a run goes on that is resumed. */
  readonly direction: 'forward' | 'back'
  /** What follows on a cancel. */
  readonly after_cancel: 'leave' | 'undo'
  /** It has been logged in to the box, so that a connection that fails is one that was lost. */
  readonly was_connected: boolean
  /** The key that is asked about, and of whom; null: none is. */
  readonly shown_key: KeyOfHost | null
  readonly steps: readonly StoredStep[]
}

const FINISHED = new Set<StoredStep['state']>(['done', 'already_so', 'skipped'])

export const isOver = ({ state }: Pick<StoredRun, 'state'>) => isRunOver(state)

/** Over for good: it can neither be resumed nor cancelled. */
export function isFinal({ state }: Pick<StoredRun, 'state'>): boolean {
  return isOver({ state }) && state !== 'failed'
}

export function isFinished({ state }: Pick<StoredStep, 'state'>): boolean {
  return FINISHED.has(state)
}

/** A step nobody has begun. */
export function newStep({ id, title }: Pick<ProvisioningStep, 'id' | 'title'>): StoredStep {
  return {
    ...{ id, title, state: 'pending', attempt: 0, applied: false },
    ...{ started_at: null, ended_at: null, found: null, progress: null, failure: null },
  }
}

/** As panel, API and command line show it. */
export function viewOf(run: StoredRun): ProvisioningRun {
  const { request: _, direction: __, after_cancel: ___, was_connected: ____, shown_key: _____, steps, ...shown } = run
  return { ...shown, steps: steps.map(({ applied: _applied, ...step }) => step) }
}

/** What was asked for, of a request of the API. */
export function requestOf(asked: NewRun): RunRequest {
  return {
    kind: asked.kind,
    setup: asked.kind === 'provision' ? asked.node : null,
    changes: asked.kind === 'reconfigure' ? asked.node : null,
    pull_image: asked.kind === 'upgrade' ? asked.pull_image : null,
    keep_login: 'keep_login' in asked && asked.keep_login,
    drain_deadline_ms: 'drain_deadline_ms' in asked ? asked.drain_deadline_ms : null,
    accept_warnings: asked.kind !== 'provision' || asked.node.accept_warnings,
  }
}
