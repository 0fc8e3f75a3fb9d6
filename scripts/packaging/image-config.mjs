/** What an image of the node-runtime says of itself, however it was made; the Dockerfile says the same (test/hosts compares them). */
import { version } from './runtime-files.mjs'

/** User and group: its own, so that no person of the box, who often is 1000, owns what a node keeps or may signal it. */
export const nodeUser = 10001
export const dataFolder = '/var/lib/headwater'
export const programFolder = 'opt/headwater'
export const tag = `headwater/node-runtime:${version}`

export const imageConfig = (arch) => ({
  User: `${nodeUser}:${nodeUser}`,
  ExposedPorts: { '1935/tcp': {}, '8080/tcp': {} },
  Env: [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'NODE_ENV=production',
    `HOME=${dataFolder}`,
    `HEADWATER_NODE_DATA_DIR=${dataFolder}`,
  ],
  Entrypoint: ['node', `/${programFolder}/main.js`],
  Cmd: ['run'],
  // Whether a node answers on its data directory; its origin may be away.
  Healthcheck: {
    Test: ['CMD', 'node', `/${programFolder}/health-check.js`],
    Interval: 30e9,
    Timeout: 10e9,
    StartPeriod: 30e9,
    Retries: 3,
  },
  WorkingDir: dataFolder,
  StopSignal: 'SIGTERM',
  Labels: {
    'org.opencontainers.image.title': 'Headwater node-runtime',
    'org.opencontainers.image.description': 'Carries media on a machine of a Headwater cluster.',
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.vendor': 'Headwater contributors',
    'org.opencontainers.image.version': version,
    'org.headwater.component': 'node-runtime',
    'org.headwater.version': version,
    'org.headwater.arch': arch,
  },
})
