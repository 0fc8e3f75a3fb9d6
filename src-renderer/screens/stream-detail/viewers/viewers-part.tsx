import { Anchor, Button } from '@mantine/core'
import { Fragment, useState } from 'react'
import { Link } from 'react-router'
import type { NodeId } from '#contract/ids.ts'
import type { Stream } from '#contract/stream.ts'
import { useNodesById } from '../../../data/queries.ts'
import table from '../../../parts/fact-table.module.css'
import { formatCount, formatPercent } from '../../../parts/format.ts'
import { Surface } from '../../../parts/surface.tsx'
import { texts } from './texts.ts'
import { countsByNode, countsByRegion, type PlaceCount } from './viewer-counts.ts'
import { ViewerList } from './viewer-list.tsx'
import classes from './viewers-part.module.css'

/** Where the viewers of a stream are, by region and by node, and on demand one by one. */
export function ViewersPart({ stream: { stream_path, participations, subscribers } }: { readonly stream: Stream }) {
  const nodes = useNodesById()
  const [opened, setOpened] = useState<string | null>(null)
  const by_node = countsByNode(participations)
  const by_region = countsByRegion(participations, nodes, texts.noRegion)
  return (
    <Surface title={texts.title} aside={texts.total(subscribers, by_node.length)}>
      {by_node.length === 0 && <p className={classes.nobody}>{texts.nobody}</p>}
      {by_region.length > 1 && (
        <table className={`${table.table} ${classes.places}`}>
          <caption className={classes.caption}>{texts.byRegion}</caption>
          <Head first={texts.region} />
          <tbody>
            {by_region.map((place) => (
              <tr key={place.key}>
                <th scope="row">{place.key}</th>
                <Share place={place} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {by_node.length > 0 && (
        <table className={`${table.table} ${classes.places}`}>
          <caption className={classes.caption}>{texts.byNode}</caption>
          <Head first={texts.node} actions />
          <tbody>
            {by_node.map((place) => {
              const node = nodes.get(place.key)
              const name = node?.name ?? texts.unknown
              const is_open = opened === place.key
              // Members of another make do not say who watches.
              const lists = node !== undefined && node.kind !== 'foreign'
              return (
                <Fragment key={place.key}>
                  <tr>
                    <th scope="row">
                      <Anchor component={Link} to={`/nodes/${place.key}`}>
                        {name}
                      </Anchor>
                      {node?.region != null && <small className={classes.region}>{node.region}</small>}
                    </th>
                    <Share place={place} />
                    <td className={classes.act}>
                      {lists && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-expanded={is_open}
                          aria-label={is_open ? texts.hideOn(name) : texts.showOn(name)}
                          onClick={() => setOpened(is_open ? null : place.key)}
                        >
                          {is_open ? texts.hide : texts.show}
                        </Button>
                      )}
                    </td>
                  </tr>
                  {is_open && (
                    <tr className={classes.opened}>
                      <td colSpan={4}>
                        <ViewerList stream_path={stream_path} node_id={place.key as NodeId} node_name={name} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              )
            })}
          </tbody>
        </table>
      )}
    </Surface>
  )
}

function Head({ first, actions = false }: { readonly first: string; readonly actions?: boolean }) {
  return (
    <thead className="hw-hidden">
      <tr>
        <th scope="col">{first}</th>
        <th scope="col">{texts.share}</th>
        <th scope="col">{texts.viewers}</th>
        {actions && <th scope="col">{texts.actions}</th>}
      </tr>
    </thead>
  )
}

function Share({ place: { viewers, percent } }: { readonly place: PlaceCount }) {
  return (
    <>
      <td className={classes.share}>
        <span className={classes.track} aria-hidden="true">
          <span className={classes.bar} style={{ width: `${percent}%` }} />
        </span>
        <span className="hw-hidden">{formatPercent(percent)}</span>
      </td>
      <td className={classes.count}>{formatCount(viewers)}</td>
    </>
  )
}
