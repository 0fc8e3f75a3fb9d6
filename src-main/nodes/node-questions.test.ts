import { describe, expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import { NodeQuestions } from './node-questions.ts'

const node = { id: '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId, name: 'edge-1' }
const other = '11111111-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId

function opened() {
  const due = new Set<() => void>()
  const after = (_delay_ms: number, callback: () => void): Disposable => {
    due.add(callback)
    return { [Symbol.dispose]: () => void due.delete(callback) }
  }
  const questions = new NodeQuestions<{ readonly id: string; readonly told: string }>({ after })
  const ids: string[] = []
  const ask = () => questions.ask(node, (id) => ids.push(id) > 0)
  return {
    questions,
    ids,
    ask,
    runOut: () => {
      for (const callback of [...due]) callback()
    },
  }
}

describe('a question to a node', () => {
  test('is answered by that node alone', async () => {
    const { questions, ids, ask } = opened()
    const answer = ask()
    questions.answered(other, { id: ids[0] ?? '', told: 'made up' })
    questions.answered(node.id, { id: ids[0] ?? '', told: 'two viewers' })
    expect(await answer).toMatchObject({ told: 'two viewers' })
  })

  test('ends when the node is not there, goes away, or says nothing in time', async () => {
    const { questions, ask, runOut } = opened()
    await expect(questions.ask(node, () => false)).rejects.toMatchObject({ code: 'node_away' })
    const gone = ask()
    questions.gone(node.id)
    await expect(gone).rejects.toThrow('node edge-1 is not connected')
    const silent = ask()
    runOut()
    await expect(silent).rejects.toMatchObject({ code: 'node_silent', hint: expect.stringContaining('busy') })
  })

  test('is not put where two hundred wait already', async () => {
    const { questions, ask } = opened()
    const open = Array.from({ length: 200 }, () => ask())
    await expect(ask()).rejects.toMatchObject({ code: 'node_silent' })
    questions.gone(node.id)
    await expect(Promise.all(open)).rejects.toThrow()
    await Promise.allSettled(open)
  })
})
