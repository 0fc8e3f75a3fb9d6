import { Button, Checkbox, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useNodes } from '../../data/queries.ts'
import { useStartRuns } from '../../data/runs.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { LoginFields } from '../../parts/login/login-fields.tsx'
import { emptyLogin, isLoginComplete, targetOf } from '../../parts/login/login-form.ts'
import { Surface } from '../../parts/surface.tsx'
import { HOSTS_AT_MOST, readHostList } from './host-list.ts'
import { HostPreview } from './host-preview.tsx'
import { NodeFields } from './node-fields.tsx'
import { emptyNode, setupOf } from './node-form.ts'
import classes from './screen.module.css'
import { StartedRuns } from './started-runs.tsx'
import { texts } from './texts.ts'

/** Many boxes by a pasted list, all with the same login: every line is read and judged before anything is begun. */
export function ManyWay({ needs_url }: { readonly needs_url: boolean }) {
  const { data: nodes = [] } = useNodes()
  const start = useStartRuns()
  const [text, setText] = useState('')
  const [login, setLogin] = useState(emptyLogin)
  const [node, setNode] = useState(emptyNode)
  const [keep, setKeep] = useState(true)
  const [begun, setBegun] = useState<readonly string[] | null>(null)
  const lines = readHostList(text, { user: login.user, taken: new Set(nodes.map((one) => one.name)) })
  const bad = lines.filter(({ faults }) => faults.length > 0).length
  // The address of each box is its line's.
  const proven = isLoginComplete({ ...login, host: 'line', user: 'line' })
  const ready = lines.length > 0 && bad === 0 && proven
  const submit = () =>
    start.mutate(
      lines.map(({ host, port, user, name, region }) => ({
        kind: 'provision' as const,
        target: targetOf({ ...login, host, port, user }),
        node: { ...setupOf(node), name, region },
        keep_login: keep,
      })),
      {
        onSuccess: ({ items }) => {
          setBegun(items.map(({ id }) => id))
          setLogin(emptyLogin())
          setText('')
          start.reset()
        },
      },
    )
  if (begun !== null) return <StartedRuns ids={begun} onAgain={() => setBegun(null)} />
  return (
    <form
      className={classes.column}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) submit()
      }}
    >
      <Surface title={texts.boxes}>
        <Textarea
          label={texts.hosts}
          description={texts.hostsHint(HOSTS_AT_MOST)}
          placeholder={texts.hostsPlaceholder}
          classNames={{ input: classes.list ?? '' }}
          autosize
          minRows={4}
          maxRows={14}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {lines.length > 0 && <HostPreview lines={lines} />}
      </Surface>
      <Surface title={texts.login}>
        <Stack gap="md">
          <LoginFields value={login} onChange={setLogin} only_user />
          <Checkbox
            label={texts.keepMany}
            description={texts.keepHint}
            checked={keep}
            onChange={(event) => setKeep(event.currentTarget.checked)}
          />
        </Stack>
      </Surface>
      <Surface title={texts.nodes}>
        <NodeFields value={node} onChange={setNode} needs_url={needs_url} />
      </Surface>
      {start.error !== null && <FailureNotice title={texts.startFailed} error={start.error} />}
      <div className={classes.send}>
        <Button type="submit" loading={start.isPending} disabled={!ready}>
          {texts.startMany(lines.length)}
        </Button>
        <p className={classes.hint} role="status">
          {bad > 0 ? texts.badLines(bad) : texts.manyHint}
        </p>
      </div>
    </form>
  )
}
