import type { Statement } from 'better-sqlite3'
import { z } from 'zod'
import { clusterIdSchema, fingerprintSchema, nodeIdSchema, nodeNameSchema, timestampSchema } from '#contract/ids.ts'
import {
  hostFactsSchema,
  installedFormSchema,
  nodeEndpointsSchema,
  nodeKindSchema,
  nodeModeSchema,
  nodeRegistrationSchema,
} from '#contract/node.ts'
import type { Store } from '../store/store.ts'
import type { NodesTable } from '../store/tables.ts'
import { joinedFactsSchema, type StoredNode } from './node-record.ts'

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

const rowSchema = z
  .object({
    id: nodeIdSchema,
    cluster_id: clusterIdSchema,
    name: nodeNameSchema,
    kind: nodeKindSchema,
    is_origin: z.union([z.literal(0), z.literal(1)]),
    region: z.string().nullable(),
    version: z.string().nullable(),
    form: installedFormSchema.nullable(),
    relay_fingerprint: fingerprintSchema,
    credential_hash: z.string(),
    registration: nodeRegistrationSchema,
    mode_json: json(nodeModeSchema),
    endpoints_json: json(nodeEndpointsSchema).nullable(),
    host_json: json(hostFactsSchema).nullable(),
    epoch: z.number().int().nonnegative(),
    created_at: timestampSchema,
    last_seen_at: timestampSchema.nullable(),
    joined_json: json(joinedFactsSchema).nullable(),
  })
  .transform(
    ({ mode_json, endpoints_json, host_json, joined_json, is_origin, form, ...row }): StoredNode => ({
      ...row,
      is_origin: is_origin === 1,
      mode: mode_json,
      endpoints: endpoints_json,
      host: host_json,
      ...(form === null ? {} : { form }),
      ...(joined_json === null ? {} : { joined: joined_json }),
    }),
  )

function toRow(node: StoredNode): NodesTable {
  const { mode, endpoints, host, joined, is_origin, kind = 'headwater', form = null, ...columns } = node
  return {
    ...columns,
    kind,
    form,
    is_origin: is_origin ? 1 : 0,
    mode_json: JSON.stringify(mode),
    endpoints_json: endpoints === null ? null : JSON.stringify(endpoints),
    host_json: host === null ? null : JSON.stringify(host),
    joined_json: joined === undefined ? null : JSON.stringify(joined),
  }
}

const columns = [
  'id',
  'cluster_id',
  'name',
  'kind',
  'is_origin',
  'region',
  'version',
  'form',
  'relay_fingerprint',
  'credential_hash',
  'registration',
  'mode_json',
  'endpoints_json',
  'host_json',
  'epoch',
  'created_at',
  'last_seen_at',
  'joined_json',
] as const satisfies readonly (keyof NodesTable)[]

/** The table `nodes`. A write that returned is on disk. */
export class NodeRows {
  readonly #store: Store
  readonly #put: Statement<[NodesTable]>
  readonly #touch: Statement<[string, string]>

  constructor(store: Store) {
    this.#store = store
    this.#put = store.sql.prepare(
      `INSERT INTO nodes (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
       ON CONFLICT (id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    )
    this.#touch = store.sql.prepare('UPDATE nodes SET last_seen_at = ? WHERE id = ?')
  }

  /** Every node that ever enrolled, the evicted ones too. */
  all(): StoredNode[] {
    return this.#store.sql
      .prepare(`SELECT ${columns.join(', ')} FROM nodes ORDER BY name`)
      .all()
      .map((row) => rowSchema.parse(row))
  }

  put(node: StoredNode): void {
    this.#store.transaction(() => this.#put.run(toRow(node)))
  }

  /** Writes when nodes were last seen, all in one transaction. */
  touch(seen: ReadonlyMap<string, string>): void {
    this.#store.transaction(() => {
      for (const [id, at] of seen) this.#touch.run(at, id)
    })
  }
}
