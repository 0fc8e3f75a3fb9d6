import type { pageTexts as english } from '../../page-texts.ts'

export const pageTexts: typeof english = ({ count }) => ({
  programFailed: 'Headwater ne peut pas démarrer',
  starting: 'Headwater démarre',
  moment: 'Un instant.',
  restarting: 'L’origine redémarre',
  restartingText:
    'Elle s’est arrêtée de façon inattendue. Les flux continuent : les nœuds servent avec ce qu’ils savent.',

  tryAgain: 'Réessayer',
  chooseOther: 'Choisir une autre origine',
  showLog: 'Afficher le journal',
  quit: 'Quitter',
  logSays: 'La fin du journal',
  logFile: (path) => `Journal : ${path}`,

  originFailed: 'L’origine ne peut pas démarrer',
  late: (seconds) => `L’origine n’était pas prête après ${count(seconds)} s.`,
  lateHint: 'L’ordinateur est peut-être très occupé. Le journal dit jusqu’où elle est arrivée.',
  crashed: (times, code) => `L’origine s’est arrêtée ${count(times)} fois au démarrage (code de sortie ${code}).`,
  unknownCode: 'inconnu',
  crashedHint: 'Le journal dit pourquoi.',

  panelFailed: 'Le panneau ne s’est pas chargé',
  panelSilent: (reason) => `Son origine tourne, et n’a pas répondu à la fenêtre (${reason}).`,
  panelSilentHint: 'L’ordinateur est peut-être très occupé. Réessayer.',

  remoteFailed: 'L’origine ne peut pas être affichée',
  wrongCertificate: (host, reason) =>
    `Le certificat de ${host} n’est pas de ceux que cet ordinateur accepte pour elle (${reason}).`,
  wrongCertificateHint:
    'Si l’installation a une nouvelle autorité, choisir l’origine à nouveau et comparer son empreinte. Sinon quelqu’un écoute peut-être entre les deux : demander à qui la fait tourner.',
  nameUnknown: (host) => `Le nom dans ${host} ne peut pas être résolu depuis cet ordinateur.`,
  nameUnknownHint: 'Vérifier que cet ordinateur est en ligne.',
  refused: (host) => `Rien ne répond à ${host}.`,
  refusedHint: 'L’origine redémarre peut-être. Ses nœuds continuent pendant ce temps.',
  silent: (host, reason) => `${host} ne répond pas (${reason}).`,
  silentHint: 'Vérifier que cet ordinateur est en ligne et l’atteint. Le cluster continue pendant ce temps.',
})
