import type { NodeId, Timestamp } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { RollingEvent, StoredRun, StoredStep } from './rolling-machine.ts'

/** A run that upgrades the node of one box, as far as a rolling drain has to know it. */
export interface UpgradeRun {
  readonly id: string
  /** `waiting`: for a person; `ended_badly`: failed, cancelled or undone. */
  readonly state: 'going_on' | 'waiting' | 'succeeded' | 'ended_badly'
  /** Why it ended badly; null: it did not. */
  readonly problem: string | null
}

/** Runs on boxes, as rolling drains begin and look at them. */
export interface UpgradesApi {
  /** Version that an upgrade brings. */
  readonly version: string
  /** Why a node cannot be upgraded by this origin; null: it can. */
  obstacle(node: Node): string | null
  /** @returns its id @throws a FeatureFailure where it is refused */
  start(node_id: NodeId, pull_image: string | null, actor: string): string
  find(id: string): UpgradeRun | null
  /** The newest upgrade of a node that was begun at this time or later. */
  newest(node_id: NodeId, since: Timestamp): UpgradeRun | null
}

/** Why a node need not, or cannot, be in a rolling upgrade; null: it is upgraded. */
export function upgradeObstacle(node: Node, upgrades: UpgradesApi, pull_image: string | undefined): string | null {
  if (node.is_origin) return 'runs beside this origin, and has its version'
  if (pull_image === undefined && node.version === upgrades.version) return `has version ${node.version} already`
  return upgrades.obstacle(node)
}

/**
 * Begins the upgrades of the nodes of a run that are out, and looks at those that were begun. What was begun and not noted, because the origin
 * ended in between, is found again.
 * @param resume gives a node that is upgraded work again
 * @returns what the machine is told
 */
export function upgradeDrained(run: StoredRun, upgrades: UpgradesApi, resume: (id: NodeId) => void): RollingEvent[] {
  return run.steps
    .filter(({ phase }) => phase === 'drained')
    .flatMap((step) => {
      const found = foundRun(step, upgrades)
      if (found !== null) return lookedAt(step, found, resume)
      // Who cancels a run wants no more upgrades.
      return run.state === 'cancelling' ? [] : begun(run, step, upgrades)
    })
}

function lookedAt(
  { node_id, upgrade_run_id }: StoredStep,
  found: UpgradeRun,
  resume: (id: NodeId) => void,
): RollingEvent[] {
  const events: RollingEvent[] = []
  if (upgrade_run_id !== found.id) events.push({ kind: 'upgrading', node_id, upgrade_run_id: found.id })
  if (found.state === 'succeeded') resume(node_id)
  if (found.state === 'ended_badly') {
    events.push({ kind: 'upgrade_failed', node_id, message: found.problem ?? 'its upgrade failed' })
  }
  return events
}

function begun({ settings, created_by }: StoredRun, { node_id }: StoredStep, upgrades: UpgradesApi): RollingEvent[] {
  try {
    const upgrade_run_id = upgrades.start(node_id, settings.pull_image ?? null, created_by)
    return [{ kind: 'upgrading', node_id, upgrade_run_id }]
  } catch (error) {
    const message = `it cannot be upgraded: ${error instanceof Error ? error.message : String(error)}`
    return [{ kind: 'upgrade_failed', node_id, message }]
  }
}

function foundRun({ node_id, upgrade_run_id, since }: StoredStep, upgrades: UpgradesApi): UpgradeRun | null {
  return upgrade_run_id === undefined ? upgrades.newest(node_id, since) : upgrades.find(upgrade_run_id)
}
