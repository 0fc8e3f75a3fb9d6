import { expect, test } from 'vitest'
import { problemOf, problemSchema } from './problem.ts'

test('an error is a problem document that keeps the envelope', () => {
  const error = { code: 'node_not_found', message: 'there is no node 7', details: { hint: 'Look.' }, request_id: 'r-1' }
  const problem = problemOf(404, error)
  expect(problem).toEqual({
    type: 'urn:headwater:problem:node_not_found',
    title: 'Node not found',
    status: 404,
    detail: 'there is no node 7',
    instance: 'urn:headwater:request:r-1',
    data: null,
    error,
  })
  expect(problemSchema.parse(problem)).toEqual(problem)
})
