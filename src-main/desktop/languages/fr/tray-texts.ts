import type { trayTexts as english } from '../../tray-texts.ts'

export const trayTexts: typeof english = ({ count, counted, numbered }) => ({
  health: { well: 'tout va bien', attention: 'à regarder', trouble: 'en panne', unknown: 'état inconnu' },
  headline: (name, health) => `${name} : ${health}`,
  headlineOn: (name, host, health) => `${name} sur ${host} : ${health}`,

  starting: 'Headwater démarre',
  signedOut: 'Se connecter pour voir l’état du cluster',
  noAnswer: 'L’origine ne répond pas',

  nodeOffline: (name) => `Le nœud ${name} est hors ligne`,
  nodeSuspect: (name) => `Le nœud ${name} est suspect`,
  interrupted: (path) => `${path} est interrompu`,
  diskFull: 'Le disque de l’origine est plein ou presque',
  diskLow: 'Il reste peu de place sur le disque de l’origine',
  redisAway: 'Redis est absent ; l’origine continue en mémoire',

  connected: (alive, nodes) => `${count(alive)} sur ${counted(nodes, 'nœud connecté', 'nœuds connectés')}`,
  noStream: 'Aucun flux en direct',
  live: (streams, viewers) =>
    `${counted(streams, 'flux', 'flux')} en direct, ${counted(viewers, 'spectateur', 'spectateurs')}`,
  stream: (path, viewers) => `${path} : ${counted(viewers, 'spectateur', 'spectateurs')}`,
  more: (others) => `et ${counted(others, 'autre', 'autres')}`,

  tipIdle: 'Headwater : tout va bien, aucun flux en direct',
  tipLive: (streams) => `Headwater : tout va bien, ${streams}`,
  tip: (problem) => `Headwater : ${problem}`,
  tipMore: (problem, others) => `Headwater : ${problem}, et ${counted(others, 'autre', 'autres')}`,

  open: 'Ouvrir Headwater',
  pauseFor: (hours) => `Suspendre les alertes pendant ${numbered(hours, 'une heure', `${count(hours)} heures`)}`,
  resume: (until) => `Reprendre les alertes (suspendues jusqu’à ${until})`,
  chooseOrigin: 'Choisir l’origine…',
  startAtLogin: 'Démarrer à l’ouverture de session',
  keepRunning: 'Continuer sans fenêtre',
  quit: 'Quitter Headwater',
})
