import type { AddressReach, SetupPart } from '#contract/setup.ts'
import { inLanguage } from '../../languages/catalogue.ts'
import type { StepName, StepState } from './steps.ts'

/** Every text of the first steps. */
export const texts = inLanguage('screens/welcome/texts', {
  title: 'First steps',
  about:
    'From here to a stream that can be watched, in about two minutes. Skip what you like: it is all found again in the palette (Ctrl K), in your account’s menu and under Settings.',
  failed: 'How far this origin is could not be read.',
  notOwner: 'The first steps are for owners',
  notOwnerText: 'Ask an owner of this origin to name it and to say how others reach it.',
  list: 'Steps',
  steps: {
    name: 'Name the cluster',
    reach: 'How others reach it',
    parts: 'What is here',
    stream: 'The first stream',
  } satisfies Record<StepName, string>,
  states: { done: 'done', open: 'open', note: 'good to know' } satisfies Record<StepState, string>,
  skipAll: 'Skip all',
  skipped: 'First steps can be found again in your account’s menu.',
  skip: 'Skip',
  back: 'Back',
  next: 'Continue',
  finish: 'Finish',
  notSaved: 'This was not saved.',

  nameLabel: 'Name of the cluster',
  nameHint: 'What stands at the top of every page, in notifications and in backups. It can be changed at any time.',
  nameSave: 'Save and continue',
  elsewhereName: (where: string) =>
    `The name is set by ${where}. What is set there counts: change it there, and start the origin again.`,
  elsewhereAddress: (where: string) =>
    `The address is set by ${where}. What is set there counts: change it there, and start the origin again.`,

  reachAbout:
    'Encoders, viewers and other nodes need an address of this computer. These were found and tried from here just now; a firewall or a router before this computer is not seen from inside.',
  trying: 'Trying the addresses',
  tryFailed: 'The addresses could not be tried.',
  tryAgain: 'Try again',
  choice: 'Address for others',
  reaches: {
    loopback: 'this computer only',
    private: 'your own network',
    public: 'the internet',
  } satisfies Record<AddressReach, string>,
  answers: 'this origin answers',
  portAnswers: (what: string, port: number, answered: boolean) =>
    `${what} ${port}${answered ? '' : ' does not answer'}`,
  ports: { panel: 'panel', rtmp: 'RTMP', media: 'media' },
  ownName: 'A name of your own',
  ownNameHint: 'A domain name or an address that a router passes on, such as live.example.com',
  tryName: 'Try it',
  use: 'Use this address',
  inUse: (host: string, found_by_itself: boolean) =>
    `Others are told ${host} as of now.${found_by_itself ? ' (found by itself)' : ''}`,
  certificateLater: 'Its own certificate shows a new name after the next start of the origin.',
  closedTitle: 'Only this computer can come in',
  closedText: (host: string) =>
    `The origin listens on ${host} alone. That is safe, and enough to try everything here. To let others in, write this, and start the origin again; streams go on meanwhile.`,
  closedByDefault: (host: string) =>
    `The origin listens on ${host} alone. That is safe, and enough to try everything here. Nodes on other machines, and people who look in from elsewhere, need to be let in; the origin starts again for that, and streams go on meanwhile.`,
  letIn: 'Let others in',
  lettingIn: 'The origin starts again, and listens to others then',
  notLetIn: 'Others cannot come in yet.',
  stayedClosed: 'The origin could not listen on all addresses of this machine. Activity says what is in the way.',
  openActivity: 'Open Activity',
  closedFile: 'In headwater.yaml',
  closedVariable: 'Or as a variable',
  firewall: 'Ports that a firewall must let in',
  firewallText: 'TCP, to this computer. On Debian and Ubuntu with ufw:',
  firewallCommand: 'Command',
  portWhat: {
    panel: 'panel, API, other nodes',
    rtmp: 'encoders such as OBS',
    media: 'viewers, and nodes that pull',
  },

  partsAbout: 'None of these has to be here. What is missing costs this much:',
  partNames: { redis: 'Redis', docker: 'Docker', ffmpeg: 'ffmpeg' } satisfies Record<SetupPart['name'], string>,
  partStates: { present: 'here', missing: 'not here', unusable: 'not in use' } satisfies Record<
    SetupPart['state'],
    string
  >,
  partPresent: {
    redis:
      'What changes every second outlives a restart of the origin: the panel knows all streams and viewers at once.',
    docker: 'A node can run in a container on this computer, too.',
    ffmpeg: 'Test pictures can be sent from here.',
  } satisfies Record<SetupPart['name'], string>,
  partMissing: {
    redis:
      'After a restart of the origin the panel needs some seconds until every node has reported again. Streams and viewers notice nothing.',
    docker: 'Nothing here. Boxes that become nodes bring their own, or do without it.',
    ffmpeg:
      'There are no test pictures from this computer. Streams need none of it: OBS and other encoders have their own.',
  } satisfies Record<SetupPart['name'], string>,
  install: (name: string) => `To have ${name}`,

  keyText: 'Encoders in your own networks need nothing else. One that comes over the internet shows a stream key:',
  keyLink: 'Make a stream key',
  streamWaiting: 'Waiting for your first stream',
  streamLive: (path: string) => `${path} is live`,
  streamLiveText: 'That is all: every node of the cluster can serve it now.',
  streamSeen: 'A stream has been here already.',
  watch: 'Watch it',
  published: (by: string) => `Published by ${by}`,
})
