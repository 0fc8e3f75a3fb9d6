import { inLanguage } from '../../../languages/catalogue.ts'

/** What each setting that can be chosen is about. */
export const texts = inLanguage('screens/settings/cluster/setting-texts', {
  host: 'Who can come in: this machine alone (127.0.0.1), or everybody who reaches one of its addresses (0.0.0.0). Nodes on other machines need the latter.',
  allowed_hosts: 'Names besides IP addresses and localhost that may stand in the address bar for this panel.',
  'connections.rate': 'New connections to the panel and the API per second and address; 0: any number.',
  'connections.burst': 'So many new connections of one address may come at once.',
  'connections.exempt': 'Networks whose connections are not counted.',
  heartbeat_interval: 'How often nodes say how they are. Shorter: the loss of one is seen sooner.',
  suspect_after_missed: 'So many heartbeats have to be missed until a node is suspect.',
  offline_after_missed:
    'So many heartbeats have to be missed until a node counts as lost and its viewers are sent elsewhere.',
  recover_after_beats: 'So many good heartbeats in a row make a node alive again.',
  'routing.cpu_threshold_percent':
    'From this load of the processors on, a node gets new viewers only where nobody else can take them.',
  'routing.cpu_threshold_after': 'How long the processors have to be over it.',
  'routing.egress_threshold_mbps':
    'From this much outgoing traffic on, a node gets new viewers only where nobody else can take them.',
  'routing.subscriber_threshold': 'From so many viewers on, a node gets new ones only where nobody else can take them.',
  'routing.when_full':
    'When every node is over a threshold: the least loaded takes the client (best_effort), or it is asked to come back (refuse).',
  'routing.ticket_ttl': 'How long an address that somebody was sent to is good for.',
  'routing.candidate_limit': 'So many nodes a client is told of, to try one after the other.',
  relay_max_hops:
    'So many nodes a stream passes at most before the one that pulls it; 1: every node pulls from the publisher’s.',
  relay_max_out: 'So many nodes pull one stream from one node; those that come later pull from these.',
  webhook_networks: 'Inward networks in which webhooks may be asked. All others inside are refused.',
  node_certificate_life: 'How long certificates of nodes last. Each is renewed at two thirds of that.',
  backup_interval: 'Time between two backups by itself; 0s: only those that somebody asks for.',
  backups_kept: 'So many backups are kept; the oldest beyond them go.',
  storage_low_free: 'The disk counts as short of room with less free than this.',
  storage_low_percent: 'The disk counts as short of room with less than this part of it free.',
})
