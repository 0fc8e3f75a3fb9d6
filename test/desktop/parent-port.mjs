/**
 * Gives a Node process what an Electron utility process has: `process.parentPort`, over Node's own IPC. Messages wait
 * until somebody listens, as Electron's do.
 */
import { EventEmitter } from 'node:events'

const port = new EventEmitter()
const waiting = []
port.postMessage = (message) => process.send?.(message)
port.on('newListener', (name) => {
  if (name === 'message') {
    setImmediate(() => {
      for (const data of waiting.splice(0)) port.emit('message', { data })
    })
  }
})
process.on('message', (data) => {
  if (port.listenerCount('message') === 0) waiting.push(data)
  else port.emit('message', { data })
})
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
Object.defineProperty(process, 'parentPort', { value: port })
