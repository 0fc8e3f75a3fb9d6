import type { texts as english } from '../../../shell/sign-in-texts.ts'

export const texts: typeof english = {
  title: 'Se connecter',
  name: 'Nom',
  password: 'Mot de passe',
  code: 'Code',
  codeHint: 'Six chiffres de votre application d’authentification, ou l’un de vos codes de récupération.',
  signIn: 'Se connecter',
  otherName: 'Utiliser un autre nom',
  refused: 'Vous n’êtes pas connecté.',
  codeWrong: 'Le code n’a pas été accepté.',
  passkey: 'Utiliser une clé d’accès',
  passkeyFailed: 'La clé d’accès n’a pas permis la connexion.',
  linkTitle: 'Utiliser un lien de connexion',
  linkText:
    'Un lien vous connecte sans mot de passe et ne sert qu’une fois. L’origine en affiche un à son démarrage. Pour en obtenir un autre, exécutez cette commande sur l’ordinateur où tourne l’origine, ou demandez à un propriétaire de vous en créer un :',
  linkCommand: 'Commande',
  linkThen: 'Ouvrez dans ce navigateur l’adresse affichée.',

  proveTitle: 'Est-ce toujours vous ?',
  proveText: 'Cette action décide de qui peut entrer : elle exige une preuve de moins de 15 minutes.',
  provePassword: 'Votre mot de passe',
  proveCode: 'Code de votre application d’authentification',
  proveLink: 'Un nouveau lien de connexion',
  proveLinkHint: 'Sur l’ordinateur de l’origine : npx headwater origin sign-in-link. Collez ce qui s’affiche.',
  proveByLink: 'Utiliser plutôt un lien de connexion',
  proveByPassword: 'Utiliser plutôt votre mot de passe',
  prove: 'Continuer',
  proveRefused: 'Cette preuve n’est pas valable.',
  cancel: 'Annuler',
  close: 'Fermer',

  setPassword: 'Choisir un mot de passe',
  setPasswordTitle: 'Vous êtes entré par un lien.',
  setPasswordText:
    'Un lien ne sert qu’une fois. Avec votre propre mot de passe, vous pourrez vous reconnecter depuis tout ordinateur qui atteint cette origine.',
  later: 'Plus tard',
}
