import type { KnownHostKey } from '#contract/host-key.ts'
import type { NodeLogin, ProvisioningRun, ProvisioningStep } from '#contract/provisioning-run.ts'
import type { DocumentedRoutes } from './documented-route.ts'
import { says } from './documented-route.ts'
import { exampleNode } from './example-cluster.ts'

const id = '4c0f6a0e-7d1b-4f0a-9a55-1f6f3f9f2c11'
const at = '2026-11-26T14:44:56.971Z'
const fingerprint = 'SHA256:4o8c3sPTLzTQ8AyEXAMPLEyyyzv1EXAMPLE0rk2B0pY'
const node_id = exampleNode.id as NodeLogin['node_id']

const step = (step_id: string, title: string, found: string | null): ProvisioningStep => ({
  ...{ id: step_id, title, state: found === null ? 'pending' : 'done', attempt: found === null ? 0 : 1 },
  ...{ started_at: found === null ? null : at, ended_at: found === null ? null : at, found },
  ...{ progress: null, failure: null },
})
const run: ProvisioningRun = {
  ...{ id, kind: 'provision', host: '10.0.0.11', port: 22, user: 'ops', node_id: null, node_name: 'edge-1' },
  ...{ form: null, state: 'running', waiting_for: null, report: null, from_version: null, to_version: null },
  steps: [
    step('connect', 'Connect', `Logged in as ops; the box showed the ssh-ed25519 key ${fingerprint}.`),
    step('privilege', 'Administrator rights', 'User ops may use sudo without a password.'),
    step('preflight', 'Look at the box', null),
  ],
  command: `headwater edge provision ops@10.0.0.11 --name edge-1 --region eu --accept-host-key ${fingerprint}`,
  ...{ actor: 'operator:owner', created_at: at, updated_at: at, ended_at: null, files: [] },
}
const asked = {
  kind: 'provision',
  target: { host: '10.0.0.11', user: 'ops', password: '...', host_key_fingerprint: fingerprint },
  node: { name: 'edge-1', region: 'eu' },
}
const login: NodeLogin = {
  ...{ node_id, host: '10.0.0.11', port: 22, user: 'ops', kept_by: 'operator:owner', kept_at: at, last_used_at: at },
}
const host_key: KnownHostKey = {
  ...{ host: '10.0.0.11', port: 22, algorithm: 'ssh-ed25519', fingerprint, node_id },
  ...{ confirmed_at: at, confirmed_by: 'operator:owner' },
}
const accepted = (data: unknown) => ({ 202: { data, error: null } })

/** Examples of the routes about runs of provisioning. */
export const provisioningRoutes: DocumentedRoutes = {
  'POST /api/v1/provisioning-runs': { body: asked, answers: accepted(run) },
  'POST /api/v1/provisioning-runs/batch': { body: { runs: [asked] }, answers: accepted({ items: [run] }) },
  'GET /api/v1/provisioning-runs': {
    description: 'Also those that are over, as far as they are kept: the last 200.',
    answers: says({ items: [run] }),
  },
  'GET /api/v1/provisioning-runs/:id': {
    description: 'Each step with the state it is in, what was found, and why it failed.',
    answers: says(run),
  },
  'GET /api/v1/provisioning-runs/:id/log': {
    description: 'Secrets are masked. Of a run the last 20 000 lines are kept.',
    answers: says({ items: [{ number: 1, step: 'docker', at, text: 'Reading package lists...' }] }),
  },
  'GET /api/v1/provisioning-runs/:id/files/:name': {
    description: 'Such as the archive of a run of the kind `diagnostics`.',
    answers: { 200: '...' },
  },
  'POST /api/v1/provisioning-runs/:id/resume': {
    body: { host_key_fingerprint: fingerprint },
    answers: accepted(run),
  },
  'POST /api/v1/provisioning-runs/:id/cancel': { body: {}, answers: accepted({ ...run, state: 'cancelling' }) },
  'POST /api/v1/provisioning-runs/:id/undo': { body: {}, answers: accepted({ ...run, state: 'undoing' }) },
  'GET /api/v1/host-keys': {
    description: 'By address; a box has a key of each kind, and each that was confirmed counts.',
    answers: says({ items: [host_key] }),
  },
  'PUT /api/v1/host-keys/:host/:port': { body: { fingerprint }, answers: says({ items: [host_key] }) },
  'DELETE /api/v1/host-keys/:host/:port': { answers: says({ items: [host_key] }) },
  'GET /api/v1/nodes/:id/login': {
    description: 'Its secrets are never shown. Null where none is kept.',
    answers: says(login),
  },
  'DELETE /api/v1/nodes/:id/login': {
    description: 'Later runs on that node have to be given one again.',
    answers: says(login),
  },
}
