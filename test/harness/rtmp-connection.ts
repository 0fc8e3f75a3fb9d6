import { RawConnection } from './raw-connection.ts'
import { clientAnswer, clientHello, command, connectCommand, SERVER_HELLO_BYTES, streamCommand } from './rtmp-bytes.ts'
import { Hopeless, waitFor } from './wait-for.ts'

/** A connection whose handshake is done. */
export async function openRtmp(port: number): Promise<RawConnection> {
  const connection = await RawConnection.open(port)
  await connection.send(clientHello())
  await connection.untilReceived(SERVER_HELLO_BYTES)
  await connection.send(clientAnswer())
  return connection
}

/** A connection that has been let into an application and has message stream 1. */
export async function connectRtmp(port: number, app = 'live'): Promise<RawConnection> {
  const connection = await openRtmp(port)
  await connection.send(connectCommand(app))
  await hears(connection, 'NetConnection.Connect.Success')
  const from = connection.received_bytes
  await connection.send(command('createStream', 2, null))
  await connection.untilReceived(from + 1)
  return connection
}

/** A connection that publishes `live/<name>`, with nothing sent yet. */
export async function publishRtmp(port: number, name: string): Promise<RawConnection> {
  const connection = await connectRtmp(port)
  await connection.send(streamCommand('publish', 3, name, 'live'))
  await hears(connection, 'NetStream.Publish.Start')
  return connection
}

/** Waits until the server has said `words` in one of its first messages. */
export async function hears(connection: RawConnection, words: string, deadline_ms = 5_000): Promise<void> {
  await waitFor(
    `the server says ${words}`,
    () => {
      if (connection.received.includes(words)) return true
      if (connection.closed) throw new Hopeless('the server closed the connection')
      return false
    },
    { deadline_ms },
  )
}
