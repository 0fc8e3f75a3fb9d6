import type { originTexts as english } from '../../origin-texts.ts'

export const originTexts: typeof english = () => ({
  choose: 'Choisir une origine',
  which: 'Quelle origine ?',
  nowHere: 'Headwater fait tourner son origine sur cet ordinateur.',
  nowAt: (host) => `Headwater affiche l’origine sur ${host}.`,
  here: 'L’origine de cet ordinateur',
  hereText: 'Headwater redémarre et fait tourner sa propre origine.',
  useHere: 'Utiliser cet ordinateur',
  elsewhere: 'Une origine sur un autre ordinateur',
  address: 'Adresse',
  look: 'Regarder',
  signIn: 'La connexion s’y fait comme dans un navigateur.',
  hereStops: 'L’origine de cet ordinateur s’arrête, ses données restent.',
  back: 'Retour',

  looking: 'Recherche',
  lookingAt: (host) => `Recherche de ${host}`,
  moment: 'Un instant.',

  isIt: 'Est-ce la bonne origine ?',
  answersAt: (address) => `Une origine répond à ${address}.`,
  trusted: 'Son certificat vient d’une autorité à laquelle cet ordinateur fait confiance.',
  withoutTls: 'Elle est atteinte par cet ordinateur lui-même, sans TLS.',
  compare:
    'Son certificat vient de sa propre autorité. Comparer l’empreinte de la clé avec celle que le panneau de là-bas affiche sous Paramètres, Certificats, ou que la personne qui la fait tourner donne par une autre voie :',
  notTheSame: (host) =>
    `Si elles ne sont pas identiques, quelqu’un écoute peut-être entre les deux. À partir d’ici, seul ce que signe cette autorité est accepté pour ${host}.`,
  cancel: 'Annuler',
  connect: 'Connecter',
  connectSame: 'C’est la même : connecter',

  noAddress: 'Saisir l’adresse de l’origine, telle qu’elle est dans la barre d’adresse d’un navigateur.',
  badAddress: (typed) => `${typed} n’est pas une adresse. Une adresse ressemble à https://origin.example.com:8090.`,
  withPassword: 'Une adresse ne contient ni nom d’utilisateur ni mot de passe. La connexion vient ensuite.',
  openHttp: (host) => `Par http, n’importe qui entre les deux pourrait lire le mot de passe. Utiliser https://${host}.`,
  otherScheme: (scheme) => `Une origine est atteinte par https, pas par ${scheme}.`,

  tunnelSilent: (host) => `Rien ne répond à ${host}. Vérifier que le tunnel vers l’origine est ouvert.`,
  strangeAuthority: (host) =>
    `Le certificat de ${host} vient d’une autorité que cet ordinateur ne connaît pas et que ${host} ne montre pas.`,
  wrongName: (host, name) =>
    `Le certificat que montre ${host} n’est pas pour ${name}, ou il a expiré. Utiliser le nom pour lequel il est fait, ou définir advertise_host sur l’origine.`,
  nameUnknown: (host) => `Le nom dans ${host} ne peut pas être résolu depuis cet ordinateur.`,
  refused: (host) => `Rien ne répond à ${host}. L’origine tourne-t-elle, et est-ce son port ?`,
  noTls: (host) => `Ce qui répond à ${host} ne parle pas TLS. Est-ce le port de l’origine ?`,
  silent: (host) => `Pas de réponse de ${host} à temps. Un pare-feu ou une mauvaise adresse est probable.`,
  noOrigin: (host) => `Ce qui répond à ${host} n’est pas une origine de Headwater.`,
  notLooked: (error) => `Elle n’a pas pu être regardée : ${error}.`,
})
