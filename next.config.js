/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true,
  // A page has its title from the first byte on, for whoever reads it: none comes after the page.
  htmlLimitedBots: /.*/,
  allowedDevOrigins: ['127.0.0.1'],
  // Development prints requests; a link's token is in its address.
  logging: { incomingRequests: { ignore: [/^\/(link|invitation|reset|setup)\//] } },
  experimental: { serverActions: { bodySizeLimit: '4mb' } },
  // Whoever starts Jetway builds it, without the tests' packages; `npm run verify` is where types are checked.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@node-rs/argon2', 'pg', 'pino', 'undici', '@electric-sql/pglite'],
}

export default config
