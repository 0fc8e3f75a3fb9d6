import { ActionIcon, Button, Tooltip } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import classes from './copy.module.css'
import { texts } from './texts.ts'
import { type CopyOutcome, useCopy } from './use-copy.ts'

/** A button that puts `value` on the clipboard and says what came of it. @param label what is copied, for those who hear it */
export function CopyIcon({ value, label }: { readonly value: string; readonly label: string }) {
  const { outcome, copy } = useCopy(value)
  return (
    <>
      <Tooltip label={outcome === null ? label : texts.copyOutcomes[outcome]} multiline maw={260}>
        <ActionIcon
          variant="subtle"
          size="md"
          onClick={(event) => void copy(event.currentTarget)}
          aria-label={label}
          data-copy={outcome}
        >
          <CopyMark outcome={outcome} />
        </ActionIcon>
      </Tooltip>
      <Told outcome={outcome} />
    </>
  )
}

/** The same with words, for the one thing that is to be copied next. */
export function CopyTextButton(props: {
  readonly value: string
  readonly children: string
  /** Where it is not the next thing to do. */
  readonly variant?: 'filled' | 'default'
}) {
  const { value, children, variant = 'filled' } = props
  const { outcome, copy } = useCopy(value)
  return (
    <>
      <Button
        variant={variant}
        onClick={(event) => void copy(event.currentTarget)}
        leftSection={<CopyMark outcome={outcome} />}
        data-copy={outcome}
      >
        {outcome === null ? children : texts.copyOutcomes[outcome]}
      </Button>
      <Told outcome={outcome} />
    </>
  )
}

function CopyMark({ outcome }: { readonly outcome: CopyOutcome }) {
  if (outcome === null) return <IconCopy size={16} aria-hidden="true" />
  return outcome === 'copied' ? <IconCheck size={16} aria-hidden="true" /> : <IconX size={16} aria-hidden="true" />
}

/** Said aloud, once the current words are over. */
function Told({ outcome }: { readonly outcome: CopyOutcome }) {
  return (
    <span role="status" className="hw-hidden">
      {outcome === null ? '' : texts.copyOutcomes[outcome]}
    </span>
  )
}

interface CopyFieldProps {
  readonly label: string
  readonly value: string
  /** A command of several lines: shown whole instead of in one line that scrolls. */
  readonly wrap?: boolean
}

/** A value that people carry elsewhere: its name, itself to select, and a copy button. */
export function CopyField({ label, value, wrap = false }: CopyFieldProps) {
  return (
    <div className={classes.field}>
      <span className={classes.label}>{label}</span>
      <div className={classes.box}>
        {wrap ? (
          <code className={classes.wrapped}>{value}</code>
        ) : (
          <input
            className={classes.value}
            readOnly
            value={value}
            aria-label={label}
            onFocus={(event) => event.currentTarget.select()}
          />
        )}
        <CopyIcon value={value} label={texts.copy(label)} />
      </div>
    </div>
  )
}
