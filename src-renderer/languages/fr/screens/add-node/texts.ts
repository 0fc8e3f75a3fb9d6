import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/add-node/texts.ts'

export const texts: typeof english = {
  title: 'Ajouter un nœud',
  back: 'Tous les nœuds',
  viewerTitle: 'Vous pouvez regarder, pas modifier',
  viewerText: 'Un opérateur ou un propriétaire peut ajouter un nœud.',
  waysLabel: 'Comment la machine est jointe',
  ways: [
    { value: 'ssh', label: 'Par SSH' },
    { value: 'many', label: 'Plusieurs' },
    { value: 'installer', label: 'Ligne d’installation' },
  ],
  loopbackTitle: 'Les autres machines ne peuvent pas encore joindre cette origine',
  loopback: (url) =>
    `Elle répond à ${url}, c’est-à-dire à cette seule machine. Les premiers pas disent comment d’autres l’atteignent ; ou indiquez au nœud une autre URL sous « Ports, adresses et image ».`,
  loopbackSteps: 'Comment d’autres atteignent cette origine',

  box: 'La machine',
  boxes: 'Les machines',
  login: 'Les mêmes identifiants pour toutes',
  keep: 'Garder ces identifiants pour plus tard',
  keepMany: 'Garder les identifiants pour plus tard, pour chaque nœud',
  keepHint:
    'Scellés dans la base de données de l’origine, jamais affichés de nouveau. Mises à niveau et redémarrages n’ont alors pas besoin de mot de passe ; ils peuvent être oubliés sur la page du nœud.',

  node: 'Le nœud',
  nodes: 'Les nœuds',
  name: 'Nom',
  nameHint: 'Comment il s’appelle dans le cluster.',
  nameFault: 'Lettres, chiffres, points, tirets et tirets bas, 64 au plus ; commence par une lettre ou un chiffre.',
  nameTaken: 'Un nœud de ce cluster porte déjà ce nom.',
  region: 'Région',
  regionHint: 'Les spectateurs de la même région sont d’abord envoyés ici.',
  openFirewall: 'Ouvrir les ports dans son pare-feu',
  openFirewallHint: 'Dans ufw ou nftables, s’il y en a un à l’œuvre. Sinon, l’exécution dit quels ports ouvrir.',
  more: 'Ports, adresses et image',
  form: 'Il tourne',
  forms: [
    { value: 'auto', label: 'Selon la machine' },
    { value: 'container', label: 'Dans un conteneur' },
    { value: 'service', label: 'En tant que service' },
  ],
  rtmpPort: 'Port RTMP',
  mediaPort: 'Port média',
  advertise: 'Adresse pour les spectateurs',
  advertiseHint: 'Celle où les lecteurs le joignent.',
  advertiseAuto: 'Celle que voit l’origine',
  originUrl: 'URL de cette origine',
  originUrlHint: 'Celle où la machine la joint.',
  pullImage: 'Image d’un registre',
  pullImageHint: 'Au lieu de celle que cette origine porte et envoie elle-même.',
  pullImageNone: 'Aucune : envoyée par SSH',

  connect: 'Connecter',
  connectHint: 'Rien n’est encore modifié : vous comparez d’abord la clé d’hôte, puis la machine est examinée.',
  startFailed: 'L’exécution n’a pas commencé.',
  whatTitle: 'Ce qui se passe ensuite',
  what: [
    {
      title: '1. Clé d’hôte',
      text: 'La machine montre sa clé. Vous comparez l’empreinte avant tout envoi de mot de passe ou de clé.',
    },
    {
      title: '2. Contrôle préalable',
      text: 'Système, ports, disque, horloge, Docker et le chemin de retour vers cette origine sont examinés. Rien n’est modifié. Ce qui fait obstacle est dit, avec ce qu’il faut faire.',
    },
    {
      title: '3. Installation',
      text: 'Docker s’il manque, l’image par la même connexion, la configuration. Ni registre, ni compte. Elle continue sans cette page, et reprend là où elle a été coupée.',
    },
    {
      title: '4. Terminé',
      text: 'Seulement quand le nœud a rejoint le cluster et qu’un flux de test en est revenu.',
    },
    {
      title: 'Il faut',
      text: 'Debian 12 ou 13, ou Ubuntu 22.04, 24.04 ou 26.04, sur x86_64 ou arm64 ; root, ou un utilisateur qui a droit à sudo.',
    },
  ],

  hosts: 'Machines, une par ligne',
  hostsHint: (at_most) =>
    `user@host[:port] nom région. Le nom et la région peuvent être omis ; jusqu’à ${at_most} à la fois.`,
  hostsPlaceholder: 'root@203.0.113.5 edge-ams-1 eu-west\nubuntu@203.0.113.6:2222 edge-fra-1 eu-central',
  preview: 'Ce qui serait commencé',
  columns: { line: 'Ligne', box: 'Machine', name: 'Nom', region: 'Région', check: 'Contrôle' },
  lineGood: 'peut commencer',
  startMany: (count) => (count === 0 ? 'Connecter' : `Connecter ${counted(count, 'machine')}`),
  badLines: (count) =>
    `${counted(count, 'ligne ne peut pas être commencée telle quelle', 'lignes ne peuvent pas être commencées telles quelles')}.`,
  manyHint: 'Chaque machine a sa propre exécution. Les clés d’hôte sont comparées une à une.',
  begun: 'Commencées',
  begunHint: 'Chacune attend que sa clé d’hôte soit comparée. Elles continuent sans cette page.',
  toRuns: 'Toutes les exécutions en cours',
  again: 'En ajouter d’autres',

  installer: 'Pour une machine où vous vous connectez vous-même',
  installerText:
    'La ligne installe le nœud, contrôle la machine comme le ferait une exécution par SSH, et rejoint ce cluster. Elle épingle le certificat de cette origine, peut être relancée sans dommage, et peut d’abord être essayée sans rien modifier.',
  machines: 'Machines',
  valid: 'Valable',
  lifetimes: [
    { value: '3600000', label: '1 heure' },
    { value: '86400000', label: '1 jour' },
    { value: '604800000', label: '7 jours' },
    { value: '2592000000', label: '30 jours' },
  ],
  from: 'Utilisable depuis',
  fromHint: 'Adresses ou réseaux, séparés par des virgules.',
  fromAnywhere: 'Partout',
  nameWrong: 'Lettres, chiffres, points, tirets et tirets bas.',
  fromWrong: 'Ni une adresse ni un réseau.',
  installerName: 'Nom du nœud',
  installerNameHint: 'D’un seul nœud ; vide : le nom de l’hôte lui-même.',
  make: 'Créer la ligne',
  makeFailed: 'La ligne n’a pas été créée.',
  line: 'À exécuter sur la machine',
  lineNode: 'Pour une machine qui a Headwater',
  there: 'Headwater y est déjà installé',
  thereText:
    'La commande démarre un nœud qui rejoint ce cluster. Elle a besoin de Headwater sur la machine ; la ligne d’installation ci-dessus, non.',
  dryRun: 'Dire seulement ce qui serait fait',
  uninstall: 'Tout retirer',
  installerLifetimes: [
    { value: '1h', label: '1 heure' },
    { value: '24h', label: '1 jour' },
    { value: '7d', label: '7 jours' },
    { value: '30d', label: '30 jours' },
  ],
  copyLine: 'Copier la ligne',
  once: (validity, machines) =>
    `Affichée cette seule fois : elle contient un jeton. Valable ${validity}, pour ${counted(machines, 'machine')}.`,
  waiting: (name) => (name === '' ? 'En attente du nœud…' : `En attente de ${name}…`),
  joined: (name) => `${name} a rejoint le cluster.`,
  another: 'Une autre ligne',
}
