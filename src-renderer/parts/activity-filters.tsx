import { NativeSelect } from '@mantine/core'
import type { ActivityKind } from '#contract/activity-type.ts'
import type { ActivityQuery } from '../data/api-client.ts'
import classes from './activity-list.module.css'
import { texts } from './activity-texts.ts'

/** What of the activity is shown: from which severity on, and of which kind. */
export type ActivityFilter = Pick<ActivityQuery, 'severity' | 'type'>

const allKinds = Object.keys(texts.kinds) as readonly ActivityKind[]

/** A filter out of what somebody chose or an address bar says; what is no filter is left out. */
export function activityFilterOf(severity: string | null, kind: string | null): ActivityFilter {
  return {
    ...(severity === 'warning' || severity === 'error' ? { severity } : {}),
    ...(kind !== null && /^[a-z_]+(\.[a-z_]+)*$/.test(kind) ? { type: kind } : {}),
  }
}

/** Two choices, severity and kind. `kinds` are those that can be met in this list. */
export function ActivityFilters({
  filter,
  kinds = allKinds,
  onChange,
}: {
  readonly filter: ActivityFilter
  readonly kinds?: readonly ActivityKind[]
  readonly onChange: (filter: ActivityFilter) => void
}) {
  const { severity = 'info', type = '' } = filter
  // A type that came by a link and is none of the kinds is shown as it is written.
  const known = type === '' || kinds.some((kind) => kind === type)
  return (
    <div className={classes.filters}>
      <NativeSelect
        size="xs"
        aria-label={texts.severity}
        value={severity}
        data={[...texts.severities]}
        onChange={(event) => onChange(activityFilterOf(event.currentTarget.value, type))}
      />
      <NativeSelect
        size="xs"
        aria-label={texts.kind}
        value={type}
        data={[
          texts.all,
          ...kinds.map((kind) => ({ value: kind, label: texts.kinds[kind] })),
          ...(known ? [] : [{ value: type, label: type }]),
        ]}
        onChange={(event) => onChange(activityFilterOf(severity, event.currentTarget.value))}
      />
    </div>
  )
}
