import { inLanguage } from '../../languages/catalogue.ts'

/** Every text of the fields that ask how a box is reached. */
export const texts = inLanguage('parts/login/texts', {
  host: 'Address',
  hostHint: 'Name, IPv4 or IPv6 address',
  hostPlaceholder: '203.0.113.5',
  port: 'SSH port',
  user: 'User',
  userHint: 'root, or one who may use sudo',
  proof: 'Log in with',
  methods: [
    { value: 'password', label: 'Password' },
    { value: 'key', label: 'Private key' },
    { value: 'agent', label: 'SSH agent' },
  ],
  password: 'Password',
  sudoPassword: 'Password for sudo',
  sudoPasswordHint: 'Only where sudo asks this user for one.',
  key: 'Private key',
  keyHint:
    'Paste it, or choose the file. It stays in this page until it is sent, and is never written to this computer.',
  keyPlaceholder: '-----BEGIN OPENSSH PRIVATE KEY-----',
  keyFile: 'Choose a file',
  keyThere: (name: string) => `Key from ${name}`,
  keyPasted: 'Key pasted',
  keyRemove: 'Use another key',
  keyTooLarge: 'That file is too large to be a key.',
  keyFaults: {
    none: '',
    public: 'This is the public half. The private one is in the file of the same name without .pub.',
    not_a_key: 'This does not look like a private key. It begins with -----BEGIN … PRIVATE KEY-----.',
    cut: 'The end of the key is missing.',
  },
  passphrase: 'Passphrase of the key',
  passphraseHint: 'Leave empty where it has none.',
  agent:
    'The keys of the agent that the origin was started with are offered (SSH_AUTH_SOCK). The agent of this browser’s computer is not reached unless the origin runs here.',
  oneTime: 'One-time code',
  oneTimeHint: 'Where the server asks for one.',
  more: 'Jump host and one-time code',
  jump: 'Go through a jump host',
  jumpHost: 'Address of the jump host',
  jumpPort: 'Its SSH port',
  jumpUser: 'User there',
  jumpSame: 'It takes the same password or key',
  send: 'Continue',
  memory: 'Used for this run and then forgotten, unless you keep the login.',
})
