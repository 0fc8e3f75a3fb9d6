import { Button, FileButton, Group, Textarea } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import { useState } from 'react'
import classes from './login-fields.module.css'
import { keyFault } from './login-form.ts'
import { texts } from './texts.ts'

/** Longer than this no private key is, in bytes. */
const KEY_AT_MOST = 64 * 1024

/** A private key, pasted or read from a file; as soon as it is whole it is hidden from those who look over a shoulder. */
export function PrivateKeyField({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (key: string) => void
}) {
  const [from, setFrom] = useState<string | null>(null)
  const [tooLarge, setTooLarge] = useState(false)
  const fault = keyFault(value)
  const read = async (file: File | null) => {
    if (file === null) return
    setTooLarge(file.size > KEY_AT_MOST)
    if (file.size > KEY_AT_MOST) return
    onChange(await file.text())
    setFrom(file.name)
  }
  const clear = () => {
    onChange('')
    setFrom(null)
  }
  if (fault === null) {
    return (
      <div className={classes.key}>
        <IconKey size={18} aria-hidden="true" />
        <span role="status">{from === null ? texts.keyPasted : texts.keyThere(from)}</span>
        <Button size="compact-sm" variant="default" onClick={clear}>
          {texts.keyRemove}
        </Button>
      </div>
    )
  }
  const wrong = tooLarge ? texts.keyTooLarge : texts.keyFaults[fault]
  return (
    <div>
      <Textarea
        label={texts.key}
        description={texts.keyHint}
        placeholder={texts.keyPlaceholder}
        classNames={{ input: classes.keyInput ?? '' }}
        minRows={3}
        maxRows={6}
        autosize
        autoComplete="off"
        spellCheck={false}
        data-1p-ignore
        data-lpignore="true"
        error={wrong === '' ? undefined : wrong}
        value={value}
        onChange={(event) => {
          setFrom(null)
          setTooLarge(false)
          onChange(event.currentTarget.value)
        }}
      />
      <Group mt={8}>
        <FileButton onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default">
              {texts.keyFile}
            </Button>
          )}
        </FileButton>
      </Group>
    </div>
  )
}
