import { createHash } from 'node:crypto'
import type { Node } from '#contract/node.ts'
import type { NodeSetup } from '#contract/provisioning-run.ts'
import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from './box-command.ts'
import { type JoinedNode, readJoinedNode } from './joined-node.ts'
import { CONFIG_DIR, DATA_DIR, nodeUid, SETTINGS_FILE, TOKEN_FILE } from './node-place.ts'
import { nodeSettings, setupOf } from './node-settings.ts'

/** A token is used within seconds; a run that waits for a person makes another. */
const TOKEN_TTL_MS = 60 * 60_000

/** The user whom the node runs as, by number or name. */
type OwnerOf = (setup: NodeSetup) => number | string

/**
 * What the node is told: headwater.yaml, its data directory, and, where it has not joined yet, a token that is good once and for a node of this
 * name. All go by standard input into files, and the token's is the node's user's alone.
 */
export function configureStep(origin: OriginSide, ownerOf: OwnerOf = nodeUid): Step {
  return {
    id: 'configure',
    title: 'Settings',
    async check(context, signal) {
      const state = await lookAtPlace(context, origin, ownerOf, signal)
      if (state.same_settings && state.owned && state.member) {
        return { state: 'done', found: `${SETTINGS_FILE} is as it should be, and the node has joined before.` }
      }
      if (!state.member) return { state: 'to_do', found: 'The node has not joined yet.' }
      return { state: 'to_do', found: `${SETTINGS_FILE} is not as it should be.` }
    },
    async apply(context, signal) {
      const { box, log } = context
      const setup = setupOf(context)
      const owner = ownerOf(setup)
      const { member } = await lookAtPlace(context, origin, ownerOf, signal)
      await noteNewPlaces(context, signal)
      const script = `set -e
umask 022
mkdir -p ${CONFIG_DIR}
chmod 755 ${CONFIG_DIR}
cat > ${SETTINGS_FILE}.new
mv ${SETTINGS_FILE}.new ${SETTINGS_FILE}
mkdir -p ${DATA_DIR}
chmod 700 ${DATA_DIR}
chown -R ${owner}:${owner} ${DATA_DIR}`
      await mustRunAsRoot(box, script, notWritable(context), signal, { stdin: settingsOf(context, origin) })
      log(`${SETTINGS_FILE} is written; the node's data are kept in ${DATA_DIR}.`)
      if (!member) await bringToken(context, origin, owner, signal)
    },
    async verify(context, signal) {
      const state = await lookAtPlace(context, origin, ownerOf, signal)
      if (!state.same_settings || !state.owned) {
        throw new StepError(
          'settings_changed',
          say`${SETTINGS_FILE} or ${DATA_DIR} of ${context.box.host} is not as it was written.`,
          say`Does something else on the box write there? Resume the run to write it again.`,
          { output: [] },
        )
      }
      return state.member
        ? `${SETTINGS_FILE} is written.`
        : `${SETTINGS_FILE} and a token that is good once are written.`
    },
    async undo(context, signal) {
      await takeBackToken(context, origin, signal)
      const places = (context.notes.get('configure.files') ?? []).filter((place) =>
        [CONFIG_DIR, DATA_DIR].includes(place),
      )
      // The list of what was brought stays until the step that reads it is undone, too.
      const script = places
        .map((place) =>
          place === CONFIG_DIR
            ? `rm -f ${SETTINGS_FILE} ${SETTINGS_FILE}.new; rmdir ${CONFIG_DIR} 2>/dev/null || :`
            : `rm -rf ${place}`,
        )
        .join('\n')
      if (script !== '') await mustRunAsRoot(context.box, script, notWritable(context), signal)
    },
  }
}

/** The token is nobody's any more, here and on the box. Does nothing where this run made none. */
export async function takeBackToken(
  { box, notes, actor }: StepContext,
  { tokens }: OriginSide,
  signal: AbortSignal,
): Promise<void> {
  const token_id = notes.get('join.token_id')
  if (token_id === undefined) return
  tokens.revoke(token_id, actor)
  await box.runAsRoot(`rm -f ${TOKEN_FILE} ${TOKEN_FILE}.new`, {}, signal)
}

/** Text of headwater.yaml of this run. */
export function settingsOf(context: StepContext, origin: OriginSide): string {
  const setup = setupOf(context)
  return nodeSettings(setup, setup.origin_url ?? origin.originUrl())
}

interface Place {
  readonly same_settings: boolean
  readonly owned: boolean
  /** The box has joined, and the origin knows it by this name. */
  readonly member: boolean
}

async function lookAtPlace(
  context: StepContext,
  origin: OriginSide,
  ownerOf: OwnerOf,
  signal: AbortSignal,
): Promise<Place> {
  const { box } = context
  const setup = setupOf(context)
  const outputs = await box.readAsRoot(
    { sum: `sha256sum ${SETTINGS_FILE}`, owner: `stat -c '%u %U %a' ${DATA_DIR}` },
    signal,
  )
  const said = (name: string) => outputs.get(name)?.text ?? ''
  const [uid = '', user = '', mode] = said('owner').trim().split(' ')
  const sum = createHash('sha256').update(settingsOf(context, origin)).digest('hex')
  const joined = await readJoinedNode(box, signal)
  const known = joined === null ? undefined : origin.nodes.find(joined.id)
  refuseOthers(context, origin, joined, known)
  return {
    same_settings: said('sum').startsWith(sum),
    owned: mode === '700' && [uid, user].includes(String(ownerOf(setup))),
    member: known !== undefined,
  }
}

/** A box that is another node, or another origin's, is not made over in passing, and no name is taken twice. */
function refuseOthers(
  context: StepContext,
  origin: OriginSide,
  joined: JoinedNode | null,
  known: Node | undefined,
): void {
  const { host } = context.box
  const { name, origin_url } = setupOf(context)
  if (known !== undefined && known.name !== name) {
    throw new StepError(
      'box_is_other_node',
      say`${host} is the node ${known.name} already.`,
      say`Give ${known.name} as its name, or decommission it first.`,
      { output: [] },
    )
  }
  const ours = [origin_url, origin.originUrl()].some(
    (url) => url !== null && hostOf(url) === hostOf(joined?.origin ?? ''),
  )
  if (joined !== null && known === undefined && !ours) {
    throw new StepError(
      'box_of_other_origin',
      say`${host} runs a node that belongs to the origin at ${joined.origin}.`,
      say`If that one is lost, adopt the box instead. Else remove the node there first.`,
      { output: [] },
    )
  }
  const other = origin.nodes.list().find((node) => node.name === name && node.id !== known?.id)
  if (other === undefined || known !== undefined || context.notes.get('join.token_id') !== undefined) return
  throw new StepError(
    'name_taken',
    say`Another node is called ${name}, and it is ${other.liveness.state}.`,
    say`Give this one another name. If this box takes its place, evict the other one first.`,
    { output: [] },
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

async function noteNewPlaces({ box, notes }: StepContext, signal: AbortSignal): Promise<void> {
  if (notes.get('configure.files') !== undefined) return
  const script = `[ -e ${SETTINGS_FILE} ] || echo ${CONFIG_DIR}\n[ -e ${DATA_DIR} ] || echo ${DATA_DIR}`
  const { stdout } = await box.runAsRoot(script, {}, signal)
  notes.set('configure.files', stdout.split('\n').filter(Boolean))
}

async function bringToken(
  context: StepContext,
  origin: OriginSide,
  owner: number | string,
  signal: AbortSignal,
): Promise<void> {
  const { box, notes, actor, mask, log } = context
  // One of an earlier attempt may have come to the box or not: nobody needs it any more.
  const before = notes.get('join.token_id')
  if (before !== undefined) origin.tokens.revoke(before, actor)
  const { name } = setupOf(context)
  const { id, token } = origin.tokens.create({ name, created_by: actor, ttl_ms: TOKEN_TTL_MS })
  mask(token)
  notes.set('join.token_id', id)
  const script = `set -e
umask 077
cat > ${TOKEN_FILE}.new
chown ${owner}:${owner} ${TOKEN_FILE}.new
mv ${TOKEN_FILE}.new ${TOKEN_FILE}`
  await mustRunAsRoot(box, script, notWritable(context), signal, { stdin: `${token}\n` })
  log(`A token for ${name}, good once, is in ${TOKEN_FILE}.`)
}

function notWritable({ box }: StepContext) {
  return {
    code: 'box_not_writable' as const,
    message: say`${CONFIG_DIR} or ${DATA_DIR} cannot be written on ${box.host}.`,
    hint: say`Is the disk full (df -h), or the file system read-only? Mend that, then resume the run.`,
  }
}
