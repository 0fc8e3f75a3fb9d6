import { INSTALLER_PATH, type InstallerRequest } from '#contract/installer.ts'
import { shellWord } from '../read-script.ts'

/** Where the script comes from, and how whoever downloads it knows that it is from there. */
export interface ScriptSource {
  /** Base URL of the origin, as other machines reach it. */
  readonly origin_url: string
  /** As in ScriptFacts. */
  readonly key_pin: string | null
}

/** What is asked of the script. */
export type ScriptWish =
  | { readonly action: 'uninstall' }
  | ({ readonly action: 'join'; readonly token: string; readonly dry_run: boolean } & Partial<
      Pick<InstallerRequest, 'node_name' | 'region' | 'form' | 'rtmp_port' | 'media_port' | 'advertise_address'>
    >)

/**
 * The line to paste on a box. Where the origin's certificate is of its own authority, curl is told by which key it knows the origin and
 * trusts nobody else, whatever the box trusts; no redirect is followed, which might lead away from it.
 */
export function installCommand({ origin_url, key_pin }: ScriptSource, wish: ScriptWish): string {
  const pin = key_pin === null ? '' : ` -k --pinnedpubkey ${shellWord(`sha256//${key_pin}`)}`
  const scheme = origin_url.startsWith('https:') ? ` --proto '=https'` : ''
  const query = wish.action === 'join' && wish.form === 'container' ? '?form=container' : ''
  const curl = `curl -fsS${scheme}${pin} ${quoted(`${origin_url}${INSTALLER_PATH}${query}`)}`
  return `${curl} | sudo bash -s -- ${argumentsOf(wish).map(quoted).join(' ')}`
}

function argumentsOf(wish: ScriptWish): string[] {
  if (wish.action === 'uninstall') return ['--uninstall']
  const { token, dry_run, form, node_name, region, rtmp_port, media_port, advertise_address } = wish
  const option = (name: string, value: string | number | null | undefined) =>
    value === null || value === undefined ? [] : [name, String(value)]
  return [
    '--join',
    ...option('--master-token', token),
    ...option('--node-name', node_name),
    ...option('--region', region),
    ...option('--rtmp-port', rtmp_port),
    ...option('--media-port', media_port),
    ...option('--advertise-address', advertise_address),
    ...(form === 'container' ? ['--container'] : []),
    ...(dry_run ? ['--dry-run'] : []),
  ]
}

/** As people write it: quotes only where the shell needs them. */
const quoted = (word: string) => (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : shellWord(word))
