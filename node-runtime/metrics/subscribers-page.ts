import { z } from 'zod'
import { type StreamPath, streamPathSchema } from '#contract/ids.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import type { NodePageAnswer } from '../protocols/http/node-page.ts'
import { subscriberName } from './subscriber-name.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1_000

const querySchema = z.object({
  stream: streamPathSchema,
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,16}\.[\w .:%-]{1,100}$/)
    .optional(),
})

export interface SubscribersPageOptions {
  readonly directory: StreamDirectory
  /** Subscribers of a stream on other threads. Absent: there are none. */
  readonly subscribersElsewhere?: ((path: StreamPath) => Promise<readonly SubscriberFacts[]>) | undefined
}

/**
 * Who subscribes to a stream on this node, oldest first, a page at a time. Viewers of HLS come and go with every segment:
 * they are counted and not listed.
 */
export async function subscribersPage(
  { directory, subscribersElsewhere }: SubscribersPageOptions,
  query: URLSearchParams,
): Promise<NodePageAnswer> {
  const parsed = querySchema.safeParse(Object.fromEntries(query))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const message = `${issue?.path.join('.') || 'The query'} is wrong: ${issue?.message}. Ask for ?stream=app/name&limit=${DEFAULT_LIMIT}, and &after= what next said.`
    return { status: 400, error: { code: 'bad_request', message } }
  }
  const { stream: path, limit, after } = parsed.data
  const stream = directory.find(path)
  if (!stream) {
    return { status: 404, error: { code: 'stream_not_found', message: `${path} is not live on this node.` } }
  }
  const all = [...stream.subscribers(), ...((await subscribersElsewhere?.(path)) ?? [])]
  const following = all
    .map((facts) => ({ facts, key: keyOf(facts) }))
    .filter(({ key }) => after === undefined || key > padded(after))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const page = following.slice(0, limit)
  const data = {
    stream_path: path,
    total: all.length,
    hls_viewers: Math.max(0, stream.viewers - all.filter(({ kind }) => kind === 'viewer').length),
    items: page.map(({ facts }) => itemOf(facts)),
    next: following.length > limit ? (page.at(-1)?.key ?? null) : null,
  }
  return {
    status: 200,
    type: 'application/json; charset=utf-8',
    body: Buffer.from(`${JSON.stringify({ data, error: null })}\n`),
  }
}

function itemOf(facts: SubscriberFacts) {
  const { since, ...others } = facts
  return { ...others, ...subscriberName(facts), since: since.toISOString() }
}

/** Orders subscribers by when they came, and is never the same for two. */
function keyOf({ since, id }: SubscriberFacts): string {
  return padded(`${since.getTime()}.${id}`)
}

const padded = (key: string) => key.padStart(key.length - key.indexOf('.') + 16, '0')
