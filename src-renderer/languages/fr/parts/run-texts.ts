import { counted } from '../../../parts/format.ts'
import type { texts as english } from '../../../parts/run-texts.ts'

export const texts: typeof english = {
  kinds: {
    provision: 'Ajout',
    adopt: 'Adoption',
    upgrade: 'Mise à niveau',
    reconfigure: 'Reconfiguration',
    restart: 'Redémarrage',
    rotate_identity: 'Nouvelle identité',
    diagnostics: 'Diagnostic',
    decommission: 'Démantèlement',
  },
  titles: {
    provision: (on) => `Ajouter ${on}`,
    adopt: (on) => `Adopter ${on}`,
    upgrade: (on) => `Mettre à niveau ${on}`,
    reconfigure: (on) => `Reconfigurer ${on}`,
    restart: (on) => `Redémarrer ${on}`,
    rotate_identity: (on) => `Nouvelle identité pour ${on}`,
    diagnostics: (on) => `Diagnostic de ${on}`,
    decommission: (on) => `Démanteler ${on}`,
  },
  waits: {
    host_key: 'Comparez la clé d’hôte et confirmez-la',
    changed_host_key: 'La clé d’hôte a changé : arrêtez, ou remplacez-la',
    credentials: 'Il faut des identifiants pour continuer',
    warnings: 'Examinez les avertissements et décidez',
  },
  stopped: 'L’exécution s’est arrêtée.',
  stepsDone: (done, all) => `${counted(done, 'étape')} sur ${all}`,
  atStep: (title, percent, step, all) => `${title}${percent === null ? '' : `, ${percent}`} (étape ${step} sur ${all})`,

  items: (count) => counted(count, 'élément'),
  viewers: (count) => counted(count, 'spectateur'),
  ofBytes: (done, total) => `${done} sur ${total}`,
  ofItems: (done, total) => `${done} sur ${counted(total, 'élément')}`,
  ofViewers: (done, total) => `${done} sur ${counted(total, 'spectateur')}`,
  timeLeft: (time) => `encore ${time} environ`,
}
