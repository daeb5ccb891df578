/** Certificates for tests, made by the openssl command: an authority, and what it signs. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Certificate = { key: string; cert: string }

/** `names`: subjectAltName, such as `DNS:localhost,IP:127.0.0.1`. Self-signed unless there is an issuer, whose certificates may have expired. */
export type CertificateOptions = { names?: string; issuer?: Certificate; hasExpired?: boolean }

export function makeCertificate({
  names = 'DNS:localhost,IP:127.0.0.1',
  issuer,
  hasExpired = false,
}: CertificateOptions = {}): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-cert-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'key',
    '-subj',
    '/O=Jetway tests',
  ]
  try {
    if (issuer) {
      prepareAuthority(folder, issuer, names)
      openssl('req', '-new', ...key, '-out', 'csr')
      const dates = hasExpired ? ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'] : ['-days', '2']
      openssl('ca', '-batch', '-notext', '-config', 'ca.conf', '-in', 'csr', '-out', 'crt', ...dates)
    } else {
      openssl('req', '-x509', ...key, '-addext', `subjectAltName=${names}`, '-days', '2', '-out', 'crt')
    }
    return { key: readFileSync(join(folder, 'key'), 'utf8'), cert: readFileSync(join(folder, 'crt'), 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What `openssl ca` wants to find; it is the one command that sets dates in the past in every version. */
function prepareAuthority(folder: string, issuer: Certificate, names: string): void {
  const files = {
    'ca.crt': issuer.cert,
    'ca.key': issuer.key,
    index: '',
    'ca.conf': `[ca]
default_ca = own
[own]
certificate = ca.crt
private_key = ca.key
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = anything
x509_extensions = extensions
[anything]
organizationName = supplied
[extensions]
subjectAltName = ${names}
`,
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
}
