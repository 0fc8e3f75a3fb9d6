import { randomUUID } from 'node:crypto'
import { isIPv6 } from 'node:net'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { ConnectionRates } from '#contract/connection-rates.ts'
import { registerAboutRoutes } from './about-routes.ts'
import { registerAccessPoliciesRoutes } from './access-policies-routes.ts'
import { registerAccountRoutes } from './account-routes.ts'
import { registerActivityRoutes } from './activity-routes.ts'
import { registerAlertsRoutes } from './alerts-routes.ts'
import { registerAllocationsRoutes } from './allocations-routes.ts'
import type { ApiApp } from './api-app.ts'
import { registerApiKeysRoutes } from './api-keys-routes.ts'
import { registerAuthentication } from './authentication.ts'
import { registerAuthorityRoutes } from './authority-routes.ts'
import { registerBackupsRoutes } from './backups-routes.ts'
import { registerBoxesRoutes } from './boxes-routes.ts'
import { registerCertificatesRoutes } from './certificates-routes.ts'
import { registerClusterApiRoutes } from './cluster-api-routes.ts'
import { registerClusterRoutes } from './cluster-routes.ts'
import { registerClusterTokensRoutes } from './cluster-tokens-routes.ts'
import { guardConnections } from './connection-guards.ts'
import { ANSWER_POLICY } from './content-policies.ts'
import { registerEnrollmentTokenRoutes } from './enrollment-token-routes.ts'
import { registerEnrollmentsRoutes } from './enrollments-routes.ts'
import { ApiFailure, registerErrorAnswers, sendFailure } from './errors.ts'
import { registerEventsRoutes } from './events-routes.ts'
import { FailedAttempts } from './failed-attempts.ts'
import type { ApiFeatures } from './features.ts'
import { takeTlsToo } from './first-byte.ts'
import { registerHealthRoutes } from './health-routes.ts'
import { HostPolicy, registerHostCheck } from './host-check.ts'
import { registerHostKeysRoutes } from './host-keys-routes.ts'
import { registerIdempotency } from './idempotency.ts'
import { registerInstallerRoutes } from './installer-routes.ts'
import { registerJoinedClusterRoutes } from './joined-cluster-routes.ts'
import { readBodiesStrictly } from './json-bodies.ts'
import { registerKeepOutsRoutes } from './keep-outs-routes.ts'
import { registerMetricsRoutes } from './metrics-routes.ts'
import { registerMoveRoutes } from './move-routes.ts'
import { registerNodeHistoryRoutes } from './node-history-routes.ts'
import { registerNodeLogRoutes } from './node-log-routes.ts'
import { registerNodesRoutes } from './nodes-routes.ts'
import { registerDocumentation } from './openapi.ts'
import { registerOperatorsRoutes } from './operators-routes.ts'
import { registerPanel } from './panel-files.ts'
import { registerPasskeysRoutes } from './passkeys-routes.ts'
import { PlainHttp, type PlainHttpOptions } from './plain-http.ts'
import { registerPlayRoutes } from './play-routes.ts'
import { registerProvisioningRunsRoutes } from './provisioning-runs-routes.ts'
import { RefusedAccess } from './refused-access.ts'
import { registerRollingDrainsRoutes } from './rolling-drains-routes.ts'
import { registerSecondFactorRoutes } from './second-factor-routes.ts'
import { registerSecurityRoutes } from './security-routes.ts'
import { knowCookiesOf } from './session-cookie.ts'
import { registerSessionsRoutes } from './sessions-routes.ts'
import { registerSettingsRoutes } from './settings-routes.ts'
import { registerSetupRoutes } from './setup-routes.ts'
import { registerSignInRoutes } from './sign-in-routes.ts'
import { registerSigningKeysRoutes } from './signing-keys-routes.ts'
import { SlowedAddresses } from './slowed-addresses.ts'
import { registerStorageRoutes } from './storage-routes.ts'
import { registerStreamKeysRoutes } from './stream-keys-routes.ts'
import { registerStreamPoliciesRoutes } from './stream-policies-routes.ts'
import { registerStreamsRoutes } from './streams-routes.ts'
import { discardUnreadBodies } from './unread-bodies.ts'
import { registerWallLinksRoutes } from './wall-links-routes.ts'

/** How the HTTP surface is opened. */
export interface ApiServerOptions {
  /** Address to listen on; a port of 0 takes any free one. */
  readonly host: string
  readonly port: number
  /** Where it listened before: browsers that signed in there are known here. */
  readonly earlier_ports?: readonly number[]
  /** Names besides IP addresses and localhost that this origin answers to, the advertised one among them. */
  readonly allowed_hosts: () => readonly string[]
  /** Folder of the built panel; null where there is none. */
  readonly panel_dir: string | null
  /** What is done with requests that come without TLS; the certificates are those of the features. */
  readonly plain_http: Omit<PlainHttpOptions, 'certificates'>
  /** How often one address may connect. Absent: as often as it likes. */
  readonly rates?: ConnectionRates
  readonly features: ApiFeatures
  readonly log: Logger
}

/** The open HTTP surface. */
export interface ApiServer {
  readonly port: number
  /** Base URL on this machine, without a slash at its end. */
  readonly url: string
  /** Takes no more requests, lets those under way finish for a moment, and closes every connection within 3 s. */
  stop(): Promise<void>
}

const BODY_LIMIT_BYTES = 256 * 1024
/** A request, headers and body, has to be here within this time, in ms; an answer may take as long as it takes. */
const REQUEST_TIMEOUT_MS = 30_000
const HEADERS_TIMEOUT_MS = 10_000
/** A connection on which nothing moves in either direction is closed after this time, in ms. */
const IDLE_TIMEOUT_MS = 120_000
const STOP_GRACE_MS = 1_500

/**
 * Opens the HTTP and WebSocket surface: the API, its documentation, the event stream, the control channel's door and the
 * panel. Listens when it returns; rejects where the address cannot be listened on.
 */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { features, log } = options
  const hosts = new HostPolicy(options.allowed_hosts)
  const app = createApp(log)
  const slowed = new SlowedAddresses(features.activity)
  const attempts = new FailedAttempts({ onSlowed: (address, failures) => slowed.tell(address, failures) })

  const { shown } = features.certificates
  const plain_http = new PlainHttp({ ...options.plain_http, certificates: shown })

  registerErrorAnswers(app)
  registerHostCheck(app, hosts)
  plain_http.register(app)
  await registerPlugins(app)
  knowCookiesOf(app, options.earlier_ports ?? [])
  await registerDocumentation(app, features.clusterInfo().origin_version)
  registerAuthentication(app, features.trust, attempts, new RefusedAccess(features.activity))
  registerIdempotency(app, features.kept_answers)
  registerMetricsRoutes(app, features, attempts)
  for (const register of [
    registerHealthRoutes,
    registerSignInRoutes,
    registerAccountRoutes,
    registerSessionsRoutes,
    registerApiKeysRoutes,
    registerOperatorsRoutes,
    registerSecondFactorRoutes,
    registerPasskeysRoutes,
    registerWallLinksRoutes,
    registerClusterRoutes,
    registerSettingsRoutes,
    registerSetupRoutes,
    registerBackupsRoutes,
    registerCertificatesRoutes,
    registerMoveRoutes,
    registerStorageRoutes,
    registerClusterApiRoutes,
    registerJoinedClusterRoutes,
    registerNodesRoutes,
    registerNodeHistoryRoutes,
    registerNodeLogRoutes,
    registerRollingDrainsRoutes,
    registerStreamsRoutes,
    registerStreamPoliciesRoutes,
    registerAccessPoliciesRoutes,
    registerStreamKeysRoutes,
    registerKeepOutsRoutes,
    registerSigningKeysRoutes,
    registerAllocationsRoutes,
    registerPlayRoutes,
    registerEnrollmentTokenRoutes,
    registerEnrollmentsRoutes,
    registerClusterTokensRoutes,
    registerInstallerRoutes,
    registerAuthorityRoutes,
    registerAboutRoutes,
    registerSecurityRoutes,
    registerAlertsRoutes,
    registerActivityRoutes,
    registerEventsRoutes,
    registerBoxesRoutes,
    registerHostKeysRoutes,
    registerProvisioningRunsRoutes,
  ]) {
    register(app, features)
  }
  await registerPanel(app, options.panel_dir)

  const upgraded = guardConnections(app.server, {
    channel: features.channel,
    hosts,
    plain_http,
    onFailure: (error) => log.error({ event: 'channel.upgrade_failed', err: error }, 'an upgrade failed'),
  })
  const first_byte = takeTlsToo(app.server, {
    certificates: shown,
    handshake_timeout_ms: HEADERS_TIMEOUT_MS,
    ...(options.rates ? { rates: options.rates } : {}),
    log,
  })
  // biome-ignore lint/nursery/useAwaitThenable: the overload without a callback returns a promise
  await app.listen({ host: options.host, port: options.port })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the API listens on no port')
  const { port } = address

  let stopping: Promise<void> | null = null
  return {
    port,
    url: `http://${hostInUrl(options.host)}:${port}`,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }

  async function stop(): Promise<void> {
    features.events.stop()
    first_byte.close()
    // Connections become idle one by one, as their answers end.
    const idle = setInterval(() => app.server.closeIdleConnections(), 25)
    const cut = setTimeout(() => {
      app.server.closeAllConnections()
      first_byte.cut()
      for (const socket of upgraded) socket.destroy()
    }, STOP_GRACE_MS)
    try {
      await app.close()
    } finally {
      slowed.stop()
      clearInterval(idle)
      clearTimeout(cut)
      for (const socket of upgraded) socket.destroy()
    }
  }
}

function createApp(log: Logger): ApiApp {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 2_000 },
    // Only what is idle is closed at once; stop() cuts the rest.
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: requestId,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => {
      sendFailure(error, request, reply)
    },
  }).withTypeProvider<ZodTypeProvider>() as unknown as ApiApp
  readBodiesStrictly(app)
  discardUnreadBodies(app)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug(
      {
        event: 'request.answered',
        method: request.method,
        path: request.url.split('?')[0]?.slice(0, 300),
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime),
        request_id: request.id,
      },
      'answered a request',
    )
  })
  return app
}

async function registerPlugins(app: ApiApp): Promise<void> {
  // Whatever the API says is for whoever asked, and for no cache on the way or in the browser.
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: ANSWER_POLICY },
    // Whether this name is to be reached by TLS only is for whoever gave it a certificate to say.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  })
  await app.register(cookie)
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { after }) =>
      new ApiFailure('too_many_attempts', 'Too many requests came from this address.', `Try again in ${after}.`),
  })
}

/** The caller's own number where it is a harmless one, so that a request can be followed from program to program. */
function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID()
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}
