import type { ContainerCreateOptions } from 'dockerode'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { StepContext } from '../runs/step.ts'
import { containerOptions, label } from '../steps/container-spec.ts'
import { SETTINGS_FILE } from '../steps/node-place.ts'
import type { FoundNode } from './found-node.ts'
import { places } from './node-forms.ts'

const DEFAULT_PORTS = { rtmp_port: 1935, media_port: 8080 }

const settingsSchema = z.object({
  node: z
    .object({
      origin: z.string().optional(),
      name: z.string().optional(),
      region: z.string().optional(),
      advertise_address: z.string().optional(),
      media: z.record(z.string(), z.unknown()).default({}),
    })
    .catchall(z.unknown())
    .default({ media: {} }),
})
export type KnownSettings = z.infer<typeof settingsSchema>

/** What headwater.yaml says. @throws {StepError} settings_unreadable */
export function readSettings(host: string, text: string | null): KnownSettings {
  const read = settingsIn(text ?? '')
  if (typeof read !== 'string') return read
  throw new StepError(
    'settings_unreadable',
    say`${SETTINGS_FILE} of ${host} cannot be read: ${read}`,
    say`Mend it on the box, then resume the run.`,
  )
}

/** The settings, or what is wrong with the text. */
function settingsIn(text: string): KnownSettings | string {
  try {
    return settingsSchema.parse(parseYaml(text) ?? {})
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
}

/** Ports that a node with these settings listens on. */
export function portsOf({ node: { media } }: KnownSettings): typeof DEFAULT_PORTS {
  const port = (name: keyof typeof DEFAULT_PORTS) => {
    const value = media[name]
    return typeof value === 'number' ? value : DEFAULT_PORTS[name]
  }
  return { rtmp_port: port('rtmp_port'), media_port: port('media_port') }
}

/** The container that is to serve, made beside the one that does. */
export function nextContainer(
  { box, run_id }: StepContext,
  { cluster_id }: OriginSide,
  of: { readonly image_id: string; readonly settings: string },
  found: FoundNode,
): ContainerCreateOptions {
  const settings = readSettings(box.host, of.settings)
  const made = containerOptions({
    image_id: of.image_id,
    cluster_id: found.cluster_id ?? cluster_id,
    ports: portsOf(settings),
    settings: of.settings,
  })
  const { Ulimits, ...host } = made.HostConfig ?? {}
  return {
    ...made,
    name: places.container.next,
    Labels: { ...made.Labels, [label.run]: run_id },
    // An engine that would not set them for the one that serves will not for this one.
    HostConfig: { ...host, ...(found.has_limits && Ulimits !== undefined ? { Ulimits } : {}) },
  }
}
