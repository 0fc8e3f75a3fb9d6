import { alertRuleSchema } from '#contract/alert.ts'
import type { Activity } from '#contract/api.ts'
import { runKindSchema } from '#contract/provisioning-run.ts'
import { texts as runTexts } from '../run-texts.ts'
import { texts as alertTexts } from './alert-texts.ts'
import { type FactTexts, texts } from './fact-texts.ts'
import { inEnglish, inPanels, type Said } from './said.ts'

/** A recorded fact as the panel tells it. */
export interface FactWords {
  readonly sentence: Said
  /** The origin's own sentence, where it says more than the one above; null: it does not. */
  readonly detail: Said | null
}

/** Of these the panel's sentence says all that the origin's does; who, where and when stand beside both. */
const TOLD_WHOLE: ReadonlySet<string> = new Set([
  ...['node.joined', 'node.recovered', 'node.held', 'node.left', 'node.drained', 'node.drain_overdue', 'node.retired'],
  ...['session.started', 'session.taken_up', 'operator.signed_out', 'operator.totp_on', 'operator.totp_off'],
  ...['operator.recovery_codes_renewed', 'first_run.dismissed', 'first_run.reopened', 'diagnostics.collected'],
  ...['rolling_drain.node_resumed', 'rolling_drain.node_done', 'rolling_drain.resumed', 'rolling_drain.cancelled'],
  ...['provisioning.started', 'provisioning.resumed', 'provisioning.succeeded', 'provisioning.cancel_asked'],
  ...['provisioning.cancelled', 'provisioning.undo_begun', 'provisioning.undone'],
])

/** @param nodeName of the node that it is about; undefined: it is about none, or one that is gone */
export function factWords(
  { type, message, stream_path, data }: Pick<Activity, 'type' | 'message' | 'stream_path' | 'data'>,
  nodeName: string | undefined,
): FactWords {
  // Another version of the origin recorded facts that no catalogue has.
  if (texts === null || !isKnown(type, texts)) return { sentence: inEnglish(message), detail: null }
  const value = (key: string) => {
    const found = data[key]
    return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
  }
  const text = texts[type]
  const about = {
    ...{ node: nodeName ?? null, stream: stream_path, value },
    run: runOf(value('kind'), nodeName ?? value('host')),
    alert: alertOf(value('rule'), value('subject') || (nodeName ?? stream_path ?? '')),
  }
  // Of what another version recorded, that may be missing.
  if (type.startsWith('alert.') && about.alert === '') return { sentence: inEnglish(message), detail: null }
  return {
    sentence: inPanels(typeof text === 'string' ? text : text(about)),
    detail: TOLD_WHOLE.has(type) ? null : inEnglish(message),
  }
}

function isKnown(type: string, texts: FactTexts): type is keyof FactTexts {
  return Object.hasOwn(texts, type)
}

function runOf(kind: string, on: string): string {
  const known = runKindSchema.safeParse(kind)
  return known.success ? runTexts.titles[known.data](on) : ''
}

function alertOf(rule: string, subject: string): string {
  const known = alertRuleSchema.safeParse(rule)
  return known.success && subject !== '' ? (alertTexts?.titles[known.data](subject) ?? '') : ''
}
