import { texts } from './texts.ts'

/**
 * Who caused something, as people say it. Recorded are `operator:<name>`, `api_key:<prefix>`, `node:<id>` and `origin`.
 *
 * @param nameOfNode a node's name by its id; undefined where it is gone
 */
export function actorName(actor: string, nameOfNode: (node_id: string) => string | undefined): string {
  const [kind = '', rest = ''] = [actor.slice(0, Math.max(0, actor.indexOf(':'))), actor.slice(actor.indexOf(':') + 1)]
  if (kind === 'node') return nameOfNode(rest) ?? texts.goneNode
  if (kind === 'api_key') return texts.apiKey(rest)
  if (kind === 'operator') return rest
  return actor === 'origin' ? texts.theOrigin : actor
}
