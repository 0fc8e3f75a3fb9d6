import { createServer } from 'node:net'

/** The flags of `headwater origin` that set its ports, the environment variables that do, and the ports without either. */
const ports = [
  { flag: '--port', variable: 'HEADWATER_ORIGIN_PORT', usual: 8090 },
  { flag: '--rtmp-port', variable: 'HEADWATER_ORIGIN_MEDIA_RTMP_PORT', usual: 1935 },
  { flag: '--media-port', variable: 'HEADWATER_ORIGIN_MEDIA_MEDIA_PORT', usual: 8080 },
]

/** For each usual port that somebody else holds, and that nobody asked for, the flags for any free one. */
export async function freePortFlags(originArgs) {
  const flags = []
  for (const { flag, variable, usual } of ports) {
    const asked = originArgs.some((arg) => arg === flag || arg.startsWith(`${flag}=`))
    if (!asked && process.env[variable] === undefined && !(await isFree(usual))) flags.push(flag, '0')
  }
  return flags
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
