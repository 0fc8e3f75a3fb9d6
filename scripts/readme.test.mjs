import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mediaConfigSchema, nodeConfigSchema, originConfigSchema } from '../contract/config.ts'
import { root } from './bundles.mjs'

const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The rows of the table under a heading cell, by setting. */
function tableOf(heading) {
  const [, table = ''] = readme.split(`| \`${heading}\``)
  const rows = table.split('\n\n')[0].split('\n').slice(2)
  return new Map(rows.map((row) => row.split('|').map((cell) => cell.trim())).map(([, name, value]) => [name, value]))
}

/** The fields of a subsection; undefined: it is a setting of its own. */
const fieldsOf = (schema) => schema.shape ?? schema.unwrap?.().shape

/** Names of the settings of a section, those of subsections as `routing.when_full`; media has a table of its own. */
const settingsOf = (schema) =>
  Object.entries(schema.shape)
    .filter(([name]) => name !== 'media')
    .flatMap(([name, setting]) => Object.keys(fieldsOf(setting) ?? { '': 0 }).map((field) => [name, field]))
    .map((parts) => `\`${parts.filter(Boolean).join('.')}\``)
    .sort()

/** A value by its dotted name. */
const settingAt = (settings, name) => name.split('.').reduce((section, field) => section?.[field], settings)

/** `4MiB` in bytes and `5s` in milliseconds, as the schema turns them; anything else as it is. */
function inUnits(text) {
  const [, count, unit] = /^(\d+)(MiB|ms|s|h)$/.exec(text) ?? []
  const factor = { MiB: 1024 ** 2, ms: 1, s: 1000, h: 3_600_000 }[unit]
  return factor === undefined ? text : String(count * factor)
}

describe('the configuration tables of README.md', () => {
  for (const [heading, schema] of Object.entries({
    'origin:': originConfigSchema,
    'node:': nodeConfigSchema,
    'media:': mediaConfigSchema,
  })) {
    test(`name every setting of ${heading} and no other`, () => {
      expect([...tableOf(heading).keys()].sort()).toEqual(settingsOf(schema))
    })
  }

  test('give the defaults that hold', () => {
    const { media, ...origin } = originConfigSchema.parse({ data_dir: '/nowhere' })
    const actual = { ...media, ...origin }
    const said = [...tableOf('origin:'), ...tableOf('media:')]
      .filter(([, value]) => value.startsWith('`'))
      .map(([name, value]) => [name.slice(1, -1), value.slice(1, -1)])
    expect(said.length).toBeGreaterThan(20)
    for (const [name, value] of said) expect(`${name}: ${settingAt(actual, name)}`).toBe(`${name}: ${inUnits(value)}`)
  })
})
