import { expect, test } from 'vitest'
import { newPackages } from './apt.ts'

test('what apt would install anew is told from what it would upgrade or configure', () => {
  const said = `NOTE: This is only a simulation!
Reading package lists...
The following NEW packages will be installed:
  containerd docker.io runc
Inst libseccomp2 [2.5.4-1] (2.5.4-1+deb12u1 Debian:12 [amd64])
Inst runc (1.1.5+ds1-1+deb12u1 Debian:12 [amd64])
Inst containerd (1.6.20~ds1-1+b1 Debian:12 [amd64])
Inst docker.io (20.10.24+dfsg1-1+b3 Debian:12 [amd64])
Conf runc (1.1.5+ds1-1+deb12u1 Debian:12 [amd64])
`
  expect(newPackages(said)).toEqual(['runc', 'containerd', 'docker.io'])
})
