import { Button, Group, Modal, Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { StreamPath } from '#contract/ids.ts'
import { asFailure } from '../../data/api-failure.ts'
import { useCluster, useStream } from '../../data/queries.ts'
import { useAccessPolicies, useCreateSigningKey, useEffectiveAccess, useSignAddress } from '../../data/stream-access.ts'
import { withQuery } from '../../data/watch-pass.ts'
import { CopyField, CopyTextButton } from '../copy.tsx'
import { FailureNotice } from '../failure-notice.tsx'
import { formatDateTime } from '../format.ts'
import { Notice } from '../notice.tsx'
import { type EmbedKind, embedCode, ffplayCommand, ownScript, scriptFile, sharedScript } from './embed-code.ts'
import { texts } from './embed-texts.ts'
import { texts as linkTexts } from './signed-link-texts.ts'

const KINDS: readonly EmbedKind[] = ['hls', 'flv']

/** Code that shows a stream on a page, and its address as players want it. */
export function EmbedStream({
  stream_path,
  onClose,
}: {
  readonly stream_path: StreamPath
  readonly onClose: () => void
}) {
  const [kind, setKind] = useState<EmbedKind>('hls')
  const [from, setFrom] = useState<'own' | 'shared'>('own')
  const [own, setOwn] = useState<string | null>(null)
  const [query, setQuery] = useState<string | null>(null)
  const { data: cluster } = useCluster()
  const stream = useStream(stream_path)
  const guarded = useIsSigned(stream_path)
  const base = (cluster?.reachable_from_outside === true ? cluster.join_url : window.location.origin).replace(/\/$/, '')
  const address = (suffix: string) => withQuery(`${base}/play/${stream_path}.${suffix}`, query)
  const picture = stream?.session.tracks.find(({ width, height }) => width !== null && height !== null)
  const code = embedCode({
    ...{ kind, stream_path, url: address(kind === 'hls' ? 'm3u8' : 'flv') },
    script: from === 'own' ? (own ?? ownScript(kind)) : sharedScript(kind),
    size: picture?.width && picture.height ? { width: picture.width, height: picture.height } : null,
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.title(stream_path)}
      size="xl"
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <Stack gap="md">
        {guarded && <Signing stream_path={stream_path} onSigned={setQuery} />}
        {base.startsWith('http:') && (
          <Notice tone="warn" title={texts.httpsTitle}>
            <p>{texts.httpsText}</p>
          </Notice>
        )}
        <Radio.Group label={texts.how} value={kind} onChange={(chosen) => setKind(chosen as EmbedKind)}>
          <Group gap="xl" mt={6} align="flex-start">
            {KINDS.map((one) => (
              <Radio key={one} value={one} label={texts.kinds[one].label} description={texts.kinds[one].description} />
            ))}
          </Group>
        </Radio.Group>
        <Radio.Group label={texts.script} value={from} onChange={(chosen) => setFrom(chosen as 'own' | 'shared')}>
          <Stack gap="xs" mt={6}>
            <Radio value="own" label={texts.own} description={texts.ownHint(scriptFile(kind))} />
            <Radio value="shared" label={texts.shared} description={texts.sharedHint} />
          </Stack>
        </Radio.Group>
        {from === 'own' && (
          <TextInput
            label={texts.where}
            spellCheck={false}
            autoComplete="off"
            maxLength={512}
            value={own ?? ownScript(kind)}
            onChange={(event) => setOwn(event.currentTarget.value)}
          />
        )}
        <CopyField label={texts.code} value={code} wrap />
        <CopyField label={texts.vlc} value={address('flv')} wrap />
        <CopyField label={texts.ffplay} value={ffplayCommand(address('flv'))} wrap />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.close}
          </Button>
          <CopyTextButton value={code}>{texts.copy}</CopyTextButton>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Whether a stream is watched by signed addresses alone. */
function useIsSigned(stream_path: string): boolean {
  const effective = useEffectiveAccess(stream_path)
  const policies = useAccessPolicies()
  const policy = policies.data?.find(({ id }) => id === effective.data?.id)
  return policy?.rules.play_with === 'signed_url'
}

interface SigningProps {
  readonly stream_path: string
  /** What stands behind the question mark. */
  readonly onSigned: (query: string) => void
}

/** Signs the address that the code holds. */
function Signing({ stream_path, onSigned }: SigningProps) {
  const [ttl, setTtl] = useState('30d')
  const sign = useSignAddress(stream_path)
  const makeKey = useCreateSigningKey()
  const wantsKey = sign.error !== null && asFailure(sign.error).code === 'no_signing_key'
  const signNow = () => sign.mutate({ kind: 'play', ttl }, { onSuccess: ({ query }) => onSigned(query) })
  const failure = makeKey.error ?? (wantsKey ? null : sign.error)
  return (
    <Notice tone="warn" title={texts.guardedTitle}>
      <p>{texts.guardedText}</p>
      <Group gap="xs" align="flex-end">
        <Select
          label={texts.signFor}
          data={[...linkTexts.lifetimes]}
          value={ttl}
          allowDeselect={false}
          onChange={(chosen) => setTtl(chosen ?? '30d')}
        />
        <Button
          loading={sign.isPending || makeKey.isPending}
          onClick={() => {
            if (!wantsKey) return signNow()
            makeKey.mutate({ pattern: '*', label: texts.keyLabel }, { onSuccess: signNow })
          }}
        >
          {wantsKey ? texts.makeKey : texts.sign}
        </Button>
      </Group>
      {sign.data !== undefined && (
        <Text size="sm" mt={6}>
          {texts.until(formatDateTime(sign.data.expires_at))}
        </Text>
      )}
      {failure !== null && <FailureNotice title={texts.signFailed} error={failure} />}
    </Notice>
  )
}
