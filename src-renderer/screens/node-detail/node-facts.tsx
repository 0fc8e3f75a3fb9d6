import type { Node } from '#contract/node.ts'
import { ClockSkew, isClockWrong, SYNCHRONISE_CLOCK } from '../../parts/clock-skew.tsx'
import { CopyField } from '../../parts/copy.tsx'
import { Definition, Definitions } from '../../parts/definition.tsx'
import { formatBitrate, formatBytes, formatCount, formatDateTime } from '../../parts/format.ts'
import { Meter } from '../../parts/meter.tsx'
import { mediaBase, rtmpBase } from '../../parts/node-url.ts'
import { Age, Elapsed } from '../../parts/since.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** What the node carries and what its machine has left. */
export function NodeLoadPart({ node: { load } }: { readonly node: Node }) {
  return (
    <Surface title={texts.load}>
      {load === null ? (
        <p className={classes.none}>{texts.noLoad}</p>
      ) : (
        <Definitions>
          <Definition name={texts.cpu}>
            <Meter percent={load.cpu_percent} />
          </Definition>
          <Definition name={texts.memory}>
            <Meter percent={load.memory_percent} />
          </Definition>
          {load.disk_free_bytes !== undefined && load.disk_total_bytes !== undefined && (
            <Definition name={texts.disk}>
              <Meter percent={100 * (1 - load.disk_free_bytes / Math.max(1, load.disk_total_bytes))} />{' '}
              <span className={classes.beside}>{texts.diskFree(formatBytes(load.disk_free_bytes))}</span>
            </Definition>
          )}
          <Definition name={texts.egress}>{formatBitrate(load.egress_mbps * 1_000)}</Definition>
          <Definition name={texts.ingress}>{formatBitrate(load.ingress_mbps * 1_000)}</Definition>
          <Definition name={texts.viewers}>{formatCount(load.subscribers)}</Definition>
          <Definition name={texts.publishers}>{formatCount(load.publishers)}</Definition>
          <Definition name={texts.relaysIn}>{formatCount(load.relays_in)}</Definition>
          <Definition name={texts.relaysOut}>{formatCount(load.relays_out)}</Definition>
          <Definition name={texts.dropped}>{formatCount(load.subscribers_dropped)}</Definition>
          <Definition name={texts.processMemory}>{formatBytes(load.process_memory_bytes)}</Definition>
        </Definitions>
      )}
    </Surface>
  )
}

/** Where the node can be reached, ready to copy. */
export function NodeAddresses({ node: { endpoints, relay_fingerprint } }: { readonly node: Node }) {
  return (
    <Surface title={texts.endpoints}>
      <div className={classes.fields}>
        {endpoints === null ? (
          <p className={classes.none}>{texts.noEndpoints}</p>
        ) : (
          <>
            <CopyField label={texts.publishHere} value={`${rtmpBase(endpoints)}/live`} />
            <CopyField label={texts.playHere} value={mediaBase(endpoints)} />
          </>
        )}
        <CopyField label={texts.fingerprint} value={relay_fingerprint} />
      </div>
    </Surface>
  )
}

/** The machine it runs on, and how it keeps in touch. */
export function NodeMachine({ node }: { readonly node: Node }) {
  const { host, liveness } = node
  return (
    <Surface title={texts.machine}>
      <Definitions>
        <Definition name={texts.kind}>{texts.kinds[node.is_origin ? 'origin' : (node.kind ?? 'headwater')]}</Definition>
        {node.form !== undefined && <Definition name={texts.form}>{texts.forms[node.form]}</Definition>}
        {node.region !== null && <Definition name={texts.region}>{node.region}</Definition>}
        <Definition name={texts.lastSeen}>
          {liveness.last_seen_at === null ? texts.never : <Age at={liveness.last_seen_at} />}
        </Definition>
        <Definition name={texts.since}>
          <Elapsed since={liveness.since} />
        </Definition>
        {liveness.heartbeat_rtt_ms !== null && (
          <Definition name={texts.heartbeat}>{texts.roundTrip(liveness.heartbeat_rtt_ms)}</Definition>
        )}
        {liveness.clock_skew_ms !== null && (
          <Definition name={texts.clock}>
            <ClockSkew skew_ms={liveness.clock_skew_ms} />
          </Definition>
        )}
        {node.version !== null && <Definition name={texts.version}>{node.version}</Definition>}
        {host !== null && (
          <>
            <Definition name={texts.hostname}>{host.hostname}</Definition>
            <Definition name={texts.system}>{`${host.distribution}, ${host.arch}`}</Definition>
            <Definition name={texts.processor}>{`${host.cpu_model}, ${texts.cores(host.cpu_cores)}`}</Definition>
            <Definition name={texts.ram}>{formatBytes(host.memory_total_bytes)}</Definition>
            <Definition name={texts.runtime}>{host.node_version}</Definition>
          </>
        )}
        <Definition name={texts.joined}>{formatDateTime(node.created_at)}</Definition>
      </Definitions>
      {isClockWrong(liveness.clock_skew_ms) && (
        <div className={classes.fields}>
          <CopyField label={texts.setClock} value={SYNCHRONISE_CLOCK} />
        </div>
      )}
    </Surface>
  )
}
