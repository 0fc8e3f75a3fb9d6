import { useEffect, useState } from 'react'
import { Navigate, useLocation, useNavigation } from 'react-router'
import { useCluster, useNodes, useSession, useStreams } from '../data/queries.ts'

/**
 * Leads an owner of a fresh origin to the first steps, once after the panel was opened, and never away from where somebody wanted to go.
 * Whoever has a second node or a stream already has found the way without them.
 */
export function FirstRunOffer() {
  const [offered, setOffered] = useState(false)
  const { pathname } = useLocation()
  // Somebody who followed a link is still at the old address while the screen behind it is loaded.
  const is_going = useNavigation().state !== 'idle'
  const { data: session } = useSession()
  const { data: cluster } = useCluster()
  const { data: nodes } = useNodes()
  const { data: streams } = useStreams()
  const is_owner = session?.role === 'owner' && session.by === 'session'
  const known = cluster !== undefined && nodes !== undefined && streams !== undefined
  const is_untouched = known && streams.length === 0 && nodes.every(({ is_origin }) => is_origin)
  const wanted = !offered && !is_going && pathname === '/' && is_owner && is_untouched && cluster.first_run === true
  useEffect(() => {
    if (known) setOffered(true)
  }, [known])
  return wanted ? <Navigate to="/welcome" replace /> : null
}
