import { asItIs, render, type Sentence, say, together } from '#contract/sentence.ts'
import { freeSentence } from '../../store/storage-text.ts'
import { type Condition, told } from '../condition.ts'
import type { AlertFacts } from '../facts.ts'

const DAY_MS = 86_400_000
const CERTIFICATE_MS = 14 * DAY_MS
/** Certificates that renew themselves are short-lived and renewed in time: they are late with less than this part of their life left. */
const LATE_SHARE = 0.25
const TOKEN_MS = 7 * DAY_MS
/** Tokens for an hour or a day end on purpose. */
const LONG_LIVED_MS = 14 * DAY_MS
const BACKUP_MS = 7 * DAY_MS

const origin = { kind: 'origin' as const, id: 'origin', name: 'this origin' }
const days = (ms: number): Sentence => {
  const left = Math.max(0, Math.floor(ms / DAY_MS))
  return left === 1 ? say`1 day` : say`${left} days`
}

/** The disk of the origin's data is short of room. */
export function diskLow({ storage, storage_sentence }: AlertFacts): Condition[] {
  const { state, since } = storage
  if (state === 'ok') return []
  return [
    {
      ...{ rule: 'disk_low', severity: state === 'low' ? 'warning' : 'error', hold_ms: 0, subject: origin },
      ...told(
        state === 'low' ? say`The origin’s disk has little room left` : say`The origin’s disk is full or nearly so`,
        storage_sentence,
        freeSentence(storage),
      ),
      last_good_at: since,
      action: { text: 'See what takes the room', path: '/settings/cluster' },
    },
  ]
}

/** A certificate ends soon and was not renewed. */
export function certificateExpiring({ certificates, now_ms }: AlertFacts): Condition[] {
  return certificates.flatMap(({ certificate, source, shown_by, problem }) => {
    if (certificate === null) return []
    const until_ms = Date.parse(certificate.valid_until)
    const left_ms = until_ms - now_ms
    const life_ms = until_ms - Date.parse(certificate.valid_from)
    if (left_ms >= CERTIFICATE_MS || left_ms >= life_ms * LATE_SHARE) return []
    const name = certificate.names[0] ?? shown_by
    const how =
      source === 'files'
        ? say`Put the next one in the place of its files; it is read by itself.`
        : say`It should have been renewed by itself.`
    return [
      {
        ...{ rule: 'certificate_expiring', severity: left_ms < 2 * DAY_MS ? 'error' : 'warning', hold_ms: 0 },
        subject: { kind: 'certificate', id: `${source} ${shown_by}`, name },
        ...told(
          left_ms <= 0
            ? say`The certificate for ${name} has expired`
            : say`The certificate for ${name} ends in ${days(left_ms)}`,
          together([
            how,
            ...(problem === null ? [] : [asItIs(problem)]),
            say`Browsers and nodes refuse it after that.`,
          ]),
          say`valid until ${certificate.valid_until}, signed by ${certificate.issuer}`,
        ),
        last_good_at: null,
        action: { text: 'Look at the certificates', path: '/settings/certificates' },
      },
    ]
  })
}

/** What lets a program or a box in ends within the week. What was made for less than two weeks ends on purpose. */
export function tokenExpiring({ tokens, now_ms }: AlertFacts): Condition[] {
  return tokens.flatMap(({ id, name, created_at, expires_at, path }) => {
    const left_ms = Date.parse(expires_at) - now_ms
    const life_ms = Date.parse(expires_at) - Date.parse(created_at)
    if (left_ms >= TOKEN_MS || left_ms <= 0 || life_ms < LONG_LIVED_MS) return []
    return [
      {
        ...{
          rule: 'token_expiring',
          severity: 'warning',
          hold_ms: 0,
          subject: { kind: 'token', id, name: render(name) },
        },
        ...told(
          say`${name} ends in ${days(left_ms)}`,
          say`Whoever uses it is refused after that. Make another one in time, and give it to them.`,
          say`good until ${expires_at}`,
        ),
        last_good_at: null,
        action: { text: 'Make another one', path },
      },
    ]
  })
}

/** The last try at a backup failed. */
export function backupFailed({ backups: { wanted, newest_at, last_try } }: AlertFacts): Condition[] {
  if (last_try === null || last_try.failure === null) return []
  // One that the command line made is not among the tries.
  if (newest_at !== null && Date.parse(newest_at) > Date.parse(last_try.at)) return []
  const again = say`It is tried again when the next one is due; where that is now, every ten minutes.`
  return [
    {
      ...{ rule: 'backup_failed', severity: 'error', hold_ms: 0, subject: origin },
      ...told(
        say`A backup failed`,
        together([...(wanted ? [again] : []), say`The database itself is not touched by that.`]),
        say`tried ${last_try.at}: ${last_try.failure}`,
      ),
      last_good_at: newest_at,
      action: { text: 'Look at the backups', path: '/settings/backups' },
    },
  ]
}

/** There is no backup of the last week. */
export function backupOld({ backups: { wanted, newest_at }, origin_started_at, now_ms }: AlertFacts): Condition[] {
  // Without any, it counts from when this origin began to run.
  const since = newest_at ?? origin_started_at
  if (!wanted || now_ms - Date.parse(since) < BACKUP_MS) return []
  return [
    {
      ...{ rule: 'backup_old', severity: 'warning', hold_ms: 0, subject: origin },
      ...told(
        newest_at === null
          ? say`There is no backup of this origin`
          : say`The newest backup is ${days(now_ms - Date.parse(since))} old`,
        say`Backups are made by themselves; these were not. Activity says why.`,
        newest_at === null ? say`there is none in backups/` : say`made ${newest_at}`,
      ),
      last_good_at: newest_at,
      action: { text: 'Make a backup', path: '/settings/backups' },
    },
  ]
}
