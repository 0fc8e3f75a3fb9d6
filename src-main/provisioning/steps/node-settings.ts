import { stringify } from 'yaml'
import { type NodeSetup, nodeSetupSchema } from '#contract/provisioning-run.ts'
import type { StepContext } from '../runs/step.ts'

/** headwater.yaml of a node. No secret is in it. @param origin_url where the node dials */
export function nodeSettings(setup: NodeSetup, origin_url: string): string {
  const { name, region, advertise_address, rtmp_port, media_port } = setup
  const node = {
    origin: origin_url,
    name,
    ...(region === null ? {} : { region }),
    ...(advertise_address === null ? {} : { advertise_address }),
    media: { rtmp_port, media_port },
  }
  return `# Written by Headwater; a later run on this box writes it anew.\n${stringify({ node })}`
}

/** What the node of this run is to be told. */
export function setupOf({ request }: StepContext): NodeSetup {
  return nodeSetupSchema.parse(request.setup)
}
