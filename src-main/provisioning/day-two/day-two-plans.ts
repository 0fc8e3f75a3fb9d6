import type { Planner } from '../runs/plans.ts'
import { adoptSteps } from './adopt.ts'
import { decommissionSteps } from './decommission.ts'
import { diagnosticsSteps } from './diagnostics.ts'
import { reconfigureSteps } from './reconfigure.ts'
import { restartSteps } from './restart.ts'
import { rotateSteps } from './rotate-identity.ts'
import { upgradeSteps } from './upgrade.ts'

/** The steps of runs on a box that has a node already; each looks at the box which form that has. */
export const dayTwoPlans = {
  adopt: (_, origin) => adoptSteps(origin),
  upgrade: (_, origin) => upgradeSteps(origin),
  reconfigure: (_, origin) => reconfigureSteps(origin),
  restart: (_, origin) => restartSteps(origin),
  rotate_identity: (_, origin) => rotateSteps(origin),
  diagnostics: (_, origin) => diagnosticsSteps(origin),
  decommission: (_, origin) => decommissionSteps(origin),
} satisfies Record<string, Planner>
