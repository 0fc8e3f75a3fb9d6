import type { SessionId, Timestamp } from '#contract/ids.ts'

/** One of several sessions that claim the same stream. */
export interface Contender {
  readonly session_id: SessionId
  readonly started_at: Timestamp
  /** Its node is alive, so that it can be told to end the session, and is known to carry it. */
  readonly reachable: boolean
  /** It has lost its publisher, and waits for it. */
  readonly interrupted: boolean
  /** Its node drains: its publisher is asked to go to another node, and may be there before it has left this one. */
  readonly leaving: boolean
  /** It was learnt from a full report: when the origin or the node's channel came back, not when it started. */
  readonly from_report: boolean
  /** No picture has come from its publisher yet. */
  readonly starting: boolean
  /** Its publisher lost the stream to another one a moment ago, and may not take it back yet. */
  readonly returning: boolean
}

/** Which of them is the stream, and which are to be ended. */
export interface ConflictOutcome {
  readonly winner: SessionId | null
  readonly ended: readonly SessionId[]
}

/**
 * Decides which of several sessions of one stream is the stream, so that two sources are never mixed. The one that
 * serves already goes on as long as its node can be reached. Where the origin learns of both at once, because it was
 * away, the older one wins by what their nodes say. One that waits for its publisher loses to one that has it, for that is where the publisher
 * went; so does one whose node drains. A session whose node is out of reach loses its place to the
 * publisher that moved on, and is ended when that node comes back.
 *
 * Where a second publisher takes over, the one that came last and sends a picture is the stream; until it does, both go on, so that
 * nobody loses a stream to an encoder that brings nothing.
 *
 * @param contenders in the order in which they were heard of
 */
export function settle(
  contenders: readonly Contender[],
  incumbent_id: SessionId | null,
  second_publisher: 'refuse' | 'take_over' = 'refuse',
): ConflictOutcome {
  const reachable = contenders.filter((contender) => contender.reachable)
  const incumbent = contenders.find(({ session_id }) => session_id === incumbent_id)
  if (reachable.length === 0) return { winner: (incumbent ?? contenders[0])?.session_id ?? null, ended: [] }
  const serving = reachable.filter((contender) => !contender.interrupted)
  const staying = serving.filter((contender) => !contender.leaving)
  const rivals = [staying, serving, reachable].find((some) => some.length > 0) ?? reachable
  const takes_over = second_publisher === 'take_over'
  const winner =
    incumbent && rivals.includes(incumbent)
      ? takes_over
        ? newest(incumbent, rivals)
        : challenged(incumbent, rivals)
      : oldest(rivals)
  const mayCome = (contender: Contender) =>
    takes_over && contender.starting && !contender.returning && winner === incumbent && rivals.includes(contender)
  return {
    winner: winner.session_id,
    ended: reachable
      .filter((contender) => contender !== winner && !mayCome(contender))
      .map(({ session_id }) => session_id),
  }
}

function challenged(incumbent: Contender, reachable: readonly Contender[]): Contender {
  return incumbent.from_report ? oldest([incumbent, ...reachable.filter(({ from_report }) => from_report)]) : incumbent
}

/** The one that was heard of last; where the origin learns of all at once, the one that began last by what their nodes say. */
function newest(incumbent: Contender, rivals: readonly Contender[]): Contender {
  const others = rivals.filter((rival) => rival !== incumbent && !rival.starting && !rival.returning)
  const since = rivals.indexOf(incumbent)
  const heard = others.filter((other) => !other.from_report && rivals.indexOf(other) > since).at(-1)
  if (heard !== undefined) return heard
  if (!incumbent.from_report) return incumbent
  return [incumbent, ...others].reduce((one, other) =>
    Date.parse(other.started_at) > Date.parse(one.started_at) ? other : one,
  )
}

function oldest(contenders: readonly Contender[]): Contender {
  return contenders.reduce((one, other) => (Date.parse(other.started_at) < Date.parse(one.started_at) ? other : one))
}
