import { Button, NativeSelect, Skeleton } from '@mantine/core'
import { useDocumentVisibility } from '@mantine/hooks'
import { memo, useState } from 'react'
import type { Node } from '#contract/node.ts'
import { type LogLevel, logLevels } from '#contract/node-log.ts'
import { nodeLogText, type ShownLogLine, useNodeLog } from '../../data/node-log.ts'
import { saveFile } from '../../data/save-file.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { formatTime } from '../../parts/format.ts'
import { LogScroller } from '../../parts/log/log-scroller.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './log-part.module.css'
import { texts } from './texts.ts'

/** What the node's program writes, while somebody wants to see it: a node that nobody looks at sends nothing. */
export function NodeLogPart({ node }: { readonly node: Node }) {
  const [open, setOpen] = useState(false)
  const [level, setLevel] = useState<LogLevel>('info')
  if (!open) {
    return (
      <Surface
        title={texts.log}
        actions={
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            {texts.openLog}
          </Button>
        }
      >
        <p className={classes.none}>{texts.logClosed}</p>
      </Surface>
    )
  }
  return <OpenLog key={level} node={node} level={level} onLevel={setLevel} onClose={() => setOpen(false)} />
}

interface OpenLogProps {
  readonly node: Node
  readonly level: LogLevel
  readonly onLevel: (level: LogLevel) => void
  readonly onClose: () => void
}

function OpenLog({ node, level, onLevel, onClose }: OpenLogProps) {
  const [paused, setPaused] = useState(false)
  const seen = useDocumentVisibility() === 'visible'
  const { lines, is_cut, read, failure } = useNodeLog(node.id, level, seen && !paused)
  const save = () => saveFile(new Blob([nodeLogText(lines)], { type: 'text/plain' }), `${node.name}.log`)
  return (
    <Surface
      title={texts.log}
      flush
      aside={lines.length > 0 ? texts.logLines(lines.length) : undefined}
      actions={
        <>
          <NativeSelect
            size="xs"
            aria-label={texts.leastLevel}
            data={logLevels.map((value) => ({ value, label: texts.levels[value] }))}
            value={level}
            onChange={(event) => onLevel(event.currentTarget.value as LogLevel)}
          />
          <Button size="compact-sm" variant="default" aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {paused ? texts.goOn : texts.pause}
          </Button>
          <Button size="compact-sm" variant="default" disabled={lines.length === 0} onClick={save}>
            {texts.saveLog}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onClose}>
            {texts.closeLog}
          </Button>
        </>
      }
    >
      {failure !== null && (
        <div className={classes.padded}>
          <FailureNotice title={texts.logFailed} error={failure} />
        </div>
      )}
      {!read && failure === null && <Skeleton h={240} radius={0} />}
      {read && lines.length === 0 && <p className={classes.nonePadded}>{texts.logSilent}</p>}
      {lines.length > 0 && (
        <LogScroller
          title={texts.logOf(node.name)}
          newest={lines.at(-1)?.shown ?? 0}
          before={is_cut ? texts.logCut : null}
        >
          {lines.map((line) => (
            <Line key={line.shown} line={line} />
          ))}
        </LogScroller>
      )}
    </Surface>
  )
}

const Line = memo(function Line({ line }: { readonly line: ShownLogLine }) {
  const { at, level, event, message, facts, restarted } = line
  return (
    <>
      {restarted && <li className={classes.restarted}>{texts.restarted}</li>}
      <li className={classes.line} data-level={level}>
        <time dateTime={at} className={classes.at}>
          {formatTime(at)}
        </time>
        <span className={classes.level}>{level}</span>
        <span className={classes.text} lang="en">
          {message} <span className={classes.facts}>{[event, facts].filter(Boolean).join(' ')}</span>
        </span>
      </li>
    </>
  )
})
