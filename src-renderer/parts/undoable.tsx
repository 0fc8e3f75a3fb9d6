import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { failureInShort } from './origin/failure-headline.ts'
import { texts } from './texts.ts'
import classes from './undoable.module.css'

/** Long enough to read what was done and to reach the button, in ms. Whoever points at it keeps it. */
const SHOWN_MS = 8_000

let shown = 0

/** Says what was done, with a button that takes it back. Only for what can be taken back whole. */
export function showUndoable(message: string, undo: () => Promise<unknown>): void {
  shown += 1
  const id = `undoable-${shown}`
  notifications.show({ id, autoClose: SHOWN_MS, message: <Undoable id={id} message={message} undo={undo} /> })
}

interface UndoableProps {
  readonly id: string
  readonly message: string
  readonly undo: () => Promise<unknown>
}

function Undoable({ id, message, undo }: UndoableProps) {
  const [busy, setBusy] = useState(false)
  const takeBack = async () => {
    setBusy(true)
    try {
      await undo()
      notifications.update({ id, message: texts.undone })
    } catch (error) {
      notifications.update({ id, message: texts.undoFailed(failureInShort(error).text), color: 'coral.6' })
    }
  }
  return (
    <span className={classes.undoable}>
      {message}
      <Button size="compact-sm" variant="default" loading={busy} onClick={() => void takeBack()}>
        {texts.undo}
      </Button>
    </span>
  )
}
