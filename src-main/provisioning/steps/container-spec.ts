import { createHash } from 'node:crypto'
import type { ContainerCreateOptions } from 'dockerode'
import { INSTALLED_FORM_VARIABLE, type InstalledForm } from '#contract/node.ts'
import {
  CONFIG_DIR,
  CONTAINER_NAME,
  DATA_DIR,
  DATA_DIR_INSIDE,
  type NodePorts,
  needsLowPort,
  nodeUid,
  SETTINGS_FILE,
  TOKEN_FILE,
} from './node-place.ts'

/** Labels of a node's container. */
export const label = {
  /** `node`. */
  component: 'org.headwater.component',
  /** Hash of everything it was made from; the same: nothing has to be done. */
  spec: 'org.headwater.spec',
  /** The run that made it. */
  run: 'org.headwater.run',
  cluster: 'org.headwater.cluster',
} as const

/** What a node's container is made from. */
export interface ContainerSpec {
  /** As the engine names it, `sha256:...`. */
  readonly image_id: string
  readonly cluster_id: string
  readonly ports: NodePorts
  /** Text of headwater.yaml: a node reads it when it starts. */
  readonly settings: string
}

const FORM: InstalledForm = 'container'
const PIDS_LIMIT = 4_096
const OPEN_FILES = 65_536
const LOG_SIZE = '10m'
const LOG_FILES = '5'

/**
 * The container of a node for `POST /containers/create` (Engine API 1.41), without the label of the run that makes it. It may do as little
 * as a node needs: no capability (but to open a port below 1024), no more rights than it begins with, nothing to write but its data and /tmp.
 */
export function containerOptions({ image_id, cluster_id, ports, settings }: ContainerSpec): ContainerCreateOptions {
  const uid = nodeUid(ports)
  const made: ContainerCreateOptions = {
    Image: image_id,
    User: `${uid}:${uid}`,
    Env: [`${INSTALLED_FORM_VARIABLE}=${FORM}`],
    Cmd: ['run', '--config', SETTINGS_FILE, '--token-file', TOKEN_FILE],
    // The node stops by itself within five seconds of SIGTERM.
    StopTimeout: 10,
    HostConfig: {
      NetworkMode: 'host',
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': LOG_SIZE, 'max-file': LOG_FILES } },
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m' },
      CapDrop: ['ALL'],
      ...(needsLowPort(ports) ? { CapAdd: ['NET_BIND_SERVICE'] } : {}),
      SecurityOpt: ['no-new-privileges:true'],
      PidsLimit: PIDS_LIMIT,
      Ulimits: [{ Name: 'nofile', Soft: OPEN_FILES, Hard: OPEN_FILES }],
      Binds: [`${CONFIG_DIR}:${CONFIG_DIR}:ro`, `${DATA_DIR}:${DATA_DIR_INSIDE}:rw`],
    },
  }
  const hash = createHash('sha256').update(JSON.stringify(made)).update('\0').update(settings).digest('hex')
  return {
    ...made,
    name: CONTAINER_NAME,
    Labels: { [label.component]: 'node', [label.spec]: hash, [label.cluster]: cluster_id },
  }
}

/** The hash that says whether a container is as it should be. */
export function specHash(options: ContainerCreateOptions): string {
  const hash = options.Labels?.[label.spec]
  if (hash === undefined) throw new Error('a container without the hash of what it is made from')
  return hash
}
