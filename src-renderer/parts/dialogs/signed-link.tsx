import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { asFailure } from '../../data/api-failure.ts'
import { type SignedAddress, useCreateSigningKey, useSignAddress } from '../../data/stream-access.ts'
import { CopyField, CopyTextButton } from '../copy.tsx'
import { EquivalentCall } from '../equivalent-call.tsx'
import { formatDateTime } from '../format.ts'
import { Notice } from '../notice.tsx'
import { Question } from './question.tsx'
import { texts } from './signed-link-texts.ts'
import { texts as shared } from './texts.ts'

/** Makes an address of a stream that lets whoever has it watch, until its time is up. */
export function SignedLink({ stream_path, onClose }: { readonly stream_path: string; readonly onClose: () => void }) {
  const [ttl, setTtl] = useState('24h')
  const [ip, setIp] = useState('')
  const sign = useSignAddress(stream_path)
  const makeKey = useCreateSigningKey()
  if (sign.data !== undefined) return <LinkShown signed={sign.data} onClose={onClose} />
  const body = { kind: 'play' as const, ttl, ip: ip.trim() === '' ? null : ip.trim() }
  // Nothing was signed here yet: a key for it is made on the way.
  const wantsKey = sign.error !== null && asFailure(sign.error).code === 'no_signing_key'
  const confirm = () => {
    if (!wantsKey) return sign.mutate(body)
    makeKey.mutate({ pattern: '*', label: texts.keyLabel }, { onSuccess: () => sign.mutate(body) })
  }
  const failure = makeKey.error ?? (wantsKey ? null : sign.error)
  return (
    <Question
      title={texts.title(stream_path)}
      confirm={wantsKey ? texts.makeKey : texts.make}
      pending={sign.isPending || makeKey.isPending}
      failure={failure === null ? null : { title: texts.failed, error: failure }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.intro}</Text>
      <Select
        label={texts.validFor}
        description={texts.validHint}
        data={[...texts.lifetimes]}
        value={ttl}
        allowDeselect={false}
        onChange={(value) => setTtl(value ?? '24h')}
      />
      <TextInput
        label={texts.ip}
        description={texts.ipHint}
        placeholder={texts.anywhere}
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={ip}
        onChange={(event) => setIp(event.currentTarget.value)}
      />
      {wantsKey && (
        <Notice tone="warn" title={texts.noKey} alert>
          <p>{texts.noKeyText}</p>
        </Notice>
      )}
      <EquivalentCall
        label={shared.equivalent}
        method="POST"
        path={`/api/v1/streams/${stream_path}/signed-urls`}
        body={body}
      />
    </Question>
  )
}

function LinkShown({ signed, onClose }: { readonly signed: SignedAddress; readonly onClose: () => void }) {
  const { urls, query, expires_at } = signed
  return (
    <Modal opened onClose={onClose} title={texts.made} size="lg" closeButtonProps={{ 'aria-label': shared.close }}>
      <Stack gap="md">
        <Text>
          {texts.until(formatDateTime(expires_at))} {texts.revoked}
        </Text>
        {urls === null ? (
          <CopyField label={texts.query} value={query} wrap />
        ) : (
          <>
            <CopyField label={texts.hls} value={urls.hls} wrap />
            <CopyField label={texts.flv} value={urls.flv} wrap />
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.done}
          </Button>
          <CopyTextButton value={urls?.hls ?? query}>{texts.copy}</CopyTextButton>
        </Group>
      </Stack>
    </Modal>
  )
}
