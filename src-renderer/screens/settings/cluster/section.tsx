import { ActionIcon, Checkbox, Skeleton, TextInput } from '@mantine/core'
import IconAdjustments from '@tabler/icons-react/dist/esm/icons/IconAdjustments.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { Fragment, useState } from 'react'
import { Link } from 'react-router'
import type { ClusterInfo } from '#contract/api.ts'
import type { Setting } from '#contract/settings.ts'
import { useCluster, useRole } from '../../../data/queries.ts'
import { useSettings } from '../../../data/upkeep.ts'
import { Definition, Definitions } from '../../../parts/definition.tsx'
import { EmptyState } from '../../../parts/empty-state.tsx'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Elapsed } from '../../../parts/since.tsx'
import { Surface } from '../../../parts/surface.tsx'
import { ChooseSetting } from './choose-setting.tsx'
import classes from './section.module.css'
import { type ChoosableSetting, isChoosable } from './setting-form.ts'
import { groupsOf, nextWords, type SettingGroup, sourceWords, valueWords } from './setting-words.ts'
import { StoragePart } from './storage-part.tsx'
import { texts } from './texts.ts'
import { WaitingPart } from './waiting-part.tsx'

/** What the origin is and runs with; an owner chooses what can be chosen while it runs. */
export function Component() {
  const { data: cluster } = useCluster()
  const settings = useSettings()
  return (
    <Page title={texts.title}>
      {settings.data !== undefined && <WaitingPart settings={settings.data} />}
      {cluster !== undefined && <Facts cluster={cluster} />}
      <StoragePart />
      {settings.data !== undefined && <SettingsPart settings={settings.data} />}
      {settings.data === undefined &&
        (settings.error === null ? (
          <Skeleton h={420} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={settings.error} onRetry={() => void settings.refetch()} />
        ))}
    </Page>
  )
}

function Facts({ cluster }: { readonly cluster: ClusterInfo }) {
  const { name, id, origin_version, started_at, live_state, join_url, reachable_from_outside } = cluster
  return (
    <Surface title={texts.facts}>
      <Definitions>
        <Definition name={texts.name}>{name}</Definition>
        <Definition name={texts.version}>{origin_version}</Definition>
        <Definition name={texts.running}>
          <Elapsed since={started_at} />
        </Definition>
        <Definition name={texts.join}>{reachable_from_outside ? join_url : texts.loopback(join_url)}</Definition>
        <Definition name={texts.liveState}>
          <span lang="en">{live_state.detail}</span>
        </Definition>
        <Definition name={texts.id}>{id}</Definition>
      </Definitions>
    </Surface>
  )
}

function SettingsPart({ settings }: { readonly settings: readonly Setting[] }) {
  const [typed, setTyped] = useState('')
  const [onlySet, setOnlySet] = useState(false)
  const [choosing, setChoosing] = useState<ChoosableSetting | null>(null)
  const is_owner = useRole() === 'owner'
  const groups = groupsOf(settings, typed, onlySet)
  const { columns } = texts
  const shown = groups.reduce((sum, group) => sum + group.settings.length, 0)
  return (
    <Surface title={texts.settings} aside={<span role="status">{texts.count(shown)}</span>} flush>
      <div className={classes.find}>
        <TextInput
          aria-label={texts.search}
          placeholder={texts.search}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          className={classes.search ?? ''}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Checkbox
          label={texts.onlySet}
          checked={onlySet}
          onChange={(event) => setOnlySet(event.currentTarget.checked)}
        />
      </div>
      <p className={classes.how}>{is_owner ? texts.how : texts.howOthers}</p>
      {choosing !== null && <ChooseSetting setting={choosing} onClose={() => setChoosing(null)} />}
      {groups.length === 0 && (
        <EmptyState icon={<IconAdjustments size={22} />} title={texts.nothingFound} text={texts.nothingFoundText} />
      )}
      {groups.length > 0 && (
        <div className={`${table.frame} ${classes.frame}`}>
          <table className={`${table.table} ${classes.table}`}>
            <caption className="hw-hidden">{texts.settings}</caption>
            <thead>
              <tr>
                <th scope="col">{columns.name}</th>
                <th scope="col">{columns.effective}</th>
                <th scope="col" className={table.wide}>
                  {columns.default}
                </th>
                <th scope="col">{columns.where}</th>
              </tr>
            </thead>
            {groups.map((group) => (
              <Rows key={group.name} group={group} onChoose={is_owner ? setChoosing : null} />
            ))}
          </table>
        </div>
      )}
    </Surface>
  )
}

interface RowsProps {
  readonly group: SettingGroup
  /** Null: who looks may not choose. */
  readonly onChoose: ((setting: ChoosableSetting) => void) | null
}

function Rows({ group: { name, settings }, onChoose }: RowsProps) {
  return (
    <tbody>
      {name !== '' && (
        <tr className={classes.group}>
          <th scope="rowgroup" colSpan={4}>
            {name}
          </th>
        </tr>
      )}
      {settings.map((setting) => (
        <Row key={setting.name} setting={setting} onChoose={onChoose} />
      ))}
    </tbody>
  )
}

function Row({ setting, onChoose }: { readonly setting: Setting; readonly onChoose: RowsProps['onChoose'] }) {
  const { name, value, default: by_default, unit, source, choice } = setting
  const { by, where } = sourceWords(source)
  const is_set = source.kind !== 'default' && source.kind !== 'fixed'
  return (
    <tr>
      <th scope="row">
        <code className={classes.setting}>{breakable(name)}</code>
      </th>
      <td data-label={texts.columns.effective} className={is_set ? classes.set : undefined}>
        <span className={classes.value}>
          <span>{valueWords(value, unit)}</span>
          {onChoose !== null && <ChangeButton setting={setting} onChoose={onChoose} />}
        </span>
        {choice?.waits === true && <span className={classes.next}>{nextWords(choice)}</span>}
      </td>
      <td data-label={texts.columns.default} className={`${table.wide} ${classes.dim}`}>
        {source.kind === 'fixed' ? '' : valueWords(by_default, unit)}
      </td>
      <td data-label={texts.columns.where}>
        <span className={classes.where}>
          <span className={is_set ? undefined : classes.dim}>{by}</span>
          {where !== null && <code className={classes.dim}>{where}</code>}
        </span>
      </td>
    </tr>
  )
}

interface ChangeButtonProps {
  readonly setting: Setting
  readonly onChoose: (setting: ChoosableSetting) => void
}

function ChangeButton({ setting, onChoose }: ChangeButtonProps) {
  const { name, source } = setting
  const look = { variant: 'subtle', color: 'gray', size: 28, 'aria-label': texts.change(name) } as const
  const icon = <IconPencil size={15} aria-hidden="true" />
  if (isChoosable(setting) && name === 'tls.mode') {
    return (
      <ActionIcon {...look} component={Link} to="/settings/certificates">
        {icon}
      </ActionIcon>
    )
  }
  if (isChoosable(setting)) {
    return (
      <ActionIcon {...look} onClick={() => onChoose(setting)}>
        {icon}
      </ActionIcon>
    )
  }
  const in_first_steps = name === 'cluster_name' || name === 'advertise_host'
  if (!in_first_steps || (source.kind !== 'default' && source.kind !== 'chosen')) return null
  return (
    <ActionIcon {...look} component={Link} to="/welcome">
      {icon}
    </ActionIcon>
  )
}

/** Long names break where their words end. */
function breakable(name: string) {
  return name.split(/(?<=[._])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name do not move
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}
