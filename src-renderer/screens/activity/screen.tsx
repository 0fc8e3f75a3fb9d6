import { Button, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs'
import { useState } from 'react'
import { useSaveActivity } from '../../data/activity-file.ts'
import { useActivity } from '../../data/queries.ts'
import { serverNow } from '../../data/server-clock.ts'
import { type ActivityFilter, ActivityFilters } from '../../parts/activity-filters.tsx'
import { ActivityList } from '../../parts/activity-list.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { failureInShort } from '../../parts/origin/failure-headline.ts'
import { Page } from '../../parts/page.tsx'
import { Surface } from '../../parts/surface.tsx'
import { useAddressParams } from '../../parts/use-address-params.ts'
import { activityDays } from './days.ts'
import { filterOf, isFiltered, queryOf, type ScreenFilter } from './filter.ts'
import classes from './screen.module.css'
import { SearchRow } from './search-row.tsx'
import { texts } from './texts.ts'

/** Everything that changed something, newest first. The filter stands in the address, so that it can be sent to somebody. */
export function Component() {
  const [params, change] = useAddressParams()
  const filter = filterOf(params)
  // In the address a moment after they were typed.
  const [typed, setTyped] = useState(filter.text)
  const clear = () => {
    setTyped('')
    change({ q: null, severity: null, kind: null, who: null, time: null, from: null, to: null })
  }
  return (
    <Page
      title={texts.title}
      actions={
        <Actions filter={filter} onChange={({ severity = null, type = null }) => change({ severity, kind: type })} />
      }
    >
      <p className={classes.intro}>{texts.intro}</p>
      <SearchRow actor={filter.actor} typed={typed} onType={setTyped} time={filter.time} onChange={change} />
      <Days key={params.toString()} filter={filter} onClear={clear} onActor={(actor) => change({ who: actor })} />
    </Page>
  )
}

interface ActionsProps {
  readonly filter: ScreenFilter
  readonly onChange: (filter: ActivityFilter) => void
}

function Actions({ filter, onChange }: ActionsProps) {
  const save = useSaveActivity()
  const failed = (error: Error) =>
    notifications.show({ message: texts.saveFailed(failureInShort(error).text), color: 'coral.6' })
  return (
    <>
      <ActivityFilters filter={filter} onChange={onChange} />
      <Button.Group>
        {(['csv', 'json'] as const).map((format) => (
          <Button
            key={format}
            size="xs"
            variant="default"
            loading={save.isPending && save.variables.format === format}
            aria-label={texts.saveAs(texts.formats[format])}
            leftSection={<IconDownload size={14} aria-hidden="true" />}
            onClick={() => save.mutate({ ...queryOf(filter, serverNow()), format }, { onError: failed })}
          >
            {texts.formats[format]}
          </Button>
        ))}
      </Button.Group>
    </>
  )
}

interface DaysProps {
  readonly filter: ScreenFilter
  readonly onClear: () => void
  /** Shows only what this one caused. */
  readonly onActor: (actor: string) => void
}

function Days({ filter, onClear, onActor }: DaysProps) {
  // Of the moment at which it was asked: the last hour of a list that stands is not another one each second.
  const [query] = useState(() => queryOf(filter, serverNow()))
  const { list, loadOlder, loadingOlder, reachedEnd } = useActivity({ limit: 100, ...query })
  if (list.data === undefined) {
    if (list.error === null) return <Skeleton h={320} radius="md" />
    return <FailureNotice title={texts.failed} error={list.error} onRetry={() => void list.refetch()} />
  }
  if (list.data.length === 0) {
    const filtered = isFiltered(filter)
    return (
      <EmptyState
        icon={<IconActivity size={22} />}
        title={filtered ? texts.noneTitle : texts.emptyTitle}
        text={filtered ? texts.noneText : texts.emptyText}
      >
        {filtered && (
          <Button variant="default" onClick={onClear}>
            {texts.clear}
          </Button>
        )}
      </EmptyState>
    )
  }
  return (
    <>
      {activityDays(list.data, serverNow()).map(({ day, facts }) => (
        <Surface key={day} title={day} aside={facts.length} flush>
          <ActivityList facts={facts} exact onActor={onActor} />
        </Surface>
      ))}
      {reachedEnd ? (
        <p className={classes.end}>{texts.end}</p>
      ) : (
        <Button variant="default" className={classes.older} loading={loadingOlder} onClick={loadOlder}>
          {texts.older}
        </Button>
      )}
    </>
  )
}
