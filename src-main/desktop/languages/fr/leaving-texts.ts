import type { leavingTexts as english } from '../../leaving-texts.ts'

export const leavingTexts: typeof english = ({ count, counted, numbered }) => ({
  keepRunning: 'Laisser tourner',
  quitAnyway: 'Quitter quand même',
  quit: 'Quitter',
  notNow: 'Pas maintenant',
  installAndRestart: 'Installer et redémarrer',

  oneLive: (path, viewers) => `${path} est en direct, avec ${counted(viewers, 'spectateur', 'spectateurs')}`,
  manyLive: (streams, viewers) =>
    `${counted(streams, 'flux est', 'flux sont')} en direct, avec ${counted(viewers, 'spectateur', 'spectateurs')}`,
  liveDetail:
    'Cet ordinateur est l’origine. Ce qui est publié ici s’arrête avec elle. Les autres nœuds continuent avec ce qu’ils ont, mais personne ne veille sur eux jusqu’à son retour.',
  runsStop: (runs) =>
    numbered(
      runs,
      'Une opération sur un nœud s’arrête à son prochain point sûr.',
      `Les opérations sur ${count(runs)} nœuds s’arrêtent à leur prochain point sûr.`,
    ),
  runsActive: (runs) =>
    numbered(runs, 'Une opération est en cours sur un nœud', `Des opérations sont en cours sur ${count(runs)} nœuds`),
  runsDetail: 'Arrêt au prochain point sûr ; la reprise est possible quand Headwater tourne à nouveau.',

  hiding: 'Headwater continue sans sa fenêtre',
  hidingDetail:
    'L’origine continue de veiller sur les nœuds. Headwater se trouve dans la zone de notification ; si le bureau n’en a pas, relancer Headwater fait revenir la fenêtre.',
  install: (version) => `Installer Headwater ${version} maintenant ?`,
  installDetail:
    'Headwater se ferme, est remplacé et redémarre. Les nœuds du cluster continuent pendant ce temps, celui de cet ordinateur redémarre avec lui.',
  waitsForStream: 'Un flux est en direct par cet ordinateur. Les mises à jour attendent qu’il soit terminé.',
  waitsForRun: 'Une opération est en cours sur un nœud. Les mises à jour attendent qu’elle soit terminée.',
})
