import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from './bundles.mjs'

const folder = join(root, '.github', 'workflows')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const vitestConfig = readFileSync(join(root, 'vitest.config.ts'), 'utf8')

/** Every job of a workflow with its steps. */
const jobsOf = (workflow) => Object.entries(workflow.jobs).map(([name, job]) => ({ name, ...job }))
const commandsOf = (workflow) =>
  jobsOf(workflow).flatMap(({ steps }) => steps.flatMap(({ run }) => (run ? run.split('\n') : [])))

describe.each(readdirSync(folder))('the workflow %s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  const workflow = parse(text)

  it('reads the repository and nothing more, and ends by itself', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const job of jobsOf(workflow)) {
      expect(job.permissions, job.name).toBeUndefined()
      expect(job['timeout-minutes'], job.name).toBeGreaterThan(0)
    }
  })

  it('takes actions of GitHub alone, in a named version, and leaves them no credentials', () => {
    const uses = jobsOf(workflow).flatMap(({ steps }) => steps.filter((step) => step.uses !== undefined))
    for (const step of uses) {
      expect(step.uses).toMatch(/^actions\/[a-z-]+@(?:v\d+|[0-9a-f]{40})$/)
      if (step.uses.startsWith('actions/checkout@')) expect(step.with['persist-credentials']).toBe(false)
    }
  })

  it('runs nothing that is not there', () => {
    for (const command of commandsOf(workflow)) {
      for (const [, script] of command.matchAll(/\bnpm run ([\w:-]+)/g)) expect(manifest.scripts).toHaveProperty(script)
      for (const [, bin] of command.matchAll(/\bnpx ([\w-]+)/g)) {
        expect(existsSync(join(root, 'node_modules', '.bin', bin)), bin).toBe(true)
      }
      for (const [, path] of command.matchAll(/\bnode ([\w./-]+)/g))
        expect(existsSync(join(root, path)), path).toBe(true)
    }
    for (const { strategy } of jobsOf(workflow)) {
      for (const suite of strategy?.matrix.suite ?? []) expect(vitestConfig).toContain(`suite('${suite}'`)
    }
    for (const path of workflow.on.pull_request?.paths ?? []) {
      expect(existsSync(join(root, path.replace(/\/\*\*$/, ''))), path).toBe(true)
    }
  })

  it('runs no install script of a package, and never without the sandbox', () => {
    for (const command of commandsOf(workflow)) {
      if (/\bnpm (?:ci|install)\b/.test(command)) expect(command).toContain('--ignore-scripts')
    }
    expect(text).not.toContain('no-sandbox')
  })

  it('puts nothing of its caller into a command', () => {
    for (const command of commandsOf(workflow)) {
      for (const [, expression] of command.matchAll(/\$\{\{(.+?)\}\}/g)) expect(expression.trim()).toMatch(/^matrix\./)
    }
  })
})

it('packages are made as electron-builder.yml makes them, and published by nobody', () => {
  expect(manifest.scripts['package:desktop']).toContain('--publish never')
  const { jobs } = parse(readFileSync(join(folder, 'desktop.yml'), 'utf8'))
  const made = jobs.package.strategy.matrix.include.map(({ system, arch }) => `${system} ${arch}`)
  expect(made).toEqual(['linux x64', 'linux arm64', 'mac x64', 'mac arm64', 'win x64', 'win arm64'])
  const builder = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
  for (const { app } of jobs.package.strategy.matrix.include) {
    if (app !== undefined) expect(app.startsWith(`${builder.directories.output}/`)).toBe(true)
  }
  const step = jobs.package.steps.find(({ env }) => env?.HEADWATER_PACKAGED_APP?.startsWith('/opt/'))
  expect(step.env.HEADWATER_PACKAGED_APP).toBe(`/opt/${builder.productName}/${builder.linux.executableName}`)
})
