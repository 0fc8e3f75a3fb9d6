import type { Node } from '#contract/node.ts'
import { newRunSchema, type ProvisioningRun } from '#contract/provisioning-run.ts'
import { runLimit } from '#contract/run-limits.ts'
import type { ProvisioningRuns } from '../provisioning/runs/provisioning-runs.ts'
import { RunError } from '../provisioning/runs/run-error.ts'
import type { UpgradeRun, UpgradesApi } from '../rolling/rolling-upgrades.ts'

/** Upgrades of a node are looked for among so many of its newest runs. */
const LOOKED_AT = 20

/** Runs of provisioning, as rolling drains begin and look at them. */
export function upgradesBy(runs: ProvisioningRuns, version: string): UpgradesApi {
  return {
    version,
    obstacle: (node) => obstacleOf(runs, node),
    start(node_id, pull_image, actor) {
      const [run] = runs.start([newRunSchema.parse({ kind: 'upgrade', node_id, pull_image })], actor)
      if (run === undefined) throw new Error('a run that was begun is not there')
      return run.id
    },
    find(id) {
      try {
        return seen(runs.find(id))
      } catch (error) {
        if (error instanceof RunError && error.code === 'run_not_found') return null
        throw error
      }
    },
    newest(node_id, since) {
      const run = runs
        .list({ node_id, limit: LOOKED_AT })
        .find(({ kind, created_at }) => kind === 'upgrade' && Date.parse(created_at) >= Date.parse(since))
      return run === undefined ? null : seen(run)
    },
  }
}

/** Why a node cannot be upgraded by a run that nobody is asked for anything; null: it can. */
export function obstacleOf(
  runs: Pick<ProvisioningRuns, 'login'>,
  { id, form }: Pick<Node, 'id' | 'form'>,
): string | null {
  const has_login = runs.login(id) !== null
  switch (runLimit(form, has_login)) {
    case 'anything':
      return 'was started by hand, by no run and not by the installer: whoever started it upgrades it'
    case 'upgrade':
      return 'was installed as a Debian package: upgrade it on its box with apt'
    default:
      return has_login ? null : 'has no login to its box that is kept here'
  }
}

function seen({ id, state, steps }: ProvisioningRun): UpgradeRun {
  switch (state) {
    case 'succeeded':
      return { id, state, problem: null }
    case 'failed':
    case 'cancelled':
    case 'undone': {
      const failure = steps.find((step) => step.failure !== null)?.failure
      return { id, state: 'ended_badly', problem: failure?.message ?? `its upgrade was ${state}` }
    }
    case 'waiting':
      return { id, state, problem: null }
    default:
      return { id, state: 'going_on', problem: null }
  }
}
