import type { texts as english } from '../../../../../screens/settings/cluster/setting-texts.ts'

export const texts: typeof english = {
  host: 'Qui peut entrer : cette machine seule (127.0.0.1), ou tous ceux qui atteignent une de ses adresses (0.0.0.0), ce qu’il faut aux nœuds d’autres machines.',
  allowed_hosts:
    'Noms, hormis les adresses IP et localhost, sous lesquels ce panneau peut figurer dans la barre d’adresse.',
  'connections.rate': 'Nouvelles connexions au panneau et à l’API par seconde et par adresse ; 0 : sans limite.',
  'connections.burst': 'Nombre de nouvelles connexions d’une adresse qui peuvent arriver d’un coup.',
  'connections.exempt': 'Réseaux dont les connexions ne sont pas comptées.',
  heartbeat_interval:
    'Fréquence à laquelle les nœuds disent comment ils vont. Plus court : une perte se voit plus tôt.',
  suspect_after_missed: 'Nombre de battements manqués avant qu’un nœud soit suspect.',
  offline_after_missed:
    'Nombre de battements manqués avant qu’un nœud compte comme perdu et que ses spectateurs soient envoyés ailleurs.',
  recover_after_beats: 'Nombre de bons battements de suite qui rendent un nœud de nouveau vivant.',
  'routing.cpu_threshold_percent':
    'À partir de cette charge des processeurs, un nœud ne reçoit de nouveaux spectateurs que si aucun autre ne peut les prendre.',
  'routing.cpu_threshold_after': 'Durée pendant laquelle les processeurs doivent être au-dessus.',
  'routing.egress_threshold_mbps':
    'À partir de ce trafic sortant, un nœud ne reçoit de nouveaux spectateurs que si aucun autre ne peut les prendre.',
  'routing.subscriber_threshold':
    'À partir de ce nombre de spectateurs, un nœud n’en reçoit de nouveaux que si aucun autre ne peut les prendre.',
  'routing.when_full':
    'Quand tous les nœuds dépassent un seuil : le moins chargé prend le client (best_effort), ou on lui demande de revenir (refuse).',
  'routing.ticket_ttl': 'Durée de validité d’une adresse vers laquelle quelqu’un a été envoyé.',
  'routing.candidate_limit': 'Nombre de nœuds indiqués à un client, à essayer l’un après l’autre.',
  relay_max_hops:
    'Nombre de nœuds qu’un flux traverse au plus avant celui qui le tire ; 1 : chaque nœud le tire de celui de l’éditeur.',
  relay_max_out: 'Nombre de nœuds qui tirent un flux d’un seul nœud ; les suivants le tirent de ceux-ci.',
  webhook_networks:
    'Réseaux internes où des webhooks peuvent être appelés. Tous les autres réseaux internes sont refusés.',
  node_certificate_life: 'Durée des certificats des nœuds. Chacun est renouvelé aux deux tiers.',
  backup_interval: 'Temps entre deux sauvegardes automatiques ; 0s : seulement sur demande.',
  backups_kept: 'Nombre de sauvegardes gardées ; les plus anciennes au-delà disparaissent.',
  storage_low_free: 'Le disque compte comme presque plein avec moins d’espace libre que cela.',
  storage_low_percent: 'Le disque compte comme presque plein quand moins de cette part est libre.',
}
