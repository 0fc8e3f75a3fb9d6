import type { RunKind } from '#contract/provisioning-run.ts'
import { dayTwoPlans } from '../day-two/day-two-plans.ts'
import { containerSteps } from '../steps/container-plan.ts'
import { serviceSteps } from '../steps/service-plan.ts'
import type { Planner } from './plans.ts'

/** A box whose form is not decided yet is taken for one that gets a container. */
const provision: Planner = ({ form }, origin) => (form === 'service' ? serviceSteps(origin) : containerSteps(origin))

/** The steps of every kind of run: those that make a box a node, and those on a box that has one. */
export const allPlanners = { provision, ...dayTwoPlans } satisfies Readonly<Record<RunKind, Planner>>
