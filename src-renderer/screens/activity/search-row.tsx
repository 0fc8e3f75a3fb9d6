import { NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { MAX_ACTIVITY_TEXT } from '#contract/api.ts'
import { useNodesById } from '../../data/queries.ts'
import { actorName } from '../../parts/actor.ts'
import { actorKinds, type Span, spans, type TimeFilter } from './filter.ts'
import classes from './screen.module.css'
import { texts } from './texts.ts'

const SEARCH_AFTER_MS = 300

interface SearchRowProps {
  /** Who caused it; undefined: anyone. */
  readonly actor: string | undefined
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly time: TimeFilter
  /** Changes of the address bar. */
  readonly onChange: (changes: Readonly<Record<string, string | null>>) => void
}

/** Words to look for, who caused it, and which time. */
export function SearchRow({ actor, typed, onType, time, onChange }: SearchRowProps) {
  const nodes = useNodesById()
  const search = useDebouncedCallback((words: string) => onChange({ q: words.trim() }), SEARCH_AFTER_MS)
  return (
    <div className={classes.search}>
      <TextInput
        size="xs"
        className={classes.words}
        aria-label={texts.search}
        placeholder={texts.search}
        title={texts.searchHint}
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        maxLength={MAX_ACTIVITY_TEXT}
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          onType(value)
          search(value)
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={texts.who}
        value={actor ?? ''}
        data={[
          { value: '', label: texts.anyone },
          ...actorKinds.map((kind) => ({ value: kind, label: texts.actors[kind] })),
          ...(actor?.includes(':') ? [{ value: actor, label: actorName(actor, (id) => nodes.get(id)?.name) }] : []),
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ who: value })}
      />
      <NativeSelect
        size="xs"
        aria-label={texts.time}
        value={time.kind === 'last' ? time.span : time.kind}
        data={[
          { value: 'all', label: texts.times.all },
          ...(Object.keys(spans) as Span[]).map((span) => ({ value: span, label: texts.times[span] })),
          { value: 'days', label: texts.times.days },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ time: value === 'all' ? null : value, from: null, to: null })
        }
      />
      {time.kind === 'days' && (
        <>
          <TextInput
            size="xs"
            type="date"
            aria-label={texts.from}
            value={time.from}
            {...(time.to === '' ? {} : { max: time.to })}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            type="date"
            aria-label={texts.to}
            value={time.to}
            {...(time.from === '' ? {} : { min: time.from })}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </>
      )}
    </div>
  )
}
