import type { texts as english } from '../../../../screens/welcome/texts.ts'

const whatCounts = 'C’est ce réglage qui vaut : changez-le à cet endroit, puis redémarrez l’origine.'

export const texts: typeof english = {
  title: 'Premiers pas',
  about:
    'D’ici à un flux que l’on peut regarder, en deux minutes environ. Passez ce que vous voulez : tout se retrouve dans la palette de commandes (Ctrl K), dans le menu de votre compte et sous Paramètres.',
  failed: 'L’avancement de cette origine n’a pas pu être lu.',
  notOwner: 'Les premiers pas sont pour les propriétaires',
  notOwnerText: 'Demandez à un propriétaire de cette origine de la nommer et de dire comment les autres la joignent.',
  list: 'Étapes',
  steps: {
    name: 'Nommer le cluster',
    reach: 'Comment on le joint',
    parts: 'Ce qui est présent',
    stream: 'Le premier flux',
  },
  states: { done: 'fait', open: 'à faire', note: 'bon à savoir' },
  skipAll: 'Tout passer',
  skipped: 'Les premiers pas se retrouvent dans le menu de votre compte.',
  skip: 'Passer',
  back: 'Retour',
  next: 'Continuer',
  finish: 'Terminer',
  notSaved: 'Cela n’a pas été enregistré.',

  nameLabel: 'Nom du cluster',
  nameHint:
    'Il figure en haut de chaque page, dans les notifications et dans les sauvegardes. Il peut être changé à tout moment.',
  nameSave: 'Enregistrer et continuer',
  elsewhereName: (where) => `Le nom est défini par ${where}. ${whatCounts}`,
  elsewhereAddress: (where) => `L’adresse est définie par ${where}. ${whatCounts}`,

  reachAbout:
    'Encodeurs, spectateurs et autres nœuds ont besoin d’une adresse de cet ordinateur. Celles-ci viennent d’être trouvées et essayées d’ici ; un pare-feu ou un routeur placé devant cet ordinateur ne se voit pas de l’intérieur.',
  trying: 'Essai des adresses',
  tryFailed: 'Les adresses n’ont pas pu être essayées.',
  tryAgain: 'Réessayer',
  choice: 'Adresse pour les autres',
  reaches: {
    loopback: 'cet ordinateur seulement',
    private: 'votre propre réseau',
    public: 'Internet',
  },
  answers: 'cette origine répond',
  portAnswers: (what, port, answered) => `${what} ${port}${answered ? '' : ' ne répond pas'}`,
  ports: { panel: 'panneau', rtmp: 'RTMP', media: 'média' },
  ownName: 'Un nom à vous',
  ownNameHint: 'Un nom de domaine ou une adresse qu’un routeur transmet, par exemple live.example.com',
  tryName: 'L’essayer',
  use: 'Utiliser cette adresse',
  inUse: (host, found_by_itself) =>
    `L’adresse donnée aux autres est désormais ${host}.${found_by_itself ? ' (trouvée automatiquement)' : ''}`,
  certificateLater: 'Son propre certificat montrera un nouveau nom au prochain démarrage de l’origine.',
  closedTitle: 'Seul cet ordinateur peut entrer',
  closedText: (host) =>
    `L’origine n’écoute que sur ${host}. C’est sûr, et suffisant pour tout essayer ici. Pour laisser entrer les autres, écrivez ceci, puis redémarrez l’origine ; les flux continuent pendant ce temps.`,
  closedByDefault: (host) =>
    `L’origine n’écoute que sur ${host}. C’est sûr, et suffisant pour tout essayer ici. Les nœuds d’autres machines, et ceux qui regardent d’ailleurs, doivent pouvoir entrer ; l’origine redémarre pour cela, et les flux continuent pendant ce temps.`,
  letIn: 'Laisser entrer les autres',
  lettingIn: 'L’origine redémarre, puis écoutera aussi les autres',
  notLetIn: 'Les autres ne peuvent pas encore entrer.',
  stayedClosed: 'L’origine n’a pas pu écouter sur toutes les adresses de cette machine. L’activité dit ce qui gêne.',
  openActivity: 'Ouvrir l’activité',
  closedFile: 'Dans headwater.yaml',
  closedVariable: 'Ou comme variable',
  firewall: 'Ports qu’un pare-feu doit laisser passer',
  firewallText: 'TCP, vers cet ordinateur. Sous Debian et Ubuntu avec ufw :',
  firewallCommand: 'Commande',
  portWhat: {
    panel: 'panneau, API, autres nœuds',
    rtmp: 'encodeurs comme OBS',
    media: 'spectateurs, et nœuds qui tirent',
  },

  partsAbout: 'Rien de tout cela n’est obligatoire. Voici ce que coûte ce qui manque :',
  partNames: { redis: 'Redis', docker: 'Docker', ffmpeg: 'ffmpeg' },
  partStates: { present: 'présent', missing: 'absent', unusable: 'inutilisé' },
  partPresent: {
    redis:
      'Ce qui change à chaque seconde survit à un redémarrage de l’origine : le panneau connaît aussitôt tous les flux et spectateurs.',
    docker: 'Un nœud peut aussi tourner dans un conteneur sur cet ordinateur.',
    ffmpeg: 'Des mires peuvent être envoyées d’ici.',
  },
  partMissing: {
    redis:
      'Après un redémarrage de l’origine, le panneau a besoin de quelques secondes, le temps que chaque nœud ait donné de ses nouvelles. Les flux et les spectateurs ne remarquent rien.',
    docker: 'Rien ici. Les machines qui deviennent des nœuds apportent le leur, ou s’en passent.',
    ffmpeg:
      'Il n’y a pas de mires de cet ordinateur. Les flux n’en ont pas besoin : OBS et d’autres encodeurs ont le leur.',
  },
  install: (name) => `Pour avoir ${name}`,

  keyText:
    'Les encodeurs de vos propres réseaux n’ont besoin de rien d’autre. Celui qui vient par Internet présente une clé de flux :',
  keyLink: 'Créer une clé de flux',
  streamWaiting: 'En attente de votre premier flux',
  streamLive: (path) => `${path} est en direct`,
  streamLiveText: 'C’est tout : chaque nœud du cluster peut maintenant le servir.',
  streamSeen: 'Un flux est déjà passé ici.',
  watch: 'Le regarder',
  published: (by) => `Émis par ${by}`,
}
