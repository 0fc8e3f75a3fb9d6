import { Kbd, Modal, Stack, Switch } from '@mantine/core'
import { Fragment, useEffect } from 'react'
import classes from './keys-overview.module.css'
import { setSingleKeys, useSingleKeys } from './single-keys.ts'
import { texts } from './texts.ts'

const TYPED_INTO = 'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]'

/** Calls `open` at `?`: not while somebody types, nor over a dialog or a menu. */
export function useQuestionMark(open: () => void): void {
  const on = useSingleKeys()
  useEffect(() => {
    if (!on) return
    const press = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof Element && event.target.closest(TYPED_INTO) !== null) return
      event.preventDefault()
      open()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [on, open])
}

/** The keys of the panel, and the switch of those that are a single one. */
export function KeysOverview({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const on = useSingleKeys()
  return (
    <Modal opened={opened} onClose={onClose} title={texts.keys} closeButtonProps={{ 'aria-label': texts.close }}>
      <Stack gap="md">
        <dl className={classes.list}>
          {texts.keyList.map(({ keys, does }) => (
            <Fragment key={keys}>
              <dt>
                <Kbd>{keys}</Kbd>
              </dt>
              <dd>{does}</dd>
            </Fragment>
          ))}
        </dl>
        <Switch
          checked={on}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          label={texts.singleKeys}
          description={texts.singleKeysText}
        />
      </Stack>
    </Modal>
  )
}
