import type { StreamPolicy, StreamPolicyRules } from '#contract/stream-policy.ts'

/** What stands in the fields of the dialog: text as it was typed. */
export interface PolicyForm {
  readonly pattern: string
  readonly second: 'node' | 'refuse' | 'take_over'
  readonly grace_s: string
  readonly most: string
  readonly least: string
  readonly from: string
  readonly until: string
  readonly regions: readonly string[]
  readonly ingest: readonly string[]
  readonly viewers: string
  readonly local: boolean
}

/** The fields of a policy, or of a new one for this pattern. */
export function formOf(policy: StreamPolicy | null, pattern: string): PolicyForm {
  const rules = policy?.rules
  return {
    pattern: policy?.pattern ?? pattern,
    second: rules?.on_second_publisher ?? 'node',
    grace_s: rules?.publisher_grace_ms == null ? '' : String(rules.publisher_grace_ms / 1_000),
    most: String(rules?.max_replicas ?? ''),
    least: rules === undefined || rules.min_replicas === 0 ? '' : String(rules.min_replicas),
    from: localTime(rules?.prewarm_at ?? null),
    until: localTime(rules?.prewarm_until ?? null),
    regions: rules?.allowed_regions ?? [],
    ingest: rules?.ingest_regions ?? [],
    viewers: String(rules?.max_viewers ?? ''),
    local: rules?.visibility === 'local',
  }
}

/** What is sent: every rule, so that an emptied field is as without a policy. */
export function bodyOf(form: PolicyForm): StreamPolicyRules & { readonly pattern: string } {
  const min_replicas = numberOf(form.least) ?? 0
  const grace_s = numberOf(form.grace_s)
  return {
    pattern: form.pattern.trim(),
    on_second_publisher: form.second === 'node' ? null : form.second,
    publisher_grace_ms: grace_s === null ? null : Math.round(grace_s * 1_000),
    max_replicas: numberOf(form.most),
    min_replicas,
    prewarm_at: min_replicas === 0 ? null : timestampOf(form.from),
    prewarm_until: min_replicas === 0 ? null : timestampOf(form.until),
    allowed_regions: form.regions.length === 0 ? null : [...form.regions],
    ingest_regions: form.ingest.length === 0 ? null : [...form.ingest],
    max_viewers: numberOf(form.viewers),
    visibility: form.local ? 'local' : 'federated',
  }
}

/** More nodes are to have it than may. */
export function isContradictory({ least, most }: PolicyForm): boolean {
  const at_most = numberOf(most)
  return at_most !== null && (numberOf(least) ?? 0) > at_most
}

function numberOf(text: string): number | null {
  const number = Number(text)
  return text.trim() === '' || Number.isNaN(number) ? null : number
}

/** As an input of the type `datetime-local` has it: the time of this computer, to the second, as it may have come over the API. */
function localTime(at: string | null): string {
  if (at === null) return ''
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

function timestampOf(text: string): string | null {
  const date = new Date(text)
  return text === '' || Number.isNaN(date.getTime()) ? null : date.toISOString()
}
