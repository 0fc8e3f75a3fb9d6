import { stringify } from 'yaml'
import type { OriginSide } from '../runs/origin-side.ts'
import type { StepContext } from '../runs/step.ts'
import type { FoundNode } from './found-node.ts'
import { type KnownSettings, readSettings } from './wanted-node.ts'

/** What headwater.yaml of a node says once it is as the run wants it, in the order in which a run that makes a node writes it. */
export function changedSettings(
  { request, box }: Pick<StepContext, 'request' | 'box'>,
  origin: Pick<OriginSide, 'originUrl'>,
  found: Pick<FoundNode, 'settings'>,
): KnownSettings {
  const { node: before, ...others } = readSettings(box.host, found.settings)
  const { name, region, advertise_address, origin_url, rtmp_port, media_port } = request.changes ?? {}
  const told = origin_url === null ? origin.originUrl() : origin_url
  const { origin: _o, name: _n, region: _r, advertise_address: _a, media, ...rest } = before
  const node = {
    ...given('origin', told, before.origin),
    ...given('name', name, before.name),
    ...given('region', region, before.region),
    ...given('advertise_address', advertise_address, before.advertise_address),
    ...rest,
    media: { ...media, ...given('rtmp_port', rtmp_port), ...given('media_port', media_port) },
  }
  return { ...others, node }
}

/** A setting: another one, none any more (null), or the one of before (undefined). */
function given<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
  before?: Value,
): Partial<Record<Name, Value>> {
  const now = value === undefined ? before : value
  return now === null || now === undefined ? {} : ({ [name]: now } as Record<Name, Value>)
}

/** Text of headwater.yaml. */
export function changedText(settings: KnownSettings): string {
  return `# Written by Headwater; a later run on this box writes it anew.\n${stringify(settings)}`
}
