import { ActionIcon, Button, CopyButton as Copying, Tooltip } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs'
import classes from './copy.module.css'
import { texts } from './texts.ts'

/** A button that puts `value` on the clipboard and says so. @param label what is copied, for those who hear it */
export function CopyIcon({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <Copying value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? texts.copied : label}>
          <ActionIcon variant="subtle" size="md" onClick={copy} aria-label={copied ? texts.copied : label}>
            {copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
          </ActionIcon>
        </Tooltip>
      )}
    </Copying>
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
  return (
    <Copying value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <Button
          variant={variant}
          onClick={copy}
          leftSection={copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
        >
          {copied ? texts.copied : children}
        </Button>
      )}
    </Copying>
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
