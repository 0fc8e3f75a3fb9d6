import type { Setting } from '#contract/settings.ts'
import type { TlsConfig } from '#contract/tls-config.ts'
import type { Choices } from '../../../data/upkeep.ts'
import {
  type ChoosableSetting,
  isChoosable,
  readTyped,
  shownValue,
  typedAtFirst,
  typedByDefault,
} from '../cluster/setting-form.ts'

export type TlsMode = TlsConfig['mode']
export const MODES: readonly TlsMode[] = ['own', 'acme', 'files', 'off']

/** What was typed, by the names of settings. */
export type Typed = Readonly<Record<string, string>>

const SHARED = ['tls.http', 'tls.hsts'] as const
const BY_HTTP = ['tls.acme_http_port'] as const
const BY_DNS = ['tls.dns_server', 'tls.dns_tsig_name', 'tls.dns_tsig_algorithm', 'tls.dns_tsig_secret'] as const
const ACME = ['tls.acme_names', 'tls.acme_email', 'tls.acme_directory'] as const

/** Every setting that has a field of its own in the form. */
export type TlsField =
  | (typeof SHARED | typeof BY_HTTP | typeof BY_DNS | typeof ACME)[number]
  | 'tls.certificate'
  | 'tls.key'
  | 'tls.acme_challenge'
  | 'tls.acme_terms_agreed'

/** The fields that matter for a certificate of this kind, in the order of the form; the terms come last. */
export function fieldsOf(mode: TlsMode, challenge: string): readonly TlsField[] {
  if (mode === 'off') return []
  if (mode === 'own') return ['tls.http']
  if (mode === 'files') return ['tls.certificate', 'tls.key', ...SHARED]
  const proof = challenge === 'dns-01' ? BY_DNS : BY_HTTP
  return [...ACME, 'tls.acme_challenge', ...proof, ...SHARED, 'tls.acme_terms_agreed']
}

/** The settings of the form that can be chosen here, by their names. */
export function tlsSettings(settings: readonly Setting[]): ReadonlyMap<string, ChoosableSetting> {
  return new Map(settings.filter(isChoosable).flatMap((one) => (one.name.startsWith('tls.') ? [[one.name, one]] : [])))
}

/** What the fields begin with. */
export function typedFirst(settings: ReadonlyMap<string, ChoosableSetting>): Typed {
  return Object.fromEntries([...settings].map(([name, setting]) => [name, typedAtFirst(setting)]))
}

/** What the form changes. */
export interface TlsChange {
  readonly changes: Choices
  /** The same as it may be shown. */
  readonly shown: Choices
  /** Fields whose text is nothing of their kind. */
  readonly wrong: ReadonlySet<string>
}

/** What was typed and is not as it was, of those fields that matter. */
export function changeOf(settings: ReadonlyMap<string, ChoosableSetting>, typed: Typed): TlsChange {
  const mode = (typed['tls.mode'] ?? 'own') as TlsMode
  const changes: Record<string, Choices[string]> = {}
  const shown: Record<string, Choices[string]> = {}
  const wrong = new Set<string>()
  for (const name of ['tls.mode', ...fieldsOf(mode, typed['tls.acme_challenge'] ?? '')]) {
    const setting = settings.get(name)
    const text = typed[name]?.trim() ?? ''
    if (setting === undefined || text === typedAtFirst(setting).trim()) continue
    const value = text === typedByDefault(setting).trim() ? null : readTyped(setting, text)
    if (value === undefined) {
      wrong.add(name)
      continue
    }
    changes[name] = value
    shown[name] = shownValue(setting, value)
  }
  return { changes, shown, wrong }
}
