import { expect, test } from 'vitest'
import { type ContainerSpec, containerOptions, specHash } from './container-spec.ts'

const spec: ContainerSpec = {
  image_id: `sha256:${'1'.repeat(64)}`,
  cluster_id: 'main',
  ports: { rtmp_port: 1935, media_port: 8080 },
  settings: 'node: {}\n',
}

test('a node’s container has no capability, a root file system that nobody writes to, and bounded logs', () => {
  const { User, HostConfig, Env } = containerOptions(spec)
  expect(User).toBe('10001:10001')
  expect(Env).toEqual(['HEADWATER_INSTALLED_AS=container'])
  expect(HostConfig).toMatchObject({
    NetworkMode: 'host',
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '5' } },
    RestartPolicy: { Name: 'unless-stopped' },
  })
  expect(HostConfig).not.toHaveProperty('CapAdd')
  expect(HostConfig?.Binds).toContain('/etc/headwater-node:/etc/headwater-node:ro')
})

test('a port below 1024 takes root with the one capability for that, and no other', () => {
  const { User, HostConfig } = containerOptions({ ...spec, ports: { rtmp_port: 1935, media_port: 443 } })
  expect(User).toBe('0:0')
  expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], CapAdd: ['NET_BIND_SERVICE'] })
})

test('the hash is the same for the same container and another for another image, port or setting', () => {
  const hashes = [
    spec,
    { ...spec, image_id: `sha256:${'2'.repeat(64)}` },
    { ...spec, ports: { rtmp_port: 443, media_port: 8080 } },
    { ...spec, settings: 'node:\n  region: eu\n' },
  ].map((one) => specHash(containerOptions(one)))
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(specHash(containerOptions({ ...spec }))).toBe(hashes[0])
})
