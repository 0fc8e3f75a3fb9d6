import { initial } from './0001-initial.ts'
import { nodeKind } from './0002-node-kind.ts'
import { rollingDrains } from './0003-rolling-drains.ts'
import { streamPolicies } from './0004-stream-policies.ts'
import { joinedMembers } from './0005-joined-members.ts'
import { answeredRequests } from './0006-answered-requests.ts'
import { tokenBounds } from './0007-token-bounds.ts'
import { authorities } from './0008-authorities.ts'
import { operators } from './0009-operators.ts'
import { access } from './0010-access.ts'
import { acme } from './0011-acme.ts'
import { signingKeys } from './0012-signing-keys.ts'
import { clusterTokens } from './0013-cluster-tokens.ts'
import { tokensForANode } from './0014-tokens-for-a-node.ts'
import { hostKeys } from './0015-host-keys.ts'
import { provisioningRuns } from './0016-provisioning-runs.ts'
import { nodeHistory } from './0017-node-history.ts'
import { alerts } from './0018-alerts.ts'
import { nodeForm } from './0019-node-form.ts'
import { replacedKeys } from './0020-replaced-keys.ts'
import { sealedSettings } from './0021-sealed-settings.ts'
import type { Migration } from './migration.ts'

/** Every migration in order; the last one's version is the newest form this program knows. */
export const allMigrations: readonly Migration[] = [
  initial,
  nodeKind,
  rollingDrains,
  streamPolicies,
  joinedMembers,
  answeredRequests,
  tokenBounds,
  authorities,
  operators,
  access,
  acme,
  signingKeys,
  clusterTokens,
  tokensForANode,
  hostKeys,
  provisioningRuns,
  nodeHistory,
  alerts,
  nodeForm,
  replacedKeys,
  sealedSettings,
]
