import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../../parts/format.ts'

/** Every text of the ways in which a box becomes a node. */
export const texts = inLanguage('screens/add-node/texts', {
  title: 'Add a node',
  back: 'All nodes',
  viewerTitle: 'You may look, not change',
  viewerText: 'An operator or an owner can add a node.',
  waysLabel: 'How the box is reached',
  ways: [
    { value: 'ssh', label: 'Over SSH' },
    { value: 'many', label: 'Many at once' },
    { value: 'installer', label: 'One-line installer' },
  ],
  loopbackTitle: 'Other machines cannot reach this origin yet',
  loopback: (url: string) =>
    `It answers at ${url}, which is this machine alone. The first steps say how others reach it; or tell the node another URL under “Ports, addresses and image”.`,
  loopbackSteps: 'How others reach this origin',

  box: 'The box',
  boxes: 'The boxes',
  login: 'One login for all',
  keep: 'Keep this login for later',
  keepMany: 'Keep the login for later, for each node',
  keepHint:
    'Sealed in the origin’s database, never shown again. Upgrades and restarts then need no password; it can be forgotten on the node’s page.',

  node: 'The node',
  nodes: 'The nodes',
  name: 'Name',
  nameHint: 'What it is called in the cluster.',
  nameFault: 'Letters, digits, dots, dashes and underscores, at most 64; it begins with a letter or a digit.',
  nameTaken: 'A node of this cluster has that name.',
  region: 'Region',
  regionHint: 'Viewers of the same region are sent here first.',
  openFirewall: 'Open the ports in its firewall',
  openFirewallHint: 'In ufw or nftables, where one is at work. Else the run says which ports to open.',
  more: 'Ports, addresses and image',
  form: 'It runs',
  forms: [
    { value: 'auto', label: 'As fits the box' },
    { value: 'container', label: 'In a container' },
    { value: 'service', label: 'As a service' },
  ],
  rtmpPort: 'RTMP port',
  mediaPort: 'Media port',
  advertise: 'Address for viewers',
  advertiseHint: 'Under which players reach it.',
  advertiseAuto: 'As the origin sees it',
  originUrl: 'URL of this origin',
  originUrlHint: 'Under which the box reaches it.',
  pullImage: 'Image from a registry',
  pullImageHint: 'Instead of the one that this origin carries and sends by itself.',
  pullImageNone: 'None: sent over SSH',

  connect: 'Connect',
  connectHint: 'Nothing is changed yet: first you compare the host key, then the box is looked at.',
  startFailed: 'The run was not begun.',
  whatTitle: 'What happens then',
  what: [
    {
      title: '1. Host key',
      text: 'The box shows its key. You compare the fingerprint before any password or key is sent.',
    },
    {
      title: '2. Preflight',
      text: 'System, ports, disk, clock, Docker and the way back to this origin are looked at. Nothing is changed. What is in the way is said with what to do.',
    },
    {
      title: '3. Install',
      text: 'Docker where it is missing, the image over the same connection, the configuration. No registry, no account. It goes on without this page, and goes on again where it was cut off.',
    },
    {
      title: '4. Done',
      text: 'Only when the node has joined and a test stream came back from it.',
    },
    {
      title: 'It needs',
      text: 'Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04, on x86_64 or arm64; root, or a user who may use sudo.',
    },
  ],

  hosts: 'Boxes, one a line',
  hostsHint: (at_most: number) =>
    `user@host[:port] name region. Name and region may be left out; up to ${at_most} at once.`,
  hostsPlaceholder: 'root@203.0.113.5 edge-ams-1 eu-west\nubuntu@203.0.113.6:2222 edge-fra-1 eu-central',
  preview: 'What would be begun',
  columns: { line: 'Line', box: 'Box', name: 'Name', region: 'Region', check: 'Check' },
  lineGood: 'can begin',
  startMany: (count: number) => (count === 0 ? 'Connect' : `Connect to ${counted(count, 'box', 'boxes')}`),
  badLines: (count: number) => `${counted(count, 'line')} cannot be begun as ${count === 1 ? 'it is' : 'they are'}.`,
  manyHint: 'Each box is a run of its own. Host keys are compared one by one.',
  begun: 'Begun',
  begunHint: 'Each waits for its host key to be compared. They go on without this page.',
  toRuns: 'All runs under way',
  again: 'Add more',

  installer: 'For a box that you log in to yourself',
  installerText:
    'The line installs the node, checks the box as a run over SSH would, and joins this cluster. It pins this origin’s certificate, can be run again without harm, and can be tried first without changing anything.',
  machines: 'Machines',
  valid: 'Valid for',
  lifetimes: [
    { value: '3600000', label: '1 hour' },
    { value: '86400000', label: '1 day' },
    { value: '604800000', label: '7 days' },
    { value: '2592000000', label: '30 days' },
  ],
  from: 'Usable from',
  fromHint: 'Addresses or networks, with commas.',
  fromAnywhere: 'Anywhere',
  nameWrong: 'Letters, digits, dots, dashes and underscores.',
  fromWrong: 'Not an address or network.',
  installerName: 'Node name',
  installerNameHint: 'Of one node; empty: the host’s own name.',
  make: 'Make the line',
  makeFailed: 'The line was not made.',
  line: 'Run this on the machine',
  lineNode: 'For a machine that has Headwater',
  there: 'Headwater is installed there already',
  thereText:
    'The command starts a node that joins this cluster. It needs Headwater on the machine; the installer line above does not.',
  dryRun: 'Only say what would be done',
  uninstall: 'Take everything away again',
  installerLifetimes: [
    { value: '1h', label: '1 hour' },
    { value: '24h', label: '1 day' },
    { value: '7d', label: '7 days' },
    { value: '30d', label: '30 days' },
  ],
  copyLine: 'Copy the line',
  once: (validity: string, machines: number) =>
    `Shown this once: it holds a token. Valid for ${validity}, for ${counted(machines, 'machine')}.`,
  waiting: (name: string) => (name === '' ? 'Waiting for the node …' : `Waiting for ${name} …`),
  joined: (name: string) => `${name} has joined.`,
  another: 'Another line',
})
