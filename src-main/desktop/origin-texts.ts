/** Choosing which origin the window shows, with what proves that it is that one. */
export const originTexts = () => ({
  choose: 'Choose an origin',
  which: 'Which origin?',
  nowHere: 'Headwater runs its origin on this computer.',
  nowAt: (host: string) => `Headwater shows the origin at ${host}.`,
  here: 'The origin on this computer',
  hereText: 'Headwater starts again and runs an origin of its own.',
  useHere: 'Use this computer',
  elsewhere: 'An origin on another computer',
  address: 'Address',
  look: 'Look at it',
  signIn: 'You sign in there as in a browser.',
  hereStops: 'The origin on this computer stops, and its data stays.',
  back: 'Back',

  looking: 'Looking',
  lookingAt: (host: string) => `Looking at ${host}`,
  moment: 'One moment.',

  isIt: 'Is this the origin?',
  answersAt: (address: string) => `An origin answers at ${address}.`,
  trusted: 'Its certificate comes from an authority that this computer trusts.',
  withoutTls: 'It is reached through this computer itself, without TLS.',
  compare:
    'Its certificate comes from an authority of its own. Compare the fingerprint of its key with the one that the panel there shows under Settings, Certificates, or that whoever runs it tells you on another way:',
  notTheSame: (host: string) =>
    `If they are not the same, somebody may be listening in between. From here on only what this authority signs is taken for ${host}.`,
  cancel: 'Cancel',
  connect: 'Connect',
  connectSame: 'It is the same: connect',

  /** What is wrong with what was typed. */
  noAddress: 'Type the address of the origin, as it stands in the address bar of a browser.',
  badAddress: (typed: string) => `${typed} is no address. An address is like https://origin.example.com:8090.`,
  withPassword: 'An address has no user name and no password in it. You sign in afterwards.',
  openHttp: (host: string) => `Over http everybody in between could read your password. Use https://${host}.`,
  otherScheme: (scheme: string) => `An origin is reached by https, not by ${scheme}.`,

  /** Why there is no origin to be shown. */
  tunnelSilent: (host: string) => `Nothing answers at ${host}. See that the tunnel to the origin is open.`,
  strangeAuthority: (host: string) =>
    `The certificate of ${host} comes from an authority that neither this computer knows nor ${host} shows.`,
  wrongName: (host: string, name: string) =>
    `The certificate that ${host} shows is not for ${name}, or has run out. Use the name that it is for, or set advertise_host at the origin.`,
  nameUnknown: (host: string) => `The name in ${host} does not resolve from this computer.`,
  refused: (host: string) => `Nothing answers at ${host}. Is the origin running, and is this its port?`,
  noTls: (host: string) => `What answers at ${host} does not speak TLS. Is this the port of the origin?`,
  silent: (host: string) => `No answer from ${host} in time. A firewall or a wrong address is likely.`,
  noOrigin: (host: string) => `What answers at ${host} is no origin of Headwater.`,
  notLooked: (error: string) => `It could not be looked at: ${error}.`,
})
