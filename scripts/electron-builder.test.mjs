import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from './bundles.mjs'
import { iconFiles } from './icons.mjs'

// electron-builder's own reader and validator: what they take here is what they take when it packs.
const ofBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const { getConfig, validateConfiguration } = ofBuilder('app-builder-lib/out/util/config/config.js')

const files = {
  plain: 'electron-builder.yml',
  'with-updates': 'packaging/desktop/with-updates.yml',
  airgap: 'packaging/desktop/airgap.yml',
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The configuration as electron-builder has it, with what it extends. */
const configs = {}
beforeAll(async () => {
  for (const [name, file] of Object.entries(files)) configs[name] = await getConfig(root, file, null)
})

describe.each(Object.keys(files))('the packages of the desktop program, %s', (name) => {
  it('are described as electron-builder wants it', async () => {
    await expect(validateConfiguration(structuredClone(configs[name]), { isEnabled: false })).resolves.not.toThrow()
  })

  it('are for every system and both architectures', () => {
    const { linux, mac, win } = configs[name]
    const made = [...linux.target, ...mac.target, ...win.target]
    expect(made.map(({ target }) => target)).toEqual(['deb', 'AppImage', 'dmg', 'zip', 'nsis'])
    for (const { arch } of made) expect(arch).toEqual(['x64', 'arm64'])
  })

  it('never turn the sandbox off, and set every fuse', () => {
    // As values: comments may say why.
    expect(JSON.stringify(configs[name])).not.toContain('no-sandbox')
    expect(configs[name].deb.afterInstall).toBeUndefined()
    expect(configs[name].electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      grantFileProtocolExtraPrivileges: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      enableCookieEncryption: true,
      resetAdHocDarwinSignature: true,
    })
  })

  it('name no file that is not there', () => {
    const { directories, linux, mac, win } = configs[name]
    for (const path of [
      directories.buildResources,
      linux.icon,
      mac.icon,
      mac.entitlements,
      mac.entitlementsInherit,
      win.icon,
    ]) {
      expect(existsSync(join(root, path)), path).toBe(true)
    }
    const made = [...iconFiles().keys()]
    for (const icon of [mac.icon, win.icon]) expect(made).toContain(icon)
    expect(made.some((path) => path.startsWith(`${linux.icon}/`))).toBe(true)
  })

  it('carry what a script makes', () => {
    const [images, packages] = configs[name].extraResources
    expect(images.from).toBe('dist/images')
    expect(packages.from).toBe('dist/packages')
    // The scripts that write there, and the names that they give.
    expect(readFileSync(join(root, 'scripts/image.mjs'), 'utf8')).toContain("'dist', 'images'")
    expect(readFileSync(join(root, 'scripts/package.mjs'), 'utf8')).toContain("'dist', 'packages'")
    expect(manifest.scripts).toMatchObject({ image: 'node scripts/image.mjs', package: 'node scripts/package.mjs' })
  })
})

it('only the packages with a feed know one, from the environment of the build, over https', () => {
  expect(configs.plain.publish).toBeNull()
  expect(configs.airgap.publish).toBeNull()
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own way to write it.
  expect(configs['with-updates'].publish).toMatchObject({ provider: 'generic', url: '${env.HEADWATER_UPDATE_URL}' })
  expect(configs.airgap.artifactName).toContain('-airgap')
})

it('the scheme, the id and the name of the window are the same in the packages and in the program', () => {
  const main = readFileSync(join(root, 'src-main/desktop/main.ts'), 'utf8')
  expect(main).toContain(`setAppUserModelId('${configs.plain.appId}')`)
  const link = readFileSync(join(root, 'src-main/desktop/deep-link.ts'), 'utf8')
  expect(link).toContain(`DEEP_LINK_SCHEME = '${configs.plain.protocols[0].schemes[0]}'`)
  expect(configs.plain.extraMetadata.desktopName).toBe(`${configs.plain.linux.executableName}.desktop`)
  expect(configs.plain.productName).not.toContain(' ')
})

it('a Mac program may do what V8 needs and nothing more', () => {
  const plist = readFileSync(join(root, 'packaging/desktop/entitlements.mac.plist'), 'utf8')
  expect([...plist.matchAll(/<key>(.+?)<\/key>/g)].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit'])
})

it('every package that is left to node_modules is among what is packed', () => {
  const build = readFileSync(join(root, 'scripts/build.mjs'), 'utf8')
  const outside = [.../const keptOutside = \[([^\]]+)\]/.exec(build)[1].matchAll(/'([^']+)'/g)].map(([, name]) => name)
  const left_out = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')).files.filter((path) =>
    path.startsWith('!'),
  )
  const missing = outside.filter((name) => manifest.dependencies[name] === undefined && !left_out.join().includes(name))
  expect(missing).toEqual([])
})
