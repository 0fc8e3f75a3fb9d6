import type { texts as english } from '../../../../../screens/settings/cluster/setting-texts.ts'

export const texts: typeof english = {
  host: 'Wer hereinkommt: nur diese Maschine (127.0.0.1) oder alle, die eine ihrer Adressen erreichen (0.0.0.0). Knoten auf anderen Maschinen brauchen Letzteres.',
  allowed_hosts: 'Namen außer IP-Adressen und localhost, unter denen dieses Panel in der Adresszeile stehen darf.',
  'connections.rate': 'Neue Verbindungen zu Panel und API je Sekunde und Adresse; 0: beliebig viele.',
  'connections.burst': 'So viele neue Verbindungen einer Adresse dürfen auf einmal kommen.',
  'connections.exempt': 'Netze, deren Verbindungen nicht gezählt werden.',
  heartbeat_interval: 'Wie oft Knoten sagen, wie es ihnen geht. Kürzer: Ein Ausfall fällt früher auf.',
  suspect_after_missed: 'Nach so vielen verpassten Heartbeats gilt ein Knoten als verdächtig.',
  offline_after_missed:
    'Nach so vielen verpassten Heartbeats gilt ein Knoten als verloren, und seine Zuschauer werden woandershin geschickt.',
  recover_after_beats: 'So viele gute Heartbeats in Folge machen einen Knoten wieder lebendig.',
  'routing.cpu_threshold_percent':
    'Ab dieser Last der Prozessoren bekommt ein Knoten neue Zuschauer nur, wo kein anderer sie nehmen kann.',
  'routing.cpu_threshold_after': 'Wie lange die Prozessoren darüber liegen müssen.',
  'routing.egress_threshold_mbps':
    'Ab so viel ausgehendem Verkehr bekommt ein Knoten neue Zuschauer nur, wo kein anderer sie nehmen kann.',
  'routing.subscriber_threshold':
    'Ab so vielen Zuschauern bekommt ein Knoten neue nur, wo kein anderer sie nehmen kann.',
  'routing.when_full':
    'Wenn jeder Knoten über einer Schwelle liegt: Der am wenigsten belastete nimmt den Client (best_effort), oder der Client soll wiederkommen (refuse).',
  'routing.ticket_ttl': 'Wie lange eine Adresse gilt, zu der jemand geschickt wurde.',
  'routing.candidate_limit': 'So viele Knoten werden einem Client genannt, um sie der Reihe nach zu versuchen.',
  relay_max_hops:
    'So viele Knoten durchläuft ein Stream höchstens vor dem, der ihn holt; 1: Jeder Knoten holt von dem des Publishers.',
  relay_max_out: 'So viele Knoten holen einen Stream von einem Knoten; spätere holen von diesen.',
  webhook_networks: 'Innere Netze, in denen Webhooks gefragt werden dürfen. Alle anderen inneren werden abgelehnt.',
  node_certificate_life: 'Wie lange Zertifikate von Knoten gelten. Nach zwei Dritteln davon wird jedes erneuert.',
  backup_interval: 'Zeit zwischen zwei Sicherungen von selbst; 0s: nur auf Wunsch.',
  backups_kept: 'So viele Sicherungen werden behalten; die ältesten darüber hinaus verschwinden.',
  storage_low_free: 'Die Platte gilt als knapp, wenn weniger als so viel frei ist.',
  storage_low_percent: 'Die Platte gilt als knapp, wenn weniger als dieser Anteil frei ist.',
}
