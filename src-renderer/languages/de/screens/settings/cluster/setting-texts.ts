import type { texts as english } from '../../../../../screens/settings/cluster/setting-texts.ts'

export const texts: typeof english = {
  host: 'Wer hereinkommt: nur diese Maschine (127.0.0.1) oder alle, die eine ihrer Adressen erreichen (0.0.0.0). Knoten auf anderen Maschinen brauchen Letzteres.',
  port: 'Der Port von Panel und API, für Browser, Knoten und Programme. Verbundenen Knoten wird ein anderer vorher gesagt; Lesezeichen und Skripten nicht.',
  'tls.certificate':
    'PEM-Datei auf dem Rechner des Origins: das Zertifikat, dahinter die, die von ihm zu seiner Zertifizierungsstelle führen.',
  'tls.key': 'PEM-Datei auf dem Rechner des Origins: der Schlüssel dieses Zertifikats, ohne Passphrase.',
  'tls.http':
    'Was mit denen geschieht, die von einer anderen Maschine ohne https kommen: auch angenommen (allow), Seiten auf https umgeleitet (redirect) oder abgelehnt (refuse).',
  'tls.hsts':
    'Wie lange Browser zu diesem Namen nur per https kommen sollen, zu jedem seiner Ports. Vorher lässt sich das nicht zurücknehmen: Beginnen Sie mit einer kurzen Zeit.',
  'tls.acme_directory': 'Die Zertifizierungsstelle, die signiert, nach ihrem Verzeichnis. Standard ist Let’s Encrypt.',
  'tls.acme_ca':
    'PEM-Datei auf dem Rechner des Origins: wer das Zertifikat des Verzeichnisses selbst signiert hat, wo es niemand kennt.',
  'tls.acme_terms_agreed':
    'Ob Sie die Nutzungsbedingungen der Zertifizierungsstelle gelesen haben und ihnen zustimmen.',
  'tls.acme_email': 'Wem die Zertifizierungsstelle schreibt.',
  'tls.acme_names':
    'Namen auf dem Zertifikat. Keine: die, unter denen dieser Origin bekannt ist, soweit es DNS-Namen sind.',
  'tls.node_names':
    'Namen oder Adressen, unter denen Knoten erreicht werden, außer der, von der jeder kommt: Für sie bekommen sie Zertifikate.',
  'tls.acme_challenge':
    'Wie die Namen nachgewiesen werden: Die Zertifizierungsstelle fragt an Port 80 (http-01) oder sieht im DNS nach (dns-01), was Namen mit * brauchen.',
  'tls.acme_http_port':
    'Ein Port, an dem der Origin der Zertifizierungsstelle außer an seinem eigenen antwortet, solange eine Bestellung läuft. Sie fragt an 80.',
  'tls.acme_eab_key_id':
    'Die Kennung, die eine Zertifizierungsstelle denen gibt, die dort schon ein Konto haben (External Account Binding).',
  'tls.acme_eab_key': 'Der Schlüssel zu dieser Kennung.',
  'tls.dns_server':
    'Der primäre DNS-Server der Zone, der Änderungen mit dem Schlüssel unten annimmt; mit :Port, wo es nicht 53 ist.',
  'tls.dns_tsig_name': 'Der Name des Schlüssels, mit dem dieser Server Änderungen annimmt.',
  'tls.dns_tsig_algorithm': 'Das Verfahren dieses Schlüssels.',
  'tls.dns_tsig_secret': 'Das Geheimnis dieses Schlüssels in Base64, wie tsig-keygen es ausgibt.',
  'tls.dns_wait': 'Wie lange die anderen Server der Zone brauchen dürfen, bis sie haben, was der primäre hat.',
  redis:
    'Wo der Live-Zustand liegt: auto (ein Redis, den der Origin selbst betreibt, wo einer installiert ist, und den keine andere Maschine erreicht), memory oder die Adresse eines anderen: rediss://benutzer:passwort@host:6379. Er wird gefragt, bevor er gewählt wird, und das Passwort wird versiegelt aufbewahrt.',
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
