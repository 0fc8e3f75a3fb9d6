import { type BoxCheck, boxCheckGroupSchema } from '#contract/provisioning.ts'
import type { BoxCheckId } from '#contract/provisioning-ids.ts'
import type { NodeForm } from '#contract/provisioning-run.ts'
import { asItIs, render, type Sentence, say } from '#contract/sentence.ts'
import type { Architecture } from './artifacts/artifact-notes.ts'
import type { Box } from './box.ts'
import { SshError } from './ssh-errors.ts'

/** What a box is looked at for: what is going to run there. */
export interface CheckPlan {
  /** TCP ports a node is going to listen on there. */
  readonly ports: readonly PlannedPort[]
  /** UDP ports it is going to listen on; none where it has no relays over QUIC. */
  readonly udp_ports?: readonly PlannedPort[]
  /** Base URL under which the box must reach this origin; null: not looked at. */
  readonly origin_url: string | null
  /** Certificates (PEM) of the authorities that vouch for this origin; absent or empty: TLS is not looked at. */
  readonly origin_authorities?: readonly string[]
  /** The cluster that the box is to join; null or absent: not known. */
  readonly cluster_id?: string | null
  /** Base URL of the node beside the origin, which every other node pulls streams from; null or absent: not looked at. */
  readonly origin_media_url?: string | null
  /** What others reach the node at; null or absent: what we reach the box at. */
  readonly outside_host?: string | null
  /** What the node is to be called; null or absent: not known. */
  readonly node_name?: string | null
  /** Version of this origin. */
  readonly version?: string
  /** Nodes of the cluster; absent: not known. */
  readonly members?: readonly KnownMember[]
  /** What the node is going to be; absent: a container. */
  readonly form?: NodeForm
  /** What a node in this form takes on a box, unpacked, in bytes; null: not known. It does not fail. */
  readonly broughtBytes?: (form: NodeForm, arch: Architecture) => Promise<number | null>
}

/** One port and what it is for, in words. */
export interface PlannedPort {
  readonly port: number
  readonly purpose: string
  /** The node serves without it, too: where it is taken or shut, that is no more than worth knowing. */
  readonly optional?: boolean
}

/** What checks want to know of a node of the cluster. */
export interface KnownMember {
  readonly id: string
  readonly name: string
  /** null: it never said. */
  readonly version: string | null
  readonly liveness: string
}

/** What a check makes of what it saw, in English and as sentences that can be told in other languages. */
export type Verdict = Pick<BoxCheck, 'outcome' | 'found' | 'remedy' | 'fix'> & {
  readonly sentences: NonNullable<BoxCheck['sentences']>
}

/**
 * The first half of every provisioning step: `look` reads from the box and changes nothing there, `judge` decides without
 * touching anything. A step that also changes the box will have `apply` and `undo` beside these two.
 */
export interface Check<Facts> {
  /** Stable: the family and what is looked at, `docker.engine`. */
  readonly id: BoxCheckId
  /** For people, a few words. */
  readonly title: string
  look(box: Box, plan: CheckPlan, signal: AbortSignal): Promise<Facts>
  judge(facts: Facts, plan: CheckPlan): Verdict
}

/** A {@link Check} whose facts nobody else needs to know. */
export interface BoxInspection {
  readonly id: BoxCheckId
  readonly title: string
  inspect(box: Box, plan: CheckPlan, signal: AbortSignal): Promise<BoxCheck>
}

/**
 * Puts the halves of a check together. A look that fails says so in its own line and leaves the others alone; only a lost
 * connection ends them all.
 */
export function inspection<Facts>(check: Check<Facts>): BoxInspection {
  const { id, title } = check
  const group = boxCheckGroupSchema.parse(id.split('.')[0])
  return {
    id,
    title,
    async inspect(box, plan, signal) {
      try {
        return { id, group, title, ...check.judge(await check.look(box, plan, signal), plan) }
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof SshError) || error.code === 'ssh_connection_lost') throw error
        return {
          id,
          group,
          title,
          ...warn(say`Could not be looked at. ${error.message}`, asItIs(error.hint ?? '')),
        }
      }
    },
  }
}

export function pass(found: Sentence): Verdict {
  return { outcome: 'pass', found: render(found), remedy: null, sentences: { found, remedy: null } }
}

export function warn(found: Sentence, remedy: Sentence): Verdict {
  return { outcome: 'warn', found: render(found), remedy: render(remedy), sentences: { found, remedy } }
}

export function block(found: Sentence, remedy: Sentence): Verdict {
  return { ...warn(found, remedy), outcome: 'block' }
}

/** The same verdict with a command for the box that settles it. @param title what it does */
export function withFix(verdict: Verdict, title: Sentence, command: string): Verdict {
  return { ...verdict, fix: { title: render(title), command }, sentences: { ...verdict.sentences, fix: title } }
}
