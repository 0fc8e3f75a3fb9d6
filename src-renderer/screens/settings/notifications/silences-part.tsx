import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Silence } from '#contract/alert.ts'
import type { Node } from '#contract/node.ts'
import { useEndSilence, useSilence } from '../../../data/alerts.ts'
import { useCanSteer, useNodes } from '../../../data/queries.ts'
import { actorName } from '../../../parts/actor.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatDateTime } from '../../../parts/format.ts'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** What nobody is told of for a while. */
export function SilencesPart({ silences }: { readonly silences: readonly Silence[] }) {
  const canSteer = useCanSteer()
  const { data: nodes = [] } = useNodes()
  const [asking, setAsking] = useState(false)
  const end = useEndSilence()
  const begin = canSteer && (
    <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
      {texts.silence}
    </Button>
  )
  return (
    <Surface title={texts.silences} aside={silences.length} actions={begin} flush>
      {end.error !== null && <FailureNotice title={texts.endFailed} error={end.error} />}
      {silences.length === 0 && <p className={`${classes.text} ${classes.pad}`}>{texts.noSilence}</p>}
      <ul className={classes.list}>
        {silences.map((silence) => {
          const what = scopeWords(silence.scope, nodes)
          return (
            <li key={silence.id} className={`${classes.row} ${classes.pad}`}>
              <div className={classes.words}>
                <span className={classes.name}>{what}</span>
                <p className={classes.dim}>
                  {[
                    texts.until(formatDateTime(silence.until)),
                    texts.by(actorName(silence.created_by, () => undefined)),
                    silence.reason,
                  ]
                    .filter(Boolean)
                    .join(', ')}
                </p>
              </div>
              {canSteer && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={end.isPending}
                  aria-label={texts.endOf(what)}
                  onClick={() => end.mutate(silence.id)}
                >
                  {texts.end}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <p className={`${classes.dim} ${classes.pad}`}>{texts.silencesHow}</p>
      {asking && <BeginSilence nodes={nodes} onClose={() => setAsking(false)} />}
    </Surface>
  )
}

function scopeWords(scope: Silence['scope'], nodes: readonly Node[]): string {
  if (scope.kind === 'all') return texts.everything
  if (scope.kind === 'streams') return texts.streamsOf(scope.pattern)
  return nodes.find(({ id }) => id === scope.node_id)?.name ?? scope.node_id
}

function BeginSilence({ nodes, onClose }: { readonly nodes: readonly Node[]; readonly onClose: () => void }) {
  const [kind, setKind] = useState<Silence['scope']['kind']>('all')
  const [node_id, setNode] = useState<string | null>(nodes[0]?.id ?? null)
  const [pattern, setPattern] = useState('')
  const [duration, setDuration] = useState('3600000')
  const [reason, setReason] = useState('')
  const silence = useSilence()
  const node = nodes.find(({ id }) => id === node_id)
  const scope = scopeOf(kind, node, pattern.trim())
  const confirm = () => {
    if (scope === null) return
    const wish = { scope, reason: reason.trim() === '' ? null : reason.trim(), duration_ms: Number(duration) }
    silence.mutate(wish, { onSuccess: onClose })
  }
  return (
    <Question
      title={texts.silenceTitle}
      confirm={texts.begin}
      ready={scope !== null}
      pending={silence.isPending}
      failure={silence.error === null ? null : { title: texts.notSilenced, error: silence.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Select
        label={texts.of}
        data={[...texts.scopes]}
        value={kind}
        allowDeselect={false}
        onChange={(value) => setKind(value as Silence['scope']['kind'])}
      />
      {kind === 'node' && (
        <Select
          label={texts.node}
          data={nodes.map(({ id, name }) => ({ value: id as string, label: name }))}
          value={node_id}
          searchable
          allowDeselect={false}
          onChange={setNode}
        />
      )}
      {kind === 'streams' && (
        <TextInput
          label={texts.pattern}
          description={texts.patternHint}
          value={pattern}
          autoComplete="off"
          onChange={(event) => setPattern(event.currentTarget.value)}
        />
      )}
      <Select
        label={texts.duration}
        data={[...texts.durations]}
        value={duration}
        allowDeselect={false}
        onChange={(value) => setDuration(value ?? '3600000')}
      />
      <TextInput
        label={texts.reason}
        maxLength={256}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Question>
  )
}

function scopeOf(kind: Silence['scope']['kind'], node: Node | undefined, pattern: string): Silence['scope'] | null {
  if (kind === 'all') return { kind }
  if (kind === 'node') return node === undefined ? null : { kind, node_id: node.id }
  return pattern === '' ? null : { kind, pattern }
}
