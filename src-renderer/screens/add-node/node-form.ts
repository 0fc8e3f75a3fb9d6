import type { z } from 'zod'
import { nodeNameSchema } from '#contract/ids.ts'
import type { nodeSetupSchema } from '#contract/provisioning-run.ts'
import { texts } from './texts.ts'

/** What a node is told beside its name, as it stands in the form. */
export interface NodeForm {
  readonly name: string
  readonly region: string
  readonly form: 'auto' | 'container' | 'service'
  readonly rtmp_port: number
  readonly media_port: number
  readonly advertise_address: string
  readonly origin_url: string
  readonly open_firewall: boolean
  readonly pull_image: string
}

export const emptyNode = (name = ''): NodeForm => ({
  ...{ name, region: '', form: 'auto', rtmp_port: 1935, media_port: 8080 },
  ...{ advertise_address: '', origin_url: '', open_firewall: false, pull_image: '' },
})

const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

/** What is sent. A run stops at the warnings of the preflight, so that somebody reads them. */
export function setupOf(node: NodeForm): z.input<typeof nodeSetupSchema> {
  return {
    ...{ name: node.name.trim(), region: orNull(node.region), form: node.form },
    ...{ rtmp_port: node.rtmp_port, media_port: node.media_port },
    ...{ advertise_address: orNull(node.advertise_address), origin_url: orNull(node.origin_url) },
    ...{ firewall: node.open_firewall ? 'open' : 'hints', pull_image: orNull(node.pull_image) },
    accept_warnings: false,
  }
}

/** What is wrong with a name, in words; null: nothing, or nothing was typed yet. */
export function nameFault(name: string, taken: ReadonlySet<string>): string | null {
  const text = name.trim()
  if (text === '') return null
  if (!nodeNameSchema.safeParse(text).success) return texts.nameFault
  return taken.has(text) ? texts.nameTaken : null
}
