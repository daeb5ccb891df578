/** Certificates as text (PEM, RFC 7468). Says only whether they can be read; whom to trust is the caller's decision. */
import { X509Certificate } from 'node:crypto'

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** The certificates of a PEM text, each by itself; null when there is none, or one that cannot be read. */
export function readCertificates(text: string): string[] | null {
  const certificates = text.match(block) ?? []
  const areReadable = certificates.length > 0 && certificates.every(isReadable)
  return areReadable ? [...certificates] : null
}

function isReadable(pem: string): boolean {
  try {
    new X509Certificate(pem)
    return true
  } catch {
    return false
  }
}
