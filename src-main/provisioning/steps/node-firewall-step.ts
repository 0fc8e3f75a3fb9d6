import { firewallStep } from './firewall-step.ts'
import { setupOf } from './node-settings.ts'

/** The ports of the node that the run sets up: hints, or rules where the run may make them. */
export const nodeFirewallStep = firewallStep((context) => {
  const { firewall, rtmp_port, media_port } = setupOf(context)
  return {
    firewall,
    ports: [
      { port: rtmp_port, protocol: 'tcp' },
      { port: media_port, protocol: 'tcp' },
    ],
  }
})
