import type { OriginSide } from '../runs/origin-side.ts'
import type { Step } from '../runs/step.ts'
import { configureStep } from './configure-step.ts'
import { containerProcess } from './container-process.ts'
import { dockerStep } from './docker-step.ts'
import { imageStep } from './image-step.ts'
import { joinStep } from './join-step.ts'
import { nodeFirewallStep } from './node-firewall-step.ts'
import { startStep } from './start-step.ts'
import { verifyStep } from './verify-step.ts'

/** What makes a box a node in a container of Docker, in its order. */
export function containerSteps(origin: OriginSide): readonly Step[] {
  return [
    dockerStep,
    imageStep(origin.artifacts),
    configureStep(origin),
    nodeFirewallStep,
    startStep(origin),
    joinStep(origin, containerProcess),
    verifyStep(origin),
  ]
}
