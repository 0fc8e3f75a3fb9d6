import { randomBytes, randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import {
  alertSeveritySchema,
  type ChangeChannel,
  type Channel,
  type CreateChannel,
  DESKTOP_CHANNEL,
  type Smtp,
  smtpSchema,
} from '#contract/alert.ts'
import type { KeptSettings } from '../store/kept-settings.ts'
import type { Store } from '../store/store.ts'
import type { AlertChannelsTable } from '../store/tables.ts'
import { AlertsError } from './alerts-error.ts'

const MAX_CHANNELS = 20
const KEY = 'alerts:desktop'
const desktopSchema = z.object({ enabled: z.boolean(), least_severity: alertSeveritySchema })

/** What keeps secrets of channels. */
export interface Sealing {
  seal(purpose: string, plaintext: Buffer): Buffer
  open(purpose: string, sealed: Uint8Array): Buffer
}

/** A channel as it is used; the last delivery is known elsewhere. */
export type KnownChannel = Omit<Channel, 'last'>
type Row = Selectable<AlertChannelsTable>
const purposeOf = (id: string) => `alerts:channel:${id}`

/** The ways by which people hear of alerts. Their secrets lie sealed, and are opened when something is sent. */
export class Channels {
  readonly #store: Store
  readonly #kept: KeptSettings
  readonly #sealing: Sealing
  readonly #now: () => number

  /** @param now wall clock, in ms */
  constructor(store: Store, kept: KeptSettings, sealing: Sealing, now: () => number) {
    this.#store = store
    this.#kept = kept
    this.#sealing = sealing
    this.#now = now
  }

  /** The desktop's first, then in the order in which they were made. */
  list(): KnownChannel[] {
    const { db } = this.#store
    const rows = this.#store.all(db.selectFrom('alert_channels').selectAll().orderBy('created_at'))
    return [this.#desktop(), ...rows.map(channelOf)]
  }

  /** @throws {AlertsError} alert_channel_not_found */
  find(id: string): KnownChannel {
    const found = this.list().find((channel) => channel.id === id)
    if (found === undefined) throw new AlertsError('alert_channel_not_found', `There is no channel ${id}.`)
    return found
  }

  /** Of a webhook the key that its requests are signed with, of e-mail the password; null: it has none. */
  secretOf(id: string): string | null {
    const { db } = this.#store
    const row = this.#store.first(db.selectFrom('alert_channels').select('sealed_secret').where('id', '=', id))
    const sealed = row?.sealed_secret ?? null
    return sealed === null ? null : this.#sealing.open(purposeOf(id), sealed).toString()
  }

  /** @returns with the key of a webhook, which is shown this once @throws {AlertsError} too_many_alert_channels */
  create(wish: CreateChannel): { readonly channel: KnownChannel; readonly signing_key: string | null } {
    const { db } = this.#store
    if (this.list().length > MAX_CHANNELS) {
      throw new AlertsError(
        'too_many_alert_channels',
        `There are ${MAX_CHANNELS} channels already.`,
        'Remove one first.',
      )
    }
    const id = randomUUID()
    const signing_key = wish.kind === 'webhook' ? `whk_${randomBytes(32).toString('base64url')}` : null
    const secret = wish.kind === 'webhook' ? signing_key : (wish.password ?? null)
    const row: Row = {
      ...{ id, kind: wish.kind, name: wish.name, enabled: 1, least_severity: wish.least_severity },
      url: wish.kind === 'webhook' ? wish.url : null,
      smtp_json: wish.kind === 'email' ? JSON.stringify(wish.smtp) : null,
      sealed_secret: secret === null ? null : this.#sealing.seal(purposeOf(id), Buffer.from(secret)),
      created_at: new Date(this.#now()).toISOString(),
    }
    this.#store.run(db.insertInto('alert_channels').values(row))
    return { channel: channelOf(row), signing_key }
  }

  /** @throws {AlertsError} alert_channel_not_found */
  change(id: string, { name, least_severity, enabled }: ChangeChannel): KnownChannel {
    const before = this.find(id)
    const next = {
      name: name ?? before.name,
      least_severity: least_severity ?? before.least_severity,
      enabled: enabled ?? before.enabled,
    }
    if (id === DESKTOP_CHANNEL) {
      this.#kept.set(KEY, { enabled: next.enabled, least_severity: next.least_severity })
    } else {
      const { db } = this.#store
      const row = { ...next, enabled: next.enabled ? (1 as const) : (0 as const) }
      this.#store.run(db.updateTable('alert_channels').set(row).where('id', '=', id))
    }
    return this.find(id)
  }

  /** @throws {AlertsError} alert_channel_not_found, alert_channel_fixed */
  remove(id: string): KnownChannel {
    const found = this.find(id)
    if (id === DESKTOP_CHANNEL) {
      throw new AlertsError(
        'alert_channel_fixed',
        'The channel of the desktop is always there.',
        'Switch it off instead.',
      )
    }
    const { db } = this.#store
    this.#store.run(db.deleteFrom('alert_channels').where('id', '=', id))
    return found
  }

  #desktop(): KnownChannel {
    const kept = this.#kept.get(KEY, desktopSchema) ?? { enabled: true, least_severity: 'warning' as const }
    return {
      ...{ id: DESKTOP_CHANNEL, kind: 'desktop', name: 'Desktop program', ...kept },
      ...{ url: null, smtp: null, has_secret: false, created_at: null },
    }
  }
}

function channelOf({
  id,
  kind,
  name,
  enabled,
  least_severity,
  url,
  smtp_json,
  sealed_secret,
  created_at,
}: Row): KnownChannel {
  const smtp: Smtp | null = smtp_json === null ? null : smtpSchema.parse(JSON.parse(smtp_json))
  const about = { id, kind, name, enabled: enabled === 1, least_severity, url, smtp, created_at }
  return { ...about, has_secret: sealed_secret !== null }
}
