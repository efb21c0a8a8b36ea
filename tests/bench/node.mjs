// socket.io on Node.js as it is shipped (ws), one room, `emit`. Orders as in `bare.py`.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const { Server } = createRequire(process.argv[2] + '/')('socket.io')
const http = createServer()
const boards = new Server(http, { serveClient: false }).of('/boards')
boards.on('connection', (socket) => socket.join('everybody'))
const filling = 'x'.repeat(520)
const tell = (n) => boards.to('everybody').emit('step', { n, at: Number(process.hrtime.bigint()), filling })

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const [, first, count, rate] = line.split(' ').map(Number)
    const began = performance.now()
    for (let past = 0; past < count; past++) {
      const wait = rate ? began + (past * 1000) / rate - performance.now() : 0
      await new Promise((go) => (wait > 0 ? setTimeout(go, wait) : setImmediate(go)))
      tell(first + past)
    }
  })
  .on('close', () => process.exit())

http.listen(0, '127.0.0.1', () => console.log(http.address().port))
