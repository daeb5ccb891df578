/**
 * What is wrong with a server's TLS, said for the person who has to get it mended. Goes by Node's and OpenSSL's codes:
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export type TlsFailure = { detail: string; advice: string }

const askForCertificate =
  'Ask whoever runs the server for a certificate of a public certificate authority. If it is your own, the operator can name it in JETWAY_CA_FILE.'
const askForRenewal = 'Ask whoever runs the server to renew the certificate.'

const unknownIssuer: TlsFailure = {
  detail: 'Nobody this machine trusts vouches for the certificate, or the server does not send the whole chain.',
  advice:
    'Ask whoever runs the server to send the whole chain. For an authority of your own, the operator names its certificate in JETWAY_CA_FILE.',
}

const noTls: TlsFailure = { detail: 'The port does not speak TLS.', advice: 'Check the port in the address.' }

const byCode: Record<string, TlsFailure> = {
  CERT_HAS_EXPIRED: { detail: 'The certificate has expired.', advice: askForRenewal },
  CERT_NOT_YET_VALID: { detail: 'The certificate is not valid yet.', advice: 'Check the clocks of both machines.' },
  CERT_REVOKED: { detail: 'The certificate has been revoked.', advice: askForRenewal },
  DEPTH_ZERO_SELF_SIGNED_CERT: { detail: 'The certificate is self-signed.', advice: askForCertificate },
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    detail: 'The certificate is for another name.',
    advice: 'Check the address, or ask whoever runs the server for a certificate with this name.',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
}

/** Null when the code is not one of TLS. */
export function tlsFailure(code: string): TlsFailure | null {
  const known = byCode[code]
  if (known) return known
  if (!/^(ERR_SSL_|ERR_TLS_|CERT_|EPROTO$)/.test(code)) return null
  return {
    detail: `The TLS handshake failed (${code}).`,
    advice: 'Ask whoever runs the server to check its TLS settings.',
  }
}
