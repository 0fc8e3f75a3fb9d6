import { inLanguage } from '../languages/catalogue.ts'

/** Every text of the guide to a first stream. */
export const texts = inLanguage('parts/publish-guide-texts', {
  title: 'Nothing is live yet',
  intro:
    'Send a stream to any node and it can be watched on all of them. This page turns by itself when the first picture arrives.',
  obs: 'OBS Studio',
  obsHow: 'Settings, Stream, Service: Custom',
  server: 'Server',
  key: 'Stream key',
  ffmpeg: 'ffmpeg',
  ffmpegHow: 'Loops a file as if it were live',
  command: 'Command',
  outside: 'An encoder outside the networks that the node trusts (publish_allow) needs a stream key.',
  needsKey: 'An access policy lets nobody publish this without a stream key.',
  refused: 'A publisher was refused',
  makeKey: 'Make a stream key',
  waiting: 'Waiting for a publisher',
  noNode: 'No node takes publishers at this moment. As soon as one is alive, its address stands here.',
})
