import { inLanguage } from '../../../languages/catalogue.ts'

/** What each setting that can be chosen is about. */
export const texts = inLanguage('screens/settings/cluster/setting-texts', {
  host: 'Who can come in: this machine alone (127.0.0.1), or everybody who reaches one of its addresses (0.0.0.0). Nodes on other machines need the latter.',
  port: 'The port of panel and API, for browsers, nodes and programs. Nodes that are connected are told of another one before; bookmarks and scripts are not.',
  'tls.certificate':
    'PEM file on the computer of the origin: the certificate, with those that lead from it to its authority behind it.',
  'tls.key': 'PEM file on the computer of the origin: the key of that certificate, without a passphrase.',
  'tls.http':
    'What becomes of who comes from another machine without https: taken as well (allow), pages sent on to https (redirect), or refused (refuse).',
  'tls.hsts':
    'How long browsers shall come to this name by https alone, to every port of it. It cannot be taken back before: begin with a short time.',
  'tls.acme_directory': 'The authority that signs, by its directory. Let’s Encrypt by default.',
  'tls.acme_ca':
    'PEM file on the computer of the origin: who signed the directory’s own certificate, where nobody knows it.',
  'tls.acme_terms_agreed': 'Whether you have read the terms of service of the authority, and agree to them.',
  'tls.acme_email': 'Whom the authority writes to.',
  'tls.acme_names': 'Names on the certificate. None: those that this origin is known by, as far as they are DNS names.',
  'tls.node_names':
    'Names or addresses that nodes are reached by, besides the address that each comes from: for these they get certificates.',
  'tls.acme_challenge':
    'How the names are proved: the authority asks at port 80 (http-01), or looks in the DNS (dns-01), which names with * need.',
  'tls.acme_http_port':
    'A port at which the origin answers the authority besides its own, while an order is under way. The authority asks at 80.',
  'tls.acme_eab_key_id':
    'The id that an authority gives to those who have an account there already (external account binding).',
  'tls.acme_eab_key': 'The key that belongs to that id.',
  'tls.dns_server':
    'The primary DNS server of the zone, which takes updates by the key below; with :port where it is not 53.',
  'tls.dns_tsig_name': 'The name of the key by which that server takes updates.',
  'tls.dns_tsig_algorithm': 'The algorithm of that key.',
  'tls.dns_tsig_secret': 'The secret of that key in base64, as tsig-keygen prints it.',
  'tls.dns_wait': 'How long the other servers of the zone may take to have what the primary one has.',
  redis:
    'Where live state is kept: auto (a Redis that the origin runs itself where one is installed, which no other machine reaches), memory, or the address of another one: rediss://user:password@host:6379. It is asked before it is chosen, and the password is kept sealed.',
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
