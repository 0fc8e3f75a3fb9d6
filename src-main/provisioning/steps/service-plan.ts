import type { OriginSide } from '../runs/origin-side.ts'
import type { Step } from '../runs/step.ts'
import { configureStep } from './configure-step.ts'
import { joinStep, type NodeProcess } from './join-step.ts'
import { nodeFirewallStep } from './node-firewall-step.ts'
import { SERVICE_USER, UNIT } from './service-place.ts'
import { serviceProgramStep } from './service-program-step.ts'
import { journalOf, serviceStartStep } from './service-start-step.ts'
import { verifyStep } from './verify-step.ts'

/** A node as a service of systemd. */
const serviceProcess: NodeProcess = {
  async restarts({ box }, signal) {
    const { stdout } = await box.runAsRoot(`systemctl show -p NRestarts --value ${UNIT}`, {}, signal)
    return Number.parseInt(stdout, 10) || 0
  },
  lastLines: journalOf,
}

/** What makes a box a node without Docker, in its order. */
export function serviceSteps(origin: OriginSide): readonly Step[] {
  return [
    serviceProgramStep(origin.artifacts),
    configureStep(origin, () => SERVICE_USER),
    nodeFirewallStep,
    serviceStartStep(origin),
    joinStep(origin, serviceProcess),
    verifyStep(origin),
  ]
}
