import type Docker from 'dockerode'
import type { ContainerCreateOptions, ContainerInspectInfo } from 'dockerode'
import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { orAborted } from '../ssh-command.ts'
import { settingsOf } from './configure-step.ts'
import { containerOptions, label, specHash } from './container-spec.ts'
import { statusOf } from './images.ts'
import { CONTAINER_NAME } from './node-place.ts'
import { setupOf } from './node-settings.ts'

/** A node stops by itself within five seconds. */
const STOP_S = 10

/** The node's container, made by the Engine API from a description whose hash it carries: the same hash and running, and nothing is done. */
export function startStep(origin: OriginSide): Step {
  return {
    id: 'start',
    title: 'Container of the node',
    async check(context, signal) {
      const found = await findContainer(await context.box.engine(signal), signal)
      if (found === null) return { state: 'to_do', found: 'There is no container yet.' }
      if (!isOurs(found)) throw notOurs(context)
      if (found.Config.Labels[label.spec] !== specHash(wanted(context, origin))) {
        return { state: 'to_do', found: 'There is one that is made from something else.' }
      }
      if (!found.State.Running) return { state: 'to_do', found: 'It is there, and does not run.' }
      return { state: 'done', found: `${CONTAINER_NAME} runs as it should.` }
    },
    async apply(context, signal) {
      const { box, log, run_id } = context
      const docker = await box.engine(signal)
      const options = wanted(context, origin)
      const found = await findContainer(docker, signal)
      if (found !== null && !isOurs(found)) throw notOurs(context)
      if (found !== null && found.Config.Labels[label.spec] !== specHash(options)) {
        log('The container that is there is stopped and removed.')
        await removeContainer(docker, found.Id, signal)
      }
      const kept = found !== null && found.Config.Labels[label.spec] === specHash(options)
      // An earlier run's stays its own: an undo takes away what its run brought.
      const made_by = (kept ? found.Config.Labels[label.run] : undefined) ?? run_id
      const labelled = { ...options, Labels: { ...options.Labels, [label.run]: made_by } }
      if (!kept) await create(context, docker, labelled, signal)
      try {
        await startContainer(docker, signal)
      } catch (error) {
        // One that is there, too: the attempt that made it may have been broken off just here.
        if (!isLimitRefusal(error)) throw error
        // The engine of some virtual machines may not give more than it has itself.
        log('The engine may not set how many files the node opens; it runs with what it gets.')
        await removeContainer(docker, CONTAINER_NAME, signal)
        await create(context, docker, withoutLimits(labelled), signal)
        await startContainer(docker, signal)
      }
    },
    async verify(context, signal) {
      const found = await findContainer(await context.box.engine(signal), signal)
      if (found?.State.Running || found?.State.Restarting) return `${CONTAINER_NAME} runs (${found.Id.slice(0, 12)}).`
      throw new StepError(
        'container_not_running',
        say`${CONTAINER_NAME} was started on ${context.box.host}, and does not run.`,
        found === null
          ? say`Did somebody remove it? Resume the run.`
          : say`It ended with code ${found.State.ExitCode}: sudo docker logs ${CONTAINER_NAME}`,
        { output: found === null || found.State.Error === '' ? [] : [found.State.Error] },
      )
    },
    async undo({ box, run_id }, signal) {
      const docker = await box.engine(signal)
      // By its label: a run that was killed between making it and noting it knows no id.
      const filters = JSON.stringify({ label: [`${label.run}=${run_id}`] })
      for (const { Id } of await orAborted(docker.listContainers({ all: true, filters }), signal)) {
        await removeContainer(docker, Id, signal)
      }
    },
  }
}

/** The node's container, whatever state it is in; null: there is none. */
export async function findContainer(docker: Docker, signal: AbortSignal): Promise<ContainerInspectInfo | null> {
  try {
    return await orAborted(docker.getContainer(CONTAINER_NAME).inspect(), signal)
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

async function create(
  { log }: StepContext,
  docker: Docker,
  options: ContainerCreateOptions,
  signal: AbortSignal,
): Promise<void> {
  const made = await orAborted(docker.createContainer(options), signal)
  log(`${CONTAINER_NAME} is made (${made.id.slice(0, 12)}).`)
}

async function startContainer(docker: Docker, signal: AbortSignal): Promise<void> {
  try {
    await orAborted(docker.getContainer(CONTAINER_NAME).start(), signal)
  } catch (error) {
    // It runs already.
    if (statusOf(error) !== 304) throw error
  }
}

function isLimitRefusal(error: unknown): boolean {
  return error instanceof Error && /setting rlimit/.test(error.message)
}

function withoutLimits({ HostConfig, ...options }: ContainerCreateOptions): ContainerCreateOptions {
  const { Ulimits: _, ...rest } = HostConfig ?? {}
  return { ...options, HostConfig: rest }
}

/** Stops it in an orderly way, so that viewers are told, and removes it. */
async function removeContainer(docker: Docker, id: string, signal: AbortSignal): Promise<void> {
  const container = docker.getContainer(id)
  try {
    await orAborted(container.stop({ t: STOP_S }), signal)
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) return
    if (status !== 304) throw error
  }
  try {
    await orAborted(container.remove({ force: true }), signal)
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

function wanted(context: StepContext, origin: OriginSide) {
  const image_id = context.notes.get('image.id')
  if (image_id === undefined) throw new Error('the step before this one notes which image it is')
  const { rtmp_port, media_port } = setupOf(context)
  const { cluster_id } = origin
  return containerOptions({
    image_id,
    cluster_id,
    ports: { rtmp_port, media_port },
    settings: settingsOf(context, origin),
  })
}

function isOurs({ Config }: ContainerInspectInfo): boolean {
  return Config.Labels[label.component] === 'node'
}

function notOurs({ box }: StepContext): StepError {
  return new StepError(
    'container_name_taken',
    say`${box.host} has a container ${CONTAINER_NAME} that Headwater did not make.`,
    say`Look what it is (sudo docker inspect ${CONTAINER_NAME}), rename or remove it, then resume the run.`,
    { output: [] },
  )
}
