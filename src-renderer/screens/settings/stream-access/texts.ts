import { inLanguage } from '../../../languages/catalogue.ts'

/** Every text of the section about stream access. */
export const texts = inLanguage('screens/settings/stream-access/texts', {
  title: 'Stream access',
  about:
    'Who may publish, and who may watch. Without anything here, whoever comes from a network that a node trusts may publish, and everybody may watch. Nodes hold to it also while the origin is away.',
  keys: 'Stream keys',
  keysFailed: 'The stream keys could not be read.',
  keysCaption: 'Stream keys, the newest first',
  keyColumns: { name: 'Key', pattern: 'Streams', used: 'Came in last', expires: 'Good until', actions: 'Actions' },
  makeKey: 'Make a stream key',
  noKeys: 'No stream key',
  noKeysText: 'A key lets an encoder publish from anywhere. Make one, and put it into OBS with the server’s address.',
  ended: 'Show those that ended',
  never: 'not yet',
  usedAt: (stream: string, address: string) => `${stream} from ${address}`,
  forEver: 'until it is revoked',
  states: { active: 'active', expired: 'run out', revoked: 'revoked' },
  rotate: 'Replace',
  rotateOf: (name: string) => `Replace ${name}`,
  revoke: 'Revoke',
  revokeOf: (name: string) => `Revoke ${name}`,

  policies: 'Who may publish and watch',
  policiesFailed: 'The access policies could not be read.',
  policiesCaption: 'Access policies, in the order of their patterns',
  policyColumns: { pattern: 'Streams', says: 'What it says', actions: 'Actions' },
  addPolicy: 'Add a policy',
  noPolicies: 'No access policy',
  noPoliciesText:
    'A policy wants a key of every publisher, or keeps publishers and viewers of some networks out, for one stream or for many.',
  webhookResults: 'How the webhooks answered last',
  webhookOutcomes: { yes: 'lets in', no: 'refuses', failed: 'no answer' },
  webhookAction: {
    on_publish: 'about a publisher',
    on_play: 'about a viewer',
    on_done: 'that a publisher is done',
    test: 'as a test',
  },
  webhookFailed: 'The webhook was not asked.',
  testWebhook: 'Test the webhook',
  testWebhookOf: (pattern: string) => `Test the webhook of ${pattern}`,
  edit: 'Edit',
  editOf: (pattern: string) => `Edit the access policy ${pattern}`,
  remove: 'Remove',
  removeOf: (pattern: string) => `Remove the access policy ${pattern}`,
})
