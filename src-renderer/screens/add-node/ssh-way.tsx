import { Button, Checkbox, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useNodes } from '../../data/queries.ts'
import { useStartRun } from '../../data/runs.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { LoginFields } from '../../parts/login/login-fields.tsx'
import { emptyLogin, isLoginComplete, targetOf } from '../../parts/login/login-form.ts'
import { Surface } from '../../parts/surface.tsx'
import { NodeFields } from './node-fields.tsx'
import { emptyNode, nameFault, setupOf } from './node-form.ts'
import classes from './screen.module.css'
import { texts } from './texts.ts'
import { WhatHappens } from './what-happens.tsx'

/** One box over SSH: where it is and who logs in, what the node is called; then its run takes over. */
export function SshWay({ name, needs_url }: { readonly name: string; readonly needs_url: boolean }) {
  const { data: nodes = [] } = useNodes()
  const navigate = useNavigate()
  const start = useStartRun()
  const [login, setLogin] = useState(emptyLogin)
  const [node, setNode] = useState(() => emptyNode(name))
  const [keep, setKeep] = useState(true)
  const wrong = nameFault(node.name, new Set(nodes.map((one) => one.name)))
  const ready = isLoginComplete(login) && node.name.trim() !== '' && wrong === null
  const submit = () =>
    start.mutate(
      { kind: 'provision', target: targetOf(login), node: setupOf(node), keep_login: keep },
      {
        onSuccess: ({ id }) => {
          // The page is left at once; until then nothing of the login stays in it.
          setLogin(emptyLogin())
          start.reset()
          void navigate(`/runs/${id}`)
        },
      },
    )
  return (
    <div className={classes.grid}>
      <form
        className={classes.column}
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) submit()
        }}
      >
        <Surface title={texts.box}>
          <Stack gap="md">
            <LoginFields value={login} onChange={setLogin} />
            <Checkbox
              label={texts.keep}
              description={texts.keepHint}
              checked={keep}
              onChange={(event) => setKeep(event.currentTarget.checked)}
            />
          </Stack>
        </Surface>
        <Surface title={texts.node}>
          <NodeFields value={node} onChange={setNode} needs_url={needs_url}>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput
                label={texts.name}
                description={texts.nameHint}
                required
                maxLength={64}
                autoComplete="off"
                error={wrong}
                value={node.name}
                onChange={(event) => setNode({ ...node, name: event.currentTarget.value })}
              />
              <TextInput
                label={texts.region}
                description={texts.regionHint}
                maxLength={64}
                value={node.region}
                onChange={(event) => setNode({ ...node, region: event.currentTarget.value })}
              />
            </SimpleGrid>
          </NodeFields>
        </Surface>
        {start.error !== null && <FailureNotice title={texts.startFailed} error={start.error} />}
        <div className={classes.send}>
          <Button type="submit" loading={start.isPending} disabled={!ready}>
            {texts.connect}
          </Button>
          <p className={classes.hint}>{texts.connectHint}</p>
        </div>
      </form>
      <WhatHappens />
    </div>
  )
}
