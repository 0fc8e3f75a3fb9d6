import type { texts as english } from '../../../../../screens/settings/cluster/setting-texts.ts'

export const texts: typeof english = {
  host: 'Qui peut entrer : cette machine seule (127.0.0.1), ou tous ceux qui atteignent une de ses adresses (0.0.0.0), ce qu’il faut aux nœuds d’autres machines.',
  port: 'Le port du panneau et de l’API, pour les navigateurs, les nœuds et les programmes. Un autre est annoncé d’avance aux nœuds connectés, pas aux favoris ni aux scripts.',
  'tls.certificate':
    'Fichier PEM sur l’ordinateur de l’origine : le certificat, suivi de ceux qui mènent de lui à son autorité.',
  'tls.key': 'Fichier PEM sur l’ordinateur de l’origine : la clé de ce certificat, sans phrase secrète.',
  'tls.http':
    'Ce que devient qui vient d’une autre machine sans https : accepté aussi (allow), pages redirigées vers https (redirect), ou refusé (refuse).',
  'tls.hsts':
    'Durée pendant laquelle les navigateurs ne viendront à ce nom que par https, sur tous ses ports. On ne peut pas la reprendre avant : commencez par un temps court.',
  'tls.acme_directory': 'L’autorité qui signe, par son annuaire. Let’s Encrypt par défaut.',
  'tls.acme_ca':
    'Fichier PEM sur l’ordinateur de l’origine : qui a signé le certificat de l’annuaire lui-même, quand personne ne le connaît.',
  'tls.acme_terms_agreed': 'Si vous avez lu les conditions d’utilisation de l’autorité et les acceptez.',
  'tls.acme_email': 'À qui l’autorité écrit.',
  'tls.acme_names':
    'Noms sur le certificat. Aucun : ceux sous lesquels cette origine est connue, pour autant que ce soient des noms DNS.',
  'tls.node_names':
    'Noms ou adresses sous lesquels on atteint les nœuds, outre l’adresse d’où chacun vient : ils reçoivent des certificats pour eux.',
  'tls.acme_challenge':
    'Comment les noms sont prouvés : l’autorité interroge le port 80 (http-01), ou regarde dans le DNS (dns-01), ce qu’il faut aux noms avec *.',
  'tls.acme_http_port':
    'Un port où l’origine répond à l’autorité en plus du sien, le temps d’une commande. L’autorité interroge le 80.',
  'tls.acme_eab_key_id': 'L’identifiant qu’une autorité donne à qui y a déjà un compte (external account binding).',
  'tls.acme_eab_key': 'La clé de cet identifiant.',
  'tls.dns_server':
    'Le serveur DNS primaire de la zone, qui accepte des mises à jour avec la clé ci-dessous ; avec le port derrière deux points si ce n’est pas 53.',
  'tls.dns_tsig_name': 'Le nom de la clé avec laquelle ce serveur accepte des mises à jour.',
  'tls.dns_tsig_algorithm': 'L’algorithme de cette clé.',
  'tls.dns_tsig_secret': 'Le secret de cette clé en base64, tel que tsig-keygen l’affiche.',
  'tls.dns_wait': 'Temps laissé aux autres serveurs de la zone pour avoir ce qu’a le primaire.',
  redis:
    'Où se trouve l’état en direct : auto (un Redis que l’origine fait tourner elle-même s’il y en a un d’installé, et qu’aucune autre machine n’atteint), memory, ou l’adresse d’un autre : rediss://utilisateur:motdepasse@hôte:6379. Il est interrogé avant d’être choisi, et le mot de passe est conservé scellé.',
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
