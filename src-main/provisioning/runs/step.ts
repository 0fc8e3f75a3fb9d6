import type { NodeId } from '#contract/ids.ts'
import type { BoxReport } from '#contract/provisioning.ts'
import type { RunStepId } from '#contract/provisioning-ids.ts'
import type { NodeForm, RunKind, StepProgress } from '#contract/provisioning-run.ts'
import type { Box } from '../box.ts'
import type { RunRequest } from './stored-run.ts'

/** What a step found the box to be: `done`, it is so already and nothing is applied. */
export interface StepFinding {
  /** `skip`: the step does not concern this box or this run. */
  readonly state: 'done' | 'to_do' | 'skip'
  /** One line for a person. */
  readonly found: string
}

/** The parts of a step that are run, each with a deadline of its own. */
export type StepHalf = 'check' | 'apply' | 'verify' | 'undo'

/** How long a half of a step may take unless the step says otherwise, in ms. */
export const HALF_DEADLINES_MS: Readonly<Record<StepHalf, number>> = {
  check: 60_000,
  apply: 15 * 60_000,
  verify: 3 * 60_000,
  undo: 5 * 60_000,
}

/**
 * One resumable part of a run. Every half may be run again at any time, after a crash at any instruction: `check` and `verify` change
 * nothing, `apply` done twice does no more than done once, `undo` takes away exactly what `apply` brought, and does nothing where it
 * brought nothing. What `undo` has to know (that Docker was not there before, say) is noted before it is changed.
 * Whatever is thrown ends the step; a FeatureFailure's code, message and hint are what people read.
 */
export interface Step {
  /** Stable, `image`. */
  readonly id: RunStepId
  /** For people, a few words. */
  readonly title: string
  /** Whether it can be given up in the middle by a cancel; else a cancel waits until it is over. Default true. */
  readonly interruptible?: boolean
  /** How long each half may take, in ms; absent: {@link HALF_DEADLINES_MS}; null: as long as it takes. */
  readonly deadlines_ms?: Partial<Readonly<Record<StepHalf, number | null>>>
  check(context: StepContext, signal: AbortSignal): Promise<StepFinding>
  apply(context: StepContext, signal: AbortSignal): Promise<void>
  /** That it is so now; what comes back is one line for a person. */
  verify(context: StepContext, signal: AbortSignal): Promise<string>
  /** Absent: nothing to be undone. */
  undo?(context: StepContext, signal: AbortSignal): Promise<void>
}

/** What steps of one run are given. */
export interface StepContext {
  readonly run_id: string
  readonly kind: RunKind
  readonly request: RunRequest
  /** As the box was named to us. */
  readonly host: string
  /** The node that the run is about; null: the box has not joined yet. */
  readonly node_id: NodeId | null
  /** Who asked for the run, for the activity log. */
  readonly actor: string
  /** Logged in, with root's rights looked up. Of this attempt: after a lost connection the step is begun again with another. */
  readonly box: Box
  readonly notes: RunNotes
  /** One line for the step's log; secrets noted by `mask` are taken out. */
  log(text: string): void
  /** Reaches the panels a few times a second, and the disk once the step is over. */
  progress(progress: Omit<StepProgress, 'rate'>): void
  /** The box is this node of ours, from now on and on disk. */
  isNode(node_id: NodeId, name: string): void
  /** What ran there before, and what runs there from now on. */
  versions(versions: { readonly from?: string; readonly to?: string }): void
  /** Where a file of this name may be left for whoever asks for it (`GET .../files/:name`); the run names it from now on. */
  file(name: string): string
  /** From now on this text is never written to a log, an error or a progress line. */
  mask(secret: string): void
}

/** What a run remembers, on disk before `set` returns. Values are JSON; secrets go through `seal`. */
export interface RunNotes {
  get<Key extends keyof NotedFacts>(key: Key): NotedFacts[Key] | undefined
  set<Key extends keyof NotedFacts>(key: Key, value: NotedFacts[Key]): void
  /** Kept sealed under the data key until the run is over, then gone. */
  seal(key: string, secret: string): void
  unseal(key: string): string | undefined
}

/** What steps tell the later ones, and their own undo. Each step that notes something adds it here, under its own id. */
export interface NotedFacts {
  /** It was in normal mode before this run took it out. */
  'drain.by_run': boolean
  /** Which start of the program served before the switch. */
  'switch.epoch': number
  /** A switch is under way: what is there may be the one or the other. */
  'switch.begun': boolean
  /** Why it goes back to what served before; null: it does not. */
  'switch.problem': string | null
  /** How the origin called the node before it got other settings, and where it was. */
  'reconfigure.before': { readonly name: string; readonly region: string | null }
  /** Fingerprint of the certificate of before. */
  'rotate.key': string
  'decommission.removed': boolean
  /** Which start of the program ran before it was started again. */
  'restart.epoch': number
  /** Name of the archive, and how many files are in it. */
  'diagnostics.file': string
  'diagnostics.files': number
  'preflight.report': BoxReport
  form: NodeForm
  /** What an installation brings that was not there, before it is begun. */
  'docker.brought': { packages: string[]; folders: string[]; filled: string[]; groups: string[] }
  /** Images this run brought. */
  'image.loaded': string
  'image.id': string
  /** It is being streamed into the engine; still so at the next attempt: that broke off. */
  'image.streaming': boolean
  'configure.files': readonly string[]
  'join.node_id': NodeId
  /** The node was a member before this run: undo leaves it one. */
  'join.was_member': boolean
  'join.token_id': string
  'verify.played': boolean
  'firewall.rules': readonly string[]
  'service.user_created': boolean
  'service.files': readonly string[]
}
